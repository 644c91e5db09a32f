"""The one dimension by which crawling and reading are cut: the province.

The form of the partition keys is fixed by `data/registry/provinces.csv`. Years are no
partition: one listing holds all years, so the year is a column and a Parquet folder.
"""

from dagster import StaticPartitionsDefinition

from pipeline.registry import load_provinces

__all__ = ["ALL_PROVINCES_TAGS", "provinces"]

_KEYS = [province.province_id for province in load_provinces()]

provinces = StaticPartitionsDefinition(_KEYS)

#: one run over all provinces, so that the models behind them run once
ALL_PROVINCES_TAGS = {
    "dagster/asset_partition_range_start": _KEYS[0],
    "dagster/asset_partition_range_end": _KEYS[-1],
}
