"""Whole crawls of one source on a real server, once and again."""

from dataclasses import replace
from typing import Any

import pytest

from pipeline.crawl.run import crawl_source, known_from_rows
from pipeline.issues import IssueCode, Severity
from pipeline.registry import Politeness

TITLE = "号2024年政府信息公开工作年度报告"
BASE = "http://www.site.test/nb/"
REPORT = "<html><body><h1>年度报告</h1>{}</body></html>"
LONG_AGO = "2020-01-01T00:00:00.000+00:00"
WORD = b"\xd0\xcf\x11\xe0 a Word file"


def links(*names: str) -> str:
    items = "".join(
        f'<li><a href="{name}" title="{name}{TITLE}">x</a></li>' for name in names
    )
    return f"<html><ul>{items}</ul><a href='/menu.html'>首页</a></html>"


@pytest.fixture
def three(site: Any, reply: Any) -> Any:
    """A listing of three reports; the second has an attachment."""
    site.put("/nb/", links("a.html", "b.html", "c.html"))
    site.put("/nb/a.html", REPORT.format("甲"))
    site.put("/nb/b.html", REPORT.format("<a href='b.doc'>附件</a>"))
    site.put("/nb/c.html", REPORT.format("丙"))
    site.put("/nb/b.doc", reply(WORD, headers={"Content-Type": "application/msword"}))
    return site


def rows_of(result: Any) -> dict[str, Any]:
    return {row.url.removeprefix(BASE): row for row in result.documents}


def outcomes(result: Any) -> dict[str, str]:
    return {name: row.outcome for name, row in rows_of(result).items()}


def codes(result: Any) -> list[tuple[IssueCode, Severity]]:
    return [(issue.code, issue.severity) for issue in result.issues]


def aged(result: Any) -> Any:
    """What is known from a crawl that was long ago."""
    return known_from_rows(
        replace(
            row,
            fetched_at=LONG_AGO,
            first_seen=LONG_AGO,
            last_seen=LONG_AGO,
            last_changed=LONG_AGO,
        )
        for row in result.documents
    )


@pytest.mark.usefixtures("three")
def test_the_first_crawl(new_client: Any, source: Any) -> None:
    client = new_client()
    seen: list[tuple[int, int, str]] = []
    result = crawl_source(
        source,
        client,
        {},
        on_progress=lambda done, total, url: seen.append((done, total, url)),
    )
    assert result.issues == []
    assert outcomes(result) == {
        "a.html": "fetched",
        "b.html": "fetched",
        "b.doc": "fetched",
        "c.html": "fetched",
    }
    assert [(link.position, link.url) for link in result.links] == [
        (1, BASE + "a.html"),
        (2, BASE + "b.html"),
        (3, BASE + "c.html"),
    ]
    word = rows_of(result)["b.doc"]
    assert (word.role, word.parent_url, word.link_title) == (
        "attachment",
        BASE + "b.html",
        "附件",
    )
    assert client.archive.get(word.sha256) == WORD
    assert (word.size, word.content_type) == (len(WORD), "application/msword")
    assert word.first_seen == word.last_seen == word.last_changed == word.fetched_at
    page = rows_of(result)["a.html"]
    assert (page.role, page.parent_url, page.province_id) == ("page", None, "fujian")
    assert page.link_title == "a.html" + TITLE
    assert result.counts == {
        "listing_pages": 1,
        "links_seen": 4,
        "links_left": 1,
        "requests": 6,  # robots.txt, the listing, four documents
        "not_tried": 0,
    }
    assert [url for _, _, url in seen] == [
        BASE + name for name in ("a.html", "b.html", "b.doc", "c.html")
    ]
    assert [(done, total) for done, total, _ in seen] == [
        (0, 3),
        (1, 3),
        (2, 4),
        (3, 4),
    ]


def test_the_second_crawl(three: Any, new_client: Any, source: Any) -> None:
    client = new_client()
    known = aged(crawl_source(source, client, {}))
    three.put("/nb/c.html", REPORT.format("丙, 更正"))
    result = crawl_source(source, client, known)
    # the attachment has no validators, so it came again; its page did not
    assert outcomes(result) == {
        "a.html": "not_modified",
        "b.html": "not_modified",
        "b.doc": "unchanged",
        "c.html": "fetched",
    }
    rows = rows_of(result)
    assert {row.first_seen for row in rows.values()} == {LONG_AGO}
    assert all(row.last_seen > LONG_AGO for row in rows.values())
    changed = {name for name, row in rows.items() if row.last_changed > LONG_AGO}
    assert changed == {"c.html"}
    assert rows["a.html"].sha256 == known[f"fujian-site {BASE}a.html"].sha256
    assert rows["a.html"].status == 304
    assert result.issues == []


@pytest.mark.usefixtures("three")
def test_bytes_that_are_lost_are_fetched_again(new_client: Any, source: Any) -> None:
    client = new_client()
    known = crawl_source(source, client, {})
    lost = rows_of(known)["a.html"].sha256
    client.archive.path_of(lost).unlink()
    result = crawl_source(source, client, known_from_rows(known.documents))
    assert outcomes(result)["a.html"] == "unchanged"
    assert client.archive.has(lost)


def test_a_vanished_page_keeps_what_we_have(
    three: Any, new_client: Any, source: Any, reply: Any
) -> None:
    client = new_client()
    known = aged(crawl_source(source, client, {}))
    three.put("/nb/a.html", reply(status=404))
    three.put("/nb/", links("b.html", "c.html"))  # the listing has dropped it too
    result = crawl_source(source, client, known)
    before, row = known[f"fujian-site {BASE}a.html"], rows_of(result)["a.html"]
    assert (row.outcome, row.status) == ("gone", 404)
    assert (row.sha256, row.size) == (before.sha256, before.size)
    assert (row.first_seen, row.last_seen) == (LONG_AGO, LONG_AGO)
    assert row.fetched_at > LONG_AGO
    assert codes(result) == [(IssueCode.GONE, Severity.WARNING)]
    assert len(result.links) == 2


def test_each_failure_is_a_row_and_an_issue(
    site: Any, new_client: Any, source: Any, reply: Any
) -> None:
    names = ["gone", "shut", "broken", "away", "trap", "good"]
    site.put("/nb/", links(*names))
    site.put("/nb/shut", reply(status=403))
    site.put("/nb/broken", reply(fault="reset"))
    site.put("/nb/away", reply(status=302, headers={"Location": "//www.mirror.test/"}))
    site.put("/nb/trap", reply(b"<html><script>$_ts</script></html>"))
    site.put("/nb/good", REPORT.format("好"))
    result = crawl_source(source, new_client(), {})
    assert outcomes(result) == {
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
        (IssueCode.REFUSED, Severity.ERROR),
    ]
    assert [issue.url for issue in result.issues] == [BASE + n for n in names[:5]]
    row = rows_of(result)["broken"]
    assert (row.attempts, row.status, row.sha256, row.first_seen) == (
        3,
        None,
        None,
        None,
    )
    assert row.fetched_at is not None
    assert site.paths("www.mirror.test") == []


def test_a_mirror_in_the_listing_is_never_asked(
    site: Any, new_client: Any, source: Any
) -> None:
    copy = "http://www.mirror.test/nb/a.html"
    site.put("/nb/", links(copy, "a.html") + "<a href='http://x.test/'>友情链接</a>")
    site.put("/nb/a.html", REPORT.format(f"<a href='{copy}.doc'>附件</a>"))
    result = crawl_source(source, new_client(), {})
    assert outcomes(result) == {
        copy: "out_of_scope",
        "a.html": "fetched",
        copy + ".doc": "out_of_scope",
    }
    row = rows_of(result)[copy]
    assert (row.attempts, row.fetched_at, row.status) == (0, None, None)
    assert [issue.url for issue in result.issues] == [copy, copy + ".doc"]
    assert "www.mirror.test" in result.issues[0].message
    assert [r for r in site.requests if r["host"] != "www.site.test"] == []
    # and again, with what is known from the first crawl
    again = crawl_source(source, new_client(), known_from_rows(result.documents))
    assert outcomes(again)[copy] == "out_of_scope"
    assert [r for r in site.requests if r["host"] != "www.site.test"] == []


def test_a_web_page_in_place_of_an_attachment(
    three: Any, new_client: Any, source: Any
) -> None:
    client = new_client()
    known = aged(crawl_source(source, client, {}))
    three.put("/nb/b.doc", "<html><p>系统错误</p></html>")
    result = crawl_source(source, client, known)
    row = rows_of(result)["b.doc"]
    assert row.outcome == "failed"
    assert client.archive.get(row.sha256) == WORD
    assert codes(result) == [(IssueCode.FETCH_FAILED, Severity.WARNING)]


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
    three: Any, new_client: Any, source: Any, reply: Any, status: int, code: IssueCode
) -> None:
    client = new_client()
    known = aged(crawl_source(source, client, {}))
    three.put("/nb/", reply(status=status, headers={"Location": "//www.mirror.test/"}))
    three.requests.clear()
    result = crawl_source(source, client, known)
    assert result.documents == list(known.values())
    assert codes(result) == [(code, Severity.ERROR)]
    assert result.counts["not_tried"] == 4
    assert set(three.paths()) == {"/nb/"}


def test_a_spent_budget(three: Any, new_client: Any, new_source: Any) -> None:
    client = new_client()
    known = aged(crawl_source(new_source(), client, {}))
    three.put("/nb/", links("new.html", "a.html", "b.html", "c.html"))
    small = new_source(politeness=Politeness(max_requests_per_run=2))
    three.requests.clear()
    result = crawl_source(small, client, known)  # the listing, and one document
    assert three.paths() == ["/nb/", "/nb/new.html"]
    assert outcomes(result)["new.html"] == "gone"
    assert [row for row in result.documents if row.fetched_at == LONG_AGO] == list(
        known.values()
    )
    assert result.issues[-1].code is IssueCode.FETCH_FAILED
    assert "4 known documents" in result.issues[-1].message


@pytest.mark.usefixtures("three")
def test_new_links_after_the_budget_are_rows(new_client: Any, new_source: Any) -> None:
    small = new_source(politeness=Politeness(max_requests_per_run=3))
    result = crawl_source(small, new_client(), {})
    assert outcomes(result) == {
        "a.html": "fetched",
        "b.html": "failed",
        "c.html": "failed",
    }
    assert rows_of(result)["c.html"].attempts == 0
    assert all("budget of 3 requests" in issue.message for issue in result.issues)


@pytest.mark.usefixtures("three")
def test_two_sources_may_list_one_address(new_client: Any, new_source: Any) -> None:
    client, other = new_client(), new_source(source_id="fujian-other")
    first = crawl_source(new_source(), client, {})
    second = crawl_source(other, client, {})
    known = known_from_rows([*first.documents, *second.documents])
    assert len(known) == 8
    third = crawl_source(other, client, known)
    assert {row.source_id for row in third.documents} == {"fujian-other"}
    assert outcomes(third)["a.html"] == "not_modified"


def test_an_interrupt_passes(three: Any, new_client: Any, source: Any) -> None:
    def stop(done: int, _total: int, _url: str) -> None:
        if done == 1:
            raise KeyboardInterrupt

    client = new_client()
    with pytest.raises(KeyboardInterrupt):
        crawl_source(source, client, {}, on_progress=stop)
    assert three.paths() == ["/nb/", "/nb/a.html"]
    assert [r.outcome for r in client.log.records()] == ["gone", "fetched", "fetched"]
