"""The shape of `ogi check --format json`: the models that its JSON Schema follows from.

Figures are text, exact to the last digit as printed or implied; counts of things are
numbers. A field that does not apply is null, never left out. Within one
`format_version` fields are added, and none is renamed, removed or given another
meaning.
"""

from typing import Literal

from pipeline.check_report.shape_rows import (
    CellRow,
    ClaimRow,
    ExplanationRow,
    FindingRow,
    ShapeModel,
    SuspectRow,
)

__all__ = [
    "FORMAT_VERSION",
    "CheckJson",
    "Counts",
    "FileRow",
    "IssueRow",
    "QualityRow",
    "ReportRow",
]

FORMAT_VERSION = 1


class FileRow(ShapeModel):
    """The file that was checked."""

    name: str
    """Its name, without folders."""
    sha256: str
    """Of its bytes."""
    media: str
    """What its bytes are."""
    last_year: str | None
    """The name of last year's report, null where none was given."""


class Counts(ShapeModel):
    """How many of each there are in the document."""

    cells_read: int
    """Cells that were read."""
    cells_unreadable: int
    """Cells that hold something that is no figure."""
    equations_passed: int
    """Equations that hold."""
    equations_undecided: int
    """Equations with a cell that is blank, marked or unreadable."""
    findings: int
    """Groups of failing equations that one cause can explain, and signals."""
    must: int
    """Remarks about what must be corrected (必须更正)."""
    look: int
    """Remarks to be looked at (请核实), sentences that differ among them."""
    note: int
    """Remarks for information (供参考)."""
    suspects: int
    """Cells that are probably wrong."""
    suspects_unique: int
    """Those of them that the only simplest explanation changes."""
    claims_read: int
    """Numbers that sentences state."""
    claims_differing: int
    """Those that the tables contradict."""
    issues: int
    """Things that could not be read."""


class QualityRow(ShapeModel):
    """How far the report agrees with itself; no word about what its office did."""

    rules_applicable: int
    """Rules that must or should hold and could be decided."""
    rules_passed: int
    """Those that hold."""
    rules_undecided: int
    """Those that could not be; those that need last year's report among them."""
    score: float | None
    """Passed of applicable, 0 to 1; null where there is none."""
    claims_read: int
    """Numbers that sentences state."""
    claims_compared: int
    """Those that were held against the tables."""
    claims_agreeing: int
    """Those that agree."""
    subjects_restated: list[str]
    """Codes of what the tables count and sentences state as well."""
    subjects_not_restated: list[str]
    """Codes of what no sentence states."""


class ReportRow(ShapeModel):
    """One report of the document."""

    report_no: int
    """From 1."""
    title: str | None
    """As printed."""
    year: int | None
    """That it is about; null for a draft that does not say."""
    edition: str | None
    """Of the form; null where no table was found."""
    quality: QualityRow | None
    """How far it agrees with itself; null where nothing was read."""
    suspects: list[SuspectRow]
    """Cells that are probably wrong, sure ones first."""
    explanations: list[ExplanationRow]
    """The simplest ways to correct what does not add up."""
    findings: list[FindingRow]
    """What does not add up, by number."""
    claims: list[ClaimRow]
    """What its sentences state."""
    cells: list[CellRow]
    """All cells that were read."""


class IssueRow(ShapeModel):
    """Something that could not be read."""

    code: str
    """What kind, see docs/issues.md."""
    severity: Literal["error", "warning", "info"]
    """error: figures are missing because of it."""
    message: str
    """What was expected, what was found."""
    table: str | None
    """Code of the table."""
    item: str | None
    """Code of the row."""
    breakdown: str | None
    """Code of the column."""
    locator: str | None
    """Where in the document."""


class CheckJson(ShapeModel):
    """The answer of `ogi check --format json`.

    Figures are text, exact to the last digit; counts are numbers.
    """

    format_version: Literal[1]
    """Raised when a field is renamed, removed or given another meaning."""
    file: FileRow
    """The file that was checked."""
    verdict: Literal["sound", "contradicts", "incomplete", "nothing_read"]
    """What the check comes to."""
    verdict_zh: str
    """The same in Chinese."""
    verdict_en: str
    """The same in English."""
    exit_code: Literal[0, 1, 2, 3]
    """Of the command: 0 sound, 1 contradicts, 2 nothing_read, 3 incomplete."""
    counts: Counts
    """How many of each."""
    reports: list[ReportRow]
    """Mostly one."""
    issues: list[IssueRow]
    """What could not be read."""
