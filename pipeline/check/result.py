"""What checking one document gives. Types only; nothing is read or written here."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from itertools import chain

from pipeline.extract.report import Extraction
from pipeline.issues import Issue, IssueCode, Severity

__all__ = [
    "CellKey",
    "CellName",
    "CheckedCell",
    "CheckedPart",
    "CheckedReport",
    "FailedEquation",
    "Finding",
    "NamedCell",
    "Quality",
    "StatedClaim",
    "Suspect",
    "Verdict",
]

#: table, item, breakdown
CellKey = tuple[str, str, str]


class Verdict(Enum):
    """What a check comes to, the worst first, with the exit code of `ogi check`.

    Sentences that disagree with the tables, and rules that only should hold, change
    nothing here: they are for people to look at.
    """

    NOTHING_READ = ("nothing_read", 2)
    CONTRADICTS = ("contradicts", 1)
    INCOMPLETE = ("incomplete", 3)
    SOUND = ("sound", 0)

    @property
    def code(self) -> str:
        """Its name for programs."""
        return self.value[0]

    @property
    def exit_code(self) -> int:
        """The exit code of the command."""
        return self.value[1]


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
class FailedEquation:
    """An equation that does not hold, or a signal (then without comparison).

    Attributes:
        rule_id: the rule, as in `ogi rules`.
        unit_code: the row or column that it is about.
        severity: hard, soft or informative.
        left: its left side.
        comparison: `==`, `<=` or `>=`.
        right: its right side.
        difference: left less right.
        sentence_zh: the same in words.
        sentence_en: the same in English.
    """

    rule_id: str
    unit_code: str
    severity: str
    left: Decimal | None
    comparison: str | None
    right: Decimal | None
    difference: Decimal | None
    sentence_zh: str
    sentence_en: str


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
class Finding:
    """Failing equations that one cause can explain.

    Attributes:
        finding_id: stable over releases.
        table_id: the statistics table, None for a signal that is of none.
        table_zh: its name on the form, or 整份报告.
        table_en: its name in English.
        severity: `hard` (must hold), `soft` (should) or `informative`.
        kind: equation, domain (a figure that is no count) or signal.
        equations: what fails.
        cells: those that the equations name, most zeros left out.
    """

    finding_id: str
    table_id: str | None
    table_zh: str
    table_en: str
    severity: str
    kind: str
    equations: tuple[FailedEquation, ...]
    cells: tuple[NamedCell, ...]


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
class StatedClaim:
    """A number that a sentence states, and whether the tables say the same.

    Attributes:
        claim_no: from 1, in the order of the report.
        section: code of the section that it stands in, None before the first.
        sentence: as printed.
        span: where in it the number stands: first character, the one after the last.
        subject: what is counted, a code of `data/narrative/subjects.yml`.
        subject_zh: the same in Chinese.
        subject_en: the same in English.
        kind: count, amount, rate or change.
        value: the number, in the base unit.
        value_text: the number as printed.
        outcome: match, mismatch or not_compared.
        reason: why it is not compared.
        expected: the figure of the tables in the base unit.
        difference: the number less that figure.
        cells: the cells behind that figure, as `table/item/breakdown`.
        message_zh: the outcome in Chinese.
        message_en: the outcome in English.
        locator: where in the document.
    """

    claim_no: int
    section: str | None
    sentence: str
    span: tuple[int, int]
    subject: str
    subject_zh: str
    subject_en: str
    kind: str
    value: Decimal
    value_text: str
    outcome: str
    reason: str | None
    expected: Decimal | None
    difference: Decimal | None
    cells: tuple[str, ...]
    message_zh: str
    message_en: str
    locator: str

    @property
    def differs(self) -> bool:
        """Whether the tables say something else."""
        return self.outcome == "mismatch"


@dataclass(frozen=True, slots=True)
class Quality:
    """How far a report agrees with itself: no word about what its office did.

    Attributes:
        rules_applicable: equations that could be decided.
        rules_passed: those that hold.
        rules_undecided: those with a cell that is blank, marked or unreadable.
        score: passed of applicable, 0 to 1; None where there is none.
        claims_read: numbers that sentences state.
        claims_compared: those that were held against the tables.
        claims_agreeing: those that agree.
    """

    rules_applicable: int
    rules_passed: int
    rules_undecided: int
    score: float | None
    claims_read: int
    claims_compared: int
    claims_agreeing: int


@dataclass(frozen=True, slots=True)
class CheckedPart:
    """One report of the document.

    Attributes:
        report_no: 1 for the first.
        edition: of the form, None where no table was found.
        title: as printed.
        year: that it is about, None for a draft that does not say.
        cells: as they were read, in the order of the form.
        findings: hard ones first.
        suspects: sure ones first.
        claims: in the order of the report.
        quality: in numbers.
    """

    report_no: int
    edition: str | None
    title: str | None
    year: int | None
    cells: tuple[CheckedCell, ...]
    findings: tuple[Finding, ...]
    suspects: tuple[Suspect, ...]
    claims: tuple[StatedClaim, ...]
    quality: Quality

    @property
    def unreadable(self) -> int:
        """How many cells hold something that is no figure."""
        return sum(cell.status == "unreadable" for cell in self.cells)

    @property
    def differing(self) -> tuple[StatedClaim, ...]:
        """The sentences that the tables contradict."""
        return tuple(claim for claim in self.claims if claim.differs)


@dataclass(frozen=True, slots=True)
class CheckedReport:
    """What checking one document gave.

    Attributes:
        name: of the file.
        sha256: of its bytes.
        last_year: the name of last year's report, None where none was given.
        extraction: what was read, with its issues.
        parts: the reports in it, mostly one.
    """

    name: str
    sha256: str
    last_year: str | None
    extraction: Extraction
    parts: tuple[CheckedPart, ...]

    @property
    def unreadable(self) -> int:
        """How many cells hold something that is no figure."""
        return sum(part.unreadable for part in self.parts)

    @property
    def cells(self) -> int:
        """How many cells were read."""
        return sum(len(part.cells) for part in self.parts) - self.unreadable

    @property
    def passed(self) -> int:
        """Equations that hold (blanks read as the equations demand)."""
        return sum(part.quality.rules_passed for part in self.parts)

    @property
    def undecided(self) -> int:
        """Equations with a cell that is blank, marked or unreadable."""
        return sum(part.quality.rules_undecided for part in self.parts)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What fails in any of the reports."""
        return tuple(chain.from_iterable(part.findings for part in self.parts))

    @property
    def suspects(self) -> tuple[Suspect, ...]:
        """The cells that are probably wrong in any of the reports."""
        return tuple(chain.from_iterable(part.suspects for part in self.parts))

    @property
    def claims(self) -> tuple[StatedClaim, ...]:
        """What the sentences of any of the reports state."""
        return tuple(chain.from_iterable(part.claims for part in self.parts))

    @property
    def differing(self) -> tuple[StatedClaim, ...]:
        """The sentences that the tables contradict."""
        return tuple(claim for claim in self.claims if claim.differs)

    @property
    def issues(self) -> list[Issue]:
        """What could not be read."""
        return self.extraction.all_issues()

    @property
    def has_hard_failure(self) -> bool:
        """Whether an equation that must hold does not."""
        return any(finding.severity == "hard" for finding in self.findings)

    @property
    def is_incomplete(self) -> bool:
        """Whether figures are missing that could not be read.

        A draft may lack its year: that keeps it out of the panel, not out of a check.
        """
        return self.cells == 0 or any(
            issue.severity is Severity.ERROR and issue.code != IssueCode.YEAR_UNKNOWN
            for issue in self.issues
        )

    @property
    def verdict(self) -> Verdict:
        """What the check comes to."""
        if not self.cells:
            return Verdict.NOTHING_READ
        if self.has_hard_failure:
            return Verdict.CONTRADICTS
        return Verdict.INCOMPLETE if self.is_incomplete else Verdict.SOUND
