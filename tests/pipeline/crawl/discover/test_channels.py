"""From list to list: what is followed, what is not had, and what is said of it."""

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover import channels, generic, trs
from pipeline.crawl.discover.families import FAMILIES, is_proven, reader_of, sniff
from pipeline.crawl.discover.page import Page
from pipeline.crawl.settings import listing_settings
from pipeline.issues import IssueCode
from tests.site.model import Reply
from tests.site.pages import BASE, Pages

REPORT = "<p>统计期限自1月1日起。</p><h2>存在的主要问题及改进情况</h2>"


def links(*items: tuple[str, str]) -> str:
    return (
        "<ul>" + "".join(f'<li><a href="{a}">{t}</a></li>' for a, t in items) + "</ul>"
    )


def test_a_list_that_is_not_had_is_said() -> None:
    site = Pages(
        {
            "/nb/": links(("2023/", "2023年"), ("2022/", "2022年")),
            "/nb/2023/": links(("/a/t20240101_1.html", "甲局2023年年报")),
        }
    )
    found = site.discover()
    assert [c.title for c in found.candidates] == ["甲局2023年年报"]
    (issue,) = found.issues
    assert issue.code is IssueCode.LISTING_INCOMPLETE
    assert (
        "1 further lists were not read: http://www.site.test/nb/2022/" in issue.message
    )


def test_a_folder_with_the_title_of_a_report_stays_one() -> None:
    """Whether it can be had is for whoever fetches the reports to say."""
    site = Pages({"/nb/": links(("2023/", "甲局2023年政府信息公开年报"))})
    found = site.discover()
    assert [(c.url, c.fetch) for c in found.candidates] == [(BASE + "2023/", None)]
    assert found.issues == ()


def test_a_report_that_was_looked_at_is_not_asked_for_again() -> None:
    site = Pages(
        {
            "/nb/": links(("2023/", "2023年")),
            "/nb/2023/": f"<html>{REPORT}{links(('2022/', '2022年'))}</html>",
        }
    )
    (candidate,) = site.discover().candidates
    assert candidate.fetch is not None
    assert candidate.fetch.call.url == candidate.url == BASE + "2023/"
    assert (candidate.year, candidate.channel) == (2023, None)
    assert site.paths == ["/nb/", "/nb/2023/"]  # its own links are not followed


def test_a_file_behind_a_year_is_a_report() -> None:
    pdf = Reply(b"%PDF-1.7", content_type="application/pdf")
    site = Pages({"/nb/": links(("2023", "2023年")), "/nb/2023": pdf})
    (candidate,) = site.discover().candidates
    assert candidate.url == BASE + "2023"


def test_depth() -> None:
    pages: dict[str, str | Reply] = {"/nb/": links(("a/", "各部门"))}
    path = "/nb/"
    for name in "abcd":
        path += f"{name}/"
        following = chr(ord(name) + 1)
        pages[path] = links((f"{following}/", "各单位"))
    site = Pages(pages)
    found = site.discover()
    assert site.paths[-1] == "/nb/a/b/c/"
    assert "deeper than 3 links" in found.issues[0].message


def test_the_limit_of_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    few = listing_settings().model_copy(update={"max_channels": 2})
    monkeypatch.setattr(channels, "listing_settings", lambda: few)
    rows = links(*((f"{year}/", f"{year}年") for year in (2021, 2022, 2023)))
    reports = links(("/a/t20240101_1.html", "甲局2023年年报"))
    site = Pages({"/nb/": rows, "/nb/2021/": reports, "/nb/2022/": reports})
    found = site.discover()
    assert site.paths == ["/nb/", "/nb/2021/"]
    assert "the limit of 2 lists" in found.issues[0].message
    assert found.issues[0].details["missed"] == "2"


def test_a_shell_leads_on_once() -> None:
    site = Pages(
        {
            "/nb/": "<meta http-equiv='refresh' content='0;url=a/'>",
            "/nb/a/": "<meta http-equiv='refresh' content='0;url=b/'>",
            "/nb/b/": links(("/x/1.html", "甲局2023年年报")),
        }
    )
    found = site.discover()
    assert site.paths == ["/nb/", "/nb/a/"]
    assert "empty shell" in found.issues[0].message


def test_an_empty_listing_names_what_it_is() -> None:
    (issue,) = Pages({"/nb/": "<ul id='list'></ul>"}).discover().issues
    assert issue.code is IssueCode.LISTING_EMPTY
    assert "render: browser" in issue.message


def test_what_is_left_is_named_menus_are_counted() -> None:
    rows = links(
        ("/x/1.html", "甲局2023年年报"),
        ("/x/2.html", "甲局2023年年报图解"),
        ("/x/3.html", "今日要闻"),
    )
    menu = "<div><a href='/'>首页</a><a href='/about.html'>关于</a></div>"
    found = Pages({"/nb/": rows + menu}, "generic").discover()
    assert [(left.title, left.listing_url) for left in found.left] == [
        ("甲局2023年年报图解", BASE),
        ("今日要闻", BASE),
    ]
    assert "图解" in found.left[0].reason
    assert (found.links_seen, found.links_left) == (5, 4)


def test_the_registered_family_first_then_what_the_page_shows() -> None:
    """A registry entry that is out of date does not hide the list."""
    page = (
        "<script type='text/xml'><datastore><recordset><record><![CDATA["
        f"{links(('/x/1.html', '甲局2023年年报'))}]]></record></recordset></datastore>"
        "</script>"
    )
    found = Pages({"/nb/": page}, family="trs").discover()
    assert (found.family, found.proven) == ("hanweb_jcms", True)
    found = Pages(
        {"/nb/": links(("/x/1.html", "甲局2023年年报"))}, "generic"
    ).discover()
    assert (found.family, found.proven) == ("generic", False)


def test_one_page_is_enough_where_the_pager_says_so() -> None:
    rows = links(*((f"/x/{n}.html", f"第{n}局2023年年报") for n in range(12)))
    site = Pages({"/nb/": rows + "<p>下一页 共1页</p>"}, "generic")
    site.discover()
    assert site.paths == ["/nb/"]
    site = Pages({"/nb/": rows}, "generic")  # as many as a full page, and no word
    site.discover()
    assert len(site.paths) == 5


def test_families() -> None:
    def page(text: str) -> Page:
        return Page(BASE, text, Call(BASE))

    assert sniff(page("<script>createPageHTML(3, 0, 'index', 'html')</script>")) == (
        "trs",
    )
    assert "trs" not in sniff(page("createPageHTML('page_div', 3, 1, 'a', 'shtml')"))
    assert sniff(page("<p>nothing</p>")) == ()
    assert reader_of("trs") is trs.read
    assert reader_of("no such family") is generic.read
    assert not is_proven("generic")
    assert all(is_proven(name) for name in FAMILIES)


def test_a_second_family_has_the_pages_that_the_first_asked_for() -> None:
    """VSB finds no entry without a date; any page has them where the reports stand."""

    def page(number: int, following: str) -> str:
        rows = links((f"/x{number}.html", f"年报{number}"))
        return f"{rows}<a href='{following}'>下一页</a>"

    site = Pages({"/nb/": page(1, "2.htm"), "/nb/2.htm": page(2, "#")}, "vsb")
    found = site.discover()
    assert [c.title for c in found.candidates] == ["年报1", "年报2"]
    assert (found.family, found.pages) == ("generic", 2)
    assert site.paths == ["/nb/", "/nb/2.htm"]


def test_a_listing_that_moved_is_walked_where_it_is_now() -> None:
    """What lies below a list lies below its new place."""
    site = Pages(
        {
            "/nb/": "<script>location.href='/xxgk/nb/'</script>",
            "/xxgk/nb/": links(("bm/", "部门"), ("/nb/old/", "部门")),
            "/xxgk/nb/bm/": links(("t20240101_1.html", "甲局2023年年报")),
        },
        "generic",
    )
    assert [c.title for c in site.discover().candidates] == ["甲局2023年年报"]
    assert site.paths == ["/nb/", "/xxgk/nb/", "/xxgk/nb/bm/"]


def test_an_empty_year_folder_is_no_report() -> None:
    site = Pages(
        {
            "/nb/": links(("2023/", "2023年"), ("2022/", "2022年")),
            "/nb/2023/": "<p>暂无信息</p>",
            "/nb/2022/": "<p><img src='W01.jpg'></p>",
        }
    )
    assert [c.title for c in site.discover().candidates] == ["2022年"]


def test_organs_that_stand_together_are_a_list_wherever_they_lead() -> None:
    organs = ("甲县教育局", "甲县财政局", "甲县公安局")
    rows = links(*((f"/o{n}/nb/", organ) for n, organ in enumerate(organs)))
    menu = "<p><a href='/jyj/'>乙县教育局</a><a href='/nb.htm'>信息公开年报</a></p>"
    pages: dict[str, str | Reply] = {"/nb/": rows + menu}
    for n in range(3):
        pages[f"/o{n}/nb/"] = links((f"t20240101_{n}.html", "2023年"))
    site = Pages(pages, "generic")
    found = site.discover()
    assert [(c.year, c.publisher) for c in found.candidates] == [
        (2023, organ) for organ in organs
    ]
    assert site.paths == ["/nb/", "/o0/nb/", "/o1/nb/", "/o2/nb/"]
