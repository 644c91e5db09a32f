"""What a document holds, whatever its medium: grids of cells and lines of text.

A reader keeps the order of the document and the text of each cell as printed. Layout
(spans, columns) is kept because the matcher may need it; style is not.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.issues import Issue

__all__ = ["Block", "Cell", "Document", "Grid", "Line", "Picture", "Reread"]


# never changed once it is made; `frozen` would make that three times as slow
@dataclass(unsafe_hash=True, slots=True)
class Cell:
    """A cell where it begins; the places that its spans cover are not repeated.

    Attributes:
        text: as printed, blanks trimmed; inner line breaks are kept as newlines.
        column: the physical column in which it begins, from 0.
        colspan: how many physical columns it covers.
        locator: where it stands, for people: `t2/r5/c3` (all from 1) or `line 40`.
        opaque: it holds a picture or the like instead of text: not readable as text,
            and never to be taken for a blank.
        marked: something besides blanks shows where it ends, so that it would be seen
            if it were blank.
        score: how sure character recognition is of the text, 0 to 1; None where the
            text was not recognised but read.
    """

    text: str
    column: int = 0
    colspan: int = 1
    locator: str = ""
    opaque: bool = False
    marked: bool = True
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: for each row, the cells that begin in it, from left to right.

    Attributes:
        rows: the cells.
        measured: their physical columns are known; in text, cells are only in order.
        breaks: the rows before which a page ended, so that they may be the rest of the
            row before.
    """

    rows: tuple[tuple[Cell, ...], ...]
    measured: bool = True
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, a heading or a line of text; `tokens` where it is cut into cells.

    Attributes:
        text: the text.
        tokens: the cells of a flattened table line, empty for plain prose.
        locator: where it stands.
    """

    text: str
    tokens: tuple[Cell, ...] = ()
    locator: str = ""


Block = Grid | Line

#: reads the cell at a locator in another way: the text, or None for an unknown place
Reread = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a document, or a page that is one: not read as text.

    Attributes:
        place: where it stands, as a locator.
        data: its bytes, where the document holds them; a page is rendered instead.
        page: the page of a PDF, from 1; None elsewhere.
        block: before which block of the document it stands.
        reason: `picture`, or `unreadable text layer`.
        whole: all of the page is one; otherwise a part of it may be a table.
    """

    place: str
    data: bytes | None = None
    page: int | None = None
    block: int = 0
    reason: str = "picture"
    whole: bool = False


@dataclass(slots=True)
class Document:
    """The readable content of one file.

    Attributes:
        media: what `pipeline.extract.media.sniff` names it.
        blocks: grids and lines in the order of the document.
        meta: what the file says of itself (`title`, `published`, `publisher`, `site`),
            each as printed.
        damaged: characters that could not be decoded were replaced.
        damage: how many and where, for people.
        pictures: what has to be recognised, not read, in the order of the document.
        reread: for text that was recognised: a further reading of a cell.
        issues: what the reader could not read.
        notes: what was not read although it is there, one line each: hidden sheets,
            charts, other articles.
    """

    media: str
    blocks: list[Block] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    damaged: bool = False
    damage: str = ""
    pictures: list[Picture] = field(default_factory=list)
    reread: Reread | None = None
    issues: list[Issue] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The text outside grids, in order, without blank lines."""
        return [b.text for b in self.blocks if isinstance(b, Line) and b.text.strip()]
