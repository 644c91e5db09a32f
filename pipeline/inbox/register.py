"""The register of deposits: what came in, when, and what became of it.

It is written as lines of the fetch log, under a province of its own (`inbox`), and only
ever added to; the rows of `raw_deposits` follow from the lines alone. The bytes are in
the archive.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from pipeline.crawl.keep.log import FetchLog, FetchRecord

__all__ = ["LOG", "Entry", "address_of", "entries_of", "line_of", "rows_of"]

#: where the lines stand in the fetch log
LOG = "inbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the register.

    Attributes:
        deposited_at: when it was entered (UTC, ISO 8601).
        outcome: what became of it.
        reason: code of the refusal; None of a file that was taken in.
        message: what was expected, what was found, in English; None if taken in.
        file_name: its path below the inbox.
        sha256: of its bytes; None where they were not read.
        size: in bytes.
        media: what its bytes are; None of a refused file.
        province_id: of the institution.
        institution_id: whose report it was taken in as; what the file says may change
            with the registry, see `core_reports`.
        report_year: the same of the year.
        stated_institution_id: what the side-car says.
        stated_year: the same.
        stated_title: the same.
        published_url: the same: where the report was published.
        note: the same: where the file is from.
    """

    deposited_at: str
    outcome: Literal["taken", "refused"]
    file_name: str
    size: int
    sha256: str | None
    reason: str | None = None
    message: str | None = None
    media: str | None = None
    province_id: str | None = None
    institution_id: str | None = None
    report_year: int | None = None
    stated_institution_id: str | None = None
    stated_year: int | None = None
    stated_title: str | None = None
    published_url: str | None = None
    note: str | None = None

    @property
    def url(self) -> str | None:
        """Its address among the deposits; None of a refused file."""
        if self.institution_id is None or self.outcome == "refused":
            return None
        return address_of(self.institution_id, self.file_name)

    @property
    def said(self) -> tuple[Any, ...]:
        """What the side-car says."""
        stated = (self.stated_institution_id, self.stated_year, self.stated_title)
        return (*stated, self.published_url, self.note)


def address_of(institution_id: str, file_name: str) -> str:
    """The address of a deposit: the same name of the same institution is the same."""
    return f"deposit:{institution_id}/{file_name}"


#: fields that the line itself has
_OF_LINE = frozenset({"deposited_at", "outcome", "sha256", "size"})


def line_of(entry: Entry, warc: tuple[str, int] | None) -> FetchRecord:
    """The line of the log for an entry.

    Args:
        entry: what came in.
        warc: where the archive has its bytes, if they were written for it.
    """
    is_kept = entry.outcome == "taken"
    of_line = _OF_LINE if is_kept else _OF_LINE - {"sha256"}
    content = {
        k: v for k, v in asdict(entry).items() if v is not None and k not in of_line
    }
    return FetchRecord(
        kind="deposit",
        time=entry.deposited_at,
        province_id=LOG,
        source_id=LOG,
        crawl_id=entry.deposited_at,
        url=entry.url or "",
        outcome=entry.outcome,
        # the log names only what the archive has
        sha256=entry.sha256 if is_kept else None,
        size=entry.size,
        json=json.dumps(content, ensure_ascii=False, sort_keys=True),
        warc=warc,
    )


def entries_of(log: FetchLog) -> list[Entry]:
    """All entries, in the order in which they were made."""
    lines = (r for r in log.records(LOG) if r.kind == "deposit")
    return [_entry(line) for line in lines]


def _entry(line: FetchRecord) -> Entry:
    known = {item.name for item in fields(Entry)}
    content = json.loads(line.json or "{}")
    own = {
        "deposited_at": line.time,
        "outcome": line.outcome,
        "size": line.size or 0,
        "sha256": line.sha256,
    }
    # a newer version may say more of an entry than this one knows
    return Entry(**own | {k: v for k, v in content.items() if k in known})


def rows_of(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The rows of `raw_deposits`, in the order of the register.

    Bytes that were taken in again, with another side-car, count as the newest entry
    says. Other bytes under the same name of the same institution are a newer version.
    """
    listed = list(entries)
    newest = {e.sha256: n for n, e in enumerate(listed) if e.outcome == "taken"}
    versions: dict[str, list[int]] = {}
    for number, entry in enumerate(listed):
        if entry.url is not None and newest[entry.sha256] == number:
            versions.setdefault(entry.url, []).append(number)
    return [
        {
            "deposit_no": number + 1,
            **asdict(entry),
            "url": entry.url,
            **_version(versions.get(entry.url or "", []), number),
            "is_settled": entry.outcome == "refused" and _is_settled(listed, number),
        }
        for number, entry in enumerate(listed)
    ]


def _version(of_address: list[int], number: int) -> dict[str, Any]:
    if number not in of_address:
        return {"version_no": None, "is_newest": False, "is_current": False}
    return {
        "version_no": of_address.index(number) + 1,
        "is_newest": number == of_address[-1],
        "is_current": True,
    }


def _is_settled(entries: list[Entry], number: int) -> bool:
    """Whether a refused file was dropped again: the same bytes, or the same name."""
    refused = entries[number]
    return any(
        later.file_name == refused.file_name
        or (refused.sha256 is not None and later.sha256 == refused.sha256)
        for later in entries[number + 1 :]
    )
