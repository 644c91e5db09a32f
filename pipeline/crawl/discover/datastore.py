"""`<datastore>`: the XML in which Hanweb and TrueCMS hand over entries of a list.

It stands in the page (first group) and in the answers of its data proxy. Every record
holds the HTML of one entry, which may be broken and is therefore read by itself.
"""

import html
import re
from dataclasses import dataclass

from pipeline.crawl.discover.page import Page, Row, joined, links_of

__all__ = ["Store", "store_of", "stores_in"]

_STORE = re.compile(r"<datastore\b[^>]*>(.*?)</datastore>", re.DOTALL | re.IGNORECASE)
_RECORD = re.compile(
    r"<record>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</record>",
    re.DOTALL | re.IGNORECASE,
)
_NEXT = re.compile(
    r"<nextgroup>.*?href=[\"']([^\"']+)[\"'].*?</nextgroup>", re.DOTALL | re.IGNORECASE
)
_TOTAL = re.compile(r"<totalrecord>\s*(\d{1,9})\s*</totalrecord>", re.IGNORECASE)
_PAGES = re.compile(r"<totalpage>\s*(\d{1,9})\s*</totalpage>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Store:
    """One group of entries.

    Attributes:
        records: how many; a record without a link counts.
        next_group: the address that it names for the next group, absolute.
        total: entries of the whole list, as it says; `pages` its pages.
    """

    rows: tuple[Row, ...]
    records: int
    next_group: str | None = None
    total: int | None = None
    pages: int | None = None


def stores_in(text: str) -> list[tuple[int, str]]:
    """Where each store of a page begins, and what is in it."""
    return [(found.start(), found[1]) for found in _STORE.finditer(text)]


def store_of(inside: str, page: Page, base: str | None = None) -> Store:
    """Read one store.

    Args:
        inside: what stands between `<datastore>` and `</datastore>`.
        page: where it stands.
        base: where the links of entries start from, if not from the page.
    """
    records = _RECORD.findall(inside)
    following = _NEXT.search(inside)
    named = html.unescape(following[1]) if following else ""
    total, pages = _TOTAL.search(inside), _PAGES.search(inside)
    return Store(
        rows=tuple(
            row for record in records for row in _row(record, page, base or page.url)
        ),
        records=len(records),
        next_group=joined(named, page.url) if named else None,
        total=int(total[1]) if total else None,
        pages=int(pages[1]) if pages else None,
    )


def _row(record: str, page: Page, base: str) -> tuple[Row, ...]:
    # Bare table rows would be dropped outside a table.
    bare = record.lstrip().lower().startswith(("<tr", "<td"))
    markup = f"<table>{record}</table>" if bare else record
    return links_of(Page(base, markup, page.call), lambda _url, _date: True)
