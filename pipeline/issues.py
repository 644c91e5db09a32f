"""The warn-and-skip channel: what could not be read or fetched, as rows.

An `Issue` is the answer to "we could not": it never stands for a contradiction inside
a report (that is a consistency flag) nor for a bug of ours (that is an exception).
The list of codes is closed, so that issues can be counted; adding one is adding a
line here and in docs/issues.md.
"""

from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["Issue", "IssueCode", "Severity"]


class Severity(StrEnum):
    """How bad an issue is."""

    ERROR = "error"  # figures are missing because of it
    WARNING = "warning"  # figures were read, somebody should look
    INFO = "info"  # worth knowing, nothing to do


class IssueCode(StrEnum):
    """What kind of thing went wrong. Stage `raw` first, then `core` and `int`."""

    # Finding and fetching.
    OUT_OF_SCOPE = "out_of_scope"
    REFUSED = "refused"
    GONE = "gone"
    MOVED = "moved"
    FETCH_FAILED = "fetch_failed"
    NOT_ASKED = "not_asked"
    HOST_RESTED = "host_rested"
    LISTING_INCOMPLETE = "listing_incomplete"
    LISTING_EMPTY = "listing_empty"
    DEPOSIT_REFUSED = "deposit_refused"
    # Reading.
    UNSUPPORTED_MEDIA = "unsupported_media"
    NEEDS_OCR = "needs_ocr"
    OCR_UNCONFIRMED = "ocr_unconfirmed"
    UNREADABLE_DOCUMENT = "unreadable_document"
    PART_NOT_READ = "part_not_read"
    BAD_ENCODING = "bad_encoding"
    YEAR_UNKNOWN = "year_unknown"
    YEAR_CONFLICT = "year_conflict"
    YEAR_INFERRED = "year_inferred"
    INSTITUTION_UNKNOWN = "institution_unknown"
    INSTITUTION_CONFLICT = "institution_conflict"
    NOT_A_REPORT = "not_a_report"
    NO_TABLES = "no_tables"
    TABLE_MISSING = "table_missing"
    RUN_TOGETHER = "run_together"
    LABEL_UNKNOWN = "label_unknown"
    LABEL_APPROXIMATE = "label_approximate"
    HEADER_UNKNOWN = "header_unknown"
    ROW_MISSING = "row_missing"
    ROW_SHAPE = "row_shape"
    ROW_CONFLICT = "row_conflict"
    VALUE_UNREADABLE = "value_unreadable"
    EDITION_CONFLICT = "edition_conflict"
    TABLE_BLANK = "table_blank"
    UNIT_CONFLICT = "unit_conflict"
    # Bringing documents together.
    FORMS_DISAGREE = "forms_disagree"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that could not be done, and where.

    Attributes:
        code: what kind.
        severity: how bad.
        message: what was expected, what was found, in one line of English with the
            Chinese terms of the form.
        table_id: the statistics table, if it is about one.
        item: the row of the form, if it is about one.
        breakdown: the column of the form, if it is about one.
        locator: where in the document (`t3/r5/c2`, `line 40`), if known.
        url: the address, for what went wrong on the way.
        details: more, in a form for machines (short strings).
    """

    code: IssueCode
    severity: Severity
    message: str
    table_id: str | None = None
    item: str | None = None
    breakdown: str | None = None
    locator: str | None = None
    url: str | None = None
    details: dict[str, str] = field(default_factory=dict)

    def line(self, source: str) -> str:
        """The issue as one line of text for a terminal."""
        where = "/".join(p for p in (self.table_id, self.item, self.breakdown) if p)
        place = " ".join(p for p in (where, self.locator) if p)
        head = f"{source}: {self.severity}: {self.code}"
        return (
            f"{head} [{place}]: {self.message}" if place else f"{head}: {self.message}"
        )
