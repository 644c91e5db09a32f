"""The prose of a document: paragraphs with the section that each stands in.

Lines outside tables are prose, and long cells of grids, since whole articles are nested
in tables for their layout. Lines that a page broke are put together. Cells of flattened
tables, captions and metadata are none. What a sentence says is not read here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.extract.document import Document, Grid, Line
from pipeline.extract.rows import section_of
from pipeline.forms import SectionList
from pipeline.narrative.patterns import load_patterns

__all__ = ["Passage", "passages"]

#: what a line ends with that does not go on in the next one, besides titles
_ENDS = tuple("。;；：:！!？?")
#: a line as long as this, or with a comma, may go on; a shorter one is a cell
_LONG = 10
#: the name of a part of a section is not longer
_SUBHEADING = 30
#: no paragraph is longer: what is put together ends there
_LONGEST = 20_000
_NUMBER = r"[一二三四五六七八九十\d]{1,3}"
_NUMBERED = re.compile(rf"\s*(?:[(（]{_NUMBER}[)）]|{_NUMBER}[、.．](?!\d)|[①-⑳])")
#: the number of a section, and that of a part of one
_MAIN = re.compile(r"\s*[一二三四五六七八九十—]{1,3}\s*[、.．,，]")
_PART = re.compile(r"\s*[(（]")
#: how a heading begins; another line may be a piece of a sentence
_HEADING = re.compile(rf"\s*(?:[(（]?{_NUMBER}\s*[)）、.．,，]|[—-]\s*[、.])")
#: a number that is no part of a heading
_COUNTS = re.compile(r"\d\s*[件起宗例条项份个元]")
_FIGURES = re.compile(r"[\d\s.,，%/-]+")


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


@dataclass(slots=True)
class _Place:
    """Where the lines that come stand, and those that are not a paragraph yet."""

    section: str | None = None
    heading: str = ""
    has_main: bool = False
    lines: list[str] = field(default_factory=list)
    size: int = 0
    locator: str = ""

    def add(self, text: str, locator: str) -> None:
        """A line of the paragraph."""
        if not self.lines:
            self.locator, self.size = locator, 0
        self.lines.append(text)
        self.size += len(text)

    def taken(self) -> Iterator[Passage]:
        """The paragraph that the lines so far are; none where there are none."""
        if self.lines:
            text = "".join(self.lines)
            self.lines.clear()
            yield Passage(text, self.section, self.heading, self.locator)


def passages(document: Document, sections: SectionList) -> Iterator[Passage]:
    """The paragraphs of a document, in order."""
    place = _Place()
    telling = _telling(sections)
    for text, locator in _lines(document):
        if _FIGURES.fullmatch(text):
            yield from place.taken()
        elif telling.search(text) and _opens(text, place, sections):
            yield from place.taken()
            _open(text, place, sections)
        else:
            if _NUMBERED.match(text):
                yield from place.taken()
                if _is_subheading(text, place):
                    continue
            place.add(text, locator)
            if not _goes_on(text) or place.size > _LONGEST:
                yield from place.taken()
    yield from place.taken()


def _opens(text: str, place: _Place, sections: SectionList) -> bool:
    """Whether a line is the heading of a section."""
    is_like = _HEADING.match(text) or load_patterns().heading.search(text)
    if not is_like or section_of(text, sections) is None:
        return False
    if _COUNTS.search(text):
        return False  # 1、收到政府信息公开申请5件
    # （一）主动公开情况 is a part of 一、总体情况, where sections have such numbers
    return not (place.has_main and _PART.match(text))


def _open(text: str, place: _Place, sections: SectionList) -> None:
    section = section_of(text, sections)
    place.section = section.code if section is not None else None
    place.heading = ""
    place.has_main = place.has_main or _MAIN.match(text) is not None


def _is_subheading(text: str, place: _Place) -> bool:
    """Take up the heading of a part; False where the line says more than that."""
    ends = text.endswith(("。", "；", ";"))
    if len(text) <= _SUBHEADING and not ends and not _COUNTS.search(text):
        place.heading = text
        return True
    head, stop, _ = text[:_SUBHEADING].partition("。")
    if stop:
        place.heading = head  # （二）依申请公开情况。全年…
    return False


def _goes_on(text: str) -> bool:
    """Whether a line may go on in the next one."""
    ends = (*_ENDS, *load_patterns().titles)
    return (len(text) >= _LONG or "，" in text) and not text.endswith(ends)


def _lines(document: Document) -> Iterator[tuple[str, str]]:
    """Lines of text with their places."""
    for block in document.blocks:
        if isinstance(block, Grid):
            yield from _of_grid(block)
        else:
            yield from _of_line(block)


def _of_line(line: Line) -> Iterator[tuple[str, str]]:
    if len(line.tokens) > 1 and "。" not in line.text:
        return  # a label with its figures
    for text in line.text.split("\n"):
        if text and not text.isspace():
            yield text.strip(), line.locator


def _of_grid(grid: Grid) -> Iterator[tuple[str, str]]:
    for row in grid.rows:
        printed = [cell for cell in row if cell.text]
        for cell in printed:
            # a label has no full stop; a cell alone in its row may be a heading
            if "。" not in cell.text and len(printed) > 1:
                continue
            for text in cell.text.split("\n"):
                if text and not text.isspace():
                    yield text.strip(), cell.locator


@lru_cache(maxsize=4)
def _telling(sections: SectionList) -> re.Pattern[str]:
    """What a heading has one of, with blanks between its characters or not."""
    words = {w for s in sections.sections for w in (*s.all, *s.any)}
    return re.compile("|".join(r"\s*".join(word) for word in sorted(words)))
