"""How fast documents are read, as ratios to what others take for the same pages.

    python tools/bench.py            # html, pool, pdf, picture
    python tools/bench.py html memory --documents 10000

Every figure is CPU time, the median of several rounds in which all rivals read the same
pages one after the other, so that a busy machine disturbs all of them alike. All pages
are different ones. docs/performance.md says what the figures mean; nothing is tested
here, since a time that fails on a busy machine says nothing.
"""

import argparse
import io
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import lxml.html  # noqa: E402 - the tests' printers are found from the root
import pandas as pd  # noqa: E402
import pypdfium2  # noqa: E402
from selectolax.lexbor import LexborHTMLParser  # noqa: E402

from pipeline.extract import extract  # noqa: E402
from pipeline.extract.plans import Plans  # noqa: E402
from pipeline.extract.pool import extract_many  # noqa: E402
from pipeline.forms import load_forms  # noqa: E402
from tests.pipeline.extract.layouts import LAYOUTS  # noqa: E402
from tests.pipeline.extract.printers.pdf import to_pdf  # noqa: E402
from tests.pipeline.extract.printers.picture import to_png  # noqa: E402
from tests.pipeline.extract.printers.word import to_word_html  # noqa: E402
from tests.pipeline.extract.sheets import (  # noqa: E402
    Sheet,
    figures,
    sheet,
    to_cell_lines,
    to_html,
)

PAGE = 150_000
PAGES = 20
ROUNDS = 7
_PROSE = "本年度各项工作按计划推进，有关情况如下，数据见表。"
Reading = Callable[[bytes], object]


def say(text: str = "") -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)  # noqa: T201 - the result of this tool


def filled(seed: int, edition: str = "2021") -> Sheet:
    """A form with figures of one to five digits, others for each seed."""
    chance = random.Random(seed)  # noqa: S311 - figures, no secrets
    printed = {
        key: str(chance.randrange(10 ** chance.randrange(1, 6)))
        for key in figures(edition)
    }
    return sheet(edition, printed)


def compare(readings: dict[str, Reading], pages: Sequence[bytes]) -> dict[str, float]:
    """Milliseconds of CPU time a page, medians; ratios are to the first."""
    rounds: dict[str, list[float]] = {name: [] for name in readings}
    for _ in range(ROUNDS):
        for name, read in readings.items():
            start = time.process_time()
            for page in pages:
                read(page)
            spent = time.process_time() - start
            rounds[name].append(spent / len(pages) * 1000)
    base = next(iter(rounds.values()))
    medians = {}
    for name, spent_in in rounds.items():
        ratio = statistics.median(s / b for s, b in zip(spent_in, base, strict=True))
        medians[name] = statistics.median(spent_in)
        say(f"  {name:34} {medians[name]:9.2f} ms  {ratio:8.2f} x the first")
    return medians


def _anew(page: bytes) -> object:
    """A page whose labels and spans were never seen before."""
    with (
        mock.patch.object(Plans, "read", return_value=None),
        mock.patch.object(Plans, "learn"),
    ):
        return extract(page)


def bench_html() -> None:
    """Pages of Word, against bare parsers and pandas."""
    pages = [
        to_word_html(filled(n), size=PAGE, pasted=n % 2 == 0, seed=n)
        for n in range(PAGES)
    ]
    size = statistics.mean(map(len, pages)) / 1000
    say(f"html: {PAGES} different pages as Word writes them, {size:.0f} KB each")
    load_forms()
    start = time.process_time()
    extract(pages[0])
    say(f"  first page of a process: {(time.process_time() - start) * 1e3:.0f} ms")
    for page in pages:
        extract(page)
    found = compare(
        {
            "bare lexbor parse": LexborHTMLParser,
            "bare lxml parse": lxml.html.fromstring,
            "bytes to observations": extract,
            "  the same, unknown skeleton": _anew,
            "pandas.read_html alone": lambda page: pd.read_html(io.BytesIO(page)),
        },
        pages,
    )
    ours = found["bytes to observations"]
    say(f"  rate of a bare lexbor parse: {found['bare lexbor parse'] / ours:.0%}")
    say(f"  pandas.read_html / ours: {found['pandas.read_html alone'] / ours:.1f}")


def mixed(count: int) -> Iterator[bytes]:
    """Documents of many layouts and some media, no two alike."""
    names = list(LAYOUTS)
    for number in range(count):
        made = filled(number, ("2019", "2021")[number % 2])
        if number % 10 == 0:
            yield to_word_html(made, size=PAGE, seed=number)
            continue
        LAYOUTS[names[number % len(names)]].change(made)
        made.title = f"第{number}号机关{2008 + number % 17}年政府信息公开工作年度报告"
        yield to_cell_lines(made) if number % 7 == 0 else to_html(made)


def bench_pool() -> None:
    """Wall time and CPU time of one process and of two."""
    pages = [
        to_word_html(filled(n), size=PAGE, pasted=n % 2 == 0, seed=n)
        for n in range(100)
    ]
    jobs = [(n, pages[n % 100], "", "") for n in range(2_000)]
    say("pool: 2000 pages of Word; seconds of the clock, then of CPU (here, workers)")
    spent = {}
    for workers in (1, 2):
        children = _children()
        start, here = time.monotonic(), time.process_time()
        for _ in extract_many(jobs, workers, moment=0.0):
            pass
        clock, here = time.monotonic() - start, time.process_time() - here
        theirs = _children() - children
        spent[workers] = (clock, here + theirs)
        say(f"  {workers}: {clock:6.2f} s; {here:6.2f} s, {theirs:6.2f} s")
    say(f"  by the clock: {spent[1][0] / spent[2][0]:.2f} x")
    say(f"  by CPU time, both cores free: {2 * spent[1][1] / spent[2][1]:.2f} x")


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def bench_memory(documents: int) -> None:
    """Resident memory over many documents; it must not grow."""
    say(f"memory: {documents} documents of {len(LAYOUTS)} layouts, MiB resident")
    seen = []
    for number, data in enumerate(mixed(documents), start=1):
        extract(data)
        if number % max(1, documents // 20) == 0:
            seen.append(_resident())
            say(f"  after {number:6}: {seen[-1]:7.1f}")
    half = len(seen) // 2
    say(f"  second half against the end of the first: {seen[-1] - seen[half - 1]:+.1f}")


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def with_prose(made: Sheet) -> Sheet:
    """The sheet with as much prose as makes a report of about six pages."""
    blocks: list[object] = []
    for block in made.blocks():
        blocks.append(block)
        if isinstance(block, str):
            blocks += [_PROSE * 10] * 18
    made.blocks = lambda: iter(blocks)  # type: ignore[method-assign, assignment, return-value]
    return made


def _pdfplumber(page: bytes) -> object:
    plumber = import_module("pdfplumber")
    with plumber.open(io.BytesIO(page)) as opened:
        return [p.extract_tables() for p in opened.pages]


def bench_pdf() -> None:
    """PDF with a text layer, against the tables of pdfplumber."""
    pages = [to_pdf(with_prose(filled(n))) for n in range(3)]
    count = len(pypdfium2.PdfDocument(pages[0]))
    say(f"pdf: 3 different reports of {count} pages")
    found = compare(
        {"bytes to observations": extract, "pdfplumber": _pdfplumber}, pages
    )
    say(
        f"  pdfplumber / ours: "
        f"{found['pdfplumber'] / found['bytes to observations']:.1f}"
    )


def bench_picture() -> None:
    """A picture of tables, by character recognition."""
    made = filled(1)
    made.two, made.four = [], []
    page = to_png(made)
    say("picture: table three at 200 dpi, by the clock and by CPU time")
    for name in ("first", "second"):
        clock, spent = time.monotonic(), time.process_time()
        extract(page)
        clock, spent = time.monotonic() - clock, time.process_time() - spent
        say(f"  {name}: {clock:.1f} s; {spent:.1f} s")


def main() -> None:
    """Run the parts that are asked for."""
    parts = {
        "html": bench_html,
        "pool": bench_pool,
        "pdf": bench_pdf,
        "picture": bench_picture,
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help="html, pool, memory, pdf, picture")
    parser.add_argument("--documents", type=int, default=10_000, help="for memory")
    asked = parser.parse_args()
    for part in asked.parts or parts:
        if part == "memory":
            bench_memory(asked.documents)
        elif part in parts:
            parts[part]()
        else:
            parser.error(f"no part {part!r}")


if __name__ == "__main__":
    main()
