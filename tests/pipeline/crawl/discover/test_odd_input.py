"""Whatever a page holds: finding says what it found and never falls over it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.crawl.attachments import attachments_of
from pipeline.crawl.call import Call
from pipeline.crawl.discover.links import Place, judge
from pipeline.crawl.discover.naming import publisher_of, year_of
from pipeline.crawl.discover.page import Page, entries_of
from pipeline.crawl.discover.reports import has_substance, heading_of, is_report_page
from pipeline.crawl.discover.shells import (
    frames_of,
    scripts_of,
    shell_target,
    what_it_is,
)
from tests.site.pages import BASE, Pages

ADDRESSES = st.sampled_from(
    [
        "http://[::1", "http://[x", "//", "///a.pdf", "?page=2", "#", "javascript:x(2)",
        "2.html", "../../..", "a b.pdf", "%zz.doc", "viewer.html?file=%", "data:,x", "",
        "http://a.gov.cn:99999/x.pdf", "2023/", "index_1.html", "mailto:a@b.cn", "\x00",
    ]
)  # fmt: skip
TITLES = st.sampled_from(
    [
        "2023年",
        "甲县教育局",
        "下一页",
        "2",
        "年报",
        "2023年年报",
        "部门",
        "",
        "二〇年",
        "9" * 40,
    ]
)
LINKS = st.builds(
    "<li><a href='{1}' title='{0}'>{0}</a></li>".format, TITLES, ADDRESSES
)
OTHERS = st.builds(
    (
        "<iframe src='{0}'></iframe><script src='list{0}.js'>location='{0}'</script>"
        "<meta http-equiv=refresh content='0;url={0}'><base href='{0}'><img src='{0}'>"
        "<div data-value='{0}'></div><a appendix oldsrc='{0}'>x</a>共99条"
        "<script>createPageHTML(99999999, 0, '{0}', 'html');var countPage = 7</script>"
    ).format,
    ADDRESSES,
)
TEXTS = st.lists(st.one_of(LINKS, OTHERS, st.text(max_size=20)), max_size=6).map(
    "".join
)


@given(TEXTS)
@settings(max_examples=40, deadline=None)
def test_pages(text: str) -> None:
    page = Page(BASE, text, Call(BASE))
    shell_target(page)
    frames_of(page)
    scripts_of(page)
    what_it_is(page)
    heading_of(page)
    is_report_page(page)
    has_substance(page)
    attachments_of(text.encode(), "text/html", BASE + "t1_2.html")


@given(TEXTS)
@settings(max_examples=15, deadline=None)
def test_sources(text: str) -> None:
    site = Pages({"/nb/": text, "/nb/2.html": text, "/nb/2023/": text}, "generic")
    site.discover()
    assert len(site.paths) == len(set(site.paths))


@given(st.text(max_size=30))
@settings(max_examples=40, deadline=None)
def test_titles(title: str) -> None:
    year_of(title)
    publisher_of(title)
    for path in ("2023/", "1.html", "a.pdf"):
        page = Page(BASE, f"<a href='{path}'>{title}</a>", Call(BASE))
        for link in entries_of(page):
            judge(link, Place(BASE, (title,), title))
