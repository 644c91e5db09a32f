"""The one dimension by which crawling and reading are cut: the province.

The form of the partition keys is fixed by `data/registry/provinces.csv`. Years are no
partition: one listing holds all years, so the year is a column and a Parquet folder.
"""

from collections.abc import Collection, Mapping, Sequence

from dagster import PartitionKeyRange, StaticPartitionsDefinition

from pipeline.registry import load_provinces

__all__ = ["provinces", "provinces_of_range", "range_of", "ranges_of"]

_KEYS = [province.province_id for province in load_provinces()]

provinces = StaticPartitionsDefinition(_KEYS)
_START = "dagster/asset_partition_range_start"
_END = "dagster/asset_partition_range_end"


def range_of(province_ids: Collection[str]) -> dict[str, str]:
    """The tags of one run over some provinces and what stands between them.

    One run, so that the models behind them run once. None means all provinces.
    """
    chosen = [key for key in _KEYS if key in province_ids] or _KEYS
    return {_START: chosen[0], _END: chosen[-1]}


def ranges_of(province_ids: Collection[str]) -> list[dict[str, str]]:
    """The tags of as few runs as possible over exactly these provinces."""
    subset = provinces.subset_with_partition_keys(
        key for key in _KEYS if key in province_ids
    )
    return [
        {_START: found.start, _END: found.end}
        for found in subset.get_partition_key_ranges(provinces)
    ]


def provinces_of_range(tags: Mapping[str, str]) -> Sequence[str]:
    """The provinces that the tags of a run stand for."""
    return provinces.get_partition_keys_in_range(
        PartitionKeyRange(tags[_START], tags[_END])
    )
