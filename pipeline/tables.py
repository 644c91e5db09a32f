"""All tables by name: their columns, and what is there when one was just made.

Both those that code writes (`pipeline.schema`) and models (`pipeline.sqlmodels`). What
they mean in words is in `pipeline.dictionary`.
"""

from functools import cache

from pipeline.schema import load_schemas
from pipeline.sqlmodels import load_models

__all__ = ["columns_of_tables", "layer_of", "made_before"]

#: what is made by one reading, for the tables that code writes
_BEFORE = {"seed": {"seed"}, "raw": {"seed", "raw"}, "core": {"seed", "raw", "core"}}


@cache
def columns_of_tables(*, with_views: bool = False) -> dict[str, tuple[str, ...]]:
    """The columns of every table: of those that code writes, then of the models.

    Args:
        with_views: models of which no rows are stored are tables, too. To checks they
            are none: what they are made of has been checked, and looking at all of
            their rows costs more than making every table.
    """
    written = {n: tuple(c.name for c in s.columns) for n, s in load_schemas().items()}
    models = (m for m in load_models() if with_views or not m.is_view)
    return written | {m.name: tuple(m.columns) for m in models}


def layer_of(table: str) -> str:
    """The layer of a table: seed, raw, core, int or out."""
    return table.partition("_")[0]


@cache
def made_before(table: str) -> frozenset[str]:
    """The tables that are there when a table was just made, with itself.

    Those that it reads, those that these read, and every seed: an asset waits for the
    seeds that its checks read (`seeds_read_by_checks`).
    """
    schemas = load_schemas()
    if table in schemas:
        layers = _BEFORE[schemas[table].layer]
        return frozenset(name for name, s in schemas.items() if s.layer in layers)
    reads = {m.name: m.reads for m in load_models()}
    found = {n for n, s in schemas.items() if s.layer == "seed"}
    todo = [table]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += reads.get(name, ())
    return frozenset(found)
