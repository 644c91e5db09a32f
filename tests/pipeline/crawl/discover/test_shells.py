"""Pages that are not the list: where they lead, and what is said of them."""

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover.page import Page
from pipeline.crawl.discover.probing import page_after, second_pages
from pipeline.crawl.discover.shells import (
    frames_of,
    is_scripted,
    scripts_of,
    shell_target,
    what_it_is,
)

BASE = "http://www.a.gov.cn/nb/"


def page(text: str) -> Page:
    return Page(BASE, f"<html>{text}</html>", Call(BASE))


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("<meta http-equiv='Refresh' content='0;URL=2024/'>", "2024/"),
        ("<script>window.location.href = './2024/';</script>", "2024/"),
        ("<script>location='2024/'</script>", "2024/"),
        ('<script>top.location.replace("2024/")</script>', "2024/"),
        # a large page, but a script that does nothing else
        (f"<p>{'字' * 3000}</p><script>location.href='2024/';</script>", "2024/"),
        # what is computed is not guessed
        ("<script>location.href = './' + year + '/';</script>", None),
        ("<script>location.href = base + '/2024/';</script>", None),
        (
            "<script>if(/mobile/.test(navigator.userAgent)) location='/m/'</script>",
            None,
        ),
        ("<script>// location.href='2024/';\n</script>", None),
        (f"<p>{'字' * 3000}</p><script>function f(){{location='x/';}}</script>", None),
        # itself
        ("<meta http-equiv='refresh' content='5'>", None),
        ("<meta http-equiv='refresh' content='5;url=/nb/'>", None),
        ("<p>text</p>", None),
    ],
)
def test_shells(text: str, target: str | None) -> None:
    assert shell_target(page(text)) == (None if target is None else BASE + target)


def test_frames() -> None:
    found = frames_of(
        page(
            "<iframe src='list.html'></iframe><iframe src='/login.html'></iframe>"
            "<iframe src='http://b.gov.cn/list.html'></iframe><iframe></iframe>"
            "<iframe src='javascript:x'></iframe><iframe src='/sys/tree.jsp'></iframe>"
        )
    )
    assert found == (BASE + "list.html",)


def test_scripts() -> None:
    found = scripts_of(
        page(
            "<script src='/js/list2.js?v=1'></script><script src='search_nb.js'>"
            "</script><script src='/js/jquery.list.js'></script>"
            "<script src='/js/vue.js'></script><script src='/js/main.js'></script>"
            "<script src='http://cdn.test/list.js'></script>"
        )
    )
    assert found == ("http://www.a.gov.cn/js/list2.js?v=1", BASE + "search_nb.js")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<ul id='list'></ul>", True),
        ("<ul><li>{{ item.title }}</li></ul>", True),
        ("<div v-for='i in list'></div>", True),
        ("<% for (i) { %>", True),
        ("<ul><li>x</li></ul>", False),
        ("<ul><a href='x'><img></a></ul>", False),
    ],
)
def test_lists_left_for_a_script(text: str, expected: bool) -> None:
    assert is_scripted(page(text)) is expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<script>$_ts=window['$_ts'];</script>", "challenge"),
        ("<ul id='list'></ul>", "render: browser"),
        ("<div></div>", "empty shell"),
        (f"<p>{'字' * 300}</p>", "text and other links"),
    ],
)
def test_what_a_page_is(text: str, said: str) -> None:
    assert said in what_it_is(page(text))


@pytest.mark.parametrize(
    ("first", "places"),
    [
        ("nb/", ["nb/index_1.html", "nb/index_2.html", "nb/?page=2", "nb/2.html"]),
        (
            "nb/list.shtml",
            ["nb/list_1.shtml", "nb/list_2.shtml", "nb/list.shtml?page=2", "nb/2.html"],
        ),
        ("nb.htm", ["nb_1.htm", "nb_2.htm", "nb.htm?page=2"]),
        ("nb?id=7", ["nb?id=7&page=2"]),
    ],
)
def test_usual_places_of_page_two(first: str, places: list[str]) -> None:
    root = "http://www.a.gov.cn/"
    assert [u.removeprefix(root) for u in second_pages(root + first)] == places


@pytest.mark.parametrize(
    ("page_two", "page_three"),
    [
        ("index_1.html", "index_2.html"),
        ("index_9.shtml", "index_10.shtml"),
        ("2.html", "3.html"),
        ("?page=2", "?page=3"),
        ("list.jsp?id=7&page=2", "list.jsp?id=7&page=3"),
        ("x.html", None),
    ],
)
def test_counting_up(page_two: str, page_three: str | None) -> None:
    expected = None if page_three is None else BASE + page_three
    assert page_after(BASE + page_two) == expected
