"""What a crawl brought, as metadata of a run and as lines of its log."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dagster import AssetExecutionContext, DagsterLogManager, MetadataValue

from assets.markdown import markdown_rows
from pipeline.crawling import CrawlSummary
from pipeline.progress import listening

__all__ = ["add_crawl_facts", "said_in"]

#: hosts shown in the UI; the table raw_crawls has all
_SHOWN = 40
#: about one crawl, in the log of a run
_MOST_LINES = 100
_HEAD = (
    *("source", "status", "found", "fetched"),
    *("unchanged", "failed", "requests", "why"),
)
#: a sentence that says why is shown whole
_WIDTH = 400


def add_crawl_facts(
    context: AssetExecutionContext, name: str, summary: CrawlSummary
) -> None:
    """Counts of the run and a table of its sources, those in trouble first.

    They are of the whole run, so only the last of its partitions has them: the event
    log would keep them once for each otherwise.
    """
    facts: dict[str, Any] = {
        "sources": summary.sources,
        "reports_found": sum(crawl.reports for crawl in summary.crawls),
        "requests": summary.requests,
        "bytes_received": sum(crawl.bytes_received for crawl in summary.crawls),
        "outcomes": {name: n for name, n in summary.outcomes.items() if n},
        "hosts_at_rest": sum(c.rested_until is not None for c in summary.crawls),
    }
    if summary.crawls:
        facts["by_source"] = MetadataValue.md(_table(summary))
    last = list(context.partition_keys)[-1]
    context.add_asset_metadata(facts, asset_key=name, partition_key=last)


def _table(summary: CrawlSummary) -> str:
    in_trouble_first = sorted(
        summary.crawls, key=lambda c: (c.status == "complete", c.source_id)
    )
    rows = [
        (
            crawl.source_id,
            crawl.status,
            crawl.reports,
            crawl.fetched,
            crawl.unchanged + crawl.not_modified,
            crawl.failed + crawl.refused + crawl.gone,
            crawl.requests,
            crawl.reason,
        )
        for crawl in in_trouble_first[:_SHOWN]
    ]
    shown = markdown_rows(_HEAD, rows, _WIDTH)
    left = len(summary.crawls) - _SHOWN
    return f"{shown}\n\n… {left} more in `raw_crawls`" if left > 0 else shown


@contextmanager
def said_in(log: DagsterLogManager) -> Iterator[None]:
    """Write into the run's log how far a crawl is: for each source, or each hundredth.

    Each line of a log takes milliseconds; what became of a source is in raw_crawls.
    """

    def listen(stage: str, done: int, total: int, text: str) -> None:
        is_next = done * _MOST_LINES // max(total, 1) > (
            (done - 1) * _MOST_LINES // max(total, 1)
        )
        if stage == "crawl" and text and (is_next or total <= _MOST_LINES):
            log.info("%d of %d sources: %s", done, total, text)

    with listening(listen):
        yield
