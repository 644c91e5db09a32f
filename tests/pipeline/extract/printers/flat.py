"""What other programs make of a page with these tables, as plain text.

The real programs where they can run (trafilatura, inscriptis, markdownify, w3m), else
an imitation of what they put out. Forms that need no program are in `sheets`.
"""

import csv
import importlib
import io
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from unicodedata import east_asian_width

import pytest

from tests.pipeline.extract.sheets import (
    Cell,
    Sheet,
    Table,
    expanded,
    flat,
    occupied,
    to_html,
)

__all__ = ["ALIGNED", "FLAT_PRINTERS", "SEPARATED"]


def display_width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def padded(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def _library(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        pytest.skip(f"{name} cannot be imported: {error}")


def _blocks(made: Sheet, lines: Callable[[Table], Iterable[str]]) -> bytes:
    found: list[str] = []
    for block in made.blocks():
        found += [block, ""] if isinstance(block, str) else [*lines(block), ""]
    return "\n".join(found).encode()


# -- real programs -----------------------------------------------------------------


def to_trafilatura(made: Sheet) -> bytes:
    text = _library("trafilatura").extract(
        to_html(made).decode(), include_tables=True, favor_recall=True
    )
    return str(text).encode()


def to_markdownify(made: Sheet) -> bytes:
    text = _library("markdownify").markdownify(to_html(made).decode())
    return str(text).encode()


def to_inscriptis(made: Sheet) -> bytes:
    return str(_library("inscriptis").get_text(to_html(made).decode())).encode()


def _w3m(made: Sheet, *, border: bool, columns: int) -> bytes:
    if shutil.which("w3m") is None:
        pytest.skip("w3m is not installed (apt-get install w3m)")
    page = to_html(made).decode()
    if border:
        page = page.replace("<table>", "<table border=1>")
    utf8 = ("-I", "UTF-8", "-O", "UTF-8")
    command = ("w3m", "-dump", "-T", "text/html", *utf8, "-cols", str(columns))
    done = subprocess.run(command, input=page.encode(), capture_output=True, check=True)
    return done.stdout


def to_w3m_boxes(made: Sheet) -> bytes:
    return _w3m(made, border=True, columns=240)


def to_w3m_narrow_boxes(made: Sheet) -> bytes:
    """On 80 columns, where w3m breaks the text of cells."""
    return _w3m(made, border=True, columns=80)


def to_w3m(made: Sheet) -> bytes:
    return _w3m(made, border=False, columns=240)


def to_w3m_narrow(made: Sheet) -> bytes:
    return _w3m(made, border=False, columns=80)


# -- imitations --------------------------------------------------------------------


def to_bare_pipes(made: Sheet) -> bytes:
    """As html2text: bars between cells only, a rule below the first row, no spans."""

    def lines(table: Table) -> Iterator[str]:
        for number, row in enumerate(table):
            yield "| ".join(map(flat, row)) + "  "
            if number == 0:
                yield "|".join(["---"] * len(row)) + "  "

    return _blocks(made, lines)


def _pipes(table: Table, *, rule: bool, mark: Callable[[Cell], str]) -> Iterator[str]:
    placed, width = occupied(table)
    for number, line in enumerate(placed):
        texts = [""] * width
        for column, cell in line:
            texts[column] = mark(cell)
        yield "| " + " | ".join(texts) + " |"
        if rule and number == 0:
            yield "|" + " :--: |" * width


def _escaped(cell: Cell) -> str:
    return flat(cell).replace("|", "\\|").replace(".", "\\.", 1)


def to_markdown_without_rule(made: Sheet) -> bytes:
    return _blocks(made, lambda t: _pipes(t, rule=False, mark=flat))


def to_markdown_escaped(made: Sheet) -> bytes:
    """Points after a number written as `1\\.`, the first row bold."""
    return _blocks(made, lambda t: _pipes(t, rule=True, mark=_escaped))


def _broken(cell: Cell) -> str:
    text = flat(cell)
    return text if cell.key or len(text) < 4 else f"**{text[:2]}<br/>{text[2:]}**"


def to_markdown_breaks(made: Sheet) -> bytes:
    """Labels bold and broken by `<br/>`."""
    return _blocks(made, lambda t: _pipes(t, rule=True, mark=_broken))


def to_browser_copy(made: Sheet) -> bytes:
    """Copied from a browser: a tab between cells, merged cells leave nothing."""
    return _blocks(made, lambda t: ("\t".join(map(flat, row)) for row in t))


def to_browser_copy_paragraphs(made: Sheet) -> bytes:
    """`innerText` of cells that hold paragraphs, each with an empty line around."""

    def lines(table: Table) -> Iterator[str]:
        rows = [
            "\t".join(f"\n\n{flat(c)}\n\n" if c.text else "" for c in row)
            for row in table
        ]
        yield "\n".join(rows)

    return _blocks(made, lines)


def to_word_copy(made: Sheet) -> bytes:
    """Copied from Word: cells merged across are one, cells merged down are blank."""

    def lines(table: Table) -> Iterator[str]:
        covered: dict[tuple[int, int], int] = {}
        placed, width = occupied(table)
        for number, line in enumerate(placed):
            starts = dict(line)
            texts: list[str] = []
            column = 0
            while column < width:
                if (number, column) in covered:
                    texts.append("")
                    column += covered[number, column]
                    continue
                cell = starts.get(column)
                if cell is None:
                    column += 1
                    continue
                texts.append(flat(cell))
                for down in range(1, cell.rowspan):
                    covered[number + down, column] = cell.colspan
                column += cell.colspan
            yield "\t".join(texts)

    return _blocks(made, lines)


def to_csv(made: Sheet) -> bytes:
    """A sheet saved as CSV: every row has all columns."""

    def lines(table: Table) -> Iterator[str]:
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerows(expanded(table))
        yield stream.getvalue().rstrip("\n")

    return _blocks(made, lines)


def to_csv_whole(made: Sheet) -> bytes:
    """The whole report as one sheet, headings in its first column."""
    rows: list[list[str]] = []
    for block in made.blocks():
        rows += [[block]] if isinstance(block, str) else expanded(block)
    width = max(map(len, rows))
    stream = io.StringIO()
    csv.writer(stream).writerows([r + [""] * (width - len(r)) for r in rows])
    return ("\ufeff" + stream.getvalue()).encode()


def to_grid_table(made: Sheet) -> bytes:
    """Cells in a box of `+---+` and bars, spans spread over all columns."""

    def lines(table: Table) -> Iterator[str]:
        rows = expanded(table)
        widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
        for number, row in enumerate(rows):
            rule = "=" if number == 1 else "-"
            yield "+" + "+".join(rule * (w + 2) for w in widths) + "+"
            cells = (padded(t, w) for t, w in zip(row, widths, strict=True))
            yield "| " + " | ".join(cells) + " |"
        yield "+" + "+".join("-" * (w + 2) for w in widths) + "+"

    return _blocks(made, lines)


def to_simple_table(made: Sheet) -> bytes:
    """Columns of blanks under a ruler of dashes."""

    def lines(table: Table) -> Iterator[str]:
        rows = expanded(table)
        widths = [
            max(2, *map(display_width, column)) for column in zip(*rows, strict=True)
        ]
        ruler = "  " + " ".join("-" * w for w in widths)
        yield ruler
        for row in rows:
            cells = (padded(t, w) for t, w in zip(row, widths, strict=True))
            yield ("  " + " ".join(cells)).rstrip()
        yield ruler

    return _blocks(made, lines)


Printer = Callable[[Sheet], bytes]

#: every cell is marked, also a blank one
SEPARATED: dict[str, Printer] = {
    "trafilatura": to_trafilatura,
    "markdownify": to_markdownify,
    "bare_pipes": to_bare_pipes,
    "markdown_without_rule": to_markdown_without_rule,
    "markdown_escaped": to_markdown_escaped,
    "markdown_breaks": to_markdown_breaks,
    "browser_copy": to_browser_copy,
    "browser_copy_paragraphs": to_browser_copy_paragraphs,
    "word_copy": to_word_copy,
    "csv": to_csv,
    "csv_whole": to_csv_whole,
    "grid_table": to_grid_table,
    "w3m_boxes": to_w3m_boxes,
    "w3m_narrow_boxes": to_w3m_narrow_boxes,
}

#: a blank cell is told by what stands above and below it only
ALIGNED: dict[str, Printer] = {
    "inscriptis": to_inscriptis,
    "w3m": to_w3m,
    "w3m_narrow": to_w3m_narrow,
    "simple_table": to_simple_table,
}

FLAT_PRINTERS: dict[str, Printer] = SEPARATED | ALIGNED
