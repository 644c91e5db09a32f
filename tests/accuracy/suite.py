"""What is measured: one entry a medium, with its printer, layouts and samples.

A medium that needs a program or an optional library says so in `needs`; where that is
missing the report gets a row "not measured", never a silent gap.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.accuracy.printers import font, library, program, together, writer
from tests.pipeline.extract.balanced import Printed, balanced_figures
from tests.pipeline.extract.layouts import LAYOUTS
from tests.pipeline.extract.printers.docx_xml import to_docx
from tests.pipeline.extract.printers.flat import FLAT_PRINTERS
from tests.pipeline.extract.printers.statistics import (
    EDITIONS,
    STYLES,
    statistics_figures,
    statistics_sheet,
    to_glued,
)
from tests.pipeline.extract.sheets import (
    TEXT_PRINTERS,
    Sheet,
    sheet,
    to_html,
)

__all__ = ["AS_PRINTED", "MEDIA", "Medium"]

#: the form as the official notice has it
AS_PRINTED = "as_printed"
EVERY = (AS_PRINTED, *LAYOUTS)
#: a row that is too short in the file is filled up with a blank cell by some media
FILLED_UP = tuple(name for name in EVERY if name != "one_cell_missing")
#: layouts that flattening to text leaves as they are
IN_TEXT = (AS_PRINTED, *(name for name, known in LAYOUTS.items() if known.text))


def _nothing() -> str | None:
    return None


def bent(edition: str, printed: Printed, layout: str) -> Sheet:
    """The form of the official notice, in one of `LAYOUTS`."""
    made = sheet(edition, printed)
    if layout != AS_PRINTED:
        LAYOUTS[layout].change(made)
    return made


@dataclass(frozen=True)
class Medium:
    """A medium that is measured.

    Attributes:
        name: in the report.
        write: prints a sheet; called with one of `styles` as keywords.
        layouts: names of `LAYOUTS`, and `AS_PRINTED`.
        samples: documents for each edition and layout.
        quick: how many layouts a quick measurement prints, one sample each.
        styles: keywords of `write`, taken in turn.
        editions: of the form.
        make: lays an edition out from its figures, in a layout.
        draw: balanced figures of an edition.
        needs: why it cannot be measured here; None where it can.
        is_fast: printing and reading take no second, so that it is fuzzed in the tests.
    """

    name: str
    write: Callable[..., bytes]
    layouts: tuple[str, ...] = EVERY
    samples: int = 2
    quick: int = len(EVERY)
    styles: tuple[Mapping[str, Any], ...] = ({},)
    editions: tuple[str, ...] = ("2021", "2019")
    make: Callable[[str, Printed, str], Sheet] = bent
    draw: Callable[[str, random.Random], Printed] = balanced_figures
    needs: Callable[[], str | None] = _nothing
    is_fast: bool = True


def _in(encoding: str) -> Callable[[Sheet], bytes]:
    """HTML in an encoding of old sites, declared nowhere."""

    def write(made: Sheet) -> bytes:
        return to_html(made).decode().encode(encoding)

    return write


def _pages(made: Sheet) -> bytes:
    """A ZIP with the report as a DOCX beside a notice."""
    members = {"年报.docx": to_docx(made), "说明.txt": "请以附件为准。".encode()}
    packed: bytes = writer("office", "to_zip")(members)
    return packed


def _statistics(edition: str, printed: Printed, layout: str) -> Sheet:
    """The one table of a report before 2019, in one of its styles."""
    return statistics_sheet(edition, printed, STYLES[layout])


def _statistics_figures(edition: str, chance: random.Random) -> Printed:
    return statistics_figures(edition, seed=chance.randrange(2**32))


#: the one table of reports before 2019: its styles and its editions
IN_STATISTICS: dict[str, Any] = {
    "layouts": tuple(STYLES),
    "editions": EDITIONS,
    "make": _statistics,
    "draw": _statistics_figures,
}
PDF_STYLES: tuple[Mapping[str, Any], ...] = (
    {},
    {"bottom": 420.0, "repeat": True},
    {"bottom": 380.0, "closed": False},
    {"rules": "rectangles", "shade": True},
    {"rules": "strokes", "radicals": True},
    {"rules": "pieces", "split": True},
    {"rules": "double", "sides": "open"},
    {"rules": "dashes", "turned": True},
)
BORDERLESS: tuple[Mapping[str, Any], ...] = (
    {"sides": "none"},
    {"sides": "horizontal"},
    {"sides": "three"},
)
#: layouts of which a medium that is slow to print and to read shows a few
FEW = (
    AS_PRINTED,
    "ragged_headers",
    "three_cut_in_two_labels_cut",
    "all_in_one_table",
    "four_as_three_tables",
)
soffice = program("soffice", "libreoffice-writer-nogui libreoffice-calc-nogui")
w3m = program("w3m", "w3m")
recognition = together(font, library("rapidocr", "'ogi[ocr]'"))

MEDIA: tuple[Medium, ...] = (
    Medium("html", to_html, samples=4),
    Medium("html_word", writer("word", "to_word_html"), samples=1, quick=4),
    Medium("html_gb18030", _in("gb18030"), samples=1, quick=4),
    Medium("html_big5", writer("office", "to_big5"), samples=1, quick=4),
    Medium("html_traditional", writer("office", "to_traditional"), samples=1, quick=4),
    Medium("html_in_script", writer("office", "to_script"), samples=1, quick=4),
    Medium(
        "json",
        writer("office", "to_json"),
        samples=1,
        quick=4,
        styles=tuple({"style": s} for s in ("plain", "escaped", "nested", "jsonp")),
    ),
    Medium("mhtml", writer("office", "to_mhtml"), samples=1, quick=4),
    Medium("docx", to_docx),
    Medium("zip", _pages, samples=1, quick=4),
    Medium(
        "xlsx",
        writer("office", "to_xlsx"),
        layouts=FILLED_UP,
        samples=1,
        quick=6,
        styles=({}, {"sheets": True}, {"top": 3, "merged_titles": False}),
    ),
    *(
        Medium(
            name,
            writer("office", f"to_{name}"),
            layouts=FEW[:2],
            samples=1,
            quick=0,
            needs=soffice,
            is_fast=False,
        )
        for name in ("doc", "rtf", "odt", "xls", "ods")
    ),
    Medium(
        "pdf",
        writer("pdf", "to_pdf"),
        samples=1,
        quick=3,
        styles=PDF_STYLES,
        needs=font,
        is_fast=False,
    ),
    Medium(
        "pdf_borderless",
        writer("pdf", "to_pdf"),
        layouts=IN_TEXT[::6],
        samples=1,
        quick=1,
        styles=BORDERLESS,
        needs=font,
        is_fast=False,
    ),
    Medium(
        "picture",
        writer("picture", "to_png"),
        layouts=FEW[:3],
        samples=1,
        quick=0,
        needs=recognition,
        is_fast=False,
    ),
    Medium(
        "picture_degraded",
        writer("picture", "to_png"),
        layouts=FEW[:1],
        samples=2,
        quick=0,
        styles=(
            {"dpi": 150, "skew": 1.5, "noise": 12, "jpeg": 60},
            {"blur": 0.7, "skew": -2.0},
        ),
        needs=recognition,
        is_fast=False,
    ),
    Medium(
        "pdf_scanned",
        writer("picture", "to_scanned_pdf"),
        layouts=FEW[:1],
        samples=1,
        quick=0,
        needs=recognition,
        is_fast=False,
    ),
    *(
        Medium(f"text_{name}", write, layouts=IN_TEXT, samples=1, quick=6)
        for name, write in TEXT_PRINTERS.items()
    ),
    *(
        Medium(
            f"text_{name}",
            write,
            layouts=IN_TEXT[::2],
            samples=1,
            quick=3,
            needs=w3m if name.startswith("w3m") else _nothing,
            is_fast=not name.startswith("w3m"),
        )
        for name, write in FLAT_PRINTERS.items()
    ),
    Medium("statistics_html", to_html, samples=2, quick=4, **IN_STATISTICS),
    Medium("statistics_docx", to_docx, samples=1, quick=2, **IN_STATISTICS),
    *(
        Medium(f"statistics_{name}", write, samples=1, quick=2, **IN_STATISTICS)
        for name, write in (
            ("cell_lines", TEXT_PRINTERS["cell_lines"]),
            ("markdown", TEXT_PRINTERS["markdown"]),
            ("joined", to_glued),
        )
    ),
)
