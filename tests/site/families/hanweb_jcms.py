"""Hanweb jcms: the first group in the page, the others from a proxy with whims.

What a proxy obeys differs from host to host: `startrecord` or `page`, POST or GET, all
that is asked for or 300 at most.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tests.site.lists import found_at, many, number_in, store
from tests.site.model import Ask, Entry, Host, Reply, article, entries

WEB = "/module/web/jpage/dataproxy.jsp"
ROOT = "/module/jpage/dataproxy.jsp"
LISTING = "/col/col16537/index.html"
Record = Callable[[Entry], str]


def hosts() -> list[Host]:
    return [
        by_record(),
        by_page(),
        by_group(),
        at_the_root(),
        cut_by_record(),
        cut_by_page(),
        table_rows(),
        broken_records(),
        beside_news(),
        two_lists(),
        encrypted(),
        chained(),
        nothing_in_the_page(),
    ]


def path(entry: Entry) -> str:
    day = entry.day
    return f"/art/{day.year}/{day.month}/{day.day}/art_16537_{entry.number}.html"


def as_item(entry: Entry) -> str:
    return (
        f'<li><a href="{path(entry)}" title="{entry.title}">{entry.title[:10]}…</a>'
        f"<span>{entry.day}</span></li>"
    )


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One list of a page.

    Attributes:
        held: entries in the page itself.
        announces: whether the page says how many there are.
    """

    rows: Sequence[Entry]
    number: str = "25630"
    per_page: int = 3
    groups: int = 2
    held: int = 6
    proxy: str = WEB
    record: Record = as_item
    announces: bool = True
    first_page: int = 1

    def markup(self) -> str:
        query = f"appid=1&webid=49&path=/&columnid=16537&unitid={self.number}"
        link = f"{self.proxy}?page={self.first_page}&{query}&permissiontype=0"
        inside = store(
            [self.record(e) for e in self.rows[: self.held]], following=link
        ).content.decode()
        total = f"totalRecord:{len(self.rows)}, " if self.announces else ""
        return (
            f'<ul></ul><div id="{self.number}"></div><script type="text/xml">{inside}'
            f"</script><script>$('#{self.number}').jpage({{dataBefore:'<ul>', {total}"
            f"proxyUrl:'{self.proxy}', perPage:{self.per_page}, "
            f"groupSize:{self.groups}, ajaxParam:{{col:1,appid:1,webid:49,path:'/',"
            f"columnid:16537,sourceContentType:1,unitid:'{self.number}',webname:'某市',"
            f"permissiontype:0}}}})</script>"
        )

    def window(self, ask: Ask, limit: int = 10_000) -> Reply:
        """The entries from `startrecord` to `endrecord`, but no more than a limit."""
        start = number_in(ask.query.get("startrecord")) or 1
        end = min(number_in(ask.query.get("endrecord")), start + limit - 1)
        return self.answer(self.rows[start - 1 : end])

    def page(self, ask: Ask, limit: int = 10_000) -> Reply:
        size = min(self.per_page, limit)
        start = (max(number_in(ask.query.get("page")), 1) - 1) * size
        return self.answer(self.rows[start : start + size])

    def first(self) -> Reply:
        return self.answer(self.rows[: self.held])

    def answer(self, rows: Sequence[Entry]) -> Reply:
        total = len(self.rows) if self.announces else None
        return store([self.record(e) for e in rows], total=total)


def host(
    name: str,
    units: Sequence[Unit],
    proxy: Callable[[Ask, Unit], Reply | None],
    issues: tuple[str, ...] = (),
    reports: Sequence[Entry] | None = None,
) -> Host:
    """A column page with some units, and its proxy."""
    name = f"{name}.site.test"
    column = Reply(
        "<html><head><script src='/script/jquery.jpage.js'></script></head><body>"
        "<a href='/col/col1/index.html'>首页</a>"
        + "".join(unit.markup() for unit in units)
        + "</body></html>"
    )
    by_number = {unit.number: unit for unit in units}
    every = [entry for unit in units for entry in unit.rows]
    articles = {path(entry): entry for entry in every if entry.is_report}

    def answer(ask: Ask) -> Reply | None:
        if ask.path == LISTING:
            return column
        if ask.path in articles:
            return Reply(article(articles[ask.path]))
        number = ask.form.get("unitid") or ask.query.get("unitid")
        unit = by_number.get(number or "")
        if unit is None or ask.path != unit.proxy:
            return None
        return proxy(ask, unit)

    return Host(
        name=name,
        family="hanweb_jcms",
        listing=f"http://{name}{LISTING}",
        answer=answer,
        reports=found_at(name, every if reports is None else reports, path),
        issues=issues,
    )


def by_record() -> Host:
    """POST and `startrecord` only; `page` is the first group again."""

    def proxy(ask: Ask, unit: Unit) -> Reply | None:
        if ask.method != "POST" or not ask.form:
            return None
        return unit.window(ask) if "startrecord" in ask.query else unit.first()

    return host("jcms", [Unit(rows=entries("甲市人民政府"))], proxy)


def by_page() -> Host:
    """`page` only; whatever `startrecord` says, the first group comes."""

    def proxy(ask: Ask, unit: Unit) -> Reply | None:
        return unit.page(ask) if "page" in ask.query else unit.first()

    return host("jcms-page", [Unit(rows=entries("乙市人民政府"))], proxy)


def by_group() -> Host:
    """`page` counts groups: the first is in the page, there are fewer than expected."""

    def proxy(ask: Ask, unit: Unit) -> Reply | None:
        if "page" not in ask.query:
            return unit.first()
        start = (max(number_in(ask.query["page"]), 1) - 1) * unit.held
        return unit.answer(unit.rows[start : start + unit.held])

    return host("jcms-group", [Unit(rows=entries("辰市人民政府"))], proxy)


def at_the_root() -> Host:
    """The older address, GET only."""

    def proxy(ask: Ask, unit: Unit) -> Reply | None:
        if ask.method != "GET":
            return Reply("", status=405)
        return unit.window(ask) if "startrecord" in ask.query else unit.first()

    return host("jcms-root", [Unit(rows=entries("丙县"), proxy=ROOT)], proxy)


def long_list(publisher: str) -> list[Entry]:
    """Reports at both ends of 660 messages."""
    reports = entries(publisher)
    return [*reports[:5], *many(publisher, 660), *reports[5:]]


def cut_by_record() -> Host:
    """The page asks for 500 at a time, the host gives 300."""
    unit = Unit(rows=long_list("丁市"), per_page=500, groups=3, held=100)
    return host("jcms-cut", [unit], lambda ask, unit: unit.window(ask, 300))


def cut_by_page() -> Host:
    """The same for `page`: there are more pages than the page's own numbers say."""

    def proxy(ask: Ask, unit: Unit) -> Reply | None:
        return unit.page(ask, 300) if "page" in ask.query else unit.first()

    unit = Unit(rows=long_list("戊市"), per_page=500, groups=3, held=300)
    return host("jcms-cut-page", [unit], proxy)


def table_rows() -> Host:
    """Bare rows of a table, other quotes, no title attribute."""

    def record(entry: Entry) -> str:
        return (
            f"<tr><td>1</td><td><a href='{path(entry)}'>{entry.title}</a></td>"
            f"<td>{entry.day}</td></tr>"
        )

    unit = Unit(rows=entries("己区"), record=record)
    return host("jcms-table", [unit], lambda ask, unit: unit.window(ask))


def broken_records() -> Host:
    """HTML that was never closed."""

    def record(entry: Entry) -> str:
        return f"<li style=<br/><a href='{path(entry)}'>{entry.title}<span>{entry.day}"

    unit = Unit(rows=entries("庚区"), record=record)
    return host("jcms-broken", [unit], lambda ask, unit: unit.window(ask))


def beside_news() -> Host:
    """News before the list, and the newest five of the list after it."""
    rows = entries("辛市")
    news = Unit(rows=many("辛市", 90), number="1")
    newest = Unit(rows=rows[:5], number="3", held=5)
    units = [news, Unit(rows=rows, number="2"), newest]
    return host("jcms-units", units, lambda ask, unit: unit.window(ask))


def two_lists() -> Host:
    """The government's own reports, and those of its departments."""
    rows = [
        replace(entry, number=entry.number + 100)
        for entry in entries("壬市民政局", 2015)
    ]
    own = Unit(rows=entries("壬市人民政府"), number="1")
    return host(
        "jcms-two",
        [own, Unit(rows=rows, number="2")],
        lambda ask, unit: unit.window(ask),
    )


def encrypted() -> Host:
    """Everything after the first group is an empty store."""
    unit = Unit(rows=entries("癸市"), number="dXbK2hQ9c0=")
    held = unit.rows[: unit.held]
    return host(
        "jcms-encrypted",
        [unit],
        lambda _ask, _unit: Reply("<datastore><recordset></recordset></datastore>"),
        issues=("listing_incomplete",),
        reports=held,
    )


def chained() -> Host:
    """No total anywhere: groups are asked for until one is empty."""
    unit = Unit(rows=entries("丑市"), announces=False)
    return host("jcms-chain", [unit], lambda ask, unit: unit.window(ask))


def nothing_in_the_page() -> Host:
    """Even the first group comes from the proxy."""
    unit = Unit(rows=entries("寅市"), held=0)
    return host("jcms-empty", [unit], lambda ask, unit: unit.window(ask))
