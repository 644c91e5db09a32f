"""What the hosts of several families have in common: rows, pages, data stores."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from pipeline.crawl.urls import canonical_url
from tests.site.model import Entry, Reply

__all__ = ["chunks", "found_at", "item", "many", "number_in", "store"]

T = TypeVar("T")


def chunks(rows: Sequence[T], size: int) -> list[Sequence[T]]:
    """The rows of every page."""
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def found_at(
    name: str, rows: Iterable[Entry], path: Callable[[Entry], str]
) -> dict[str, Entry]:
    """The reports among the rows, by their canonical address."""
    return {canonical_url(f"http://{name}{path(e)}"): e for e in rows if e.is_report}


def item(entry: Entry, href: str) -> str:
    """A row whose text is cut and whose title is not."""
    return (
        f'<li><a href="{href}" title="{entry.title}">{entry.title[:12]}…</a>'
        f"<span>{entry.day}</span></li>"
    )


def many(publisher: str, count: int) -> list[Entry]:
    """A long list of messages that are no reports."""
    return [
        Entry(
            number=20_000 + number,
            title=f"{publisher}工作动态第{number}期",
            day=date(2020, 1 + number % 12, 1 + number % 28),
            year=None,
            publisher=publisher,
            is_report=False,
        )
        for number in range(count)
    ]


def number_in(text: str | None) -> int:
    """A number that was sent; 0 if none was."""
    return int(text) if text and text.isdecimal() else 0


def store(
    records: Iterable[str], *, total: int | None = None, following: str | None = None
) -> Reply:
    """An answer of a data proxy."""
    head = "" if total is None else f"<totalrecord>{total}</totalrecord>"
    if following is not None:
        link = following.replace("&", "&amp;")
        head += f'<nextgroup><![CDATA[<a href="{link}"></a>]]></nextgroup>'
    inside = "".join(f"<record><![CDATA[{record}]]></record>" for record in records)
    return Reply(
        f"<datastore>{head}<recordset>{inside}</recordset></datastore>",
        content_type="text/xml; charset=utf-8",
    )
