"""Which year the figures and the text are about, as the body of a report says.

The statistics period (统计期限) in all its wordings, the year in the header of a
statistics column, and the year that the prose speaks of. Titles are in `titles`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.extract.dates import YEAR, flat, plausible
from pipeline.extract.document import Document, Line
from pipeline.extract.identity_words import load_words

__all__ = ["Body", "body_of"]

_DASHES = r"[-—–~―─至到]"
_ENDS = r"[年./-]"
_MID = r"[月./-]"
_TO = rf"(?:0时|零时|0:00|00:00)?起?,?{_DASHES}{{1,3}}"
_END_YEAR = rf"(?:(?P<end>(?:19|20)\d{{2}}){_ENDS}|同年|当年|本年)?"
_WHOLE_YEAR = re.compile(
    rf"{YEAR}{_ENDS}0?1{_MID}0?1[日号]?{_TO}{_END_YEAR}"
    r"12(?:月(?:31[日号]?|底|末)|[./-]31日?)(?!\d)"
)
#: 2023年1月至12月; a day on one side only has lost its digits on the other
_WHOLE_MONTHS = re.compile(
    rf"{YEAR}年0?1月{_TO}(?:(?P<end>(?:19|20)\d{{2}})年)?12月(?:份|底|末)?(?![\d日号])"
)
#: behind the telling words, any range of days inside one year
_DAY = rf"\d{{1,2}}{_MID}\d{{1,2}}"
_RANGE = rf"{YEAR}{_ENDS}{_DAY}[日号]?{_TO}{_END_YEAR}{_DAY}(?!\d)"
_YEAR_ALONE = rf"(?:为|是|:|自|从){{0,2}}{YEAR}年(?:度|全年|(?=[,。;、)]|$))"
#: a sentence that begins with a year: 2023年，我局…
_SPOKEN = re.compile(
    rf"(?:^|[。;])[^。;\d]{{0,8}}?{YEAR}年(?:度|全年|,|我|全|本|共|各)", re.M
)
_MENTIONED = re.compile(rf"{YEAR}年")
_SHORT_PROSE = 20
#: a report has some ten thousand characters
_MAX_TEXT = 500_000
#: one of these is in every statement about a period
_TELLING = frozenset("年期时")


@dataclass(frozen=True, slots=True)
class Body:
    """The years that the body of a report states.

    Attributes:
        periods: years of the statistics period; several contradict each other.
        broken_period: a period that is not within one year, as printed.
        columns: years in headers of statistics columns.
        spoken: how many sentences begin with a year, by year.
        mentioned: the years that the prose mentions at all.
    """

    periods: tuple[int, ...]
    broken_period: str | None
    columns: tuple[int, ...]
    spoken: Counter[int]
    mentioned: frozenset[int]

    def other_year(self, year: int) -> int | None:
        """The year that the prose speaks of, where it never mentions the given one.

        A report also says what comes next: the year after is no contradiction.
        """
        if year in self.mentioned:
            return None
        others = [y for y, _ in self.spoken.most_common() if y not in (year, year + 1)]
        return others[0] if others else None


def body_of(document: Document) -> Body:
    """Read the years that the body states."""
    lines = flat("\n".join(_texts(document))[:_MAX_TEXT])
    whole = lines.replace("\n", "")
    periods, broken = _periods(lines, whole)
    columns = {
        int(match["year"])
        for pattern in load_words().column_year
        for match in pattern.finditer(whole.replace("|", ""))
    }
    prose = "\n".join(
        line for line in lines.split("\n") if len(line) > _SHORT_PROSE and "," in line
    )
    return Body(
        periods,
        broken,
        tuple(sorted(y for y in columns if plausible(y))),
        Counter(int(match["year"]) for match in _SPOKEN.finditer(prose)),
        frozenset(int(match["year"]) for match in _MENTIONED.finditer(prose)),
    )


def _texts(document: Document) -> Iterator[str]:
    """Lines, and rows of grids as one line each."""
    for block in document.blocks:
        if isinstance(block, Line):
            yield block.text
            continue
        for row in block.rows:
            # rows of figures say nothing of this
            if all(_TELLING.isdisjoint(cell.text) for cell in row):
                continue
            yield "".join(" ".join(cell.text.split()) for cell in row)


def _periods(lines: str, whole: str) -> tuple[tuple[int, ...], str | None]:
    """Years of periods: those behind the telling words, else of any whole year."""
    words = load_words().period
    keyed = re.compile(rf"(?:{words})[^。;\n]{{0,30}}?{_RANGE}")
    before = re.compile(rf"(?:{words})[^。;\n]{{0,40}}$")
    found: dict[int, None] = {}
    plain: dict[int, None] = {}
    broken: str | None = None
    # lines may be cut inside a date, and figures may stand before one
    for text in (whole, lines):
        for match in keyed.finditer(text):
            if match["end"] and match["end"] != match["year"]:
                broken = broken or match[0]
            else:
                found[int(match["year"])] = None
        ranges = (*_WHOLE_YEAR.finditer(text), *_WHOLE_MONTHS.finditer(text))
        for match in ranges:
            if match["end"] and match["end"] != match["year"]:
                broken = broken or match[0]
                continue
            near = before.search(text[max(0, match.start() - 50) : match.start()])
            (found if near else plain)[int(match["year"])] = None
    if not found and not broken:
        alone = re.compile(rf"(?:{words}){_YEAR_ALONE}", re.M)
        found = {int(match["year"]): None for match in alone.finditer(lines)}
    years = tuple(y for y in (found or plain) if plausible(y))
    return years, broken
