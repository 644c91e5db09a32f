"""ASP.NET: which form is posted back, with which fields, and when none is."""

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover.aspnet import read
from pipeline.crawl.discover.page import Page

URL = "http://www.site.test/nb/List.aspx?id=3"
FIELDS = (
    '<input type="hidden" name="__EVENTTARGET" value="old">'
    '<input type="hidden" name="__VIEWSTATE" value="/wEP+a=">'
    '<input type="hidden" name="empty"><input type="hidden" value="no name">'
    '<input type="text" name="q" value="x"><input type="submit" name="go" value="y">'
)


def call_of(content: str, asked: Call | None = None) -> Call | None:
    text = f'<form><input type="hidden" name="a" value="b"></form>{content}'
    routes = read(Page(URL, text, asked or Call(URL))).routes
    return routes[0].requests[0] if routes else None


def form(links: str, action: str = ' action="./List.aspx?id=3"') -> str:
    return f'<form method="post"{action}>{FIELDS}{links}</form>'


def back(text: str, target: str, argument: str, more: str = "") -> str:
    event = f"__doPostBack('{target}','{argument}')"
    return f'<a {more} href="javascript:{event}">{text}</a>'


@pytest.mark.parametrize("action", ["", ' action="./List.aspx?id=3"', ' action=""'])
def test_the_form_around_the_link_is_posted(action: str) -> None:
    call = call_of(form(back("2", "p$Pager1", "2"), action))
    assert call is not None
    assert call.url == URL
    assert call.form == (
        ("__VIEWSTATE", "/wEP+a="),
        ("empty", ""),
        ("__EVENTTARGET", "p$Pager1"),
        ("__EVENTARGUMENT", "2"),
    )


@pytest.mark.parametrize(
    ("links", "current", "event"),
    [
        (
            back("1", "p", "1") + back("3", "p", "3") + back("2", "p", "2"),
            1,
            ("p", "2"),
        ),
        (back("1", "p", "1") + back("3", "p", "3"), 2, ("p", "3")),
        (back("...", "g", "Page$11"), 10, ("g", "Page$11")),
        (back("下一页", "next", ""), 1, ("next", "")),
        (back("&gt;", "next", "", 'title="下一页"'), 1, ("next", "")),
        (back("下一页", "next", "", 'disabled="disabled"'), 1, None),
        (back("1", "p", "1") + back("下一页", "p", "2"), 2, None),  # the last page
        (back("排序", "sort", ""), 1, None),
        ("<a>下一页</a>", 1, None),
        (
            "<a onclick='WebForm_DoPostBackWithOptions(new WebForm_PostBackOptions("
            '"next", "", true))\'>下页</a>',
            1,
            ("next", ""),
        ),
    ],
)
def test_which_link_leads_on(
    links: str, current: int, event: tuple[str, str] | None
) -> None:
    asked = Call(URL, form=(("__EVENTARGUMENT", str(current)),))
    call = call_of(form(links), asked)
    assert (call.form[-2:] if call and call.form else None) == (
        None
        if event is None
        else (("__EVENTTARGET", event[0]), ("__EVENTARGUMENT", event[1]))
    )


def test_plain_links_need_no_form() -> None:
    links = '<a href="?id=3&page=2">2</a><a href="?id=3&page=3">3</a>'
    reading = read(Page(URL, form(links), Call(URL)))
    (route,) = reading.routes
    assert [c.url[len(URL) :] for c in route.requests] == ["&page=2", "&page=3"]
    assert all(c.form is None for c in route.requests)


def test_a_link_outside_of_any_form() -> None:
    text = back("2", "p", "2")
    assert read(Page(URL, text, Call(URL))).routes == ()
