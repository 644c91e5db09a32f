"""What reading a document gives: extractions, and the reports in them. Types only."""

from dataclasses import dataclass, field

from pipeline.extract.identity import Identity
from pipeline.extract.observation import Observation
from pipeline.forms import TABLES
from pipeline.issues import Issue, IssueCode, Severity
from pipeline.narrative.claim import Claim

__all__ = ["NOBODY", "Extraction", "Report", "failed"]

_GAPS = {IssueCode.NO_TABLES, IssueCode.TABLE_MISSING, IssueCode.ROW_MISSING}


@dataclass(slots=True)
class Report:
    """One report in a document: its number there, its edition, its cells.

    Attributes:
        report_no: 1 for the first report of the document.
        edition: of the form, or None where no table was found.
        observations: the cells.
        issues: what could not be read.
        identity: whose report of which year, where a file holds several documents;
            None where it is that of the extraction.
        claims: what its sentences state.
    """

    report_no: int
    edition: str | None
    observations: list[Observation] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    identity: Identity | None = None
    claims: list[Claim] = field(default_factory=list)

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of which something was read, in the order of the form."""
        found = {o.table_id for o in self.observations}
        return tuple(t for t in TABLES if t in found)


@dataclass(slots=True)
class Extraction:
    """What one document gave.

    Attributes:
        media: what the bytes are.
        identity: whose report of which year.
        reports: mostly one.
        issues: about the document as a whole.
    """

    media: str
    identity: Identity
    reports: list[Report] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def all_issues(self) -> list[Issue]:
        """The issues of the document and of its reports."""
        return [*self.issues, *(i for r in self.reports for i in r.issues)]

    @property
    def is_complete(self) -> bool:
        """Whether all tables are there with all their rows."""
        codes = {i.code for r in self.reports for i in r.issues}
        return not codes & _GAPS


#: whose report it is, of a document that could not be read
NOBODY = Identity(None, None, None, None, None)


def failed(
    message: str,
    media: str = "unknown",
    code: IssueCode = IssueCode.UNREADABLE_DOCUMENT,
) -> Extraction:
    """The extraction of a document that could not be read at all."""
    issue = Issue(code, Severity.ERROR, message)
    return Extraction(media, NOBODY, issues=[issue])
