"""Printing every medium, edition and layout, reading it back, counting.

`measure` is what `ogi accuracy` calls. Work is cut into rows of the report, which are
independent of each other: each draws its figures from the seed and its own name, so
that neither order nor the number of processes changes a figure.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version

from pipeline import progress
from pipeline.accuracy.report import Accuracy, Counts, Row
from pipeline.extract import extract
from pipeline.fingerprint import fingerprint_parts, parse_fingerprint
from tests.accuracy.cases import case_rows
from tests.accuracy.judging import count
from tests.accuracy.localisation.measure import located, measure_localisation
from tests.accuracy.narrative import measure_prose
from tests.accuracy.suite import MEDIA, Medium
from tests.accuracy.workers import workers
from tests.pipeline.extract.balanced import BLANKS, Printed
from tests.pipeline.extract.layouts import lost_cells
from tests.pipeline.extract.sheets import Sheet

__all__ = ["SEED", "documents", "measure", "measure_localisation", "measure_row"]

SEED = 20_211_112
#: what reads beside our own code
LIBRARIES = (
    "selectolax", "lxml", "pypdfium2", "python-calamine", "opencc", "rapidocr",
    "onnxruntime", "opencv-python-headless",
)  # fmt: skip

#: medium, edition, layout, samples, seed
Task = tuple[str, str, str, int, int]


def _tasks(medium: Medium, seed: int, *, quick: bool) -> Iterator[Task]:
    if quick and not medium.quick:
        return
    step = max(1, len(medium.layouts) // medium.quick) if quick else 1
    samples = 1 if quick else medium.samples
    for edition in medium.editions:
        for layout in medium.layouts[::step]:
            yield medium.name, edition, layout, samples, seed


def documents(task: Task) -> Iterator[tuple[Callable[[], bytes], Printed]]:
    """The documents of a row: what prints them, and what is printed."""
    name, edition, layout, samples, seed = task
    medium = next(m for m in MEDIA if m.name == name)
    # another blank and style for each layout, so that all of them come about
    turn = medium.layouts.index(layout) + medium.editions.index(edition)
    ways = list(BLANKS.values())
    for number in range(samples):
        chance = random.Random(f"{seed}/{name}/{edition}/{layout}/{number}")
        blanks = ways[(turn + number) % len(ways)]
        printed = blanks(medium.draw(edition, chance), chance)
        made = medium.make(edition, printed, layout)
        style = medium.styles[(turn + number) % len(medium.styles)]
        yield _printer(medium, made, dict(style)), printed


def _printer(
    medium: Medium, made: Sheet, style: dict[str, object]
) -> Callable[[], bytes]:
    return lambda: medium.write(made, **style)


def measure_row(task: Task) -> Row:
    """Print and read the documents of one row of the report."""
    counts = Counts()
    medium, edition, layout, *_ = task
    for write, printed in documents(task):
        lost = frozenset(lost_cells(layout, edition, printed))
        counts += count(extract(write()), printed, lost)
    return Row(medium, edition, layout, counts)


def _libraries() -> dict[str, str]:
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def measure(
    *, seed: int = SEED, quick: bool = False, media: tuple[Medium, ...] | None = None
) -> Accuracy:
    """Measure the running reader; progress is told to `pipeline.progress`."""
    chosen = MEDIA if media is None else media
    reasons = {medium.name: medium.needs() for medium in chosen}
    tasks = [
        task
        for medium in chosen
        if reasons[medium.name] is None
        for task in _tasks(medium, seed, quick=quick)
    ]
    with workers() as pool:
        # all is given to the processes at once: none waits for the last picture
        rows = pool.map(measure_row, tasks, chunksize=2)
        localisation = located(pool, seed=seed, quick=quick)
        return Accuracy(
            parse_fingerprint(),
            fingerprint_parts(),
            seed,
            is_quick=quick,
            libraries=_libraries(),
            cases=case_rows(),
            prose=measure_prose(),
            not_measured={n: why for n, why in reasons.items() if why is not None},
            rows=tuple(_told(rows, len(tasks))),
            localisation=localisation(),
        )


def _told(rows: Iterable[Row], total: int) -> Iterator[Row]:
    """The rows, in the order of the tasks; each is told."""
    for done, row in enumerate(rows, start=1):
        progress.report("measure", done, total, row.name)
        yield row
