"""What a spreadsheet says of its cells besides their values: hidden, odd, not stored.

A cell may show something else than the value that a library gives: an error, a formula
whose result was never stored, a number format that scales (4703100 shown as 470.31万),
a raised foot-note figure. Such cells are named here, so that they are never read as
plain figures. The XML of XLSX is `xlsx_facts`, the records of XLS are `biff`.
"""

import re
from dataclasses import dataclass, field

__all__ = ["MAX_CELLS", "MAX_COLUMNS", "MAX_ROWS", "SheetFacts", "display"]

#: a sheet may have this many used rows and columns, and places in all
MAX_ROWS = 20_000
MAX_COLUMNS = 512
MAX_CELLS = 100_000

Place = tuple[int, int]

_ASIDE = re.compile(r"\[[^\]]*\]|_.|\*.")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_DATE = re.compile(r"[ymdhs]", re.I)
_PLAIN = re.compile(r"[#0?.,\- ()+/E]*", re.I)
_SUFFIX = re.compile(r"^(?P<digits>[#0?.,]+)(?P<suffix>[\u4e00-\u9fff]+)$")
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
ODD = "odd"


@dataclass(slots=True)
class SheetFacts:
    """Facts about one sheet; rows and columns count from 0.

    Attributes:
        hidden_rows: not shown.
        hidden_columns: not shown.
        texts: cells that show a text other than their value.
        opaque: cells of which the shown figure is not known.
        suffixes: what the number format prints behind the figure (件, 元).
        merged: first and last place of merged cells, where the library does not say.
        rows: one more than the last row with a value.
        columns: one more than the last column with a value.
    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    texts: dict[Place, str] = field(default_factory=dict)
    opaque: set[Place] = field(default_factory=set)
    suffixes: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    rows: int = 0
    columns: int = 0

    def used(self, place: Place) -> None:
        """Note that a cell has a value."""
        self.rows = max(self.rows, place[0] + 1)
        self.columns = max(self.columns, place[1] + 1)

    def number(self, place: Place, shown: str) -> None:
        """Note how the figure of a cell is shown, as `display` has it."""
        if shown == ODD:
            self.opaque.add(place)
        elif shown:
            self.suffixes[place] = shown

    @property
    def too_large(self) -> bool:
        """Whether its used part is more than is read."""
        return (
            self.rows > MAX_ROWS
            or self.columns > MAX_COLUMNS
            or self.rows * self.columns > MAX_CELLS
        )


def display(code: str) -> str:
    """How a number format shows a figure.

    Returns:
        Empty for a plain figure, the words that it puts behind it (件), or `odd` where
        what is shown is another figure: percent, thousands, words in front.
    """
    shown = {_display(part) for part in code.split(";")[:2] if part.strip()}
    if not shown:
        return ""
    return shown.pop() if len(shown) == 1 else ODD


def _display(code: str) -> str:
    bare = _ASIDE.sub("", code).strip()
    if bare.lower() in ("general", "g/通用格式", "@", ""):
        return ""
    outside = _LITERAL.sub("", bare)
    if _DATE.search(outside) and "0" not in outside:
        return ""  # a date: the library gives a date, which is no figure
    if _SCALED.search(outside):
        return ODD
    text = _LITERAL.sub(lambda found: found[1] or found[2] or "", bare)
    text = text.replace(" ", "")
    if _PLAIN.fullmatch(text):
        digits = _PLAIN.fullmatch(outside.replace(" ", ""))
        # an escaped point between digits is no decimal point
        return "" if digits and outside.count(".") == text.count(".") else ODD
    suffix = _SUFFIX.match(text)
    return suffix["suffix"] if suffix else ODD
