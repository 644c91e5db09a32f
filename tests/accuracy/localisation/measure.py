"""Planting errors of every kind, asking the localiser, counting.

`measure_localisation` is called by `tests.accuracy.measure`. Each row of the report
draws from the seed and its own name, so that neither order nor the number of processes
changes a figure.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline import progress
from pipeline.accuracy.localisation import COMPLETE, Localisation, Located, LocatedRow
from pipeline.fingerprint import quality_fingerprint, quality_parts
from tests.accuracy.localisation.engine import findings_of
from tests.accuracy.localisation.figures import (
    EDITIONS,
    REAL,
    SYNTHETIC,
    TABLES,
    Table,
    drawn,
    real_tables,
)
from tests.accuracy.localisation.judging import Finding, Planted, judge
from tests.accuracy.localisation.kinds import KINDS, Kind
from tests.accuracy.workers import workers

__all__ = [
    "Task",
    "located",
    "measure_localisation",
    "measure_task",
    "plant",
    "tasks",
]

Engine = Callable[[Planted], Iterable[Finding]]

#: some cells cannot be read, others are printed right
UNREADABLE = "one_in_twenty_unreadable"
_SHARE_UNREADABLE = 0.05
#: no zero is printed: the cells are blank
ZEROS_BLANK = "zeros_left_blank"
#: tables drawn before a kind is said to be impossible
_TRIES = 60
#: tables of a row by how many cells the error changes, 0 being whole rows and columns;
#: more of them where few break an equation
_SAMPLES = {1: 40, 2: 40, 3: 30, 0: 35}
#: and where some cells cannot be read
_SAMPLES_UNREADABLE = 20
#: and in blocks of one equation, of which little can be said
_SAMPLES_OF_BLOCKS = 20
_QUICK = 2


class Task(NamedTuple):
    """A row of the report."""

    kind: str
    table_id: str
    edition: str
    source: str
    cells: str
    samples: int
    seed: int


def tasks(seed: int, *, quick: bool = False) -> Iterator[Task]:
    """All rows, in the order of the report."""
    for table_id in TABLES:
        for kind in KINDS:
            if table_id not in kind.tables:
                continue
            for cells in _states(table_id, kind):
                samples = _QUICK if quick else _samples(kind, table_id, cells)
                for edition in EDITIONS:
                    for source in (REAL, SYNTHETIC):
                        key = (kind.name, table_id, edition, source, cells)
                        yield Task(*key, samples, seed)


def _samples(kind: Kind, table_id: str, cells: str) -> int:
    if cells != COMPLETE:
        return _SAMPLES_UNREADABLE
    return _SAMPLES[kind.cells] if table_id == TABLES[0] else _SAMPLES_OF_BLOCKS


def _states(table_id: str, kind: Kind) -> tuple[str, ...]:
    """Cells that cannot be read are tried in table three, with one error or two."""
    some = table_id == TABLES[0] and kind.cells in (1, 2)
    return (COMPLETE, UNREADABLE, ZEROS_BLANK) if some else (COMPLETE,)


def plant(task: Task) -> Iterator[Planted]:
    """The tables of a row; none where the kind cannot happen to such a table."""
    kind = next(k for k in KINDS if k.name == task.kind)
    for number in range(task.samples):
        name = "/".join(map(str, (task.seed, *task[:5], number)))
        chance = random.Random(name)
        for _ in range(_TRIES):
            table = _table(task, chance)
            planted = None if table is None else _planted(kind, table, task, chance)
            if planted is not None:
                yield planted
                break


def _table(task: Task, chance: random.Random) -> Table | None:
    if task.source == SYNTHETIC:
        return drawn(task.edition, task.table_id, chance)
    known = real_tables(task.edition, task.table_id)
    return chance.choice(known) if known else None


def _planted(
    kind: Kind, table: Table, task: Task, chance: random.Random
) -> Planted | None:
    equations, true = table.equations, table.figures
    after = kind.change(true.reshape(equations.shape), chance)
    if after is None or (after.reshape(-1) == true).all():
        return None
    printed = after.reshape(-1)
    known = np.ones(len(true), dtype=np.bool_)
    if task.cells == UNREADABLE:
        known = _readable(printed != true, chance)
    elif task.cells == ZEROS_BLANK:
        known = (printed != 0) | (printed != true)
    is_zero = task.cells == ZEROS_BLANK
    return Planted(equations, true, printed, known, kind.systematic, is_zero)


def _readable(changed: NDArray[np.bool_], chance: random.Random) -> NDArray[np.bool_]:
    """Which cells can be read; those with the error can."""
    lost = [chance.random() < _SHARE_UNREADABLE for _ in changed]
    return ~np.array(lost) | changed


def measure_task(task: Task, engine: Engine = findings_of) -> LocatedRow:
    """Plant, ask and judge the tables of one row."""
    judged = (judge(planted, engine(planted)) for planted in plant(task))
    size = next(k.cells for k in KINDS if k.name == task.kind)
    return LocatedRow(*task[:5], size, sum(judged, Located()))


def measure_localisation(*, seed: int, quick: bool = False) -> Localisation:
    """Measure the running localiser; progress is told to `pipeline.progress`."""
    with workers() as pool:
        return located(pool, seed=seed, quick=quick)()


def located(pool: Executor, *, seed: int, quick: bool) -> Callable[[], Localisation]:
    """Give the rows to the processes; what waits for them is given back."""
    wanted = list(tasks(seed, quick=quick))
    found = pool.map(measure_task, wanted, chunksize=2)

    def wait() -> Localisation:
        rows: list[LocatedRow] = []
        for row in found:
            progress.report("localise", len(rows) + 1, len(wanted), row.name)
            rows.append(row)
        measured = tuple(row for row in rows if row.counts.tables)
        return Localisation(quality_fingerprint(), quality_parts(), measured)

    return wait
