"""Years and dates in Chinese text, and only those that are wholly there.

Text that has lost digits beside 年 or 月 gives nothing: `2020年11日` is no date. What a
year or a date is about is not known here.
"""

import re
import unicodedata
from datetime import date
from functools import lru_cache
from urllib.parse import unquote

__all__ = ["DATE", "YEAR", "first_date", "flat", "plausible", "stamp_of_url"]

YEAR = r"(?<!\d)(?P<year>(?:19|20)\d{2})"
#: a whole date in flat text
DATE = re.compile(
    r"(?<!\d)(?P<year>20\d{2})(?:年|[-./])(?P<month>\d{1,2})(?:月|[-./])"
    r"(?P<day>\d{1,2})(?!\d|月|年)日?"
)
#: a line, not a document
_SHORT = 200
_FIRST_YEAR, _LAST_YEAR = 2007, 2100
_NUMERALS = str.maketrans("〇○零OoΟ一二三四五六七八九", "000000123456789")
_ONES = "一二三四五六七八九"
_CHINESE_YEAR = re.compile(r"[二一][〇○零OoΟ0一二三四五六七八九]{3}(?=年)")
_CHINESE_DAY = re.compile(r"(?<=[年月至到])([一二三四五六七八九十]{1,3})(?=[月日号])")
_BLANKS = re.compile(r"[^\S\n]+")
#: blanks that stand inside a date, not between a date and a time
_BLANKS_IN_DATE = re.compile(r"[^\S\n]*([年月日])[^\S\n]*")
_SPACED_DIGITS = re.compile(r"(?<!\d)\d(?:[^\S\n]+\d){1,3}(?=[^\S\n]*[年月日])")
_STAMPS = (
    # the name of the article tells more than the folder that it was put into
    re.compile(r"/t(20\d{2})(0[1-9]|1[0-2])\d{2}_"),
    re.compile(r"P0(20\d{2})(0[1-9]|1[0-2])\d{2}\d{6,}"),
    re.compile(
        r"(?<![0-9A-Za-z])(20\d{2})[-/]?(0[1-9]|1[0-2])"
        r"(?:[-/]?(?:0[1-9]|[12]\d|3[01]))?(?![0-9A-Za-z])"
    ),
    re.compile(r"/(20\d{2})/([1-9]|1[0-2])/(?:[1-9]|[12]\d|3[01])/"),
)


def flat(text: str, *, blanks: bool = False) -> str:
    """Text for matching: compatibility characters folded, years in digits, no blanks.

    Args:
        text: as printed; line ends are kept.
        blanks: keep blanks that are not inside a date.
    """
    return _flat(text, blanks) if len(text) > _SHORT else _flat_once(text, blanks)


@lru_cache(maxsize=1024)
def _flat_once(text: str, blanks: bool) -> str:  # noqa: FBT001 - a key of the cache
    """The same short lines are asked for titles, dates, organs and scope."""
    return _flat(text, blanks)


def _flat(text: str, blanks: bool) -> str:  # noqa: FBT001 - see above
    folded = unicodedata.normalize("NFKC", text)
    folded = _SPACED_DIGITS.sub(lambda run: _BLANKS.sub("", run[0]), folded)
    folded = (_BLANKS_IN_DATE.sub(r"\1", folded)) if blanks else _BLANKS.sub("", folded)
    folded = _CHINESE_YEAR.sub(lambda year: year[0].translate(_NUMERALS), folded)
    return _CHINESE_DAY.sub(lambda day: str(_number(day[1])), folded)


def _number(numeral: str) -> int:
    """一 to 三十一; a numeral that is none gives 0, which is no day."""
    match = re.fullmatch(rf"([{_ONES}])?(十)?([{_ONES}])?", numeral)
    if match is None or (match[1] and match[3] and not match[2]):
        return 0
    tens = (_ONES.index(match[1]) + 1 if match[1] else 1) * 10 if match[2] else 0
    last = match[3] or (None if match[2] else match[1])
    return tens + (_ONES.index(last) + 1 if last else 0)


def plausible(year: int) -> int | None:
    """The year, if there can be a report of it."""
    return year if _FIRST_YEAR <= year <= _LAST_YEAR else None


def first_date(text: str) -> date | None:
    """The first whole date in a text."""
    for match in DATE.finditer(flat(text, blanks=True)):
        try:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            continue
    return None


def stamp_of_url(url: str) -> tuple[int, int] | None:
    """Year and month that an address carries, the last one of the best kind."""
    path = unquote(url)
    for pattern in _STAMPS:
        found = pattern.findall(path)
        if found:
            year, month = found[-1]
            return int(year), int(month)
    return None
