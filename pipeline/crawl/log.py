"""The fetch log: one JSON line for each request made, in one file a UTC month.

Lines are only ever appended. A run that is killed may leave half a line: it is reported
when the log is read, and the next line starts afresh.
"""

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import StoreError

__all__ = ["FetchLog", "FetchRecord", "utc_now"]

_logger = logging.getLogger(__name__)


def utc_now() -> str:
    """The time now in UTC, ISO 8601, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRecord:
    """One request and its answer.

    Attributes:
        time: when it was sent (UTC, ISO 8601).
        source_id: the source on whose behalf.
        url: what was asked; `host` is its host.
        method: `GET` or `POST`.
        status: the HTTP status; None without an answer.
        outcome: `fetched`, `not_modified`, `redirect`, `gone`, `refused` or `failed`.
        location: where a redirect points.
        sha256: the archived body; None if none was kept.
        size: its length in bytes, decoded.
        content_type: as the server says, as are `etag` and `last_modified`.
        elapsed: seconds from sending to the last byte.
        attempt: 1 for the first try.
        error: what went wrong.
    """

    time: str
    source_id: str
    url: str
    host: str
    method: str
    status: int | None
    outcome: str
    location: str | None
    sha256: str | None
    size: int | None
    content_type: str | None
    etag: str | None
    last_modified: str | None
    elapsed: float
    attempt: int
    error: str | None


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
