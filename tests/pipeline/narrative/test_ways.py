"""Many ways of saying the same are read alike (`ways_of_saying.yml`)."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from pipeline.narrative.claim import Claim
from tests.pipeline.narrative.saying import claims_of

FILE = Path(__file__).with_name("ways_of_saying.yml")
WAYS: dict[tuple[str, str], str] = {
    (heading, text): told
    for heading, ways in yaml.safe_load(FILE.read_text("utf-8")).items()
    for text, told in ways.items()
}


def _told(claim: Claim) -> str:
    """`received/natural_person 5`, a change `+5` or `-8%`, a share `40%`, `!reason`."""
    column = "" if claim.breakdown == "total" else f"/{claim.breakdown}"
    sign = "+" if claim.kind == "change" and claim.value >= 0 else ""
    percent = "%" if claim.kind == "rate" or claim.measure == "percent" else ""
    reason = claim.why_not_compared
    why = f" !{reason}" if reason not in (None, "rate") else ""
    value = f"{claim.value.normalize():f}"
    return f"{claim.subject}{column} {sign}{value}{percent}{why}"


@pytest.mark.parametrize(("heading", "text"), WAYS)
def test_a_way_of_saying_it_is_read(heading: str, text: str) -> None:
    claims = claims_of(*filter(None, [heading]), text)
    expected = Counter(filter(None, WAYS[heading, text].split(", ")))
    read = Counter(map(_told, claims))
    compared = Counter(_told(c) for c in claims if c.why_not_compared is None)
    assert not expected - read, "not read"
    assert not compared - expected, "read, and not said"
