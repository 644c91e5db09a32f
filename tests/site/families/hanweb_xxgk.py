"""Hanweb xxgk: a catalogue that is searched, and annual reports that are pages."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.site.lists import chunks, found_at, many, number_in
from tests.site.model import Answering, Ask, Entry, Host, Reply, article, entries

COLUMN = "/col/col1229498488/index.html"
SEARCH = "/module/xxgk/search.jsp"
SUBJECT = "/module/xxgk/subjectinfo.jsp"
ANNUAL = "/module/xxgk/xxgkAnnualReport.jsp"
AREA = "11330000002482XX1"
PER_PAGE = 5


def hosts() -> list[Host]:
    return [
        by_query(),
        by_form(),
        whole_area(),
        by_subject(),
        linked_years(),
        years(missing=Reply(frame("政府信息公开年报"))),
        years("404", missing=None),
        years("newest", missing="newest"),
        without_a_year(),
    ]


def path(entry: Entry, column: int = 1229498488) -> str:
    day = entry.day
    return f"/art/{day.year}/{day.month}/{day.day}/art_{column}_{entry.number}.html"


def table(rows: Sequence[str], pages: int) -> Reply:
    """The fragment: rows of a table, and the number of pages as text."""
    return Reply(
        f'<table class="tb_title"><tr><td>共&nbsp;{pages}&nbsp;页</td></tr></table>'
        f"<table>{''.join(rows)}</table>"
    )


def row(entry: Entry, number: int, href: str) -> str:
    kind = "odd" if number % 2 else "even"
    return (
        f'<tr class="tr_main_value_{kind}"><td>{number}</td><td>'
        f'<a href="{href}" title="{entry.title}" mc="{entry.title}" syh="0001/2024" '
        f'rq="{entry.day}">{entry.title[:14]}…</a></td><td>{entry.day}</td></tr>'
    )


def catalogue(
    name: str,
    script: str,
    rows: Sequence[tuple[Entry, str]],
    right: Callable[[Ask], bool],
    where: str = SEARCH,
    page: Callable[[Ask], str | None] = lambda ask: ask.query.get("currpage"),
) -> Host:
    """A column page, and a search that answers only to the right fields."""
    name = f"{name}.site.test"
    pages = chunks(rows, PER_PAGE)
    column = Reply(
        f"<html><body><a href='/'>首页</a><div id='div1229498488'></div>{script}"
        f"</body></html>"
    )

    def answer(ask: Ask) -> Reply | None:
        if ask.path == COLUMN:
            return column
        if ask.path in articles:
            return articles[ask.path]
        if ask.path != where or not right(ask):
            return None
        number = number_in(page(ask))
        if not 0 < number <= len(pages):
            return None
        shown = [row(e, n, href) for n, (e, href) in enumerate(pages[number - 1])]
        return table(shown, len(pages))

    own = [entry for entry, href in rows if "_1229498488_" in href]
    articles = {href: Reply(article(entry)) for entry, href in rows}
    return Host(
        name=name,
        family="hanweb_xxgk",
        listing=f"http://{name}{COLUMN}",
        answer=answer,
        reports=found_at(name, own, path),
    )


def by_query() -> Host:
    """The host reads the query; the parameters are a text in the page's script."""
    query = (
        f"infotypeId=A0212&jdid=3096&area={AREA}&divid=div1229498488&vc_title="
        f"&vc_number=&sortfield=,createdatetime:0,orderid:0&currpage=1&texttype=0"
    )

    def right(ask: Ask) -> bool:
        wanted = {"infotypeId": "A0212", "jdid": "3096", "area": AREA, "fbtime": "-1"}
        return ask.query.get("divid") == "div1229498488" and all(
            ask.query.get(name) == value for name, value in wanted.items()
        )

    rows = [(e, path(e)) for e in entries("甲省科技厅")]
    script = f"<script>jQuery.post('{SEARCH}', '{query}', show);</script>"
    return catalogue("xxgk", script, rows, right)


def by_form() -> Host:
    """The newer edition: the host reads the form, and wants to know the page."""

    def right(ask: Ask) -> bool:
        form = ask.form
        here = f"http://xxgk-form.site.test{COLUMN}"
        return (
            ask.method == "POST"
            and form.get("standardXxgk") == "1"
            and form.get("requestUrl") == here
            and form.get("infotypeId") == "B0801"
            and form.get("sortfield") == "compaltedate:0"
        )

    rows = [(e, path(e)) for e in entries("乙省商务厅", 2010)]
    script = (
        f"<script>var infotypeId = 'B0801'; var standardXxgk = '1';"
        f"$.ajax({{type: 'POST', url: '{SEARCH}', data: data}});</script>"
    )
    return catalogue(
        "xxgk-form", script, rows, right, page=lambda ask: ask.form.get("currpage")
    )


def whole_area() -> Host:
    """No type: everything of the organ comes, reports of other organs among it."""
    own = [(e, path(e)) for e in entries("丙市医保局", 2014)]
    other = [
        (
            replace(e, number=e.number + 7000),
            path(replace(e, number=e.number + 7000), 5),
        )
        for e in entries("丁市住建局", 2021, notices=0)
    ]
    news = [(e, path(e, 9)) for e in many("丙市医保局", 12)]
    rows = [*news[:7], *own[:6], *other, *own[6:], *news[7:]]

    def right(ask: Ask) -> bool:
        return ask.query.get("area") == AREA and not ask.query.get("infotypeId")

    script = (
        f'<iframe src="/module/xxgk/tree.jsp?area={AREA}&divid=1"></iframe>'
        f"<script>var searchUrl = '{SEARCH}';</script>"
    )
    return catalogue("xxgk-area", script, rows, right)


def by_subject() -> Host:
    """Another address, GET only."""

    def right(ask: Ask) -> bool:
        return ask.method == "GET" and ask.query.get("subjectid") == "77"

    rows = [(e, path(e)) for e in entries("戊市卫健委", 2012)]
    script = f"<script>show('{SUBJECT}?subjectid=77&currpage=');</script>"
    return catalogue("xxgk-subject", script, rows, right, where=SUBJECT)


def frame(title: str, inside: str = "") -> str:
    return (
        f"<html><head><title>{title}</title></head><body><a href='/'>首页</a>"
        f"<div class='xxgk_content'>{inside}</div></body></html>"
    )


def report_page(entry: Entry, links: str = "") -> Reply:
    return Reply(article(entry, 'class="xxgk_content"', links))


def annual(name: str, listing: str, rows: Sequence[Entry], answer: Answering) -> Host:
    return Host(
        name=name,
        family="hanweb_xxgk",
        listing=f"http://{name}{listing}",
        answer=answer,
        reports=found_at(name, rows, year_path),
    )


def year_path(entry: Entry) -> str:
    return f"{ANNUAL}?area={AREA}&fbtime={entry.year}"


def linked_years() -> Host:
    """The years are links, and their text is nothing but the year."""
    rows = entries("己区人民政府", 2015, notices=0)
    by_year = {str(entry.year): entry for entry in rows}
    links = "".join(
        f'<a href="{year_path(e).replace("&", "&amp;")}">{e.year}年</a>' for e in rows
    )

    def answer(ask: Ask) -> Reply | None:
        entry = by_year.get(ask.query.get("fbtime", ""))
        if ask.path != ANNUAL or entry is None:
            return None
        return report_page(entry, f'<div class="years">{links}</div>')

    return annual("xxgk-years.site.test", year_path(rows[0]), rows, answer)


def years(kind: str = "frame", *, missing: Reply | str | None) -> Host:
    """No link at all: the years are asked for. Two years were never published."""
    rows = [
        entry
        for entry in entries("庚区人民政府", 2011, notices=0)
        if entry.year not in {2013, 2014}
    ]
    by_year = {str(entry.year): report_page(entry) for entry in rows}
    instead = report_page(rows[0]) if missing == "newest" else missing

    def answer(ask: Ask) -> Reply | None:
        if ask.path != ANNUAL or ask.query.get("area") != AREA:
            return None
        other = instead if isinstance(instead, Reply) else None
        return by_year.get(ask.query.get("fbtime", ""), other)

    started = next(entry for entry in rows if entry.year == 2022)
    return annual(f"xxgk-{kind}.site.test", year_path(started), rows, answer)


def without_a_year() -> Host:
    """The address names no year: the newest report comes, and the others by year."""
    rows = entries("辛区人民政府", 2018, notices=0)
    by_year = {str(entry.year): report_page(entry) for entry in rows[1:]}
    newest = report_page(rows[0])
    name, listing = "xxgk-newest-first.site.test", f"{ANNUAL}?area={AREA}"

    def answer(ask: Ask) -> Reply | None:
        if ask.path != ANNUAL or ask.query.get("area") != AREA:
            return None
        year = ask.query.get("fbtime")
        return newest if year is None else by_year.get(year)

    def path_of(entry: Entry) -> str:
        return listing if entry is rows[0] else year_path(entry)

    return Host(
        name=name,
        family="hanweb_xxgk",
        listing=f"http://{name}{listing}",
        answer=answer,
        reports=found_at(name, rows, path_of),
    )
