"""What is measured: one entry a medium, with its printer, layouts and samples.

A medium that needs a program or an optional library says so in `needs`; where that is
missing the report gets a row "not measured", never a silent gap.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.pipeline.extract.balanced import Printed, balanced_figures
from tests.pipeline.extract.layouts import LAYOUTS
from tests.pipeline.extract.printers.docx_xml import to_docx
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


MEDIA: tuple[Medium, ...] = (
    Medium("html", to_html, samples=4),
    Medium("html_gb18030", _in("gb18030"), samples=1, quick=4),
    Medium("docx", to_docx),
    *(
        Medium(f"text_{name}", write, layouts=IN_TEXT, samples=1, quick=6)
        for name, write in TEXT_PRINTERS.items()
    ),
)
