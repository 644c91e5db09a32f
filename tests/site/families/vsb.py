"""博达 VSB: page files that count down, and `list.jsp`."""

from collections.abc import Callable

from pipeline.crawl.urls import canonical_url
from tests.site.model import Ask, Entry, Host, Reply, article, entries

PER_PAGE = 5
HEAD = "<html><head><!--Announced by Visual SiteBuilder 9--></head><body>"


def hosts() -> list[Host]:
    return [
        counting_down(),
        script_for_the_next_page(),
        older_pager(),
        a_page_that_is_gone(),
        names_that_moved_on(),
        list_jsp(),
        list_jsp_with_numbers_only(),
    ]


def path_of(entry: Entry) -> str:
    return f"/info/1039/{entry.number}.htm"


def items(rows: list[Entry], up: str) -> str:
    return "".join(
        f'<li id="line_u5_{n}"><a href="{up}info/1039/{e.number}.htm">{e.title}</a>'
        f"<span>{e.day}</span></li>"
        for n, e in enumerate(rows)
    )


def cut(rows: list[Entry], number: int) -> list[Entry]:
    return rows[(number - 1) * PER_PAGE : number * PER_PAGE]


def pages_of(rows: list[Entry]) -> int:
    return -(-len(rows) // PER_PAGE)


def printed(rows: list[Entry], number: int, links: str) -> str:
    """The pager as version 9 prints it."""
    return (
        f'<div class="pb"><span class="p_t">共{len(rows)}条</span>'
        f'<span class="p_pages">{links}</span>'
        f'<span class="p_t">{number}/{pages_of(rows)}</span></div>'
    )


def host(
    name: str,
    rows: list[Entry],
    listing: str,
    lists: Callable[[Ask], Reply | None],
    *,
    seen: list[Entry] | None = None,
    issues: tuple[str, ...] = (),
) -> Host:
    body = 'id="vsb_content" class="v_news_content"'
    articles = {path_of(e): Reply(article(e, body)) for e in rows}

    def answer(ask: Ask) -> Reply | None:
        return articles.get(ask.path) or lists(ask)

    return Host(
        name=name,
        family="vsb",
        listing=f"http://{name}{listing}",
        answer=answer,
        reports={
            canonical_url(f"http://{name}{path_of(e)}"): e
            for e in (rows if seen is None else seen)
            if e.is_report
        },
        issues=issues,
    )


# --- page files -----------------------------------------------------------------

Links = Callable[[int, int], str]


def file_links(number: int, pages: int) -> str:
    """Links as they stand on a page: below the folder on the first, beside after it."""
    folder = "zfxxgknb/" if number == 1 else ""
    following, last = pages - number, 1
    words = f'<span class="p_no_d">{number}</span>'
    if following:
        href = f"{folder}{following}.htm"
        words += (
            f'<span class="p_no"><a href="{href}">{number + 1}</a></span>'
            f'<span class="p_next p_fun"><a href="{href}">下页</a></span>'
            f'<span class="p_last p_fun"><a href="{folder}{last}.htm">尾页</a></span>'
        )
    return words


def files(rows: list[Entry], links: Links = file_links) -> dict[str, Reply]:
    pages, served = pages_of(rows), {}
    for number in range(1, pages + 1):
        path = "/zfxxgknb.htm"
        if number > 1:
            path = f"/zfxxgknb/{pages - number + 1}.htm"
        up = "" if number == 1 else "../"
        served[path] = Reply(
            f"{HEAD}<ul>{items(cut(rows, number), up)}</ul>"
            f"{printed(rows, number, links(number, pages))}</body></html>"
        )
    return served


def counting_down() -> Host:
    """A file of an earlier count is left lying about: nothing leads there."""
    name, rows = "vsb.site.test", entries("寅市人民政府")
    served = files(rows)
    old = [Entry(number=9, title="旧页面2001年年报", day=rows[0].day, year=2001,
                 publisher="寅市人民政府")]  # fmt: skip
    served[f"/zfxxgknb/{pages_of(rows)}.htm"] = Reply(
        f"{HEAD}<ul>{items(old, '../')}</ul></body></html>"
    )
    return host(name, rows, "/zfxxgknb.htm", lambda ask: served.get(ask.path))


def script_for_the_next_page() -> Host:
    """The pager goes by script: only the count of the pages tells their names."""
    name, rows = "vsb-script.site.test", entries("卯县人民政府")

    def links(number: int, _pages: int) -> str:
        return f'<a href="javascript:u5_go({number + 1});">下页</a>'

    served = files(rows, links)
    return host(name, rows, "/zfxxgknb.htm", lambda ask: served.get(ask.path))


def older_pager() -> Host:
    name, rows = "vsb-old.site.test", entries("辰局")

    def links(number: int, pages: int) -> str:
        folder = "zfxxgknb/" if number == 1 else ""
        if number == pages:
            return ""
        return f'<a class="Next" href="{folder}{pages - number}.htm">下页</a>'

    served = files(rows, links)
    return host(name, rows, "/zfxxgknb.htm", lambda ask: served.get(ask.path))


def a_page_that_is_gone() -> Host:
    """The second page is not there: the others are found by their names."""
    name, rows = "vsb-gone.site.test", entries("巳局")
    served = files(rows)
    del served[f"/zfxxgknb/{pages_of(rows) - 1}.htm"]
    return host(
        name,
        rows,
        "/zfxxgknb.htm",
        lambda ask: served.get(ask.path),
        seen=rows[:PER_PAGE] + rows[2 * PER_PAGE :],
        issues=("listing_incomplete",),
    )


def names_that_moved_on() -> Host:
    """The list has grown by a page, but the first page is an older copy.

    Its link 下页 leads to what is the third page now; the second has the name that a
    page more gives it. The newest entry itself is only in the next crawl.
    """
    name, rows = "vsb-moved.site.test", entries("戌局", notices=7)
    newest = Entry(
        number=3000,
        title="戌局2026年政府信息公开工作年度报告",
        day=rows[0].day.replace(year=2027),
        year=2026,
        publisher="戌局",
    )
    served = files([newest, *rows])
    served["/zfxxgknb.htm"] = files(rows)["/zfxxgknb.htm"]
    return host(name, rows, "/zfxxgknb.htm", lambda ask: served.get(ask.path))


# --- list.jsp -------------------------------------------------------------------


def dynamic(name: str, rows: list[Entry], field: str, links: Links) -> Host:
    """A listing whose pages are one address with a number."""

    def lists(ask: Ask) -> Reply | None:
        if ask.path != "/list.jsp" or ask.query.get("wbtreeid") != "1154":
            return None
        number = min(int(ask.query.get(field, "1")), pages_of(rows))  # the last again
        return Reply(
            f"{HEAD}<ul>{items(cut(rows, number), '')}</ul>"
            f"{printed(rows, number, links(number, pages_of(rows)))}</body></html>"
        )

    listing = "/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1154"
    return host(name, rows, listing, lists)


def list_jsp() -> Host:
    def links(number: int, pages: int) -> str:
        query = f"urltype=tree.TreeTempUrl&wbtreeid=1154&a1154t={pages}&a1154p={{}}"
        words = f'<a href="list.jsp?{query.format(1)}">首页</a>'
        if number < pages:
            words += f'<a href="list.jsp?{query.format(number + 1)}">下页</a>'
        return words

    return dynamic("vsb-jsp.site.test", entries("午州人民政府"), "a1154p", links)


def list_jsp_with_numbers_only() -> Host:
    def links(number: int, pages: int) -> str:
        return "".join(
            f'<a href="?totalpage={pages}&amp;PAGENUM={n}&amp;urltype=tree.TreeTempUrl'
            f'&amp;wbtreeid=1154">{n}</a>'
            for n in range(1, pages + 1)
            if n != number
        )

    return dynamic("vsb-number.site.test", entries("未委"), "PAGENUM", links)
