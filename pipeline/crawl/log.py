"""The fetch log: one JSON line for each request made, in one file a UTC month.

Lines are only ever appended. A run that is killed may leave half a line: it is reported
when the log is read, and the next line starts afresh.
"""

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pipeline.errors import StoreError

__all__ = ["FetchLog", "FetchRecord", "utc_now"]

_logger = logging.getLogger(__name__)


def utc_now() -> str:
    """The time now in UTC, ISO 8601, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


Kind = Literal["crawl_start", "request", "not_requested", "crawl_end"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRecord:
    """One line of the log.

    Attributes:
        kind: `request` is one request and its answer; `not_requested` one that was
            decided against (robots.txt, scope, budget, rest, redirect loop), as the
            verdict on its fetch; `crawl_start` and `crawl_end` frame the crawl of a
            source.
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
        location: where a redirect points.
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
        details: more of `crawl_end`, as numbers.
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


class FetchLog:
    """The log files of one folder: `<folder>/2026-01.jsonl` and so on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def append(self, record: FetchRecord) -> None:
        """Add one line, in a single write, to the file of the record's month."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{record.time[:7]}.jsonl"
        line = json.dumps(asdict(record), ensure_ascii=False) + "\n"
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            end = os.fstat(handle).st_size
            torn = end > 0 and os.pread(handle, 1, end - 1) != b"\n"
            os.write(handle, (("\n" if torn else "") + line).encode())
        finally:
            os.close(handle)

    def records(self) -> Iterator[FetchRecord]:
        """All lines, oldest first. A torn line is logged as a warning and left out.

        Raises:
            StoreError: a whole line is not a record; names file and line.
        """
        for path in sorted(self.folder.glob("*.jsonl")):
            for number, line in enumerate(path.read_bytes().splitlines(), start=1):
                record = _record_of(line, f"{path}:{number}")
                if record is not None:
                    yield record


def _record_of(line: bytes, place: str) -> FetchRecord | None:
    try:
        content = json.loads(line)
    except ValueError:
        _logger.warning("%s: a torn line (%d bytes) is left out", place, len(line))
        return None
    try:
        return FetchRecord(**content)
    except TypeError as fault:
        message = f"{place}: expected the keys of FetchRecord; found: {fault}"
        raise StoreError(message) from fault
