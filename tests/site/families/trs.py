"""TRS WCM, the classic dialect: `index.html`, `index_1.html`, counted from zero."""

from pipeline.crawl.urls import canonical_url
from tests.site.model import Ask, Entry, Host, Reply, article, entries

PER_PAGE = 5


def hosts() -> list[Host]:
    return [classic()]


def classic() -> Host:
    name = "trs.site.test"
    rows = entries("甲县人民政府")
    pages = -(-len(rows) // PER_PAGE)

    def path(entry: Entry) -> str:
        day = entry.day
        return f"/zfxxgknb/{day:%Y%m}/t{day:%Y%m%d}_{entry.number}.html"

    served: dict[str, Reply] = {}
    for number in range(pages):
        items = "".join(
            f'<li><a href=".{path(e).removeprefix("/zfxxgknb")}" title="{e.title}">'
            f"{e.title[:12]}…</a><span>{e.day}</span></li>"
            for e in rows[number * PER_PAGE : (number + 1) * PER_PAGE]
        )
        text = (
            f'<html><body><ul class="list">{items}</ul><script>'
            f'createPageHTML({pages}, {number}, "index", "html");</script></body></html>'
        )
        suffix = f"_{number}" if number else ""
        served[f"/zfxxgknb/index{suffix}.html"] = Reply(text)
    served["/zfxxgknb/"] = served["/zfxxgknb/index.html"]
    for entry in rows:
        served[path(entry)] = Reply(article(entry, 'class="TRS_Editor"'))

    def answer(ask: Ask) -> Reply | None:
        return served.get(ask.path)

    return Host(
        name=name,
        family="trs",
        listing=f"http://{name}/zfxxgknb/",
        answer=answer,
        reports={
            canonical_url(f"http://{name}{path(e)}"): e for e in rows if e.is_report
        },
    )
