"""The prose of a document: paragraphs with the section that each stands in.

Lines outside tables are prose, and long cells of grids, since whole articles are nested
in tables for their layout. Lines that a page broke are put together. Cells of flattened
tables, captions and metadata are none. What a sentence says is not read here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.extract.document import Document, Grid, Line
from pipeline.extract.normal import clean
from pipeline.extract.rows import section_of
from pipeline.forms import SectionList

__all__ = ["Passage", "passages"]

_ENDS = "。;；：:！!？?”"
#: a line as long as this may go on in the next one; a shorter one is a heading or a cell
_LONG = 10
#: the name of a sub-section is not longer
_SUBHEADING = 30
_NUMBERED = re.compile(
    r"\s*(?:[(（][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]"
    r"|\d{1,2}[、.．](?!\d)|[①-⑳])"
)
#: the number of a section, not of a part of one
_MAIN = re.compile(r"\s*[一二三四五六七八九十—]{1,3}\s*[、.．,，]")
#: an unnumbered heading ends like this
_HEADING = re.compile(
    r"^\s*(?:[(（]?[一二三四五六七八九十\d]{1,3}\s*[)）、.．,，]|[—-]\s*[、.])"
    r"|(?:情况|事项|措施|问题|打算|概述|工作|改进|计划|办法|诉讼|复议)\s*$"
)
_PART = re.compile(r"\s*[(（]")
_FIGURES = re.compile(r"[\d\s.,，%/-]+")
#: no paragraph is longer; what is joined ends there
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph.

    Attributes:
        text: in one line.
        section: code of its section; None before the first heading.
        heading: the heading of the part of the section that it stands in.
        locator: where it begins.
    """

    text: str
    section: str | None
    heading: str
    locator: str


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    locator: str


def passages(document: Document, sections: SectionList) -> Iterator[Passage]:
    """The paragraphs of a document, in order."""
    section: str | None = None
    heading = ""
    has_main = False
    pending: list[_Piece] = []
    telling = _telling(sections)

    def flush() -> Iterator[Passage]:
        if pending:
            text = "".join(p.text for p in pending)
            yield Passage(text, section, heading, pending[0].locator)
            pending.clear()

    size = 0
    for piece in _pieces(document):
        text = piece.text
        if _FIGURES.fullmatch(text):
            yield from flush()
            continue
        opened = section_of(text, sections) if telling.search(text) else None
        if opened is not None and not _HEADING.search(text):
            opened = None  # 全年共受理政府信息公开申请: a line that goes on
        # （一）主动公开情况 is a part of 一、总体情况, where sections have such numbers
        if opened is not None and not (has_main and _PART.match(text)):
            yield from flush()
            section, heading = opened.code, ""
            has_main = has_main or bool(_MAIN.match(text))
            continue
        if _NUMBERED.match(text):
            yield from flush()
            if len(text) <= _SUBHEADING and not text.endswith(("。", "；", ";")):
                heading = text
                continue
            if not text.startswith(("①",)) and "。" in text[:_SUBHEADING]:
                heading = text[:_SUBHEADING].partition("。")[0]
        if not pending:
            size = 0
        pending.append(piece)
        size += len(text)
        goes_on = len(text) >= _LONG or "，" in text
        if not goes_on or text[-1] in _ENDS or size > _LONGEST:
            yield from flush()
    yield from flush()


def _pieces(document: Document) -> Iterator[_Piece]:
    for block in document.blocks:
        if isinstance(block, Grid):
            yield from _of_grid(block)
        else:
            yield from _of_line(block)


def _of_line(line: Line) -> Iterator[_Piece]:
    if len(line.tokens) > 1 and "。" not in line.text:
        return
    for text in clean(line.text).split("\n"):
        if text:
            yield _Piece(text, line.locator)


def _of_grid(grid: Grid) -> Iterator[_Piece]:
    for row in grid.rows:
        printed = [cell for cell in row if cell.text]
        for cell in printed:
            # a label has no full stop; a cell alone in its row may be a heading
            if "。" not in cell.text and len(printed) > 1:
                continue
            for text in clean(cell.text).split("\n"):
                if text:
                    yield _Piece(text, cell.locator)


@lru_cache(maxsize=4)
def _telling(sections: SectionList) -> re.Pattern[str]:
    """What a heading has one of, with blanks between its characters or not."""
    words = {w for s in sections.sections for w in (*s.all, *s.any)}
    return re.compile("|".join(r"\s*".join(word) for word in sorted(words)))
