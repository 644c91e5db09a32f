"""TRS WCM: page files beside the first page, in every dialect of the pager.

Two or more pages are `index.html`, `index_1.html` … counted from zero, unless the pager
says that the first page is number one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.site.lists import chunks, found_at, item
from tests.site.model import Ask, Entry, Host, Reply, article, entries

PER_PAGE = 5
STUB = '<html><head><meta http-equiv="refresh" content="0;URL=../" /></head></html>'


def hosts() -> list[Host]:
    return [
        classic(),
        inline(),
        shaanxi(),
        one_page(),
        from_one(),
        with_count(),
        newest_only(),
        stubs(),
    ]


def dated(entry: Entry) -> str:
    day = entry.day
    return f"/zfxxgknb/{day:%Y%m}/t{day:%Y%m%d}_{entry.number}.html"


def long_number(entry: Entry) -> str:
    return f"/zfxxgknb/{entry.number + 1_900_000_000_000_000_000}.html"


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A static list.

    Attributes:
        pager: by number of pages and current number, the script on a page.
        base: the number of the first page.
        keeps: page files that exist, if not all that the pager speaks of.
        past_the_end: what a page file that does not exist answers, if not 404; the
            first page if `first_again`.
    """

    name: str
    rows: Sequence[Entry]
    pager: Callable[[int, int], str]
    path: Callable[[Entry], str] = dated
    first: str = "/zfxxgknb/index.html"
    base: int = 0
    keeps: int | None = None
    past_the_end: Reply | None = None
    first_again: bool = False
    folder: bool = True

    def host(self, *issues: str) -> Host:
        pages = chunks(self.rows, PER_PAGE)
        stem, _, ending = self.first.rpartition(".")
        served: dict[str, Reply] = {}
        for index, page in enumerate(pages[: self.keeps]):
            suffix = f"_{index + self.base}" if index else ""
            script = self.pager(len(pages), index + self.base)
            served[f"{stem}{suffix}.{ending}"] = Reply(self._list(page, script))
        missing = served[self.first] if self.first_again else self.past_the_end
        if self.folder:
            served["/zfxxgknb/"] = served[self.first]
        for entry in self.rows:
            # A long article is cut into pages, and has a pager of its own.
            cut = "<script>var countPage = 3; var currentPage = 0;</script>"
            served[self.path(entry)] = Reply(article(entry, 'class="TRS_Editor"', cut))
            start, _, end = self.path(entry).rpartition(".")
            for number in (1, 2):
                part = article(entry, 'class="TRS_Editor"', f"第 {number + 1} 页")
                served[f"{start}_{number}.{end}"] = Reply(part)

        def answer(ask: Ask) -> Reply | None:
            page_file = ask.path.startswith(f"{stem}_")
            return served.get(ask.path, missing if page_file else None)

        kept = [entry for page in pages[: self.keeps] for entry in page]
        return Host(
            name=self.name,
            family="trs",
            listing=f"http://{self.name}{'/zfxxgknb/' if self.folder else self.first}",
            answer=answer,
            reports=found_at(self.name, kept, self.path),
            issues=issues,
        )

    def _list(self, page: Sequence[Entry], script: str) -> str:
        items = "".join(
            item(entry, "." + self.path(entry).removeprefix("/zfxxgknb"))
            for entry in page
        )
        return (
            f'<html><body><div class="nav"><a href="../">政府信息公开</a></div>'
            f'<ul class="list">{items}</ul><script>{script}</script></body></html>'
        )


def html_pager(pages: int, now: int) -> str:
    return f'createPageHTML({pages}, {now}, "index", "html");'


def classic() -> Host:
    rows = entries("甲县人民政府")
    return Listed(name="trs.site.test", rows=rows, pager=html_pager).host()


def inline() -> Host:
    """Only variables; every page past the end is the first one again."""
    return Listed(
        name="trs-inline.site.test",
        rows=entries("乙市教育局"),
        pager=lambda pages, now: f"var countPage = {pages}; var currentPage = {now};",
        first="/zfxxgknb/index.shtml",
        first_again=True,
        folder=False,
    ).host()


def shaanxi() -> Host:
    """Another name of the call, and articles that are long numbers."""
    return Listed(
        name="trs-shaanxi.site.test",
        rows=entries("丙市人力资源和社会保障局", 2014),
        pager=lambda pages, now: f'createPage({pages}, {now}, "index","html");',
        path=long_number,
    ).host()


def one_page() -> Host:
    """One page has no pager at all."""
    return Listed(
        name="trs-one.site.test",
        rows=entries("丁乡", 2023),
        pager=lambda _pages, _now: "",
    ).host()


def from_one() -> Host:
    """The first page is number one: the second is `_2`, and `_1` is the first again."""
    return Listed(
        name="trs-from-one.site.test",
        rows=entries("戊区司法局"),
        pager=lambda pages, now: f"createPageHTML({pages}, {now}, 'list', 'htm');",
        first="/zfxxgknb/list.htm",
        base=1,
        first_again=True,
        folder=False,
    ).host()


def with_count() -> Host:
    """A fifth argument counts the entries; past the end the list is empty."""
    rows = entries("己县财政局")
    return Listed(
        name="trs-count.site.test",
        rows=rows,
        pager=lambda pages, now: (
            f'createPageHTML({pages}, {now}, "index", "html", {len(rows)});'
        ),
        past_the_end=Reply("<html><ul></ul></html>"),
    ).host()


def newest_only() -> Host:
    """The archive keeps the newest page files; older ones are not there."""
    return Listed(
        name="trs-newest.site.test",
        rows=entries("庚师市"),
        pager=html_pager,
        keeps=2,
    ).host("listing_incomplete")


def stubs() -> Host:
    """What is gone answers with a tiny page that leads back to the folder above."""
    return Listed(
        name="trs-stub.site.test",
        rows=entries("辛县水利局"),
        pager=html_pager,
        keeps=3,
        past_the_end=Reply(STUB),
    ).host("listing_incomplete")
