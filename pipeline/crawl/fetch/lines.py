"""The lines of the fetch log that one fetch makes: requests, and what was not asked.

Only writing them down; what is asked and what is decided is in `session`.
"""

from dataclasses import replace

from pipeline.crawl.call import Call
from pipeline.crawl.fetch.wire import Answer
from pipeline.crawl.keep.keeper import Keeper
from pipeline.crawl.keep.log import FetchRecord, utc_now
from pipeline.crawl.urls import host_or_empty
from pipeline.errors import FetchError
from pipeline.registry import Source

__all__ = ["Lines"]


class Lines:
    """The lines of one fetch, each kept before anything follows from it.

    Attributes:
        fetch_no: the number of the fetch in its crawl; 0 for robots.txt.
        records: what was kept so far.
    """

    def __init__(
        self, source: Source, crawl_id: str, keeper: Keeper, fetch_no: int
    ) -> None:
        self._source = source
        self._crawl_id = crawl_id
        self._keeper = keeper
        self.fetch_no = fetch_no
        self.records: list[FetchRecord] = []

    async def keep(
        self,
        call: Call,
        answer: Answer,
        attempt: int,
        *,
        is_final: bool,
        rests_until: str | None,
    ) -> None:
        """Keep one request and its answer."""
        exchange = answer.exchange
        kept = exchange is not None and exchange.body is not None
        record = replace(
            self.line(call),
            kind="request",
            time=answer.sent_at,
            status=answer.status,
            outcome=answer.outcome,
            location=answer.location,
            sha256=exchange.sha256 if exchange and kept else None,
            size=len(exchange.body or b"") if exchange and kept else None,
            content_type=answer.header("content-type"),
            etag=answer.header("etag"),
            last_modified=answer.header("last-modified"),
            elapsed=answer.elapsed,
            attempt=attempt,
            error=str(answer.fault) if answer.fault else None,
            is_final=is_final,
            rests_until=rests_until,
        )
        self.records.append(await self._keeper.keep(exchange, record))

    async def refuse(self, call: Call, error: FetchError) -> None:
        """Keep the decision not to make a request."""
        record = replace(
            self.line(call),
            outcome=error.outcome,
            error=str(error),
        )
        self.records.append(await self._keeper.keep(None, record))

    def line(self, call: Call) -> FetchRecord:
        """The line of a call that was not made."""
        return FetchRecord(
            kind="not_requested",
            time=utc_now(),
            province_id=self._source.province_id,
            source_id=self._source.source_id,
            crawl_id=self._crawl_id,
            fetch_no=self.fetch_no,
            url=call.url,
            host=host_or_empty(call.url),
            method=call.method,
            form=call.form,
            json=call.json,
        )
