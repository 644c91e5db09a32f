"""The exceptions that this package raises on purpose.

    OgiError
    ├── DataFileError        a file under data/ or sql/ is wrong: crash at load
    │   ├── RegistryError    institutions, sources
    │   ├── FormError        editions of the form, labels, value tokens
    │   ├── RuleError        rules, metrics: unknown cell, bad expression
    │   ├── EntryError       corrections, waivers: unknown institution, cell or rule
    │   └── ModelError       an SQL model: missing header, undocumented column, cycle
    ├── FetchError           one address could not be had: becomes a row, never a crash
    │   ├── OutOfScopeError  a host that is not in the registry (mirror, redirect)
    │   ├── RefusedError     the site refuses: 403, robots.txt, challenge page
    │   ├── GoneError        404, 410
    │   ├── NotAskedError    budget spent, host at rest, outside its hours: not now
    │   │   └── NotRecordedError   a recording is crawled again and does not have it
    │   └── TransientError   time-out, 5xx, 429: retried, then a row
    ├── ExtractionError      a document could not be read at all: becomes an issue
    │   ├── UnsupportedMediaError
    │   └── NeedsOcrError    a picture, and the optional extra is not installed
    ├── StoreError           our own tables or archive are broken: crash
    ├── CrashError           our code failed on some sources of many: the run fails
    ├── NotifyError          an alert did not arrive: said, and tried again
    ├── ReleaseError         nothing is published, or the release asked for is not there
    └── UsageError           the user asked for something that does not exist

A message says what was expected, what was found, where, and which file to edit.
Errors that become rows are in `pipeline.issues`; this module holds no handling.
"""

from typing import Literal

__all__ = [
    "CrashError",
    "DataFileError",
    "EntryError",
    "ExtractionError",
    "FetchError",
    "FormError",
    "GoneError",
    "ModelError",
    "NeedsOcrError",
    "NotAskedError",
    "NotRecordedError",
    "NotifyError",
    "OgiError",
    "OutOfScopeError",
    "RefusedError",
    "RegistryError",
    "ReleaseError",
    "RuleError",
    "StoreError",
    "TransientError",
    "UnsupportedMediaError",
    "UsageError",
]


#: what a refusal means: this page, a script to solve, or too many requests
Refusal = Literal["forbidden", "challenge", "too_many"]


class OgiError(Exception):
    """Base of everything that is raised on purpose here."""


class DataFileError(OgiError):
    """A data file of the project is wrong; the message names file and place."""


class RegistryError(DataFileError):
    """An institution or a source is wrong."""


class FormError(DataFileError):
    """A form, a label list or a token table is wrong."""


class RuleError(DataFileError):
    """A rule or a metric is wrong."""


class EntryError(DataFileError):
    """A correction or a waiver is wrong."""


class ModelError(DataFileError):
    """An SQL model is wrong."""


class FetchError(OgiError):
    """One address could not be fetched."""

    #: how `raw_documents.outcome` names it
    outcome = "failed"


class OutOfScopeError(FetchError):
    """The address is not on a host of the registry."""

    outcome = "out_of_scope"


class RefusedError(FetchError):
    """The site refuses to serve us, and we respect it.

    Attributes:
        refusal: what it means for the host; None if only this address is meant
            (robots.txt).
    """

    outcome = "refused"

    def __init__(self, message: str, refusal: Refusal | None = None) -> None:
        super().__init__(message)
        self.refusal = refusal


class GoneError(FetchError):
    """The page is not there (404, 410)."""

    outcome = "gone"


class NotAskedError(FetchError):
    """We did not ask, and may another time: what we hold stays as it is."""

    outcome = "not_asked"


class NotRecordedError(NotAskedError):
    """A recorded crawl is crawled again, and this was not asked then."""


class TransientError(FetchError):
    """A fault that may pass: time-out, connection reset, 429, 5xx."""

    outcome = "failed"

    def __init__(
        self,
        message: str,
        retry_after: float | None = None,
        *,
        is_too_many: bool = False,
    ) -> None:
        super().__init__(message)
        #: seconds that the server asked us to wait, if it did
        self.retry_after = retry_after
        #: it says that we ask too often
        self.is_too_many = is_too_many


class ExtractionError(OgiError):
    """A document could not be read at all."""


class UnsupportedMediaError(ExtractionError):
    """The bytes are of a kind that no reader takes."""


class NeedsOcrError(ExtractionError):
    """A picture can only be read with the `[ocr]` extra."""


class StoreError(OgiError):
    """Our own tables or archive are not as they must be."""


class CrashError(OgiError):
    """Our code failed on some things of many; the others were done."""


class NotifyError(OgiError):
    """An alert did not reach whom it is for."""


class ReleaseError(OgiError):
    """There is no release, or not the one that was asked for."""


class UsageError(OgiError):
    """The user asked for something that does not exist."""
