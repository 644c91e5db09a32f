"""Whether the tables of the lake may be gone by: of one reading, and none missing.

Asked before a model is made of them and before they are published; what is wrong is
said with the command that mends it. What marks a province while it is written is in
`pipeline.store`.
"""

from collections.abc import Collection

from pipeline.errors import StoreError
from pipeline.raw import RAW_TABLES
from pipeline.stamps import lost_files
from pipeline.store import Lake
from pipeline.tables import layer_of

__all__ = ["require_raw", "require_whole"]


def require_whole(lake: Lake, tables: Collection[str] | None = None) -> None:
    """Refuse what was written half-way, or was taken away from the lake.

    Args:
        lake: where the tables are.
        tables: that are gone by; None for all. Of what is not among them nothing is
            asked: a model of seeds is made before the run has read what was cut off.

    Raises:
        StoreError: a province has tables of two readings, or a file is gone.
    """
    layers = {"raw", "core"} if tables is None else set(map(layer_of, tables))
    moved = lake.half_moved() if "raw" in layers else []
    read = lake.half_read() if "core" in layers else []
    if half := sorted({*moved, *read}):
        picked = "".join(f" -p {province}" for province in half)
        raise StoreError(
            f"writing the tables of {', '.join(half)} was cut off: they are of two "
            "readings, and nothing is made or published of them; "
            f"`ogi reextract{picked}` or `ogi rebuild` makes them again"
        )
    if "raw" in layers:
        require_raw(lake, RAW_TABLES)
    lost = lost_files(lake) if "core" in layers else []
    if lost:
        raise StoreError(
            f"{lake.folder / lost[0]}{_more(lost)}, which was made of archived "
            "reports, is gone: nothing is made or published without it; `ogi refresh` "
            "or `ogi rebuild` makes it again"
        )


def require_raw(
    lake: Lake, names: Collection[str], province: str | None = None
) -> None:
    """Refuse raw tables of which a file is gone: they are written all or none.

    Args:
        lake: where the tables are.
        names: of the tables, all cut by province.
        province: whose; None for all.

    Raises:
        StoreError: a province has some of them, and not all.
    """
    there = {n: {p.stem for p in lake.files(n)} for n in names}
    wanted = set[str]().union(*there.values())
    if province is not None:
        wanted &= {province}
    lost = [
        f"{name}/{key}.parquet"
        for name in names
        for key in sorted(wanted - there[name])
    ]
    if lost:
        raise StoreError(
            f"{lake.folder / lost[0]}{_more(lost)}, of what was crawled, is gone: "
            "nothing is read, made or published without it; `ogi rebuild` makes it "
            "again from the archive"
        )


def _more(lost: Collection[str]) -> str:
    return f" and {len(lost) - 1} more" if len(lost) > 1 else ""
