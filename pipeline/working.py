"""Looking at the working tables in SQL: what a refresh made, published or not.

For people who want to see why a check stopped a refresh. Reading what was published is
`pipeline.reading`.
"""

import re
from collections.abc import Iterable

from pipeline.errors import StoreError
from pipeline.schema import load_schemas
from pipeline.settings import Settings
from pipeline.sqlmodels import load_models, load_views
from pipeline.warehouse import Warehouse

__all__ = ["mentioned", "open_lake"]


def mentioned(sql: str) -> frozenset[str]:
    """The tables and views of ours whose names stand in a text."""
    words = set(re.findall(r"\w+", sql.lower()))
    models = {m.name for m in (*load_models(), *load_views())}
    return frozenset(words & (models | load_schemas().keys()))


def open_lake(settings: Settings, names: Iterable[str]) -> Warehouse:
    """A warehouse with the named tables and views, to be closed by the caller.

    Raises:
        StoreError: nothing was made in this data root yet.
        ModelError: one of them was not made yet.
    """
    lake = settings.lake
    if not lake.folder.is_dir():
        raise StoreError(
            f"{settings.root.path} has no working tables yet; run `ogi refresh`, or "
            "`ogi demo` for the demonstration"
        )
    views = {v.name: v for v in load_views()}
    warehouse = Warehouse(spill=lake.folder / ".spill")
    try:
        for name in sorted(names):
            needs = views[name].reads if name in views else {name}
            warehouse.add_lake(lake, sorted(needs - warehouse.relations()))
            if name in views:
                warehouse.add_view(views[name])
    except BaseException:
        warehouse.close()
        raise
    return warehouse
