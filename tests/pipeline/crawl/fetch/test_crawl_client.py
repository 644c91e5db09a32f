"""Single fetches: what the client asks, keeps, waits for, and never asks."""

import asyncio
import datetime as dt
import gzip
import time
import tracemalloc
import zlib
from collections.abc import Callable

import pytest

from pipeline.crawl.call import Call, Held
from pipeline.crawl.fetch.client import default_user_agent
from pipeline.crawl.fetch.politeness import CHINA, Hosts
from pipeline.crawl.fetch.replay import Recorded
from pipeline.crawl.fetch.session import Session
from pipeline.errors import (
    FetchError,
    GoneError,
    OutOfScopeError,
    RefusedError,
    UsageError,
)
from tests.pipeline.crawl.lab import URL, Lab
from tests.site.model import Fault, Reply
from tests.site.server import Site

HTML = "<html><body>" + "年度报告" * 100 + "</body></html>"


def log_of(lab: Lab) -> list[tuple[str, int | None, str, int]]:
    """Path, status, outcome and attempt of each request but those of robots.txt."""
    return [
        (r.url.partition(".test")[2], r.status, r.outcome, r.attempt)
        for r in lab.records()
        if r.kind == "request"
    ]


def test_a_page_is_fetched_archived_and_logged(site: Site, lab: Lab) -> None:
    site.set("/a.html", HTML)
    got = lab.fetch()
    assert (got.outcome, got.status, got.error) == ("fetched", 200, None)
    assert lab.archive.get(got.sha256 or "") == HTML.encode()
    assert log_of(lab) == [("/a.html", 200, "fetched", 1)]
    (record,) = [r for r in lab.records(robots=True) if r.url == URL]
    assert (record.sha256, record.size) == (got.sha256, len(HTML.encode()))
    assert (record.source_id, record.host) == ("fujian-site", "www.site.test")
    assert site.requests[-1].host == "www.site.test"
    assert site.requests[-1].headers["user-agent"].startswith("ogi/")


def test_https_names_are_mapped_too(site: Site, lab: Lab) -> None:
    site.set("/a.html", HTML)
    got = lab.fetch("https://www.site.test/a.html")
    assert (got.outcome, got.final_url) == ("fetched", "https://www.site.test/a.html")


def test_not_modified(site: Site, lab: Lab) -> None:
    site.set("/a.html", HTML)
    first = lab.fetch()
    second = lab.fetch(held=Held(first.sha256 or "", first.etag))
    assert (second.outcome, second.status, second.body) == ("not_modified", 304, None)
    assert log_of(lab)[-1] == ("/a.html", 304, "not_modified", 1)


def test_304_for_no_question_is_a_failure(site: Site, lab: Lab) -> None:
    site.set("/a.html", Reply(status=304))
    got = lab.fetch()
    assert (got.outcome, got.status) == ("failed", 304)


def test_503_then_200_waits_as_told(site: Site, lab: Lab) -> None:
    site.set("/a.html", Reply(status=503, headers={"Retry-After": "1"}), HTML)
    began = time.monotonic()
    got = lab.fetch()
    assert 1.0 <= time.monotonic() - began < 2.0
    assert (got.outcome, got.attempts) == ("fetched", 2)
    assert log_of(lab) == [
        ("/a.html", 503, "failed", 1),
        ("/a.html", 200, "fetched", 2),
    ]


def test_a_long_retry_after_makes_the_host_rest(site: Site, lab: Lab) -> None:
    site.set("/a.html", Reply(status=429, headers={"Retry-After": "121"}), HTML)
    first, second = lab.fetches(URL, "http://www.site.test/b.html")
    assert (first.outcome, first.attempts) == ("failed", 1)
    assert first.rests_until is not None
    until = dt.datetime.fromisoformat(first.rests_until)
    assert 115 < (until - dt.datetime.now(dt.UTC)).total_seconds() < 122
    assert (second.outcome, second.attempts) == ("not_asked", 0)
    assert "left alone" in str(second.error)
    assert site.asked() == ["/a.html"]


def test_too_often_without_a_time_is_a_refusal(site: Site, lab: Lab) -> None:
    site.set("/a.html", Reply(status=429))
    first, second = lab.fetches(URL, "http://www.site.test/b.html")
    assert (first.outcome, first.attempts) == ("refused", 1)
    assert (second.outcome, site.asked()) == ("not_asked", ["/a.html"])


def test_429_is_waited_for_and_then_the_host_rests(site: Site, lab: Lab) -> None:
    busy = Reply(status=429, headers={"Retry-After": "0"})
    site.set("/a.html", busy)
    first, second = lab.fetches(URL, "http://www.site.test/b.html")
    assert (first.outcome, first.attempts) == ("failed", 3)
    assert first.rests_until is not None
    assert second.outcome == "not_asked"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=412),
        Reply("<html><script>$_ts=window['$_ts'];</script></html>"),
        Reply("<html><script>__jsl_clearance</script></html>", 521),
        Reply("<html><p>您的访问频繁，请稍后再试</p></html>"),
    ],
)
def test_what_makes_a_host_rest_at_once(site: Site, lab: Lab, reply: Reply) -> None:
    site.set("/a.html", reply)
    first, second = lab.fetches(URL, "http://www.site.test/b.html")
    assert (first.outcome, second.outcome) == ("refused", "not_asked")
    assert site.asked() == ["/a.html"]


def test_forbidden_three_times_in_a_row_makes_it_rest(site: Site, lab: Lab) -> None:
    base = "http://www.site.test/"
    site.set("/1", Reply(status=403))
    site.set("/2", Reply(status=403))
    site.set("/3", HTML)
    for name in ("/4", "/5", "/6"):
        site.set(name, Reply(status=403))
    found = lab.fetches(*(f"{base}{n}" for n in range(1, 8)))
    assert [f.outcome for f in found] == [
        *("refused", "refused", "fetched", "refused", "refused", "refused"),
        "not_asked",
    ]
    assert [f.rests_until is not None for f in found] == [*[False] * 5, True, False]


def test_a_refusal_makes_a_pause(site: Site, lab: Lab) -> None:
    site.set("/a.html", Reply(status=403))
    lab.scale = 0.005  # of 60 seconds
    lab.fetches(URL, "http://www.site.test/b.html")
    assert 0.3 <= site.gaps()[-1] < 0.8


def test_rest_and_budget_outlive_the_run(site: Site, lab: Lab) -> None:
    site.set("/a.html", Reply(status=412))
    lab.fetch()
    lab.new_run()
    assert lab.fetch("http://www.site.test/b.html").outcome == "gone"
    lab.new_run()
    lab.hosts = Hosts({lab.source.host: lab.source.politeness}, scale=0)
    for record in lab.log.records():
        lab.hosts.remember(record)
    asked = len(site.requests)
    assert lab.fetch("http://www.site.test/c.html").outcome == "not_asked"
    assert len(site.requests) == asked


@pytest.mark.parametrize("fault", ["reset", "slow", "cut"])
def test_network_faults_are_tried_three_times(
    site: Site, lab: Lab, fault: Fault
) -> None:
    site.set("/a.html", Reply(HTML.encode(), fault=fault))
    got = lab.fetch()
    assert (got.outcome, got.attempts) == ("failed", 3)
    assert [line[3] for line in log_of(lab)] == [1, 2, 3]


def test_a_reset_that_passes(site: Site, lab: Lab) -> None:
    site.set("/a.html", Reply(fault="reset"), HTML)
    assert lab.fetch().outcome == "fetched"
    assert log_of(lab) == [
        ("/a.html", None, "failed", 1),
        ("/a.html", 200, "fetched", 2),
    ]


def test_a_trickle_ends_at_the_total_time(site: Site, lab: Lab) -> None:
    site.set("/a.html", Reply(b"x" * 100, fault="trickle"))
    lab.limits = {"total_seconds": 0.2, "attempts": 1}
    got = lab.fetch()
    assert "too long" in str(got.error)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (404, GoneError),
        (410, GoneError),
        (403, RefusedError),
        (412, RefusedError),
        (521, RefusedError),
        (418, FetchError),
    ],
)
def test_final_statuses_are_asked_once(
    site: Site, lab: Lab, status: int, kind: type[FetchError]
) -> None:
    site.set("/a.html", Reply(status=status))
    got = lab.fetch()
    assert type(got.error) is kind
    assert (got.status, got.attempts, got.outcome) == (status, 1, kind.outcome)
    assert site.asked() == ["/a.html"]


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, "<html><script>$_ts=window['$_ts'];</script></html>", "refused"),
        (202, "<html><script>var a='acw_sc__v2'</script></html>", "refused"),
        (202, HTML, "failed"),
        (200, "<html><p>您访问的页面不存在</p></html>", "gone"),
        (200, "<meta http-equiv='refresh' content='0;URL=../'/>", "gone"),
        # the challenge script on a page that is served whole
        (200, HTML + "<script>$_ts=1</script>", "fetched"),
    ],
)
def test_what_a_page_says(
    site: Site,
    lab: Lab,
    status: int,
    body: str,
    outcome: str,
) -> None:
    site.set("/a.html", Reply(body, status, "text/html"))
    got = lab.fetch()
    assert (got.outcome, got.attempts) == (outcome, 1)


def test_redirects_are_followed_and_logged(site: Site, lab: Lab) -> None:
    site.set("/a.html", Reply(status=301, headers={"Location": "./b.html#x"}))
    site.set("/b.html", HTML)
    got = lab.fetch()
    assert (got.call.url, got.final_url) == (URL, "http://www.site.test/b.html")
    assert (got.outcome, got.attempts) == ("fetched", 2)
    assert log_of(lab) == [
        ("/a.html", 301, "redirect", 1),
        ("/b.html", 200, "fetched", 1),
    ]


@pytest.mark.parametrize(
    "place",
    ["http://www.mirror.test/a.html", "//www.mirror.test/", "file:///etc/passwd"],
)
def test_a_redirect_out_of_scope_is_not_requested(
    site: Site, lab: Lab, place: str
) -> None:
    site.set("/a.html", Reply(status=302, headers={"Location": place}))
    got = lab.fetch()
    assert isinstance(got.error, OutOfScopeError)
    assert (got.outcome, got.status) == ("out_of_scope", 302)
    assert site.asked("www.mirror.test") == []
    assert "/robots.txt" not in [
        r.path for r in site.requests if r.host == "www.mirror.test"
    ]


def test_redirect_loop(site: Site, lab: Lab) -> None:
    site.set("/a.html", Reply(status=302, headers={"Location": "/b.html"}))
    site.set("/b.html", Reply(status=302, headers={"Location": "/a.html"}))
    got = lab.fetch()
    assert got.outcome == "failed"
    assert "in a loop" in str(got.error)
    assert site.asked() == ["/a.html", "/b.html"]


def test_too_many_redirects(site: Site, lab: Lab) -> None:
    for n in range(9):
        site.set(f"/{n}", Reply(status=302, headers={"Location": f"/{n + 1}"}))
    got = lab.fetch("http://www.site.test/0")
    assert "at most 5 redirects" in str(got.error)
    assert site.asked() == ["/0", "/1", "/2", "/3", "/4", "/5"]


def test_too_big(site: Site, lab: Lab) -> None:
    chunked = b"5dc\r\n" + b"x" * 1500 + b"\r\n0\r\n\r\n"
    head = {"Transfer-Encoding": "chunked", "Content-Length": ""}
    site.set("/announced", b"x" * 1500)
    site.set("/silent", Reply(chunked, headers=head))
    lab.limits = {"max_bytes": 1000}
    for path in ("/announced", "/silent"):
        got = lab.fetch(f"http://www.site.test{path}")
        assert (got.outcome, got.attempts, got.sha256) == ("failed", 1, None)
        assert "at most 1000 bytes" in str(got.error)


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("gzip", lambda body: gzip.compress(body[:9]) + gzip.compress(body[9:])),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body, wbits=-15)),
    ],
)
def test_packed_bodies(
    site: Site, lab: Lab, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    body = HTML.encode() * 500
    site.set("/a.html", Reply(pack(body), headers={"Content-Encoding": encoding}))
    assert lab.fetch().body == body


def test_a_bomb_does_not_go_off(site: Site, lab: Lab) -> None:
    bomb = gzip.compress(b"\0" * 100_000_000, 1)
    assert len(bomb) < 1_000_000
    site.set("/a.html", Reply(bomb, headers={"Content-Encoding": "gzip"}))
    lab.limits = {"max_bytes": 3_000_000}
    tracemalloc.start()
    got = lab.fetch()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (got.outcome, got.attempts) == ("failed", 1)
    assert "at most 3000000 bytes" in str(got.error)
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("encoding", "body", "attempts"),
    [
        ("br", b"x", 1),
        ("gzip, gzip", b"x", 1),
        ("gzip", b"this is not gzip", 1),
        ("gzip", gzip.compress(HTML.encode(), mtime=0)[:-12], 3),
    ],
)
def test_bodies_that_cannot_be_unpacked(
    site: Site,
    lab: Lab,
    encoding: str,
    body: bytes,
    attempts: int,
) -> None:
    site.set("/a.html", Reply(body, headers={"Content-Encoding": encoding}))
    got = lab.fetch()
    assert (got.outcome, got.attempts) == ("failed", attempts)


def test_robots_forbid(site: Site, lab: Lab) -> None:
    site.set("/robots.txt", Reply("User-agent: *\nDisallow: /a\n", 200, "text/plain"))
    site.set("/b.html", HTML)
    got, other = lab.fetches(URL, "http://www.site.test/b.html")
    assert isinstance(got.error, RefusedError)
    assert "robots.txt forbids" in str(got.error)
    assert got.rests_until is None
    assert other.outcome == "fetched"
    assert site.asked() == ["/b.html"]
    lines = [(r.kind, r.outcome) for r in lab.records(robots=True)]
    assert lines == [
        ("request", "fetched"),
        ("not_requested", "refused"),
        ("request", "fetched"),
    ]


def test_robots_txt_is_good_for_a_day(site: Site, lab: Lab) -> None:
    site.set("/robots.txt", Reply("User-agent: *\nDisallow: /a\n", 200, "text/plain"))
    lab.fetch()
    lab.new_run()
    lab.hosts = Hosts({lab.source.host: lab.source.politeness}, scale=0)
    for record in lab.log.records():
        lab.hosts.remember(record)
    assert lab.fetch().outcome == "refused"
    assert site.asked(robots=True) == ["/robots.txt"]


def test_robots_rules_for_us_by_name(site: Site, lab: Lab) -> None:
    rules = b"User-agent: ogi\nDisallow:\n\nUser-agent: *\nDisallow: /\n"
    site.set("/robots.txt", Reply(rules, 200, "text/plain"))
    site.set("/a.html", HTML)
    assert lab.fetch().outcome == "fetched"


def test_a_redirect_to_a_forbidden_page(site: Site, lab: Lab) -> None:
    site.set("/robots.txt", Reply("User-agent: *\nDisallow: /b\n", 200, "text/plain"))
    site.set("/a.html", Reply(status=302, headers={"Location": "/b.html"}))
    assert lab.fetch().outcome == "refused"
    assert site.asked() == ["/a.html"]


@pytest.mark.parametrize(
    ("status", "body", "kind", "outcome"),
    [
        (404, b"", "text/plain", "fetched"),
        (403, b"", "text/plain", "fetched"),
        (200, b"<html>User-agent: *\nDisallow: /</html>", "text/html", "fetched"),
        (500, b"", "text/plain", "refused"),
        (429, b"", "text/plain", "refused"),
    ],
)
def test_no_robots_file(
    site: Site,
    lab: Lab,
    status: int,
    body: bytes,
    kind: str,
    outcome: str,
) -> None:
    site.set("/robots.txt", Reply(body, status, kind))
    site.set("/a.html", HTML)
    got = lab.fetch()
    assert got.outcome == outcome
    assert site.asked() == (["/a.html"] if outcome == "fetched" else [])


def test_the_delay_is_kept(site: Site, lab: Lab) -> None:
    site.set("/a.html", HTML)
    lab.scale = 1.0
    lab.with_politeness(delay_seconds=0.1).fetches(URL, f"{URL}?b", f"{URL}?c")
    gaps = site.gaps()  # robots.txt and three pages: three pauses of 0.1 to 0.13 s
    assert len(gaps) == 3
    assert min(gaps) >= 0.1
    assert site.crowded() == {}


def test_crawl_delay_of_robots_counts(site: Site, lab: Lab) -> None:
    site.set(
        "/robots.txt", Reply("User-agent: *\nCrawl-delay: 30\n", 200, "text/plain")
    )
    site.set("/a.html", HTML)
    lab.scale = 0.01
    lab.with_politeness(delay_seconds=1.0).fetches(URL, f"{URL}?b")
    assert site.gaps()[1] >= 0.3


def test_nothing_is_asked_twice_in_a_crawl(site: Site, lab: Lab) -> None:
    site.set("/a.html", HTML)
    first, other, again = lab.fetches(URL, Call(URL, form=(("n", "1"),)), URL)
    assert again == first
    assert other.body == first.body
    assert site.asked() == ["/a.html", "/a.html"]


def test_the_budget_of_a_day_counts_everything(site: Site, lab: Lab) -> None:
    site.set("/a.html", Reply(status=500))
    lab.with_politeness(max_requests_per_day=3)
    got, later = lab.fetches(URL, f"{URL}?b")
    # robots.txt, two tries, and then no third
    assert got.outcome == "not_asked"
    assert "the 3 requests that host www.site.test gets" in str(got.error)
    assert (later.outcome, later.attempts) == ("not_asked", 0)
    assert len(site.requests) == 3


def test_what_was_not_asked_is_asked_when_the_crawl_goes_on(
    site: Site, lab: Lab
) -> None:
    site.set("/a.html", HTML)
    spent, never = lab.with_politeness(max_requests_per_day=2).fetches(
        URL, "http://www.site.test/b.html"
    )
    assert (spent.outcome, never.outcome) == ("fetched", "not_asked")
    lines = list(lab.log.records())
    again = Recorded(lines, lab.archive, ask_again=True)
    assert again.take(Call(URL)) is not None
    assert again.take(Call("http://www.site.test/b.html")) is None
    then = Recorded(lines, lab.archive).take(Call("http://www.site.test/b.html"))
    assert then is not None
    assert then.outcome == "not_asked"


@pytest.mark.parametrize(
    ("hour", "outcome"),
    [(21, "not_asked"), (22, "gone"), (5, "gone"), (6, "not_asked")],
)
def test_hours_are_those_of_china(
    site: Site, lab: Lab, hour: int, outcome: str
) -> None:
    lab.with_politeness(hours="22:00-06:00")
    at = dt.datetime(2026, 3, 2, hour, 30, tzinfo=CHINA).astimezone(dt.UTC)
    politeness = {lab.source.host: lab.source.politeness}
    lab.hosts = Hosts(politeness, scale=0, now=lambda: at)
    assert lab.fetch().outcome == outcome
    assert bool(site.requests) is (outcome == "gone")


def test_a_form_is_posted_and_a_redirect_of_it_is_a_get(site: Site, lab: Lab) -> None:
    site.set("/search", Reply(status=302, headers={"Location": "/found"}))
    site.set("/again", Reply(status=307, headers={"Location": "/found"}))
    site.set("/found", HTML)
    form = (("page", "2"), ("name", "某市"))
    for path in ("/search", "/again"):
        call = Call(f"http://www.site.test{path}", form, headers=(("Referer", URL),))
        lab.fetches(call)
    methods = [(r.method, r.path) for r in site.requests if r.path != "/robots.txt"]
    assert methods == [
        ("POST", "/search"),
        ("GET", "/found"),
        ("POST", "/again"),
        ("POST", "/found"),
    ]
    assert site.requests[-1].body == b"page=2&name=%E6%9F%90%E5%B8%82"
    assert site.requests[-1].headers["referer"] == URL


def test_the_user_agent_invents_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OGI_CONTACT", raising=False)
    assert default_user_agent().endswith("contact: not configured)")
    monkeypatch.setenv("OGI_CONTACT", "research@example.org")
    assert default_user_agent().endswith("contact: research@example.org)")
    monkeypatch.setenv("OGI_CONTACT", "a\r\nX-Other: b")
    with pytest.raises(UsageError, match="OGI_CONTACT"):
        default_user_agent()


@pytest.mark.parametrize("target", ["example.org:80", "93.184.216.34:80", "127.0.0.1"])
def test_a_map_leads_to_loopback_only(lab: Lab, target: str) -> None:
    lab.host_map = {"www.site.test": target}
    with pytest.raises(UsageError, match=r"127\.0\.0\.1:PORT"):
        lab.fetch()


def test_a_closed_port_is_a_failure(lab: Lab) -> None:
    lab.host_map = {"www.site.test": "127.0.0.1:9"}
    got = lab.fetch()
    assert got.outcome == "refused"  # robots.txt could not be read
    assert "robots.txt could not be read" in str(got.error)


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("²", None),
        ("-1", None),
        ("soon", None),
        ("Mon, 01 Jan 2226100200:00 60000", None),
        ("Mon, 01 Jan 2001 00:00:00 GMT", None),
        ("1000000000000", 7),
        ("9" * 400, 7),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 7),
    ],
)
def test_an_odd_retry_after_is_no_crash_and_no_rest_for_ever(
    site: Site, lab: Lab, value: str, days: int | None
) -> None:
    site.set("/a.html", Reply(status=503, headers={"Retry-After": value}))
    before = dt.datetime.now(dt.UTC)
    got = lab.fetch()
    assert got.outcome == "failed"
    if days is None:
        assert got.rests_until is None
    else:
        assert got.rests_until is not None
        rest = dt.datetime.fromisoformat(got.rests_until) - before
        assert abs(rest - dt.timedelta(days=days)) < dt.timedelta(minutes=1)


def test_a_long_retry_after_of_robots_txt_is_not_waited_for(
    site: Site, lab: Lab
) -> None:
    site.set("/robots.txt", Reply(status=503, headers={"Retry-After": "86400"}))
    assert lab.fetch().outcome == "refused"
    assert site.asked(robots=True) == ["/robots.txt"]


def test_retry_after_counts_for_the_next_address_too(site: Site, lab: Lab) -> None:
    site.set("/a.html", Reply(status=503, headers={"Retry-After": "1"}))
    lab.limits = {"attempts": 1}
    lab.fetches(URL, "http://www.site.test/b.html")
    assert site.gaps()[-1] >= 0.95


def test_a_validator_goes_back_as_it_came(site: Site, lab: Lab) -> None:
    site.set("/a.html", Reply(HTML.encode(), headers={"ETag": '"年报"'}))
    held = lab.fetch()
    assert held.sha256 is not None
    got = lab.fetch(held=Held(held.sha256, held.etag, held.last_modified))
    assert got.error is None
    sent = site.requests[-1].headers["if-none-match"]
    assert sent.encode("latin-1").decode() == '"年报"'


def test_half_of_robots_txt_allows_nothing(site: Site, lab: Lab) -> None:
    rules = Reply(
        "User-agent: *\nDisallow: /\n",
        200,
        "text/plain",
        {"Content-Encoding": "br"},  # it came, and cannot be read
    )
    site.set("/robots.txt", rules)
    got = lab.fetch()
    assert got.outcome == "refused"
    assert site.asked() == []
    lab.hosts = Hosts({lab.source.host: lab.source.politeness}, scale=0)
    for record in lab.log.records():
        lab.hosts.remember(record)
    lab.fetch()  # another run asks for it again
    assert site.asked(robots=True) == ["/robots.txt"] * 2


def test_robots_txt_on_a_foreign_host_is_asked_for_once(site: Site, lab: Lab) -> None:
    away = Reply(status=302, headers={"Location": "http://www.mirror.test/robots.txt"})
    site.set("/robots.txt", away)
    got = lab.fetches(URL, f"{URL}?b", f"{URL}?c")
    assert [fetch.outcome for fetch in got] == ["refused"] * 3
    assert [s.target for s in site.requests] == ["/robots.txt"]


@pytest.mark.parametrize("delay", ["86400", "9" * 20])
def test_a_crawl_delay_of_a_day_is_not_waited_for(
    site: Site, lab: Lab, delay: str
) -> None:
    rules = f"User-agent: *\nCrawl-delay: {delay}\n"
    site.set("/robots.txt", Reply(rules, 200, "text/plain"))
    site.set("/a.html", HTML)
    lab.scale = 1.0
    lab.with_politeness(delay_seconds=0.0)
    got = lab.fetches(URL, f"{URL}?b", f"{URL}?c")
    assert [fetch.outcome for fetch in got] == ["fetched", "not_asked", "not_asked"]
    assert "Crawl-delay" in str(got[1].error)


def test_a_redirect_to_a_chinese_path_is_followed(site: Site, lab: Lab) -> None:
    site.set("/a.html", Reply(status=302, headers={"Location": "/年报.html"}))
    site.set("/%E5%B9%B4%E6%8A%A5.html", HTML)
    got = lab.fetch()
    assert got.outcome == "fetched"
    assert got.final_url == "http://www.site.test/%E5%B9%B4%E6%8A%A5.html"


def test_a_location_in_gbk_keeps_its_bytes(lab: Lab) -> None:
    asked: list[bytes] = []

    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        asked.append(head.split()[1])
        gone = b"HTTP/1.1 404 Not Found\r\n"
        away = b"HTTP/1.1 302 Found\r\nLocation: /" + "年报".encode("gbk") + b"\r\n"
        status = away if asked[-1] == b"/a.html" else gone
        writer.write(status + b"Content-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        lab.host_map = {lab.source.host: f"127.0.0.1:{port}"}
        async with server, lab.client() as client:
            await Session(client, lab.source, lab.crawl_id).fetch(Call(URL))

    asyncio.run(run())
    assert asked == [b"/robots.txt", b"/a.html", b"/%C4%EA%B1%A8"]


def test_the_delay_outlives_the_run(site: Site, lab: Lab) -> None:
    site.set("/a.html", HTML)
    lab.scale = 1.0
    lab.with_politeness(delay_seconds=0.5).fetch()
    lab.hosts = Hosts({lab.source.host: lab.source.politeness}, scale=1.0)
    for record in lab.log.records():
        lab.hosts.remember(record)
    lab.fetch(f"{URL}?b")
    assert site.gaps()[-1] >= 0.49
