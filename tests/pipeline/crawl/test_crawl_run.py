"""Whole crawls of one source on a real server, once and again."""

import datetime as dt
from dataclasses import replace

import pytest

from pipeline.crawl.plan import Known
from pipeline.crawl.rows import CrawlResult, DocumentRow
from pipeline.issues import IssueCode, Severity
from tests.pipeline.crawl.lab import BASE, Lab
from tests.site.model import Reply
from tests.site.server import Site

TITLE = "号2024年政府信息公开工作年度报告"
PROSE = "<p>本报告由本机关编制，统计期限自当年一月一日起至当年十二月三十一日止。</p>"
REPORT = "<html><body><h1>年度报告</h1>" + PROSE * 3 + "{}</body></html>"
LONG_AGO = "2020-01-01T00:00:00.000+00:00"
WORD = b"\xd0\xcf\x11\xe0 a Word file"


def links(*names: str) -> str:
    items = "".join(
        f'<li><a href="{name}" title="{name}{TITLE}">x</a></li>' for name in names
    )
    return f"<html><ul>{items}</ul><a href='/menu.html'>首页</a></html>"


@pytest.fixture
def three(site: Site) -> Site:
    """A listing of three reports; the second has an attachment."""
    site.set("/nb/", links("a.html", "b.html", "c.html"))
    site.set("/nb/a.html", REPORT.format("甲"))
    site.set("/nb/b.html", REPORT.format("<a href='b.doc'>附件</a>"))
    site.set("/nb/c.html", REPORT.format("丙"))
    site.set("/nb/b.doc", Reply(WORD, content_type="application/msword"))
    return site


def rows_of(result: CrawlResult) -> dict[str, DocumentRow]:
    return {row.url.removeprefix(BASE): row for row in result.documents}


def outcomes(result: CrawlResult) -> dict[str, str]:
    return {name: row.outcome for name, row in rows_of(result).items()}


def codes(result: CrawlResult) -> list[tuple[IssueCode, Severity]]:
    return [(issue.code, issue.severity) for issue in result.issues]


def known_of(result: CrawlResult) -> dict[str, DocumentRow]:
    return {row.url.removeprefix(BASE): row for row in result.documents}


def aged(result: CrawlResult) -> Known:
    """What is known from a crawl that was long ago."""
    documents = [
        replace(
            row,
            fetched_at=LONG_AGO,
            first_seen=LONG_AGO,
            last_seen=LONG_AGO,
            last_changed=LONG_AGO,
        )
        for row in result.documents
    ]
    versions = [
        replace(v, first_seen=LONG_AGO, last_seen=LONG_AGO) for v in result.versions
    ]
    return Known(documents, versions)


@pytest.mark.usefixtures("three")
def test_the_first_crawl(lab: Lab) -> None:
    seen: list[tuple[int, int, str]] = []
    result = lab.crawl(
        on_progress=lambda done, total, row: seen.append((done, total, row.url))
    )
    assert result.issues == []
    assert outcomes(result) == {
        "a.html": "fetched",
        "b.html": "fetched",
        "b.doc": "fetched",
        "c.html": "fetched",
    }
    assert [(link.position, link.url, link.report_year) for link in result.links] == [
        (1, BASE + "a.html", 2024),
        (2, BASE + "b.html", 2024),
        (3, BASE + "c.html", 2024),
    ]
    word = rows_of(result)["b.doc"]
    assert (word.role, word.parent_url, word.link_title) == (
        "attachment",
        BASE + "b.html",
        "附件",
    )
    assert lab.archive.get(word.sha256 or "") == WORD
    assert (word.size, word.content_type) == (len(WORD), "application/msword")
    assert (word.media, rows_of(result)["a.html"].media) == ("unknown", "html")
    assert word.first_seen == word.last_seen == word.last_changed == word.fetched_at
    page = rows_of(result)["a.html"]
    assert (page.role, page.parent_url, page.province_id) == ("page", None, "fujian")
    assert (page.state, page.versions) == ("present", 1)
    assert page.link_title == "a.html" + TITLE
    assert [(v.url, v.version_no, v.sha256) for v in result.versions] == [
        (row.url, 1, row.sha256) for row in result.documents
    ]
    # nobody looked before: when we met them says nothing about them
    assert {row.absent_at for row in result.documents} == {None}
    crawl = result.crawl
    assert crawl is not None
    assert crawl.complete_at == crawl.started_at == lab.crawl_id
    assert (crawl.status, crawl.reason, crawl.family) == ("complete", None, "trs")
    assert (crawl.listing_pages, crawl.reports, crawl.requests) == (1, 3, 5)
    assert (crawl.fetched, crawl.unchanged, crawl.failed) == (4, 0, 0)
    assert seen == [
        (1, 3, BASE + "a.html"),
        (2, 3, BASE + "b.html"),
        (3, 4, BASE + "b.doc"),
        (4, 4, BASE + "c.html"),
    ]


def test_the_second_crawl(three: Site, lab: Lab) -> None:
    known = aged(lab.crawl())
    three.set("/nb/c.html", REPORT.format("丙, 更正"))
    lab.crawl_id = LONG_AGO  # not long after the first, by its name
    result = lab.crawl(known)
    # the attachment has no validators, so it came again; its page did not
    assert outcomes(result) == {
        "a.html": "not_modified",
        "b.html": "not_modified",
        "b.doc": "unchanged",
        "c.html": "fetched",
    }
    rows = rows_of(result)
    assert {row.first_seen for row in rows.values()} == {LONG_AGO}
    assert all((row.last_seen or "") > LONG_AGO for row in rows.values())
    changed = {
        name for name, row in rows.items() if (row.last_changed or "") > LONG_AGO
    }
    assert changed == {"c.html"}
    assert rows["a.html"].sha256 == known.documents[0].sha256
    assert rows["a.html"].status == 304
    assert result.issues == []


@pytest.mark.usefixtures("three")
def test_bytes_that_are_lost_are_fetched_again(lab: Lab) -> None:
    known = lab.crawl()
    lost = rows_of(known)["a.html"].sha256 or ""
    for path in lab.archive.folder.iterdir():
        path.unlink()
    result = lab.crawl(known)
    assert outcomes(result)["a.html"] == "unchanged"
    assert lab.archive.has(lost)


def test_every_version_is_kept(three: Site, lab: Lab) -> None:
    first = lab.crawl()
    three.set("/nb/c.html", REPORT.format("丙，更正"))
    second = lab.crawl(first)
    three.set("/nb/c.html", REPORT.format("丙"))
    third = lab.crawl(second)
    versions = [v for v in third.versions if v.url == BASE + "c.html"]
    assert [v.version_no for v in versions] == [1, 2, 3]
    assert versions[0].sha256 == versions[2].sha256 != versions[1].sha256
    assert all(lab.archive.has(v.sha256) for v in versions)
    assert rows_of(third)["c.html"].versions == 3


def test_when_a_report_was_not_there_yet_is_remembered(three: Site, lab: Lab) -> None:
    days = [f"2026-03-{day:02}T02:00:00.000+00:00" for day in (1, 2, 3, 4, 5)]
    lab.crawl_id = days[0]
    result = lab.crawl()
    lab.crawl_id = days[1]  # the list cannot be had: nothing is known of that day
    three.set("/nb/", Reply(status=503))
    result = lab.crawl(result)
    assert result.crawl is not None
    assert (result.crawl.status, result.crawl.complete_at) == ("failed", days[0])
    lab.new_run()
    lab.crawl_id = days[2]
    three.set("/nb/", links("a.html", "b.html", "c.html", "d.html"))
    three.set("/nb/d.html", REPORT.format("<a href='d.doc'>附件</a>"))
    three.set("/nb/d.doc", Reply(WORD + b"4", content_type="application/msword"))
    result = lab.crawl(result)
    expected: dict[str, str | None] = {"d.html": days[0], "d.doc": days[0]}
    expected |= dict.fromkeys(("a.html", "b.html", "b.doc", "c.html"))
    assert {n: row.absent_at for n, row in rows_of(result).items()} == expected
    lab.crawl_id = days[3]  # it is taken out and comes back: it was met before
    three.set("/nb/", links("a.html", "b.html", "c.html"))
    result = lab.crawl(result)
    lab.crawl_id = days[4]
    three.set("/nb/", links("a.html", "b.html", "c.html", "d.html", "e.html"))
    three.set("/nb/e.html", Reply(status=404))  # known from now on, though never had
    result = lab.crawl(result)
    assert {n: row.absent_at for n, row in rows_of(result).items()} == expected | {
        "e.html": days[3]
    }


def test_gone_and_back_again(three: Site, lab: Lab) -> None:
    first = lab.crawl()
    three.set("/nb/a.html", Reply(status=404))
    gone = lab.crawl(first)
    row = rows_of(gone)["a.html"]
    assert (row.state, row.gone_since) == ("gone", row.fetched_at)
    still = rows_of(lab.crawl(gone))["a.html"]
    assert still.gone_since == row.gone_since
    three.set("/nb/a.html", REPORT.format("甲"))
    back = rows_of(lab.crawl(gone))["a.html"]
    assert (back.state, back.gone_since, back.versions) == ("present", None, 1)
    assert back.came_back_on == back.fetched_at


def test_a_report_that_moved(three: Site, lab: Lab) -> None:
    first = lab.crawl()
    three.set("/nb/a.html", Reply(status=301, headers={"Location": "/new/a.html"}))
    three.set("/new/a.html", REPORT.format("甲"))
    result = lab.crawl(first)
    row = rows_of(result)["a.html"]
    assert (row.state, row.moved_to) == ("moved", "http://www.site.test/new/a.html")
    assert codes(result) == [(IssueCode.MOVED, Severity.INFO)]
    assert codes(lab.crawl(result)) == []  # it is said once


@pytest.mark.parametrize("place", ["/", "/index.html", "/nb/"])
def test_a_redirect_home_is_a_page_that_is_gone(
    three: Site, lab: Lab, place: str
) -> None:
    first = lab.crawl()
    three.set("/", REPORT.format("首页"))
    three.set("/index.html", REPORT.format("首页"))
    three.set("/nb/a.html", Reply(status=302, headers={"Location": place}))
    row = rows_of(lab.crawl(first))["a.html"]
    assert (row.outcome, row.state, row.versions) == ("gone", "gone", 1)


def test_the_listing_in_the_place_of_a_report(three: Site, lab: Lab) -> None:
    first = lab.crawl()
    three.set("/nb/a.html", links("a.html", "b.html", "c.html"))
    row = rows_of(lab.crawl(first))["a.html"]
    assert (row.outcome, row.state, row.versions) == ("failed", "present", 1)


@pytest.mark.parametrize(
    "shell", ["", " \n", "<html><body><div id=app></div></body></html>"]
)
def test_an_empty_shell_is_no_report(three: Site, lab: Lab, shell: str) -> None:
    first = lab.crawl()
    three.set("/nb/a.html", shell)
    result = lab.crawl(first)
    row = rows_of(result)["a.html"]
    assert (row.outcome, row.sha256) == ("failed", rows_of(first)["a.html"].sha256)
    assert codes(result) == [(IssueCode.FETCH_FAILED, Severity.WARNING)]


def test_a_listing_that_moved_is_said(three: Site, lab: Lab) -> None:
    three.set("/nb/", Reply(status=301, headers={"Location": "/new/"}))
    three.set("/new/", links("/nb/a.html"))
    result = lab.crawl()
    assert codes(result) == [(IssueCode.MOVED, Severity.WARNING)]
    assert outcomes(result) == {"a.html": "fetched"}


def test_a_vanished_page_keeps_what_we_have(three: Site, lab: Lab) -> None:
    known = aged(lab.crawl())
    three.set("/nb/a.html", Reply(status=404))
    three.set("/nb/", links("b.html", "c.html"))  # the listing has dropped it too
    result = lab.crawl(known)
    before, row = known.documents[0], rows_of(result)["a.html"]
    assert (row.outcome, row.status) == ("gone", 404)
    assert (row.sha256, row.size) == (before.sha256, before.size)
    assert (row.first_seen, row.last_seen) == (LONG_AGO, LONG_AGO)
    assert (row.fetched_at or "") > LONG_AGO
    assert codes(result) == [(IssueCode.GONE, Severity.WARNING)]
    assert len(result.links) == 2


def test_each_failure_is_a_row_and_an_issue(site: Site, lab: Lab) -> None:
    names = ["gone", "shut", "good", "broken", "away", "trap"]
    site.set("/nb/", links(*(f"{name}.html" for name in names)))
    site.set("/nb/shut.html", Reply(status=403))
    site.set("/nb/broken.html", Reply(fault="reset"))
    site.set(
        "/nb/away.html", Reply(status=302, headers={"Location": "//www.mirror.test/"})
    )
    site.set("/nb/trap.html", Reply(b"<html><script>$_ts</script></html>"))
    site.set("/nb/good.html", REPORT.format("好"))
    result = lab.crawl()
    assert {n[:-5]: o for n, o in outcomes(result).items()} == {
        "gone": "gone",
        "shut": "refused",
        "broken": "failed",
        "away": "out_of_scope",
        "trap": "refused",
        "good": "fetched",
    }
    assert codes(result) == [
        (IssueCode.GONE, Severity.ERROR),
        (IssueCode.REFUSED, Severity.ERROR),
        (IssueCode.FETCH_FAILED, Severity.ERROR),
        (IssueCode.OUT_OF_SCOPE, Severity.WARNING),
        (IssueCode.HOST_RESTED, Severity.WARNING),
        (IssueCode.REFUSED, Severity.ERROR),
    ]
    assert [issue.url for issue in result.issues] == [
        f"{BASE}{name}.html"
        for name in ("gone", "shut", "broken", "away", "trap", "trap")
    ]
    row = rows_of(result)["broken.html"]
    assert (row.attempts, row.status, row.sha256, row.first_seen) == (
        3,
        None,
        None,
        None,
    )
    assert row.fetched_at is not None
    assert site.asked("www.mirror.test") == []


def test_a_mirror_in_the_listing_is_never_asked(site: Site, lab: Lab) -> None:
    copy = "http://www.mirror.test/nb/a.html"
    site.set("/nb/", links(copy, "a.html") + "<a href='http://x.test/'>友情链接</a>")
    site.set("/nb/a.html", REPORT.format(f"<a href='{copy}.doc'>附件</a>"))
    result = lab.crawl()
    assert outcomes(result) == {
        copy: "out_of_scope",
        "a.html": "fetched",
        copy + ".doc": "out_of_scope",
    }
    row = rows_of(result)[copy]
    assert (row.attempts, row.fetched_at, row.status) == (0, None, None)
    assert [issue.url for issue in result.issues] == [copy, copy + ".doc"]
    assert "www.mirror.test" in result.issues[0].message
    assert [r for r in site.requests if r.host != "www.site.test"] == []
    # and again, with what is known from the first crawl
    again = lab.crawl(result)
    assert outcomes(again)[copy] == "out_of_scope"
    assert [r for r in site.requests if r.host != "www.site.test"] == []


@pytest.mark.parametrize(
    "reply",
    [
        "<html><p>系统错误</p></html>",
        Reply('{"code": 404, "msg": "文件不存在"}', 200, "application/json"),
    ],
)
def test_something_else_in_place_of_an_attachment(
    three: Site, lab: Lab, reply: Reply | str
) -> None:
    known = aged(lab.crawl())
    three.set("/nb/b.doc", reply)
    result = lab.crawl(known)
    row = rows_of(result)["b.doc"]
    assert row.outcome == "failed"
    assert lab.archive.get(row.sha256 or "") == WORD
    assert codes(result) == [(IssueCode.FETCH_FAILED, Severity.WARNING)]


def test_a_page_that_word_wrote_is_a_file(three: Site, lab: Lab) -> None:
    office = '<html xmlns:o="urn:schemas-microsoft-com:office:office"><body>{}</body>'
    three.set("/nb/b.doc", Reply(office.format(PROSE), content_type="text/html"))
    assert rows_of(lab.crawl())["b.doc"].outcome == "fetched"


def test_text_in_the_place_of_a_pdf(three: Site, lab: Lab) -> None:
    three.set("/nb/b.html", REPORT.format("<a href='b.pdf'>附件</a>"))
    three.set("/nb/b.pdf", Reply("File not found", content_type="application/pdf"))
    assert rows_of(lab.crawl())["b.pdf"].outcome == "failed"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, IssueCode.GONE),
        (403, IssueCode.REFUSED),
        (500, IssueCode.FETCH_FAILED),
        (302, IssueCode.OUT_OF_SCOPE),
    ],
)
def test_no_listing_leaves_everything_as_it_was(
    three: Site, lab: Lab, status: int, code: IssueCode
) -> None:
    known = aged(lab.crawl())
    three.set("/nb/", Reply(status=status, headers={"Location": "//www.mirror.test/"}))
    three.requests.clear()
    result = lab.crawl(known)
    assert result.documents == known.documents
    assert codes(result) == [(code, Severity.ERROR)]
    assert result.crawl is not None
    assert result.crawl.status == "failed"
    assert set(three.asked()) == {"/nb/"}


def test_a_spent_budget(three: Site, lab: Lab) -> None:
    known = aged(lab.crawl())
    three.set("/nb/", links("new.html", "a.html", "b.html", "c.html"))
    three.requests.clear()
    lab.with_politeness(max_requests_per_day=3)
    result = lab.crawl(known)  # robots.txt, the listing, and one document
    assert three.asked() == ["/nb/", "/nb/new.html"]
    assert outcomes(result)["new.html"] == "gone"
    left = [row for row in result.documents if row.fetched_at == LONG_AGO]
    assert sorted(row.url for row in left) == sorted(r.url for r in known.documents)
    assert result.issues[-1].code is IssueCode.NOT_ASKED
    assert result.crawl is not None
    assert (result.crawl.status, result.crawl.not_asked) == ("partial", 4)


def test_what_was_asked_longest_ago_comes_first(three: Site, lab: Lab) -> None:
    known = aged(lab.crawl())
    known.documents[0] = replace(known.documents[0], fetched_at="2021")
    three.requests.clear()
    lab.with_politeness(max_requests_per_day=4).crawl(known)
    assert three.asked() == ["/nb/", "/nb/b.html", "/nb/b.doc"]


@pytest.mark.usefixtures("three")
def test_new_links_after_the_budget_are_rows(lab: Lab) -> None:
    result = lab.with_politeness(max_requests_per_day=3).crawl()
    assert outcomes(result) == {
        "a.html": "fetched",
        "b.html": "not_asked",
        "c.html": "not_asked",
    }
    assert rows_of(result)["c.html"].attempts == 0
    assert codes(result) == [(IssueCode.NOT_ASKED, Severity.WARNING)]


def test_a_challenge_ends_the_crawl_of_the_host(three: Site, lab: Lab) -> None:
    first = lab.crawl()
    three.requests.clear()
    three.set("/nb/a.html", Reply(status=412))
    lab.new_run()
    result = lab.crawl(first)
    assert three.asked() == ["/nb/", "/nb/a.html"]
    assert codes(result) == [
        (IssueCode.HOST_RESTED, Severity.WARNING),
        (IssueCode.REFUSED, Severity.WARNING),
        (IssueCode.NOT_ASKED, Severity.WARNING),
    ]
    assert result.crawl is not None
    assert result.crawl.rested_until is not None
    assert {row.sha256 for row in result.documents} == {
        row.sha256 for row in first.documents
    }


def test_an_interrupt_passes(three: Site, lab: Lab) -> None:
    def stop(done: int, _total: int, _row: DocumentRow) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lab.crawl(on_progress=stop)
    assert three.asked() == ["/nb/", "/nb/a.html", "/nb/b.html"]
    assert [r.outcome for r in lab.records()] == ["fetched"] * 3


def test_a_front_page_in_the_place_of_a_report(three: Site, lab: Lab) -> None:
    news = "".join(
        f"<li><a href='/{n}.html'>要闻{n}</a>2026-01-01</li>" for n in range(40)
    )
    three.set("/nb/b.html", f"<html><title>某县人民政府</title><ul>{news}</ul></html>")
    first = lab.crawl()
    row = rows_of(first)["b.html"]
    assert (row.outcome, row.sha256, row.versions) == ("failed", None, 0)
    assert codes(first) == [(IssueCode.FETCH_FAILED, Severity.ERROR)]


@pytest.mark.parametrize(
    "inside", ["<p><img src='1.jpg'></p>", "<a href='a.pdf'>x</a>"]
)
def test_a_report_without_text_in_a_page_of_links(
    three: Site, lab: Lab, inside: str
) -> None:
    menu = "".join(f"<li><a href='/{n}.html'>栏目{n}</a></li>" for n in range(40))
    three.set("/nb/c.html", f"<html><body>{menu}{inside}</body></html>")
    assert rows_of(lab.crawl())["c.html"].outcome == "fetched"


def test_an_edit_behind_an_old_validator_comes_to_light(three: Site, lab: Lab) -> None:
    """Not at once: the copy is asked for whole once in `recheck_days`."""
    same = {"ETag": '"same"'}
    three.set(
        "/nb/a.html",
        Reply(REPORT.format("初稿"), headers=same),
        Reply(REPORT.format("改稿"), headers=same),
    )
    first = lab.crawl()
    second = lab.crawl(first)
    assert rows_of(second)["a.html"].outcome == "not_modified"
    lab.crawl_id = later_than(rows_of(second)["a.html"].last_seen, days=30)
    third = lab.crawl(second)
    row = rows_of(third)["a.html"]
    assert (row.outcome, row.versions) == ("fetched", 2)
    assert rows_of(third)["c.html"].outcome == "unchanged"  # it was due as well


def later_than(moment: str | None, days: int) -> str:
    assert moment is not None
    return (dt.datetime.fromisoformat(moment) + dt.timedelta(days=days)).isoformat()
