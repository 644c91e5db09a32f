"""What checking one document gives. Types only; nothing is read or written here."""

from dataclasses import dataclass
from enum import Enum
from itertools import chain

from pipeline.check.cells import CheckedCell, Explanation, Suspect
from pipeline.check.findings import Finding, Quality, StatedClaim
from pipeline.extract.report import Extraction
from pipeline.issues import Issue, IssueCode, Severity

__all__ = [
    "CheckedPart",
    "CheckedReport",
    "Verdict",
]


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
class CheckedPart:
    """One report of the document.

    Attributes:
        report_no: 1 for the first.
        edition: of the form, None where no table was found.
        title: as printed.
        year: that it is about, None for a draft that does not say.
        cells: as they were read, in the order of the form.
        passed: equations that hold (blanks read as the equations demand).
        undecided: equations with a cell that is blank, marked or unreadable.
        findings: hard ones first.
        suspects: sure ones first.
        explanations: by part of a table, as they are numbered.
        claims: in the order of the report.
        quality: in numbers; None where nothing was read.
    """

    report_no: int
    edition: str | None
    title: str | None
    year: int | None
    cells: tuple[CheckedCell, ...]
    passed: int
    undecided: int
    findings: tuple[Finding, ...]
    suspects: tuple[Suspect, ...]
    explanations: tuple[Explanation, ...]
    claims: tuple[StatedClaim, ...]
    quality: Quality | None

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
        return sum(part.passed for part in self.parts)

    @property
    def undecided(self) -> int:
        """Equations with a cell that is blank, marked or unreadable."""
        return sum(part.undecided for part in self.parts)

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
