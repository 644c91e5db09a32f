"""Many small hosts that never change: for measuring speed, memory and politeness.

Each has one listing and a few reports, all with validators, as `h0000.many.test` and so
on. What can go wrong is in `faults`, how real sites are built in `families`.
"""

from pipeline.crawl.urls import canonical_url
from tests.site.model import Ask, Entry, Host, Reply, article, entries
from tests.site.replies import page
from tests.site.tables import tables_of

__all__ = ["many_hosts"]


def many_hosts(count: int, *, years: int = 3, tables: bool = False) -> list[Host]:
    """The first `count` hosts, with one report for each of the last `years`.

    Args:
        count: how many.
        years: reports of each.
        tables: reports have the tables of the form, which takes long to make.
    """
    return [_host(number, years, tables=tables) for number in range(count)]


def _host(number: int, years: int, *, tables: bool) -> Host:
    name = f"h{number:04}.many.test"
    rows = entries(f"第{number}乡人民政府", 2026 - years, 2025, notices=0)

    def path(entry: Entry) -> str:
        return f"/zfxxgknb/{entry.day:%Y%m}/t{entry.day:%Y%m%d}_{entry.number}.html"

    items = "".join(
        f'<li><a href="{path(e)}" title="{e.title}">{e.title}</a>'
        f"<span>{e.day}</span></li>"
        for e in rows
    )
    served = {
        "/zfxxgknb/": page(
            f'<html><body><ul class="list">{items}</ul><script>'
            'createPageHTML(1, 0, "index", "html");</script></body></html>'
        )
    }
    for entry in rows:
        extra = tables_of(number * years + entry.number % years + 1) if tables else ""
        served[path(entry)] = page(article(entry, 'class="TRS_Editor"', extra))

    def answer(ask: Ask) -> Reply | None:
        return served.get(ask.path)

    return Host(
        name=name,
        family="trs",
        listing=f"http://{name}/zfxxgknb/",
        answer=answer,
        reports={canonical_url(f"http://{name}{path(e)}"): e for e in rows},
    )
