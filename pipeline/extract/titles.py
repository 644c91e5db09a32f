"""The title of a report: which text it is, and which year and organ it names.

Also whether a title says that the document is only about a report (图解, 通知).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from pipeline.extract.dates import YEAR, flat, plausible
from pipeline.extract.document import Document, Line
from pipeline.extract.identity_words import Words, load_words
from pipeline.extract.normal import clean

__all__ = ["Title", "find_title", "is_organ", "says_no_report", "title_organ",
           "title_year"]  # fmt: skip

_TOP_LINES = 30
_MAX_TITLE = 60
_MAX_PARTS = 3
_SHORTEST_NAME, _LONGEST_NAME = 2, 40
_NAME = re.compile(r"[\u3400-\u9fff()、·]+")
_TITLE_YEAR = re.compile(rf"{YEAR}年")
_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}年?度?")
_BETWEEN = re.compile(r"[_|｜丨>»›]|\s[-—–]+\s|[-—–]{2,}")
#: blanks beside a Chinese character or before 年 are layout
_LAYOUT_BLANKS = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_BEHIND = re.compile(r"^\(([\u3400-\u9fff]{3,30})\)$")


@dataclass(frozen=True, slots=True)
class Title:
    """The title that was chosen.

    Attributes:
        text: the title, without blanks inside; None where no text reads like one.
        year: the year that the document's own titles name, or None.
        years: all years that equally good titles name.
    """

    text: str | None
    year: int | None
    years: tuple[int, ...]


def title_year(title: str) -> int | None:
    """The year in the title of a report; None for a text that is no such title."""
    text = _key(title)
    report = _report(text)
    if report is None:
        return None
    # of two years the one next to the words: 2025年发布的2024年…年度报告
    before = list(_TITLE_YEAR.finditer(text[: report.end()]))
    found = before[-1] if before else _TITLE_YEAR.search(text)
    return plausible(int(found["year"])) if found else None


def title_organ(title: str | None) -> str | None:
    """The organ that a title names, as printed; None where it names none."""
    words = load_words()
    text = words.before_title.sub("", _key(title or ""))
    report = _report(text) or _annual(text)
    if report is None:
        return None
    head = text[: report.start()]
    if head.endswith("人民") and report[0].startswith("政府"):
        head += "政府"  # 某县人民政府信息公开年报
    has_year = bool(_ANY_YEAR.search(text))
    name = _bare(_ANY_YEAR.sub("", head), words)
    if not name and (behind := _BEHIND.match(text[report.end() :])):
        return behind[1] if is_organ(behind[1]) else None
    if not _NAME.fullmatch(name) or not _SHORTEST_NAME <= len(name) <= _LONGEST_NAME:
        return None
    # without a year it may be the name of a column: 县级政府信息公开年报
    return name if has_year or is_organ(name) else None


def is_organ(text: str) -> bool:
    """Whether a text reads like the name of an organ."""
    words = load_words()
    return (
        _SHORTEST_NAME < len(text) <= _LONGEST_NAME
        and bool(_NAME.fullmatch(text))
        and bool(words.organ_end.search(re.sub(r"\([^()]*\)$", "", text)))
    )


def says_no_report(document: Document, hint: str) -> str | None:
    """The title that says that the document is about a report, or None.

    None also where another of its titles is that of a report.
    """
    meta = document.meta
    titles = [t for t in (meta.get("title"), meta.get("heading"), hint) if t]
    if not titles:
        # the first line of a page is navigation
        first = None if document.media == "html" else next(iter(_lines(document)), None)
        titles = [t for t in (meta.get("page_title"), first) if t]
    kinds = [(_is_about(_key(title)), title) for title in titles]
    if any(about is False for about, _ in kinds):
        return None
    return next((_tidy(title) for about, title in kinds if about), None)


def _is_about(text: str) -> bool | None:
    """Whether a flat title is of something about a report, or (False) of a report."""
    if len(text) > _MAX_TITLE:
        return None
    pattern = load_words().not_report
    report = _report(text)
    if report is None:
        return True if pattern.search(text) else None
    # an organ may have such a word in its name
    return bool(
        pattern.match(text.lstrip("([【")) or pattern.search(text[report.end() :])
    )


def find_title(document: Document, hint: str) -> Title:
    """Choose the title: of the texts that name the same year the most telling one.

    Args:
        document: the document.
        hint: the title under which it was linked; asked last, its year is its own.
    """
    ranked = [
        [t for t in (document.meta.get(k) for k in ("title", "heading")) if t],
        list(_page_titles(document)),
        list(_top_titles(document)),
    ]
    titles = [[t for t in tier if _report(_key(t))] for tier in ranked]
    years = [[y for y in map(title_year, tier) if y] for tier in titles]
    # the page and its heading are equally good; lines only where neither says a year
    stated = list(dict.fromkeys((years[0] + years[1]) or years[2]))
    year = stated[0] if stated else None
    linked = [hint] if _report(_key(hint)) else []
    fitting = [
        t
        for tier in (*titles, linked)
        for t in tier
        if year is None or title_year(t) in (year, None)
    ]
    best = max(fitting, key=_telling, default=None)
    return Title(_tidy(best) if best else None, year, tuple(stated))


def _telling(title: str) -> tuple[bool, bool]:
    return (title_year(title) is not None, title_organ(title) is not None)


@lru_cache(maxsize=512)
def _key(title: str) -> str:
    """A title for matching: in one line, no blanks, simplified characters."""
    text = flat(title.replace("\n", " "))
    for old, new in load_words().listed.traditional.items():
        text = text.replace(old, new)
    return text


def _tidy(title: str) -> str:
    return _LAYOUT_BLANKS.sub("", " ".join(clean(title).split()))


def _report(text: str) -> re.Match[str] | None:
    """Where a flat text says that it is such a report."""
    words = load_words()
    return words.report.search(text) or words.report_after_year.search(text)


def _annual(text: str) -> re.Match[str] | None:
    """Where a text with a year says that it is an annual report on something."""
    found = re.search("年度报告|年报", text)
    return found if found and _TITLE_YEAR.search(text[: found.start()]) else None


def _bare(name: str, words: Words) -> str:
    """A name without the words that join it to the title."""
    around = "|".join(map(re.escape, words.listed.around_name))
    return re.sub(rf"^(?:{around}|[《“\"])+|(?:{around}|[《“\"])+$", "", name)


def _page_titles(document: Document) -> Iterator[str]:
    """The part of the page's <title> that reads like one: the site stands around it."""
    for part in _BETWEEN.split(document.meta.get("page_title", "")):
        pieces = [p for p in part.split() if title_year(p)]
        yield pieces[-1] if pieces else part


def _lines(document: Document) -> Iterator[str]:
    """The first lines and cells of the document."""
    for block in document.blocks:
        if isinstance(block, Line):
            yield block.text
        else:
            for row in block.rows:
                yield from (cell.text for cell in row if cell.text)


def _top_titles(document: Document) -> Iterator[str]:
    """Short lines near the top, also where a title is broken over several of them."""
    top = [
        line if len(line) <= _MAX_TITLE and "。" not in line else ""
        for line in islice(_lines(document), _TOP_LINES)
    ]
    site = document.meta.get("site", "")
    for start, line in enumerate(top):
        if line and _report(_key(line)):
            before = _key(top[start - 1]) if start else ""
            bare = title_organ(line) is None
            if bare and before and before != _key(site) and is_organ(before):
                yield before + line
            yield line
            continue
        for end in range(start + 2, min(start + _MAX_PARTS, len(top)) + 1):
            parts = top[start:end]
            if not all(parts) or any(_report(_key(p)) for p in parts):
                break
            joined = "".join(parts)
            if len(joined) <= _MAX_TITLE and _report(_key(joined)):
                yield joined
                break
