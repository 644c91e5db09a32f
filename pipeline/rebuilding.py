"""Raw tables made again from the archive and the fetch log, for some provinces.

The counterpart of `pipeline.crawling.crawl_provinces` that asks nobody. Reading the
documents and running the models again is left to the steps that follow.
"""

from collections.abc import Sequence

from pipeline import stamps
from pipeline.crawling import CrawlSummary, rebuild_raw
from pipeline.errors import UsageError
from pipeline.settings import Settings

__all__ = ["rebuild_provinces"]


def rebuild_provinces(settings: Settings, provinces: Sequence[str]) -> CrawlSummary:
    """Make the raw tables of some provinces again; nothing is fetched.

    What was remembered of models and checks is forgotten: nothing that was made before
    is to be believed.

    Raises:
        UsageError: there is no archive.
    """
    if not settings.root.archive.is_dir():
        raise UsageError(
            f"there is no archive at {settings.root.archive}: nothing was crawled yet"
        )
    stamps.forget(settings.lake)
    summary = CrawlSummary()
    for province in provinces:
        summary.rows.update(rebuild_raw(settings, province))
    return summary
