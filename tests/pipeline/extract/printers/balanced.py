"""Random figures that satisfy every sum of the form; many zeros, equal digits."""

import random

from pipeline.forms import Form, load_forms
from tests.pipeline.extract.sheets import Key

_REPEATED = (0, 0, 0, 0, 1, 1, 2, 7, 10, 11, 100, 111, 1000, 1111, 3338, 4000, 22, 66)


def balanced(edition: str, seed: int) -> dict[Key, str]:
    """A figure for each cell of an edition."""
    chance = random.Random(seed)
    found: dict[Key, int] = {}
    for (of_edition, _), form in load_forms().forms.items():
        if of_edition != edition:
            continue
        parts = [i for i in form.items if i.parent]
        free = parts or form.items
        for item in free:
            for column in form.item_breakdowns(item):
                found[form.table_id, item.code, column.code] = _figure(chance)
        if parts:
            _sums(form, found, chance)
        for item in form.items:
            _total(form, item.code, found)
    return {key: str(value) for key, value in found.items()}


def _figure(chance: random.Random) -> int:
    if chance.random() < 0.6:
        return chance.choice(_REPEATED)
    return chance.randint(0, 10 ** chance.randint(1, 5))


def _sums(form: Form, found: dict[Key, int], chance: random.Random) -> None:
    table = form.table_id
    parts = [i.code for i in form.items if i.parent]
    for column in form.breakdowns:
        disposed = sum(found[table, code, column.code] for code in parts)
        carried_in = chance.randint(0, disposed)
        carried_out = _figure(chance)
        found[table, "disposed_total", column.code] = disposed
        found[table, "carried_in", column.code] = carried_in
        found[table, "carried_out", column.code] = carried_out
        found[table, "received_new", column.code] = disposed + carried_out - carried_in


def _total(form: Form, item: str, found: dict[Key, int]) -> None:
    for total in (b for b in form.breakdowns if b.is_total):
        kinds = [b.code for b in form.breakdowns if not b.is_total]
        if all((form.table_id, item, k) in found for k in kinds):
            found[form.table_id, item, total.code] = sum(
                found[form.table_id, item, k] for k in kinds
            )
