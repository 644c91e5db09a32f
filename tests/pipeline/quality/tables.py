"""Tables for the tests: small made-up forms, and complete tables three that balance."""

import csv
import random
from collections.abc import Sequence
from decimal import Decimal

from pipeline.forms import load_forms
from pipeline.paths import project_dir
from pipeline.quality.layout import Layout

Place = tuple[str, str]
Table = dict[Place, Decimal | None]
KINDS = (
    "natural_person",
    "enterprise",
    "research_institution",
    "public_welfare_org",
    "legal_services",
    "other_org",
)


def figures(name: str, table_id: str) -> Table:
    """The figures of one table of a real report."""
    path = project_dir() / "data" / "demo" / "figures" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["item"], row["breakdown"]): Decimal(row["value"])
            if row["value"]
            else None
            for row in csv.DictReader(file)
            if row["table_id"] == table_id
        }


def balanced(edition: str, seed: int, largest: int = 60) -> Table:
    """A complete table three in which every sum is right, made from its rows."""
    chance = random.Random(seed)
    form = load_forms().form(edition, "applications")
    leaves = [i.code for i in form.items if i.parent == "disposed_total"]
    table: dict[Place, int] = {}
    for kind in KINDS:
        for leaf in leaves:
            table[leaf, kind] = chance.choice((0, 0, chance.randint(0, largest)))
        done = sum(table[leaf, kind] for leaf in leaves)
        left = chance.randint(0, largest)
        before = chance.randint(0, min(largest, done + left))
        table["disposed_total", kind] = done
        table["carried_out", kind] = left
        table["carried_in", kind] = before
        table["received_new", kind] = done + left - before
    for item in form.items:
        table[item.code, "total"] = sum(table[item.code, kind] for kind in KINDS)
    return {
        (i.code, b.code): Decimal(table[i.code, b.code])
        for i in form.items
        for b in form.breakdowns
    }


def with_result(table: Table, item: str, kind: str, value: int) -> Table:
    """The table with another number of one result, and every sum right again."""
    more = Decimal(value) - (table[item, kind] or Decimal(0))
    found = dict(table)
    for row in (item, "disposed_total", "received_new"):
        for column in (kind, "total"):
            found[row, column] = (found[row, column] or Decimal(0)) + more
    return found


def small(rows: int, columns: int, *, signed: Sequence[int] = ()) -> Layout:
    """A made-up form: rows and a row of totals, columns and a column of totals."""
    number = {
        (r, c): r * (columns + 1) + c
        for r in range(rows + 1)
        for c in range(columns + 1)
    }
    equations = [
        {number[r, c]: 1 if c < columns else -1 for c in range(columns + 1)}
        for r in range(rows + 1)
    ] + [
        {number[r, c]: 1 if r < rows else -1 for r in range(rows + 1)}
        for c in range(columns + 1)
    ]
    return made_up(equations, len(number), columns + 1, signed)


def made_up(
    equations: Sequence[dict[int, int]],
    cells: int,
    columns: int,
    signed: Sequence[int] = (),
) -> Layout:
    places = tuple((f"row{c // columns}", f"column{c % columns}") for c in range(cells))
    return Layout(
        edition="made-up",
        table_id="made-up",
        cells=places,
        numbers={place: n for n, place in enumerate(places)},
        is_count=(True,) * cells,
        is_signed=tuple(c in signed for c in range(cells)),
        equations=tuple(equations),
        naming=tuple(
            sum(1 << n for n, terms in enumerate(equations) if c in terms)
            for c in range(cells)
        ),
        rows=tuple(
            tuple(range(first, min(first + columns, cells)))
            for first in range(0, cells, columns)
        ),
        columns=columns,
    )
