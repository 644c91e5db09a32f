"""Addresses that differ in one number: the rule that gives the address of any page.

Pure arithmetic on addresses; which links of a page are its pager is in `numbered`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import urlsplit

__all__ = ["Series", "series_of"]

_RUN = re.compile(r"(?<!\d)(?:0|[1-9]\d{0,5})(?!\d)")  # 06 is a part of a date
_OWN_NUMBER = re.compile(r"(?<!\d)([1-9]\d{0,2})\.\w+$")
_FIRST = (0, 1)  # the number of page one, in whatever is counted
_MOST_CHARACTERS = 2000  # of an address that is looked into


@dataclass(frozen=True, slots=True)
class Series:
    """Addresses that differ in one number: page n has `first + (n - 1) * step`."""

    before: str
    after: str
    first: int
    step: int

    def url(self, page: int) -> str:
        """The address of a page, counted from one."""
        return f"{self.before}{self.first + (page - 1) * self.step}{self.after}"

    def page(self, url: str) -> int | None:
        """Which page an address is; None if it is none of the series."""
        for before, value, after in _runs(url):
            if (before, after) == (self.before, self.after):
                number, rest = divmod(value - self.first, self.step)
                return number + 1 if not rest and number >= 0 else None
        return None


def series_of(own: str, numbers: Mapping[int, str], pages: int | None) -> Series | None:
    """The rule of a pager; None if its links show none.

    Args:
        own: the canonical address of the page.
        numbers: the links that are a number, with their canonical addresses.
        pages: the number of pages, if printed.
    """
    return _by_numbers(numbers) or _by_any(own, numbers) or _by_own_number(own, pages)


def _by_any(own: str, numbers: Mapping[int, str]) -> Series | None:
    """The rule from one numbered link, the highest first, that no other contradicts."""
    numbered = sorted(numbers.items(), reverse=True)
    for number, url in numbered:
        series = _by_one(own, number, url)
        if series and all(series.page(u) in {None, n} for n, u in numbered):
            return series
    return None


def _by_numbers(numbers: Mapping[int, str]) -> Series | None:
    """The rule that most of the numbered links follow; two must."""
    best: Series | None = None
    most = 1
    for (n1, url1), (n2, url2) in combinations(sorted(numbers.items()), 2):
        shared = _shared(url1, url2)
        if shared is None:
            continue
        before, v1, v2, after = shared
        step, rest = divmod(v2 - v1, n2 - n1)
        if rest or step < 1:
            continue
        series = Series(before, after, v1 - (n1 - 1) * step, step)
        if series.first not in _FIRST:
            continue  # numbers of pictures lead to articles, whose numbers are theirs
        fits = sum(series.page(url) == n for n, url in numbers.items())
        if fits > most:
            best, most = series, fits
    return best


def _by_one(own: str, number: int, url: str) -> Series | None:
    """The rule from one numbered link, and the address of the page itself.

    Where the two differ in one number, that is the one that counts; else it is one that
    the page's own address lacks. It is the number of the page, or one less (counted
    from zero), or else an offset.
    """
    shared = _shared(own, url)
    if shared is None:
        fresh = [(before, 0, value, after) for before, value, after in _fresh(own, url)]
    else:
        fresh = [shared]
    for wanted, first in ((number, 1), (number - 1, 0)):
        for before, _here, there, after in reversed(fresh):
            if there == wanted:
                return Series(before, after, first, 1)
    if len(fresh) != 1 or number == 1:
        return None
    before, here, there, after = fresh[0]
    step, rest = divmod(there, number - 1)
    is_offset = before.endswith("=") and not rest and step > 1 and here % step == 0
    return Series(before, after, 0, step) if is_offset else None


def _fresh(own: str, url: str) -> list[tuple[str, int, str]]:
    """The numbers of an address that do not stand in the page's own."""
    known = {before + str(value) for before, value, _after in _runs(own)}
    in_query = set(urlsplit(own).query.split("&"))
    return [
        (before, value, after)
        for before, value, after in _runs(url)
        if before + str(value) not in known
        and re.split(r"[?&]", before)[-1] + str(value) not in in_query
    ]


def _by_own_number(own: str, pages: int | None) -> Series | None:
    """The rule from `…/1.html` where the pager is a script but the count is printed."""
    found = _OWN_NUMBER.search(urlsplit(own).path)
    if found is None or pages is None or int(found[1]) > pages:
        return None
    for before, value, after in _runs(own):
        if "?" not in before and re.fullmatch(r"\.\w+(?:\?.*)?", after):
            return Series(before, after, 1, 1) if value >= 1 else None
    return None


def _shared(one: str, other: str) -> tuple[str, int, int, str] | None:
    """Two addresses that differ in one number: what is before it, the two, what after.

    None if they are the same, or differ in more.
    """
    if one == other:
        return None
    values = {(before, after): value for before, value, after in _runs(other)}
    for before, value, after in _runs(one):
        if (before, after) in values:
            return before, value, values[before, after], after
    return None


def _runs(url: str) -> Iterator[tuple[str, int, str]]:
    """The numbers of an address after its host, with what is before and after."""
    if len(url) > _MOST_CHARACTERS:
        return
    parts = urlsplit(url)
    start = len(f"{parts.scheme}://{parts.netloc}")
    for found in _RUN.finditer(url, start):
        yield url[: found.start()], int(found[0]), url[found.end() :]
