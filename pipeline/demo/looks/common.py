"""What all looks share: escaping, brackets, listing rows, relative addresses."""

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import urlsplit

__all__ = [
    "FOOTER",
    "Row",
    "attributes",
    "esc",
    "narrow",
    "relative",
    "shortened",
    "wide",
]

#: stands below every page, outside the article
FOOTER = "演示站点：表中数字取自公开发布的报告，其余文字为演示所写。"

_WIDE = str.maketrans("()", "（）")
_NARROW = str.maketrans("（）", "()")
_SHORT = 20  # characters of a title that a listing shows


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a listing, ready to be written."""

    title: str
    url: str
    published_on: date


def esc(text: str) -> str:
    """Text for HTML; the form's curly quotes and brackets stay as they are."""
    return escape(text, quote=True)


def wide(text: str) -> str:
    """Text with full-width brackets, as most sites print the form."""
    return text.translate(_WIDE)


def narrow(text: str) -> str:
    """Text with ASCII brackets, as the others do."""
    return text.translate(_NARROW)


def shortened(title: str) -> str:
    """A title as a listing cuts it; the whole one stands in the attribute."""
    return title if len(title) <= _SHORT else title[:_SHORT] + "…"


def relative(url: str, page: str) -> str:
    """An address as written on `page` (a path): relative to the page's folder."""
    if urlsplit(url).netloc:
        return url
    return posixpath.relpath(url, posixpath.dirname(page))


def attributes(pairs: Sequence[tuple[str, int]]) -> str:
    """Span attributes, left out where they are one."""
    return "".join(f' {name}="{number}"' for name, number in pairs if number > 1)
