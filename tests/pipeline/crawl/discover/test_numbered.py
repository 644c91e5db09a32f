"""Pagers that print numbers: what is concluded from them, and what is not."""

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover.numbered import Pager, pager_of
from pipeline.crawl.discover.page import Page
from pipeline.crawl.discover.series import Series, series_of

SITE = "http://www.site.test"


def pager(own: str, content: str) -> Pager:
    return pager_of(Page(SITE + own, f"<body>{content}</body>", Call(SITE + own)))


def anchors(**addresses: str) -> str:
    return "".join(f'<a href="{url}">{text}</a>' for text, url in addresses.items())


def numbered(addresses: dict[int, str]) -> str:
    return "".join(f'<a href="{url}">{n}</a>' for n, url in addresses.items())


def urls(found: Pager) -> list[list[str]]:
    return [[c.url.removeprefix(SITE) for c in r.requests] for r in found.routes]


@pytest.mark.parametrize(
    ("own", "links", "more", "expected"),
    [
        # counted from one, in a file name, a folder, a query
        (
            "/nb/index.shtml",
            {2: "index_2.shtml", 3: "index_3.shtml"},
            "共4页",
            ["/nb/index_2.shtml", "/nb/index_3.shtml", "/nb/index_4.shtml"],
        ),
        ("/list/2.html", {1: "/list/1.html", 3: "/list/3.html"}, "", ["/list/3.html"]),
        (
            "/a.aspx?cid=2&page=1",
            {2: "?cid=2&page=2"},
            "第1页/共3页",
            ["/a.aspx?cid=2&page=2", "/a.aspx?cid=2&page=3"],
        ),
        ("/nb/", {2: "2.html"}, "共2页", ["/nb/2.html"]),
        # counted from zero
        (
            "/nb/index.html",
            {2: "index_1.html", 3: "index_2.html"},
            "",
            ["/nb/index_1.html", "/nb/index_2.html"],
        ),
        ("/nb/index.html", {2: "index_1.html"}, "", ["/nb/index_1.html"]),
        # an offset
        (
            "/wzlb.shtml?mkbh=2",
            {2: "?mkbh=2&begin=15", 3: "?mkbh=2&begin=30"},
            "共4页",
            [f"/wzlb.shtml?begin={n}&mkbh=2" for n in (15, 30, 45)],
        ),
        (
            "/wzlb.shtml?begin=15&mkbh=2",
            {1: "?mkbh=2", 3: "?begin=30&mkbh=2"},
            "",
            ["/wzlb.shtml?begin=30&mkbh=2"],
        ),
        # the last page has nothing after it
        ("/list/3.html", {1: "1.html", 2: "2.html"}, "共3页", []),
    ],
)
def test_pages_after_this_one(
    own: str, links: dict[int, str], more: str, expected: list[str]
) -> None:
    found = pager(own, numbered(links) + more)
    assert urls(found) == ([expected] if expected else [])


def test_a_whole_route_is_not_chained() -> None:
    two = {2: "2.html", 3: "3.html"}
    (whole,) = pager("/nb/", numbered(two) + "共3页").routes
    (part,) = pager("/nb/", numbered(two)).routes
    assert (whole.chained, part.chained) == (False, True)


def test_the_link_to_the_last_page_tells_how_many() -> None:
    links = numbered({2: "2.html", 3: "3.html"}) + anchors(尾页="9.html")
    found = pager("/nb/1.html", links)
    assert found.pages == 9
    assert urls(found) == [[f"/nb/{n}.html" for n in range(2, 10)]]


def test_the_link_to_the_next_page_is_followed_as_it_is() -> None:
    """Counted down: page two is 5, the last is 1."""
    links = numbered({2: "nb/5.htm", 3: "nb/4.htm"})
    links += anchors(下页="nb/5.htm", 尾页="nb/1.htm")
    found = pager("/nb.htm", links)
    assert urls(found) == [["/nb/5.htm"]]
    assert found.routes[0].chained
    assert found.pages is None


def test_numbers_that_count_down_follow_no_rule() -> None:
    links = {2: "/nb/4.htm", 3: "/nb/3.htm", 4: "/nb/2.htm", 5: "/nb/1.htm"}
    found = pager("/nb.htm", numbered(links))
    assert urls(found) == [[links[n] for n in (2, 3, 4, 5)]]
    assert found.routes[0].patience == 4


def test_a_last_page_below_the_others_counts_down_too() -> None:
    """Page two of three is 2, and so the third is 1 and not 3."""
    links = numbered({2: "nb/2.htm"}) + anchors(尾页="nb/1.htm")
    assert urls(pager("/nb.htm", f"{links}共3页")) == [["/nb/2.htm"]]


def test_an_offset_must_fit_the_page_itself() -> None:
    found = pager("/wzlb.shtml?begin=7&mkbh=2", numbered({3: "?begin=30&mkbh=2"}))
    assert urls(found) == [["/wzlb.shtml?begin=30&mkbh=2"]]


@pytest.mark.parametrize(
    ("content", "pages"),
    [
        ("共 5 页", 5),
        ("第 2 / 5 页", 5),
        ("页次：1/5", 5),
        ('<em class="pageCount">12</em>', 12),
        ('<em class="pageCount">很多</em>', None),
        ("<script>var t = '共5页';</script>", None),
        ("<div><a href='2.html'>下一页</a> 1/11</div>", 11),
        ("<div><a href='2.html'>下一页</a> 3/11</div>", None),  # this is page one
        ("<div>2024/1/11 <a href='2.html'>下一页</a></div>", None),
    ],
)
def test_how_many_pages_are_printed(content: str, pages: int | None) -> None:
    assert pager("/nb/1.html", content).pages == pages


def test_a_pager_that_is_a_script() -> None:
    go = "<a href='javascript:go(2)'>2</a><a href='#'>下一页</a>"
    assert urls(pager("/nb/1.html", go)) == []
    assert urls(pager("/nb/1.html", f"{go}共3页")) == [["/nb/2.html", "/nb/3.html"]]
    # nothing says which number of this address is that of the page
    assert urls(pager("/nb/202401/", f"{go}共3页")) == []


def test_numbers_of_pictures_are_no_pages() -> None:
    """They lead to articles, whose numbers are their own, in other folders."""
    pictures = {1: "/art/500.html", 2: "/art/507.html", 3: "/art/514.html"}
    assert (
        series_of(f"{SITE}/nb/", {n: SITE + u for n, u in pictures.items()}, 9) is None
    )
    assert urls(pager("/nb/", numbered(pictures))) == []


def test_years_and_days_are_no_pages() -> None:
    years = "".join(f'<a href="/nb/{y}/">{y}</a>' for y in range(2019, 2025))
    assert urls(pager("/nb/", years)) == []


def test_no_more_pages_than_are_read() -> None:
    links = numbered({2: "2.html", 3: "3.html"}) + "共999999页"
    (route,) = pager("/nb/1.html", links).routes
    assert len(route.requests) == 201  # so that the walk notices its limit


def test_long_addresses_are_not_looked_into() -> None:
    long = "/nb/" + "1/" * 200_000
    assert urls(pager("/nb/", numbered({2: long + "2.html"}))) == [[long + "2.html"]]


def test_series() -> None:
    series = Series("http://a/?begin=", "&x=1", 0, 15)
    assert series.url(3) == "http://a/?begin=30&x=1"
    assert series.page("http://a/?begin=30&x=1") == 3
    assert series.page("http://a/?begin=31&x=1") is None
    assert series.page("http://a/?begin=30&x=2") is None
