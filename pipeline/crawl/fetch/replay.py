"""Answers that were recorded: a crawl over again, from the log and the archive.

The same code that crawls the network crawls the recording, so that a crawl that was
cut off goes on where it stopped (`client.Session` takes what is recorded and asks for
the rest), and every raw table can be made again offline (`Replay`). Answers are found
by what was asked, not by their number: other code may ask in another order.
"""

from collections.abc import Iterable, Sequence

from pipeline.crawl.call import Call, Fetch, Held
from pipeline.crawl.keep.archive import Archive
from pipeline.crawl.keep.log import FetchRecord
from pipeline.crawl.urls import canonical_url
from pipeline.errors import (
    FetchError,
    GoneError,
    NotAskedError,
    NotRecordedError,
    OutOfScopeError,
    RefusedError,
)
from pipeline.registry import Source

__all__ = ["Recorded", "Replay", "fetch_of"]

_ERRORS: dict[str, type[FetchError]] = {
    "gone": GoneError,
    "refused": RefusedError,
    "out_of_scope": OutOfScopeError,
    "not_asked": NotAskedError,
    "failed": FetchError,
}
_Key = tuple[str, object, str | None, int | None]


def fetch_of(call: Call, records: Sequence[FetchRecord], body: bytes | None) -> Fetch:
    """What the lines of one fetch say, in order; the last one decides.

    Args:
        call: what was asked.
        records: all lines of the fetch, at least one.
        body: the bytes of the last answer, if it was served.
    """
    requests = [record for record in records if record.kind == "request"]
    last = records[-1]
    shown = last if last.kind == "rendered" else None
    asked = shown or (requests[-1] if requests else None)
    kind = _ERRORS.get(last.outcome)
    served = kind is None and last.outcome == "fetched"
    return Fetch(
        call=call,
        final_url=call.url
        if asked is None
        else (shown and shown.location) or asked.url,
        outcome=last.outcome,
        status=None if asked is None else asked.status,
        body=body if served else None,
        sha256=last.sha256 if served else None,
        content_type=None if asked is None else asked.content_type,
        etag=None if asked is None else asked.etag,
        last_modified=None if asked is None else asked.last_modified,
        asked_at=None if asked is None else asked.time,
        attempts=len(requests) if shown is None else shown.details["requests"],
        error=None if kind is None else kind(last.error or last.outcome),
        rests_until=last.rests_until,
    )


class Recorded:
    """The finished fetches of one crawl.

    Args:
        records: the lines of the crawl, in order; fetches without a final line were
            cut off and are left out, as is robots.txt.
        archive: has the bytes.
        ask_again: leave out what was not asked then (host at rest, budget spent), for a
            crawl that goes on now.
    """

    def __init__(
        self,
        records: Iterable[FetchRecord],
        archive: Archive,
        *,
        ask_again: bool = False,
    ) -> None:
        self._archive = archive
        self.last_no = 0
        self._found: dict[_Key, Sequence[FetchRecord]] = {}
        groups: dict[int, list[FetchRecord]] = {}
        for record in records:
            if record.fetch_no:
                groups.setdefault(record.fetch_no, []).append(record)
                self.last_no = max(self.last_no, record.fetch_no)
        for lines in groups.values():
            last = lines[-1]
            if last.is_final and not (ask_again and last.outcome == "not_asked"):
                self.add(lines)

    def add(self, lines: Sequence[FetchRecord]) -> None:
        """Take one more fetch: all its lines, in order."""
        self._found[_key_of_record(lines[0])] = lines

    def take(self, call: Call) -> Fetch | None:
        """The recorded answer to a call; None if there is none."""
        lines = self._found.get(_key(call))
        if lines is None:
            return None
        sha256 = lines[-1].sha256
        served = lines[-1].outcome == "fetched" and sha256 is not None
        body = self._archive.get(sha256) if served and sha256 else None
        return fetch_of(call, lines, body)


class Replay:
    """Asks the recording alone; an `Asker` that needs no network."""

    def __init__(self, source: Source, recorded: Recorded) -> None:
        self._source = source
        self._recorded = recorded

    @property
    def source(self) -> Source:
        """On whose behalf."""
        return self._source

    def recorded(self, call: Call) -> Fetch | None:
        """The recorded answer; None if there is none."""
        return self._recorded.take(call)

    async def fetch(self, call: Call, held: Held | None = None) -> Fetch:
        """The recorded answer; `not_asked` if there is none."""
        del held  # what was asked for then is what came
        found = self._recorded.take(call)
        if found is not None:
            return found
        error = NotRecordedError(f"{call.url} is not in the recording of this crawl")
        return Fetch(
            call=call,
            final_url=call.url,
            outcome=error.outcome,
            status=None,
            body=None,
            sha256=None,
            content_type=None,
            etag=None,
            last_modified=None,
            asked_at=None,
            attempts=0,
            error=error,
        )


def _key(call: Call) -> _Key:
    url = _spelled(call.url) if call.rendered is None else call.url
    return (url, call.form, call.json, call.rendered)


def _key_of_record(record: FetchRecord) -> _Key:
    url = _spelled(record.url) if record.rendered is None else record.url
    return (url, record.form, record.json, record.rendered)


def _spelled(url: str) -> str:
    try:
        return canonical_url(url)
    except OutOfScopeError:
        return url  # it was refused for that, under this spelling
