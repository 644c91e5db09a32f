"""Hanweb jcms: column pages without a data proxy."""

from tests.site.families.hanweb_jcms import LISTING, as_item, path
from tests.site.lists import found_at
from tests.site.model import Ask, Host, Reply, article, entries


def hosts() -> list[Host]:
    return [plain(), itself()]


def plain() -> Host:
    """Plain links with a pager that always leads to page one: it is not followed."""
    name, rows = "jcms-plain.site.test", entries("子市", 2019)
    pager = '<a href="/col/col16537/index.html?uid=25630&pageNum=2">下一页</a>'
    column = (
        f"<html><head><script src='/script/jquery.jpage.js'></script></head>"
        f"<ul>{''.join(map(as_item, rows))}</ul>{pager}</html>"
    )

    served = {path(e): Reply(article(e)) for e in rows} | {LISTING: Reply(column)}

    def answer(ask: Ask) -> Reply | None:
        assert "pageNum" not in ask.query, "page one was asked for a second time"
        return served.get(ask.path)

    return Host(
        name=name,
        family="hanweb_jcms",
        listing=f"http://{name}{LISTING}",
        answer=answer,
        reports=found_at(name, rows, path),
    )


def itself() -> Host:
    """The column page is the report."""
    name, entry = "jcms-itself.site.test", entries("卯市", 2024, 2024, notices=0)[0]
    body = "<p>本报告所列数据的统计期限为全年。</p><h3>其他需要报告的事项</h3>"
    column = Reply(
        article(entry, extra=f"{body}<script src='jquery.jpage.js'></script>")
    )

    def answer(ask: Ask) -> Reply | None:
        return column if ask.path == LISTING else None

    listing = f"http://{name}{LISTING}"
    return Host(
        name=name,
        family="hanweb_jcms",
        listing=listing,
        answer=answer,
        reports={listing: entry},
    )
