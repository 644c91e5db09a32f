"""Answers of the interfaces behind lists: JSON or JSONP text to rows, and page numbers.

What such an answer is called and holds is known by the family that asks for it. Here is
only what they share: getting at values without trusting their types, and the same
request for another page.
"""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.call import Call
from pipeline.crawl.discover.page import printed_date
from pipeline.crawl.urls import query_string

__all__ = [
    "at",
    "date_of",
    "json_of",
    "number_at",
    "number_in",
    "numbered",
    "objects_at",
    "plain",
    "text_at",
]

_WRAPPED = re.compile(r"^\s*[\w$.]*\s*\((.*)\)\s*;?\s*$", re.DOTALL)
_COMMA_AT_THE_END = re.compile(r",(?=\s*[\]}])")
_CHINA = timedelta(hours=8)
_COMPACT = re.compile(r"^((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{6})?$")  # 20240131[093000]
_SECONDS = range(9 * 10**8, 10**11)  # of an instant: 1998 to the year 5138
_DIGITS = 18  # longer numbers count nothing on a page
_NULLS = frozenset({"", "null", "undefined"})
_DEPTH = 2  # a JSON text inside a JSON string is unpacked, not more


def json_of(text: str) -> object | None:
    """The value of a JSON or JSONP text, also of one inside a string; else None."""
    value: object = text.lstrip("\ufeff")
    for _ in range(_DEPTH):
        if not isinstance(value, str):
            break
        wrapped = _WRAPPED.match(value)
        try:
            value = _loads(wrapped[1] if wrapped else value)
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, (dict, list)) else None


def _loads(text: str) -> object:
    """The value of a JSON text as templates write it.

    Some leave control characters inside strings, and a comma after the last item.
    """
    try:
        value: object = json.loads(text, strict=False)
    except ValueError:
        value = json.loads(_COMMA_AT_THE_END.sub("", text), strict=False)
    return value


def at(value: object, *path: str) -> object | None:
    """What stands under these names, one inside the other; None if it does not."""
    for name in path:
        if not isinstance(value, dict) or name not in value:
            return None
        value = value[name]
    return value


def objects_at(value: object, *path: str) -> list[dict[str, object]]:
    """The objects of the list under these names."""
    found = at(value, *path)
    items = found if isinstance(found, list) else []
    return [item for item in items if isinstance(item, dict)]


def text_at(value: object, *names: str) -> str:
    """The first of these fields that says something; "" if none does."""
    for name in names:
        found = at(value, name)
        if isinstance(found, (str, int)) and str(found).strip().lower() not in _NULLS:
            # JSON can spell halves of characters, which no file can hold.
            return str(found).strip().encode(errors="replace").decode()
    return ""


def number_at(value: object, *path: str) -> int | None:
    """The whole number under these names, written as a number or as text."""
    found = at(value, *path)
    if isinstance(found, bool) or not isinstance(found, (int, str)):
        return None
    text = str(found).strip()
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else None


def plain(title: str) -> str:
    """A title without the marks of a search (`<em>`) and runs of spaces."""
    if "<" in title or "&" in title:
        body = LexborHTMLParser(title).body
        title = body.text() if body is not None else ""
    return " ".join(title.split())


def date_of(value: object, *names: str) -> str | None:
    """The first of these fields that is a date, as `YYYY-MM-DD` in China.

    A field is a text with a date in it (`2024-01-31 09:30`, `20240131`), or seconds or
    milliseconds since 1970.
    """
    for name in names:
        text = text_at(value, name)
        compact = _COMPACT.match(text)
        number = number_at(value, name)
        if compact is not None:
            found = printed_date("-".join(compact.groups()))
        else:
            found = printed_date(text) if number is None else _instant(number)
        if found is not None:
            return found
    return None


def _instant(number: int) -> str | None:
    seconds = number if number < _SECONDS.stop else number // 1000
    if seconds not in _SECONDS:
        return None
    return (datetime.fromtimestamp(seconds, UTC) + _CHINA).date().isoformat()


def number_in(call: Call, name: str) -> int | None:
    """The number that a request asks for by this name, wherever it says it."""
    query = dict(parse_qsl(urlsplit(call.url).query))
    fields = [query, dict(call.form or ()), json_of(call.json or "")]
    return next((n for f in fields if (n := number_at(f, name)) is not None), None)


def numbered(call: Call, name: str, number: int) -> Call:
    """The same request with another number for this name.

    It is set where it stands: in the JSON, in the form or in the query (there if it is
    nowhere).
    """
    value = json_of(call.json or "")
    if isinstance(value, dict) and name in value:
        text = json.dumps(value | {name: number}, ensure_ascii=False)
        return replace(call, json=text)
    form = dict(call.form or ())
    if name in form:
        return replace(call, form=tuple((form | {name: str(number)}).items()))
    parts = urlsplit(call.url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    changed = query_string(query | {name: str(number)})
    return replace(call, url=parts._replace(query=changed).geturl())
