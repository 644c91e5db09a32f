"""Which provinces a data root has to do with: the others need not be run over."""

from pipeline.inbox.register import entries_of
from pipeline.inbox.take import what_lies
from pipeline.raw import RAW_TABLES
from pipeline.settings import Settings

__all__ = ["provinces_in_use"]


def provinces_in_use(settings: Settings) -> list[str]:
    """Provinces with an enabled source, or with rows from an earlier crawl or deposit.

    All of them while files lie in the inbox: they may be of any. In the order of
    `provinces.csv`.
    """
    registry = settings.registry()
    every = [p.province_id for p in registry.provinces]
    if what_lies(settings).whole:
        return every
    used = {source.province_id for source in registry.sources_of()}
    for table in (*RAW_TABLES, "core_reports"):
        used |= {path.stem for path in (settings.root.lake / table).rglob("*.parquet")}
    used |= {e.province_id for e in entries_of(settings.fetch_log) if e.province_id}
    return [province for province in every if province in used]
