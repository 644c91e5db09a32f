"""Labelled sentences: what a careful reader finds in prose. No reading, no judging.

`data/accuracy/sentences_<part>.yml`: the patterns of the reader are written with the
part `dev`; `held_out` was not looked at then, so that it says how other prose is read.
`fresh` was written when they were finished, with usual sentences as often as usual.
`second` is by a second author, who had seen neither the patterns nor those two parts.
The rules by which the labels were written stand at the head of the first file.
"""

from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from pipeline.data_files import (
    ClosedModel,
    Text,
    read_data,
    read_yaml,
    refuse_twice,
    shown,
)
from pipeline.errors import DataFileError
from pipeline.narrative.claim import Bound, Kind, Measure
from pipeline.paths import project_dir

__all__ = [
    "PARTS",
    "Label",
    "Lenient",
    "Part",
    "Passage",
    "SentencesFile",
    "load_sentences",
    "sentences_file",
]

Part = Literal["dev", "held_out", "fresh", "second"]
PARTS: tuple[Part, ...] = ("dev", "held_out", "fresh", "second")
#: fields of a label in which readers may differ
Lenient = Literal[
    "subject", "breakdown", "tolerance", "is_negation", "why_not_compared"
]
#: the year of the reports that say no other
_YEAR = 2023


class Label(ClosedModel):
    """A claim that is found in a passage; what is left out is what is usual.

    Attributes:
        is_optional: readers may differ; found or not, it counts for nothing.
        lenient: fields in which what was read may differ.
        For the others see `pipeline.narrative.claim.Claim`.
    """

    subject: Text
    breakdown: Text = "total"
    kind: Kind = "count"
    value: Decimal
    unit: Text | None = "件"
    tolerance: Decimal = Decimal(0)
    bound: Bound = "exact"
    is_negation: bool = False
    year: int | None = None
    measure: Measure | None = None
    why_not_compared: (
        Literal[
            "other_year", "rate", "no_cell", "other_organ", "target", "inexact",
            "several_reports", "ambiguous",
        ]
        | None
    ) = None  # fmt: skip
    is_optional: bool = False
    lenient: tuple[Lenient, ...] = ()

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> "Label":
        if (self.kind == "change") != (self.measure is not None):
            raise ValueError("a change has a measure, and nothing else has one")
        if self.is_negation and (self.value or self.unit is not None):
            raise ValueError("a negation has the value 0 and the unit null")
        if (self.kind == "rate") and self.why_not_compared != "rate":
            raise ValueError("a rate is never compared: why_not_compared: rate")
        return self


class Passage(ClosedModel):
    """A sentence, or several that belong together.

    Attributes:
        tests: the phenomena that it is there for.
        year: of the report.
        section: the heading that it stands under; None for none.
        lines: as a document has them.
        claims: what is to be found; none in a trap.
    """

    tests: tuple[Text, ...] = Field(min_length=1)
    year: int = _YEAR
    section: Text | None = None
    lines: tuple[Text, ...] = Field(min_length=1)
    claims: tuple[Label, ...]


class SentencesFile(ClosedModel):
    """One part of the labelled sentences."""

    sentences: tuple[Passage, ...]


def sentences_file(part: Part) -> Path:
    """Where a part is kept."""
    return project_dir() / "data" / "accuracy" / f"sentences_{part}.yml"


def load_sentences(part: Part, path: Path | None = None) -> tuple[Passage, ...]:
    """The passages of a part, by default of the committed file.

    Raises:
        DataFileError: the file is none, a passage is there twice, or a subject is not
            known.
    """
    path = path or sentences_file(part)
    found = read_data(path, SentencesFile).sentences
    refuse_twice(shown(path), "passages", ("\n".join(p.lines) for p in found))
    unknown = {c.subject for p in found for c in p.claims} - _subjects()
    if unknown:
        raise DataFileError(f"{shown(path)}: unknown subjects {sorted(unknown)}")
    return found


def _subjects() -> set[str]:
    path = project_dir() / "data" / "narrative" / "subjects.yml"
    return {entry["code"] for entry in read_yaml(path)["subjects"]}
