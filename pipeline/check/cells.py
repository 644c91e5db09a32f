"""Cells in the answer of a check: read, named by a finding, suspected. Types only."""

from dataclasses import dataclass
from decimal import Decimal

__all__ = [
    "CellKey",
    "CellName",
    "CheckedCell",
    "Explanation",
    "NamedCell",
    "Suspect",
]

#: table, item, breakdown
CellKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class CellName:
    """A cell of the form, and what the form calls it.

    Attributes:
        key: table, item and breakdown.
        table_zh: the table in Chinese.
        table_en: the same in English.
        row_zh: the label of the row, after that of its group: `(三)不予公开 / 1.…`.
        row_en: the row in English.
        column_zh: the label of the column.
        column_en: the same in English.
    """

    key: CellKey
    table_zh: str
    table_en: str
    row_zh: str
    row_en: str
    column_zh: str
    column_en: str

    @property
    def zh(self) -> str:
        """Row and column in Chinese."""
        return f"{self.row_zh} · {self.column_zh}"

    @property
    def en(self) -> str:
        """Row and column in English."""
        return f"{self.row_en} · {self.column_en}"


@dataclass(frozen=True, slots=True)
class CheckedCell:
    """A cell as it was read.

    Attributes:
        name: which cell of the form.
        edition: of the form that its table follows.
        printed: the text of the cell, exactly.
        status: reported, blank, dash, not_applicable or unreadable.
        value: the figure, in the printed unit.
        unit: that unit.
        reading: printed, by_equations or ocr.
        locator: where in the document.
    """

    name: CellName
    edition: str
    printed: str
    status: str
    value: Decimal | None
    unit: str | None
    reading: str
    locator: str


@dataclass(frozen=True, slots=True)
class NamedCell:
    """A cell that a finding names, with what is printed there.

    Attributes:
        name: which cell of the form.
        printed: the figure, or blank, dash, not_applicable, unreadable.
        is_prior: it is of the report of the year before.
    """

    name: CellName
    printed: str
    is_prior: bool

    @property
    def zh(self) -> str:
        """`row · column = figure`, in Chinese."""
        year = "上年报告 " if self.is_prior else ""
        return f"{year}{self.name.zh} = {self.printed}"


@dataclass(frozen=True, slots=True)
class Suspect:
    """A cell that is probably wrong: what is printed, and what would close the sums.

    Attributes:
        name: which cell of the form.
        finding_id: the finding that it explains.
        component_no: the part of the table that fails by itself.
        printed: the text of the cell, exactly.
        value: the figure, in the printed unit.
        unit: that unit.
        implied: the figure that would close every equation, in the printed unit; None
            where the explanations differ or nothing single is wrong.
        is_unique: it must be wrong: no other explanation is as good, proven.
        is_backed: of several explanations only the one that changes it has support.
        backed: what that one would have it be, in the printed unit.
        is_block: no second equation tells the cells of its block apart.
        is_systematic: part of a shift or the like, not to be repaired cell by cell.
        solutions: how many explanations change as few cells.
        in_solutions: how many of these change this cell.
        changes: how many cells each of them changes.
        is_complete: all of them were found.
        pattern: the kind of slip, a code of `data/quality/patterns.yml`.
        pattern_zh: the same in Chinese.
        pattern_en: the same in English.
        equations_failed: how many failing equations name the cell.
        attribution: publisher, reader or unknown: whose slip it is.
        confidence: how sure the reading of the cell is, 0 to 1.
        evidence_prose: 1 a sentence says what follows from `implied`, -1 a sentence
            confirms the print, None nothing is said.
        evidence_prior: the same of the carry-over from last year's report.
        evidence_second: the same of another form of the report.
        claim_nos: the sentences behind `evidence_prose`.
        message_zh: why, in Chinese.
        message_en: why, in English.
        locator: where in the document.
    """

    name: CellName
    finding_id: str | None
    component_no: int
    printed: str
    value: Decimal | None
    unit: str | None
    implied: Decimal | None
    is_unique: bool
    is_backed: bool
    backed: Decimal | None
    is_block: bool
    is_systematic: bool
    solutions: int
    in_solutions: int
    changes: int
    is_complete: bool
    pattern: str | None
    pattern_zh: str | None
    pattern_en: str | None
    equations_failed: int
    attribution: str
    confidence: float | None
    evidence_prose: int | None
    evidence_prior: int | None
    evidence_second: int | None
    claim_nos: tuple[int, ...]
    message_zh: str
    message_en: str
    locator: str | None

    @property
    def due(self) -> Decimal | None:
        """What it should be, as far as anything says so; in the printed unit."""
        return self.backed if self.is_backed else self.implied

    @property
    def is_named(self) -> bool:
        """Whether it is this cell and no other, by the equations or by its support."""
        alone = self.solutions == 1 and not (self.is_block or self.is_systematic)
        return self.is_unique or self.is_backed or alone


@dataclass(frozen=True, slots=True)
class Explanation:
    """One of the simplest ways to correct a part of a table that fails by itself.

    Attributes:
        table_id: the table.
        component_no: the part of it.
        solution_no: from 1.
        is_backed: of several the only one for which something else speaks.
        text_zh: what it changes, in Chinese.
        text_en: the same in English.
    """

    table_id: str
    component_no: int
    solution_no: int
    is_backed: bool
    text_zh: str
    text_en: str
