"""Whether the tables of the lake may be gone by: of one reading, and none missing.

Asked before a model is made of them and before they are published; what is wrong is
said with the command that mends it. What marks a province while it is written is in
`pipeline.store`.
"""

from pipeline.errors import StoreError
from pipeline.stamps import lost_files
from pipeline.store import Lake

__all__ = ["require_whole"]


def require_whole(lake: Lake) -> None:
    """Refuse what was written half-way, or was taken away from the lake.

    Raises:
        StoreError: a province has tables of two readings, or a file is gone.
    """
    half = lake.half_written()
    if half:
        picked = "".join(f" -p {province}" for province in half)
        raise StoreError(
            f"writing the tables of {', '.join(half)} was cut off: they are of two "
            "readings, and nothing is made or published of them; "
            f"`ogi refresh{picked}` or `ogi rebuild` makes them again"
        )
    lost = lost_files(lake)
    if lost:
        more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
        raise StoreError(
            f"{lake.folder / lost[0]}{more}, which was made of archived reports, is "
            "gone: nothing is made or published without it; `ogi refresh` or "
            "`ogi rebuild` makes it again"
        )
