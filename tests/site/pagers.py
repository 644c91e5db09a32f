"""List pages that are files, and their pagers: shared by hosts of several families."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from pipeline.crawl.urls import canonical_url
from pipeline.registry_model import Family
from tests.site.model import Answering, Ask, Entry, Host, Reply, article

__all__ = [
    "Pathed",
    "chunked",
    "document",
    "host_of_files",
    "items",
    "links",
    "numbers",
    "reports_at",
]

Pathed = Callable[[Entry], str]


def chunked(rows: Sequence[Entry], size: int) -> list[Sequence[Entry]]:
    """The rows, page by page."""
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def items(rows: Iterable[Entry], path: Pathed) -> str:
    """Rows of a list: a link with a full title, a text cut short, a date."""
    return "".join(
        f'<li><a href="{path(e)}" title="{e.title}">{e.title[:12]}…</a>'
        f"<span>{e.day}</span></li>"
        for e in rows
    )


def document(content: str, head: str = "") -> str:
    """A page of a list: the menu of a site around it."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body>'
        '<div class="nav"><a href="/">首页</a><a href="/zwgk/">政务公开</a></div>'
        f"{content}</body></html>"
    )


def links(addresses: Mapping[str, str]) -> str:
    """A pager: text -> address."""
    return "".join(f'<a href="{url}">{text}</a> ' for text, url in addresses.items())


def numbers(
    current: int, last: int, address: Callable[[int], str], window: int = 3
) -> dict[str, str]:
    """A pager of numbers around the current page, with 下一页 and 尾页."""
    shown = range(max(1, current - window), min(last, current + window) + 1)
    found = {str(n): address(n) for n in shown if n != current}
    if current < last:
        found |= {"下一页": address(current + 1), "尾页": address(last)}
    return found


def reports_at(name: str, rows: Iterable[Entry], path: Pathed) -> dict[str, Entry]:
    """What must be found on a host."""
    return {canonical_url(f"http://{name}{path(e)}"): e for e in rows if e.is_report}


def host_of_files(
    name: str,
    family: Family,
    listing: str,
    pages: Mapping[str, str],
    rows: Sequence[Entry],
    path: Pathed,
    *,
    answer: Answering | None = None,
) -> Host:
    """A host of list pages and articles that are files.

    Args:
        name: of the host.
        family: that must be recognised.
        listing: the path of the first page.
        pages: path (with its query) -> list page.
        rows: all entries, each an article at its path.
        path: of an entry.
        answer: what is asked first, for what is no file; None goes on to the files.
    """
    files = {at: Reply(text) for at, text in pages.items()}
    files |= {path(e): Reply(article(e)) for e in rows}

    def reply(ask: Ask) -> Reply | None:
        special = answer(ask) if answer is not None else None
        if special is not None:
            return special
        query = "&".join(f"{name}={value}" for name, value in ask.query.items())
        return files.get(f"{ask.path}?{query}" if query else ask.path)

    return Host(
        name=name,
        family=family,
        listing=f"http://{name}{listing}",
        answer=reply,
        reports=reports_at(name, rows, path),
    )
