"""Figures as real reports have them: balanced by the form's equations, mostly zeros.

`balanced_figures` draws one report; `BLANKS` are the ways in which offices leave cells
without a figure. Everything comes from the `random.Random` that is passed in, so the
same seed gives the same report. Hypothesis strategies on top are in `strategies`.
"""

import random
from collections.abc import Callable

from pipeline.forms import load_forms
from tests.pipeline.extract.sheets import Key

__all__ = ["BLANKS", "Printed", "balance", "balanced_figures", "numbers", "printed",
           "repeating_figures"]  # fmt: skip

Printed = dict[Key, str]
Numbers = dict[Key, int]
Draw = Callable[[Key], int]

THREE = "applications"
#: shares of outcome cells that are not zero: people, and organisations of any kind
_PEOPLE_ASK, _ORGANISATIONS_ASK = 0.55, 0.12
#: upper ends of counts, most reports being small
_SIZES = (3, 9, 9, 40, 400, 6_000)
#: digits that are hard to tell apart where they stand together
_REPEATED = (0, 0, 0, 0, 1, 1, 2, 7, 10, 11, 100, 111, 1000, 1111, 3338, 4000, 22, 66)


def balance(edition: str, found: Numbers) -> None:
    """Make the totals of drawn counts right, in place.

    Leaves, carried-in and carried-out counts, other columns and table two are kept;
    what the equations of the form give from them is written over.
    """
    form = load_forms().form(edition, THREE)
    parts = [i.code for i in form.items if i.parent == "disposed_total"]
    for kind in (b.code for b in form.breakdowns if not b.is_total):
        total = sum(found[THREE, part, kind] for part in parts)
        carried_in = found[THREE, "carried_in", kind]
        carried_out = max(found[THREE, "carried_out", kind], carried_in - total)
        found[THREE, "disposed_total", kind] = total
        found[THREE, "carried_out", kind] = carried_out
        found[THREE, "received_new", kind] = total + carried_out - carried_in
    for table in (THREE, "reconsideration", "litigation"):
        of_table = load_forms().form(edition, table)
        plain = [b.code for b in of_table.breakdowns if not b.is_total]
        for item in of_table.items:
            found[table, item.code, "total"] = sum(
                found[table, item.code, b] for b in plain
            )


def numbers(edition: str, draw: Draw) -> Numbers:
    """A balanced report from a count for each cell that is no total."""
    cells = [c for c in load_forms().cells() if c.edition == edition]
    found = {c.key: draw(c.key) for c in cells if not c.breakdown.is_total}
    balance(edition, found)
    return {c.key: found[c.key] for c in cells}


def printed(found: Numbers) -> Printed:
    """Counts as text."""
    return {key: str(number) for key, number in found.items()}


def balanced_figures(edition: str, chance: random.Random) -> Printed:
    """A report with the proportions of real ones, every cell with a figure."""
    size = chance.choice(_SIZES)

    def draw(key: Key) -> int:
        table, item, column = key
        if table == "proactive_disclosure":
            share, most = 0.5, size * 40
        elif table != THREE:
            share, most = 0.25, size
        elif column == "natural_person":
            share, most = _PEOPLE_ASK, size
        else:
            share, most = _ORGANISATIONS_ASK, max(2, size // 10)
        if item.startswith("carried"):
            most = max(2, size // 20)
        return chance.randint(1, most) if chance.random() < share else 0

    found = printed(numbers(edition, draw))
    _table_two(edition, found, chance)
    return found


def repeating_figures(edition: str, chance: random.Random) -> Printed:
    """A balanced report of many zeros and of figures whose digits repeat."""

    def draw(_: Key) -> int:
        if chance.random() < 0.6:
            return chance.choice(_REPEATED)
        return chance.randint(0, 10 ** chance.randint(1, 5))

    return printed(numbers(edition, draw))


def _table_two(edition: str, found: Printed, chance: random.Random) -> None:
    """Amounts have decimals or a unit of their own, changes a sign."""
    for cell in load_forms().form(edition, "proactive_disclosure").cells():
        number = int(found[cell.key])
        if cell.breakdown.kind == "amount" and number:
            decimals = chance.randint(0, 6)
            amount = str(number)
            if decimals:
                part = chance.randint(1, 10**decimals - 1)
                amount += f".{part:0{decimals}d}".rstrip("0")
            found[cell.key] = amount + chance.choice(("", "", "", "元", "万元"))
        elif cell.breakdown.signed and number:
            found[cell.key] = chance.choice(("-", "+", "")) + str(number)
    if edition == "2021":  # what is in force is at least what came and did not go
        for row in ("rules", "normative_documents"):
            keys = ["issued", "repealed", "in_force"]
            issued, repealed, kept = (
                int(found["proactive_disclosure", row, k]) for k in keys
            )
            now = kept + max(0, issued - repealed)
            found["proactive_disclosure", row, "in_force"] = str(now)


# -- cells without a figure -----------------------------------------------------------


def _no_blanks(found: Printed, chance: random.Random) -> Printed:
    del chance
    return found


def _zeros_blank(found: Printed, chance: random.Random) -> Printed:
    del chance
    return {key: "" if text == "0" else text for key, text in found.items()}


def _some_blank(found: Printed, chance: random.Random) -> Printed:
    return {k: "" if chance.random() < 0.3 else text for k, text in found.items()}


def _zeros_marked(found: Printed, chance: random.Random) -> Printed:
    mark = chance.choice(("-", "—", "/"))
    return {key: mark if text == "0" else text for key, text in found.items()}


def _totals_blank(found: Printed, chance: random.Random) -> Printed:
    """Zeros and the total column of the results blank; four rows keep their total."""
    kept = {"received_new", "carried_in", "disposed_total", "carried_out"}
    return {
        (table, item, column): ""
        if table == THREE and column == "total" and item not in kept
        else text
        for (table, item, column), text in _zeros_blank(found, chance).items()
    }


def _only_totals(found: Printed, chance: random.Random) -> Printed:
    """Table three with figures in its total column alone."""
    del chance
    return {
        (table, item, column): "" if table == THREE and column != "total" else text
        for (table, item, column), text in found.items()
    }


def _table_blank(found: Printed, chance: random.Random) -> Printed:
    table = chance.choice(sorted({key[0] for key in found}))
    return {key: "" if key[0] == table else text for key, text in found.items()}


#: how cells without a figure are printed, by name
BLANKS: dict[str, Callable[[Printed, random.Random], Printed]] = {
    "no_blanks": _no_blanks,
    "zeros_blank": _zeros_blank,
    "zeros_marked": _zeros_marked,
    "totals_blank": _totals_blank,
    "some_blank": _some_blank,
    "only_totals": _only_totals,
    "table_blank": _table_blank,
}
