"""Which provinces a data root has to do with: the others need not be run over."""

from pipeline.raw import RAW_TABLES
from pipeline.settings import Settings

__all__ = ["provinces_in_use"]


def provinces_in_use(settings: Settings) -> list[str]:
    """Provinces with an enabled source, or with rows from an earlier crawl or deposit.

    In the order of `provinces.csv`.
    """
    registry = settings.registry()
    used = {source.province_id for source in registry.sources_of()}
    for table in (*RAW_TABLES, "core_reports"):
        used |= {path.stem for path in (settings.root.lake / table).rglob("*.parquet")}
    return [p.province_id for p in registry.provinces if p.province_id in used]
