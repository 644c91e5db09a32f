"""Prose is read as the labelled sentences say: both parts reach what they have to."""

import pytest

from pipeline.accuracy.prose import LEAST, ProseCounts
from pipeline.accuracy.sentences import PARTS, Part
from tests.accuracy.narrative import verdicts


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_read_as_exactly_as_it_has_to_be(part: Part) -> None:
    found = verdicts(part)
    counts = sum((verdict.counts for verdict in found), ProseCounts())
    errors = [line for v in found if not v.is_right for line in v.lines()]
    told = "\n".join([f"precision {counts.precision:.4f}, recall {counts.recall:.4f}"])
    assert counts.precision >= LEAST["precision"], "\n".join([told, *errors])
    assert counts.recall >= LEAST["recall"], "\n".join([told, *errors])
