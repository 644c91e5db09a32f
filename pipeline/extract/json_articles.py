"""Answers of an API: the articles that JSON holds, as HTML or text inside its strings.

Strings are looked for at any depth, also in JSON that is itself a string, in JSONP, and
where the HTML was escaped once more. What stands beside an article in the same object
(title, date, source) says what it is. No knowledge of the form.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from pipeline.errors import ExtractionError
from pipeline.extract.document import Document, Grid
from pipeline.extract.normal import clean
from pipeline.extract.script import read_page, unescaped
from pipeline.extract.text import read_text

__all__ = ["read_articles"]

_JSONP = re.compile(
    r"\A\s*(?:/\*.{0,80}?\*/)?\s*[\w$.]{1,80}\s*\((?P<body>.*)\)\s*;?\s*\Z", re.S
)
_TAG = re.compile(
    r"<(?:!doctype|html|body|table|tbody|tr|td|div|p|span|br|section|article)\b", re.I
)
_ESCAPED_TAG = re.compile(
    r"(?:&lt;|&#0*60;|&amp;lt;|\\u003c|\\x3c|%3C)(?:!doctype|html|body|table|div|p|tr)\b",
    re.I,
)
#: strings shorter than this are no article, unless they hold a table
_MIN_TEXT = 200
_MAX_DEPTH = 60
_MAX_STRINGS = 20_000
#: JSON in a string in JSON …
_MAX_NESTED = 5
_MAX_ARTICLES = 100
#: a grid with fewer cells is a frame around text, not a table of figures
_MIN_CELLS = 12
_NAMES = {
    "title": {
        "title", "doctitle", "articletitle", "infotitle", "subject", "name", "bt",
        "headline", "showtitle", "titlename", "wzbt",
    },
    "published": {
        "pubdate", "publishdate", "publishtime", "publishedtime", "pubtime", "fbsj",
        "fbrq", "docreltime", "docpubtime", "releasetime", "releasedate", "createtime",
        "createdate", "publishedtimestr", "date", "time", "publishon", "crtime",
    },
    "publisher": {
        "source", "docsource", "contentsource", "docsourcename", "publisher", "ly",
        "fbjg", "orgname", "deptname", "department", "publishorg", "infosource",
        "sourcename", "author", "unit",
    },
}  # fmt: skip
_MAX_META = 200
_MAX_DATE = 40
_SHOWN = 5
_CHINA = timedelta(hours=8)


@dataclass(slots=True)
class _Article:
    """The strings of one object, and what stands beside them."""

    place: str
    meta: dict[str, str]
    texts: list[str] = field(default_factory=list)


def read_articles(text: str) -> list[tuple[str, Document]]:
    """The articles of an answer, each with its place (`data.list[0]`).

    Where some hold tables, only those; else the longest text. Text that merely looks
    like JSON is read as a page or as text.

    Raises:
        ExtractionError: it is JSON, but holds no article.
    """
    try:
        value = _parsed(text)
    except ValueError:
        plain = read_page(text) if _TAG.search(text) else read_text(text)
        return [("", plain)]
    except RecursionError as error:
        raise ExtractionError("JSON that is nested too deep to be read") from error
    articles: dict[int, _Article] = {}
    for owner, string in _strings(value):
        known = articles.setdefault(id(owner), owner)
        known.texts.append(string)
        if len(articles) > _MAX_ARTICLES:
            break
    found = [(a.place, _document(a)) for a in articles.values()]
    if not found:
        raise ExtractionError("JSON without an article in it: no string is long enough")
    return _chosen(found)


def _parsed(text: str) -> Any:
    text = text.lstrip("\ufeff").strip()
    if not text.startswith(("{", "[", '"')):
        match = _JSONP.match(text)
        if match:
            text = match["body"].strip()
    return json.loads(text, strict=False)


def _chosen(found: list[tuple[str, Document]]) -> list[tuple[str, Document]]:
    with_tables = [(p, d) for p, d in found if _cells(d) >= _MIN_CELLS]
    if not with_tables:
        longest = max(found, key=lambda f: sum(map(len, f[1].lines)))
        with_tables = [longest]
    places = {place for place, _ in with_tables}
    others = [place or "the top" for place, _ in found if place not in places]
    if others:
        more = " …" if len(others) > _SHOWN else ""
        with_tables[0][1].notes.append(
            f"{len(others)} other articles of the answer were not read: "
            f"{', '.join(others[:_SHOWN])}{more}"
        )
    return with_tables


def _cells(document: Document) -> int:
    grids = [b for b in document.blocks if isinstance(b, Grid)]
    return max((sum(map(len, grid.rows)) for grid in grids), default=0)


def _document(article: _Article) -> Document:
    document = Document("json")
    for text in article.texts:
        inner = read_page(text) if _TAG.search(text) else read_text(text)
        document.blocks += inner.blocks
        document.notes += inner.notes
        document.meta = inner.meta | document.meta
    document.meta = document.meta | article.meta
    return document


def _strings(value: Any) -> Iterator[tuple[_Article, str]]:
    """Strings that may be articles, in order, each with the object it stands in."""
    top = _Article("", {})
    seen = 0
    # a stack, so that depth costs no recursion: value, place, article, depth, nesting
    stack: list[tuple[Any, str, _Article, int, int]] = [(value, "", top, 0, 0)]
    while stack and seen < _MAX_STRINGS:
        item, place, owner, depth, nested = stack.pop()
        if depth > _MAX_DEPTH:
            continue
        if isinstance(item, dict):
            own = _Article(place, owner.meta | _meta(item))
            for key, inner in reversed(list(item.items())):
                path = f"{place}.{key}" if place else str(key)
                stack.append((inner, path, own, depth + 1, nested))
        elif isinstance(item, list):
            for number, inner in reversed(list(enumerate(item))):
                path = f"{place}[{number}]"
                stack.append((inner, path, owner, depth + 1, nested))
        elif isinstance(item, str):
            seen += 1
            inner = _nested(item) if nested < _MAX_NESTED else None
            if inner is not None:
                stack.append((inner, place, owner, depth + 1, nested + 1))
                continue
            text = _plain(item)
            if len(text) >= _MIN_TEXT or "<td" in text.lower():
                yield owner, text


def _nested(text: str) -> Any:
    """The JSON in a string; None where it is no JSON."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        found = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict | list) else None


def _plain(text: str) -> str:
    """Text whose tags are tags, however often they were escaped."""
    for _ in range(3):
        if _TAG.search(text) or not _ESCAPED_TAG.search(text):
            break
        if "\\u003c" in text.lower() or "\\x3c" in text.lower():
            text = unescaped(text)
        elif "%3c" in text.lower():
            text = unquote(text)
        else:
            text = html.unescape(text)
    if '\\"' in text and _TAG.search(text):
        text = unescaped(text.replace("\n", "\\n"))
    return text


def _meta(item: dict[str, Any]) -> dict[str, str]:
    """Title, date and publisher of an object, by the names of its keys."""
    found: dict[str, str] = {}
    for key, value in item.items():
        name = re.sub(r"[_\-]", "", str(key)).lower()
        for meaning, names in _NAMES.items():
            if name in names:
                text = _date(value) if meaning == "published" else _short(value)
                if text:
                    found.setdefault(meaning, text)
    return found


def _short(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _MAX_META:
        return ""
    return clean(re.sub(r"<[^<>]*>", "", html.unescape(value)))


def _date(value: Any) -> str:
    """A date as printed, or of seconds or milliseconds since 1970."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return ""
    text = str(value).strip()
    if re.fullmatch(r"1\d{9}|1\d{12}", text):
        seconds = int(text[:10])
        day = datetime.fromtimestamp(seconds, UTC) + _CHINA
        return day.date().isoformat()
    return text if len(text) <= _MAX_DATE else ""
