"""How well wrong cells are found, as data: counts of planted errors of each kind.

One row stands for a kind of error, a table, an edition, where the figures are from and
whether all of them can be read. Beside what the localiser said stands what arithmetic
could have told at the most, counted by the judge (`tests/accuracy/localisation`) and
not by the localiser. The page is `localisation_page`; no measuring here.
"""

import json
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field, fields
from typing import Any

__all__ = [
    "COMPLETE",
    "Localisation",
    "Located",
    "LocatedRow",
    "breaches",
    "losses",
]

#: all cells have a figure
COMPLETE = "complete"
#: the one table whose cells each stand in equations of their own
_THREE = "applications"


@dataclass(frozen=True, slots=True)
class Located:
    """What became of planted errors, each of which is one table.

    Attributes:
        tables: how many.
        found: something is said to be wrong.
        pinned: proposed are exactly the changed cells, with their true figures.
        named: exactly the rows or columns that were moved are named, and the move.
        suspected: all changed cells are among the suspects.
        wrong: a cell is proposed that was not changed, or with another figure.
        misnamed: rows or columns are said to have been moved that were not.
        refuted: proposed as the only explanation, but the judge has another one that is
            as small.
        broken: ceiling of found: an equation is broken.
        among: ceiling of suspected: all changed cells are in one of the smallest
            explanations, or the move that was made is one that explains the table.
        alone: ceiling of pinned or named: no other explanation is as small.
        misled: floor of wrong: the only smallest explanation is not the truth.
    """

    tables: int = 0
    found: int = 0
    pinned: int = 0
    named: int = 0
    suspected: int = 0
    wrong: int = 0
    misnamed: int = 0
    refuted: int = 0
    broken: int = 0
    among: int = 0
    alone: int = 0
    misled: int = 0

    def __add__(self, other: "Located") -> "Located":
        """Both together."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Located(*(a + b for a, b in pairs))


@dataclass(frozen=True, slots=True)
class LocatedRow:
    """The counts of one kind of error in one table of one edition.

    Attributes:
        kind: of the error.
        table_id: of the form.
        edition: of the form.
        source: real or synthetic figures.
        cells: COMPLETE, or which of them cannot be read.
        size: how many cells such an error changes; 0 where rows or columns are moved.
        counts: what became of them.
    """

    kind: str
    table_id: str
    edition: str
    source: str
    cells: str
    size: int
    counts: Located

    @property
    def name(self) -> str:
        """How the row is called in messages."""
        return " / ".join(
            (self.kind, self.table_id, self.edition, self.source, self.cells)
        )

    @property
    def must_be_pinned(self) -> bool:
        """One cell of a complete table three: nothing else explains what fails."""
        return (self.table_id, self.cells, self.size) == (_THREE, COMPLETE, 1)


_COUNTS = tuple(f.name for f in fields(Located))
_COLUMNS = [*(f.name for f in fields(LocatedRow)[:-1]), *_COUNTS]


@dataclass(frozen=True)
class Localisation:
    """One measurement.

    Attributes:
        fingerprint: of the localiser that was measured.
        parts: hashes of the files that the fingerprint covers.
        rows: one for each kind, table, edition, source and state of the cells.
    """

    fingerprint: str = ""
    parts: dict[str, str] = field(default_factory=dict)
    rows: tuple[LocatedRow, ...] = ()

    def total(self, **wanted: str) -> Located:
        """The counts of the rows with these keys (`kind="sign"`)."""
        found = (
            row.counts
            for row in self.rows
            if all(getattr(row, key) == value for key, value in wanted.items())
        )
        return sum(found, Located())

    def to_json(self) -> str:
        """The text of its entry in the file: one row a line."""
        lines = ",\n".join(f"    {json.dumps(_cells(row))}" for row in self.rows)
        parts = ",\n".join(
            f"    {json.dumps(name)}: {json.dumps(value)}"
            for name, value in sorted(self.parts.items())
        )
        return (
            f'{{\n  "fingerprint": {json.dumps(self.fingerprint)},\n'
            f'  "columns": {json.dumps(_COLUMNS)},\n'
            f'  "rows": [\n{lines}\n  ],\n  "parts": {{\n{parts}\n  }}\n}}'
        )

    @classmethod
    def of_json(cls, found: dict[str, Any]) -> "Localisation":
        """The measurement of an entry.

        Raises:
            ValueError: it has other columns.
        """
        if found["columns"] != _COLUMNS:
            raise ValueError(f"other columns: {found['columns']}")
        keys = len(_COLUMNS) - len(_COUNTS)
        rows = tuple(_row(row[:keys], row[keys:]) for row in found["rows"])
        return cls(str(found["fingerprint"]), dict(found["parts"]), rows)


def _row(keys: list[Any], counts: list[int]) -> LocatedRow:
    kind, table_id, edition, source, cells, size = keys
    return LocatedRow(
        kind, table_id, edition, source, cells, size, counts=Located(*counts)
    )


def _cells(row: LocatedRow) -> list[Any]:
    keys = _COLUMNS[: -len(_COUNTS)]
    return [*(getattr(row, name) for name in keys), *astuple(row.counts)]


def losses(
    now: Localisation, committed: Localisation, *, is_quick: bool
) -> Iterator[str]:
    """Why the check fails: what must never be, and what has fallen, one sentence each.

    Of a quick measurement only what must never be is asked: it plants other errors.
    """
    yield from breaches(now)
    if now.fingerprint != committed.fingerprint:
        yield (
            f"the committed report is of another localiser ({committed.fingerprint}, "
            f"now {now.fingerprint}): run `ogi accuracy --only localisation` and "
            "commit what it writes"
        )
    if is_quick:
        return
    before, after = ({row.name: row for row in m.rows} for m in (committed, now))
    yield from (f"no longer measured: {n}" for n in before if n not in after)
    yield from (f"not in the committed report: {n}" for n in after if n not in before)
    for name, row in after.items():
        if name in before:
            yield from _falls(name, row.counts, before[name].counts)


def breaches(measured: Localisation) -> Iterator[str]:
    """What must never be, whatever was committed, one sentence each."""
    for row in measured.rows:
        counts = row.counts
        if row.must_be_pinned and counts.pinned < counts.tables:
            yield (
                f"not pinned: {counts.tables - counts.pinned} of {counts.tables} "
                f"tables of {row.name}"
            )
        if row.must_be_pinned and counts.wrong:
            yield f"proposed wrongly: {counts.wrong} tables of {row.name}"
        if counts.refuted:
            yield (
                f"proposed as the only explanation, which it is not: {counts.refuted} "
                f"tables of {row.name}"
            )


_MORE = ("found", "pinned", "named", "suspected")
_LESS = ("wrong", "misnamed")


def _falls(name: str, now: Located, before: Located) -> Iterator[str]:
    for count in (*_MORE, *_LESS):
        then, here = getattr(before, count), getattr(now, count)
        worse = here < then if count in _MORE else here > then
        if worse:
            yield f"{name}: {count} was {then}, is {here} of {now.tables} tables"
