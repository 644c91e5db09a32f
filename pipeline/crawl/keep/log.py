"""The fetch log: one JSON line for each request made, a file a province and UTC day.

Lines are only ever appended. A run that is killed may leave half a line: it is reported
when the log is read, and the next line starts afresh. What holds its default is left
out of a line. Bytes of answers are in `archive`; that they are safe before their line
is written is the duty of `keeper`.
"""

import json
import logging
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from pipeline.durable import sync_folder, write_all
from pipeline.errors import StoreError

__all__ = ["FetchLog", "FetchRecord", "utc_now"]

_logger = logging.getLogger(__name__)


def utc_now() -> str:
    """The time now in UTC, ISO 8601, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


Kind = Literal[
    "crawl_start", "request", "not_requested", "rendered", "crawl_end", "deposit"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRecord:
    """One line of the log.

    Attributes:
        kind: `request` is one request and its answer; `not_requested` one that was
            decided against (robots.txt, scope, budget, rest, redirect loop), as the
            verdict on its fetch; `rendered` a page as a browser showed it, after the
            requests that it took (fetches of their own); `crawl_start` and
            `crawl_end` frame the crawl of a source; `deposit` a file that a person
            handed in, entered under the province `inbox` (`pipeline.inbox.register`).
        time: when it was sent or decided (UTC, ISO 8601).
        province_id: of the source, as is `source_id`.
        crawl_id: the crawl of the source that it belongs to: when it began.
        fetch_no: counts the fetches of a crawl from 1 (redirects and retries of one
            fetch share it); 0 for `crawl_start` and `crawl_end`.
        url: what was asked; `host` is its host; `method`, `form`, `json` as asked.
        status: the HTTP status; None without an answer.
        outcome: `fetched`, `not_modified`, `redirect`, `gone`, `refused`,
            `out_of_scope`, `not_asked` or `failed`; of `crawl_end`: `complete` or
            `partial`.
        rendered: which page of a pager the browser showed (`Call.rendered`).
        location: where a redirect points; where the browser ended.
        sha256: the archived body, unpacked; None if none was kept whole.
        size: its length in bytes.
        content_type: as the server says, as are `etag` and `last_modified`.
        elapsed: seconds from sending to the last byte.
        attempt: 1 for the first try; 0 for what was not requested.
        error: what went wrong.
        is_final: whether the fetch ended with it; a redirect that is followed and a
            fault that is tried again are not final.
        rests_until: until when the host is left alone from now on (UTC).
        warc: file and offset of the response record in the archive.
        details: more of `crawl_end`, as numbers; the `requests` of a rendered page.
        institutions: of `crawl_start`, whose reports alone are asked for, as are
            `years`; None of a crawl of everything.
    """

    kind: Kind
    time: str
    province_id: str
    source_id: str
    crawl_id: str
    fetch_no: int = 0
    url: str = ""
    host: str = ""
    method: str = "GET"
    form: tuple[tuple[str, str], ...] | None = None
    json: str | None = None
    rendered: int | None = None
    status: int | None = None
    outcome: str = ""
    location: str | None = None
    sha256: str | None = None
    size: int | None = None
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    elapsed: float = 0.0
    attempt: int = 0
    error: str | None = None
    is_final: bool = True
    rests_until: str | None = None
    warc: tuple[str, int] | None = None
    details: dict[str, int] = field(default_factory=dict)
    institutions: tuple[str, ...] | None = None
    years: tuple[int, ...] | None = None


#: fields that are left out of a line where they hold their default
_DEFAULTS = {
    item.name: {} if item.default is MISSING else item.default
    for item in fields(FetchRecord)
    if item.default is not MISSING or item.default_factory is not MISSING
}
_PROVINCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_DAY = len("2026-01-31")


class FetchLog:
    """The log files of one folder: `<folder>/<province_id>/2026-01-31.jsonl`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def append(self, records: Sequence[FetchRecord]) -> None:
        """Add a line for each record, in their order, durable when this returns.

        Raises:
            StoreError: the province or the time of a record names no file.
        """
        lines: dict[Path, list[bytes]] = {}
        for record in records:
            lines.setdefault(self._path_of(record), []).append(_line_of(record))
        for path, parts in lines.items():
            _append(path, b"".join(parts))

    def records(
        self, province_id: str | None = None, since: str | None = None
    ) -> Iterator[FetchRecord]:
        """The lines as they were appended, province by province.

        A torn line is logged as a warning and left out.

        Args:
            province_id: only of this province.
            since: only records of this time or later: a day or a time in UTC.

        Raises:
            StoreError: a whole line is not a record; names file and line.
        """
        for path in sorted(self.folder.glob(f"{province_id or '*'}/*.jsonl")):
            if since is not None and path.stem < since[:_DAY]:
                continue
            with path.open("rb") as file:
                for number, line in enumerate(file, start=1):
                    record = _record_of(line, f"{path}:{number}")
                    if record is not None and (since is None or record.time >= since):
                        yield record

    def _path_of(self, record: FetchRecord) -> Path:
        day = record.time[:_DAY]
        if not _PROVINCE.fullmatch(record.province_id):
            message = f"expected the id of a province, found {record.province_id!r}"
            raise StoreError(message)
        if not _is_day(day):
            message = f"expected a time in ISO 8601, found {record.time!r}"
            raise StoreError(message)
        return self.folder / record.province_id / f"{day}.jsonl"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _line_of(record: FetchRecord) -> bytes:
    content = {
        item.name: getattr(record, item.name)
        for item in fields(record)
        if item.name not in _DEFAULTS
        or getattr(record, item.name) != _DEFAULTS[item.name]
    }
    return (json.dumps(content, ensure_ascii=False) + "\n").encode()


def _append(path: Path, data: bytes) -> None:
    is_new = not path.exists()
    if is_new:
        _make_folder(path.parent)
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        end = os.fstat(handle).st_size
        torn = end > 0 and os.pread(handle, 1, end - 1) != b"\n"
        write_all(handle, (b"\n" if torn else b"") + data)
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        sync_folder(path.parent)


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        sync_folder(folder.parent)


def _record_of(line: bytes, place: str) -> FetchRecord | None:
    try:
        content = json.loads(line)
    except ValueError:
        _logger.warning("%s: a torn line (%d bytes) is left out", place, len(line))
        return None
    try:
        record = FetchRecord(**content)
    except TypeError as fault:
        message = f"{place}: expected the keys of FetchRecord; found: {fault}"
        raise StoreError(message) from fault
    if record.form is None and record.warc is None and record.years is None:
        return record
    form = None if record.form is None else tuple((k, v) for k, v in record.form)
    return replace(
        record,
        form=form,
        warc=record.warc and (*record.warc,),
        institutions=None if record.years is None else (*(record.institutions or ()),),
        years=None if record.years is None else (*record.years,),
    )
