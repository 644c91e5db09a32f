"""The shape of `ogi check --format json`: the models that its JSON Schema follows from.

Figures are text, exact to the last digit as printed or implied; counts of things are
numbers. A field that does not apply is null, never left out. Within one
`format_version` fields are added, and none is renamed, removed or given another
meaning.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "FORMAT_VERSION",
    "CellRow",
    "CheckJson",
    "ClaimRow",
    "Counts",
    "EquationRow",
    "FileRow",
    "FindingRow",
    "IssueRow",
    "QualityRow",
    "ReportRow",
    "SuspectRow",
]

FORMAT_VERSION = 1
#: a decimal number without exponent
Figure = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$")]
#: 1 speaks for the implied figure, -1 for the printed one, null says nothing
Evidence = Literal[-1, 1] | None


class _Row(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True
    )


class FileRow(_Row):
    """The file that was checked."""

    name: str
    """Its name, without folders."""
    sha256: str
    """Of its bytes."""
    media: str
    """What its bytes are."""
    last_year: str | None
    """The name of last year's report, null where none was given."""


class Counts(_Row):
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


class CellRow(_Row):
    """A cell of the form, as printed."""

    table: str
    """Code of the table."""
    item: str
    """Code of the row."""
    breakdown: str
    """Code of the column."""
    edition: str
    """Edition of the form that its table follows."""
    row_zh: str
    """Label of the row in Chinese, after those that it hangs on."""
    row_en: str
    """Label of the row in English."""
    column_zh: str
    """Label of the column in Chinese."""
    column_en: str
    """Label of the column in English."""
    printed: str
    """The text of the cell, exactly."""
    status: Literal["reported", "blank", "dash", "not_applicable", "unreadable"]
    """What stands there."""
    value: Figure | None
    """The figure, in the printed unit."""
    unit: str | None
    """That unit."""
    reading: str
    """How it was read: printed, by_equations or ocr."""
    locator: str
    """Where in the document."""


class EquationRow(_Row):
    """An equation that does not hold, or a signal."""

    rule: str
    """The rule, as in `ogi rules`."""
    unit: str
    """Row or column that it is about."""
    severity: Literal["hard", "soft", "informative"]
    """hard must hold, soft should."""
    left: Figure | None
    """Its left side."""
    comparison: Literal["==", "<=", ">="] | None
    """How the sides should compare; null for a signal."""
    right: Figure | None
    """Its right side."""
    difference: Figure | None
    """Left less right."""
    sentence_zh: str
    """The same in Chinese."""
    sentence_en: str
    """The same in English."""


class NamedRow(_Row):
    """A cell that a finding names."""

    table: str
    """Code of the table."""
    item: str
    """Code of the row."""
    breakdown: str
    """Code of the column."""
    name_zh: str
    """Row and column in Chinese."""
    name_en: str
    """Row and column in English."""
    printed: str
    """The figure, or what stands there instead: blank, dash, …"""
    is_prior: bool
    """It is of last year's report."""


class FindingRow(_Row):
    """Failing equations that one cause can explain."""

    remark: int
    """Its number in text and page."""
    finding_id: str
    """Its name, stable over releases."""
    table: str | None
    """Code of the table, null for a signal of none."""
    table_zh: str
    """The table in Chinese."""
    table_en: str
    """The table in English."""
    level: Literal["must", "look", "note"]
    """must be corrected, to be looked at, or for information."""
    severity: Literal["hard", "soft", "informative"]
    """The worst of its equations."""
    kind: str
    """equation, domain (a figure that is no count) or signal."""
    equations: list[EquationRow]
    """What fails."""
    cells: list[NamedRow]
    """The cells that they name, most zeros left out."""


class SuspectRow(_Row):
    """A cell that is probably wrong."""

    remark: int
    """The number of the remark that it is part of."""
    finding_id: str | None
    """The finding that it explains."""
    component: int
    """The part of the table that fails by itself."""
    table: str
    """Code of the table."""
    item: str
    """Code of the row."""
    breakdown: str
    """Code of the column."""
    name_zh: str
    """Row and column in Chinese."""
    name_en: str
    """Row and column in English."""
    printed: str
    """The text of the cell, exactly."""
    value: Figure | None
    """The figure, in the printed unit."""
    unit: str | None
    """That unit."""
    implied: Figure | None
    """What would close every equation, in the printed unit; null where the simplest
    explanations differ or no single cell is wrong."""
    is_unique: bool
    """It must be wrong: no other explanation is as good, and that is proven."""
    is_backed: bool
    """Of several explanations only the one that changes it has support."""
    backed: Figure | None
    """What that one would have it be, in the printed unit."""
    is_block: bool
    """No second equation tells the cells of its block apart."""
    is_systematic: bool
    """Part of a shift or the like, not to be repaired cell by cell."""
    solutions: int
    """How many explanations change as few cells."""
    in_solutions: int
    """How many of these change this cell."""
    changes: int
    """How many cells each of them changes."""
    is_complete: bool
    """All of them were found."""
    pattern: str | None
    """The kind of slip."""
    pattern_zh: str | None
    """The same in Chinese."""
    pattern_en: str | None
    """The same in English."""
    attribution: Literal["publisher", "reader", "unknown"]
    """Whose slip it is: printed so, or perhaps misread."""
    evidence_prose: Evidence
    """What sentences say."""
    evidence_prior: Evidence
    """What last year's report says."""
    evidence_second: Evidence
    """What another form of the same report says."""
    claims: list[int]
    """The sentences behind `evidence_prose`."""
    message_zh: str
    """Why, in Chinese."""
    message_en: str
    """Why, in English."""
    locator: str | None
    """Where in the document."""


class ClaimRow(_Row):
    """A number that a sentence states."""

    remark: int | None
    """The number of its remark, where it differs."""
    claim: int
    """From 1, in the order of the report."""
    section: str | None
    """Code of the section that it stands in."""
    sentence: str
    """As printed."""
    span: tuple[int, int]
    """Where in it the number stands: first character, the one after the last."""
    subject: str
    """Code of what is counted."""
    subject_zh: str
    """The same in Chinese."""
    subject_en: str
    """The same in English."""
    kind: Literal["count", "amount", "rate", "change"]
    """What kind of number it is."""
    value: Figure
    """The number in the base unit."""
    value_text: str
    """The number as printed."""
    outcome: Literal["match", "mismatch", "not_compared"]
    """Whether the tables say the same."""
    reason: str | None
    """Why it is not compared."""
    expected: Figure | None
    """What the tables say, in the base unit."""
    difference: Figure | None
    """The number less that."""
    cells: list[str]
    """The cells behind it: table/item/breakdown."""
    message_zh: str
    """The outcome in Chinese."""
    message_en: str
    """The outcome in English."""
    locator: str
    """Where in the document."""


class QualityRow(_Row):
    """How far the report agrees with itself; no word about what its office did."""

    rules_applicable: int
    """Equations that could be decided."""
    rules_passed: int
    """Those that hold."""
    rules_undecided: int
    """Those with a cell that is blank, marked or unreadable."""
    score: float | None
    """Passed of applicable, 0 to 1; null where there is none."""
    claims_read: int
    """Numbers that sentences state."""
    claims_compared: int
    """Those that were held against the tables."""
    claims_agreeing: int
    """Those that agree."""


class ReportRow(_Row):
    """One report of the document."""

    report_no: int
    """From 1."""
    title: str | None
    """As printed."""
    year: int | None
    """That it is about; null for a draft that does not say."""
    edition: str | None
    """Of the form; null where no table was found."""
    quality: QualityRow
    """How far it agrees with itself."""
    suspects: list[SuspectRow]
    """Cells that are probably wrong, sure ones first."""
    findings: list[FindingRow]
    """What does not add up, by number."""
    claims: list[ClaimRow]
    """What its sentences state."""
    cells: list[CellRow]
    """All cells that were read."""


class IssueRow(_Row):
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


class CheckJson(_Row):
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
