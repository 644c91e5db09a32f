"""Prose is read as the labelled sentences say: both parts reach what they have to."""

from collections import Counter

import pytest

from pipeline.accuracy.prose import LEAST, ProseCounts
from pipeline.accuracy.sentences import PARTS, Part
from tests.accuracy.narrative import Verdict, verdicts


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_read_as_exactly_as_it_has_to_be(part: Part) -> None:
    found = verdicts(part)
    counts = sum((verdict.counts for verdict in found), ProseCounts())
    errors = [verdict for verdict in found if not verdict.is_right]
    told = f"precision {counts.precision:.4f}, recall {counts.recall:.4f}\n"
    told += _sentences(errors) if part == "dev" else _phenomena(errors)
    assert counts.precision >= LEAST["precision"], told
    assert counts.recall >= LEAST["recall"], told


def _sentences(errors: list[Verdict]) -> str:
    return "\n".join(line for verdict in errors for line in verdict.lines())


def _phenomena(errors: list[Verdict]) -> str:
    """Not the sentences: whoever mends a pattern with them has nothing held out."""
    tests = Counter(test for verdict in errors for test in verdict.passage.tests)
    return ", ".join(f"{test} {number}" for test, number in tests.most_common())
