"""Whose report it is, and of which year: read from the text, with the ground named.

The year is that of the statistics period (统计期限) where it is stated, then of the
title, then of the address or the date of publication (one year later). The publisher
here is only what is printed; which institution that is, the registry decides.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from pipeline.extract.document import Document, Line
from pipeline.extract.normal import clean, half_width
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["Identity", "identify", "title_organ", "title_year"]

_YEAR = r"(?P<year>(?:19|20)\d{2})"
_REPORT = re.compile(
    r"(?:政府信息公开|政务信息公开|政务公开|信息公开)(?:工作)?(?:开展)?(?:情况)?"
    r"(?:的)?(?:年度)?(?:工作)?(?:报告|年报)"
)
_CHINESE_YEAR = re.compile(r"[二一][〇○零Oo0一二三四五六七八九]{3}(?=年)")
_NUMERALS = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")
_TITLE_YEAR = re.compile(rf"{_YEAR}\s*年")
_PERIOD = (
    re.compile(
        rf"(?:统计期限|统计时限|统计期间|时间为|期限为|期限是|期限自)"
        rf"[^。；;]{{0,40}}?{_YEAR}年1月1日[^。；;]{{0,12}}?12月31日"
    ),
    re.compile(rf"{_YEAR}年1月1日起?[至到—\-~]+(?:(?P=year)年)?12月31日"),
)
_DATE = re.compile(r"(20\d{2})[-年/.](\d{1,2})[-月/.](\d{1,2})")
#: the name of the article tells more than the folder that it was put into
_ARTICLE_STAMP = re.compile(r"/t(20\d{2})(?:0[1-9]|1[0-2])\d{2}_")
_URL_STAMP = re.compile(
    r"(20\d{2})[-/]?(0[1-9]|1[0-2])(?:[-/]?(?:0[1-9]|[12]\d|3[01]))?"
)
_NAME_IN_TITLE = re.compile(
    r"^(?:关于)?(?P<before>[\u4e00-\u9fff（）()]{2,40}?)?(?:(?:19|20)\d{2}年(?:度)?)"
    r"(?P<after>(?!政府信息公开|政务信息公开)[\u4e00-\u9fff（）()]{2,40}?)?"
    r"(?:政府信息公开|政务信息公开|信息公开|政务公开|年度报告|年报)"
)
#: names of metadata, the telling ones first
_DATE_NAMES = (
    "发布日期", "发布时间", "公开日期", "发文日期", "生成日期", "成文日期",
)  # fmt: skip
_PUBLISHER_NAMES = ("发布机构", "公开主体", "发文机关", "信息来源", "来源")
_NAME_ENDS = frozenset(name[-1] for name in (*_DATE_NAMES, *_PUBLISHER_NAMES))
_NAME = re.compile("|".join((*_DATE_NAMES, *_PUBLISHER_NAMES)))
_NAMED = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<name>{_NAME.pattern})\s*:\s*(?P<value>[^\s:|]{{2,60}})"
)
_TOP_LINES = 30
_MAX_TITLE = 60
_FIRST_YEAR, _LAST_YEAR = 2007, 2100


@dataclass(frozen=True, slots=True)
class Identity:
    """What a document says about itself.

    Attributes:
        title: the title of the report, or None.
        publisher: the publisher as printed, or None.
        published_on: the stated date of publication, or None.
        year: the year that the report is about, or None.
        year_basis: `period | title | hint | url | published`, or None.
    """

    title: str | None
    publisher: str | None
    published_on: date | None
    year: int | None
    year_basis: str | None


def title_year(title: str) -> int | None:
    """The year in the title of a report; None for a text that is no such title."""
    flat = _digits(re.sub(r"\s+", "", half_width(title)))
    report = _REPORT.search(flat)
    if not report:
        return None
    # of two years the one next to the words: 2025年发布的2024年…年度报告
    before = list(_TITLE_YEAR.finditer(flat[: report.end()]))
    found = before[-1] if before else _TITLE_YEAR.search(flat)
    return _plausible(int(found["year"])) if found else None


def _digits(text: str) -> str:
    """Years in Chinese numerals, such as 二〇二四年, in digits."""
    return _CHINESE_YEAR.sub(lambda year: year[0].translate(_NUMERALS), text)


def _plausible(year: int) -> int | None:
    return year if _FIRST_YEAR <= year <= _LAST_YEAR else None


def identify(
    document: Document, *, url: str = "", hint: str = ""
) -> tuple[Identity, list[Issue]]:
    """Read title, year, publisher and date.

    Args:
        document: the document.
        url: its address or file name, asked last.
        hint: the title under which it was linked (a listing, a file name).
    """
    title = _title(document, hint)
    metadata = _metadata(document)
    published = _published(document, metadata)
    candidates = _years(document, title, hint, url, published)
    issues: list[Issue] = []
    if not candidates:
        message = "no year was found in the statistics period, the title or the address"
        issues.append(Issue(IssueCode.YEAR_UNKNOWN, Severity.ERROR, message))
    year, basis = candidates[0] if candidates else (None, None)
    strong = {y: b for y, b in candidates if b in ("period", "title")}
    if len(strong) > 1:
        said = ", ".join(f"{b} says {y}" for y, b in strong.items())
        issues.append(
            Issue(
                IssueCode.YEAR_CONFLICT,
                Severity.WARNING,
                f"the year is not the same everywhere: {said}; {year} was taken",
            )
        )
    stated = next((metadata[n] for n in _PUBLISHER_NAMES if n in metadata), None)
    publisher = document.meta.get("publisher") or stated or title_organ(title)
    return Identity(title, publisher, published, year, basis), issues


def _title(document: Document, hint: str) -> str | None:
    """The first text that reads like the title of such a report."""
    meta = document.meta
    top = document.lines[:_TOP_LINES]
    candidates = [
        *(meta[k] for k in ("title", "heading") if k in meta),
        *(line for line in top if len(line) <= _MAX_TITLE and "。" not in line),
        *(meta[k] for k in ("page_title",) if k in meta),
        hint,
    ]
    titles = [c for c in candidates if c and _REPORT.search(re.sub(r"\s+", "", c))]
    with_year = [t for t in titles if title_year(t)]
    chosen = next(iter(with_year or titles), None)
    return " ".join(clean(chosen).split()) if chosen else None


def _years(
    document: Document, title: str | None, hint: str, url: str, published: date | None
) -> list[tuple[int, str]]:
    found: list[tuple[int | None, str]] = []
    text = "".join(re.sub(r"\s+", "", half_width(line)) for line in document.lines)
    for pattern in _PERIOD:
        match = pattern.search(text)
        if match:
            found.append((_plausible(int(match["year"])), "period"))
            break
    found.append((title_year(title) if title else None, "title"))
    found.append((title_year(hint), "hint"))
    stamp = _ARTICLE_STAMP.search(url) or _URL_STAMP.search(url)
    if stamp:
        found.append((_plausible(int(stamp[1]) - 1), "url"))
    if published:
        found.append((published.year - 1, "published"))
    return [(year, basis) for year, basis in found if year is not None]


def _published(document: Document, metadata: dict[str, str]) -> date | None:
    """The date of publication, as the file, its metadata or its first lines say."""
    named = [metadata[name] for name in _DATE_NAMES if name in metadata]
    lines = [
        line
        for line in document.lines[:_TOP_LINES]
        if re.search("发布|日期|时间", line)
    ]
    for text in (document.meta.get("published", ""), *named, *lines):
        match = _DATE.search(half_width(text))
        if match:
            try:
                return date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
    return None


def _metadata(document: Document) -> dict[str, str]:
    """What stands behind names such as 发布机构, in a line, a cell or the next cell."""
    found: dict[str, str] = {}
    lines = 0
    for block in document.blocks:
        if isinstance(block, Line):
            lines += 1
            if lines <= _TOP_LINES and not _NAME_ENDS.isdisjoint(block.text):
                _named(block.text, "", found)
            continue
        for row in block.rows:
            for cell, following in zip_longest(row, row[1:]):
                if not _NAME_ENDS.isdisjoint(cell.text):
                    _named(cell.text, following.text if following else "", found)
    return found


def _named(text: str, following: str, found: dict[str, str]) -> None:
    """Note `name: value` pairs; the value of a bare name is the cell that follows."""
    flat = " ".join(half_width(text).split())
    bare = _NAME.fullmatch(re.sub(r"[\s:]", "", flat))
    if bare and following:
        value = " ".join(following.split())
        if len(value) <= _MAX_TITLE:
            found.setdefault(bare[0], value)
        return
    for match in _NAMED.finditer(flat):
        found.setdefault(match["name"], match["value"])


def title_organ(title: str | None) -> str | None:
    """The organ that a title names, as printed; None where it names none."""
    if not title:
        return None
    match = _NAME_IN_TITLE.match(_digits(re.sub(r"\s+", "", half_width(title))))
    if not match:
        return None
    return match["before"] or match["after"]
