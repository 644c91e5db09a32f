import gzip
import time
import tracemalloc
import zlib
from typing import Any

import pytest

from pipeline.crawl.client import default_user_agent
from pipeline.errors import (
    FetchError,
    GoneError,
    OutOfScopeError,
    RefusedError,
    TransientError,
    UsageError,
)
from pipeline.registry import Politeness

URL = "http://www.site.test/a.html"
HTML = "<html><body>" + "年度报告" * 100 + "</body></html>"


def log_of(client: Any) -> list[tuple[str, int | None, str, int]]:
    """Path, status, outcome and attempt of each request but those of robots.txt."""
    return [
        (r.url.partition(".test")[2], r.status, r.outcome, r.attempt)
        for r in client.log.records()
        if not r.url.endswith("/robots.txt")
    ]


def fetch(client: Any, source: Any, url: str = URL, **options: Any) -> Any:
    return client.session(source).fetch(url, **options)


def test_a_page_is_fetched_archived_and_logged(
    site: Any, new_client: Any, source: Any
) -> None:
    site.put("/a.html", HTML)
    client = new_client()
    got = fetch(client, source)
    assert (got.outcome, got.status, got.error) == ("fetched", 200, None)
    assert client.archive.get(got.sha256) == HTML.encode()
    assert log_of(client) == [("/a.html", 200, "fetched", 1)]
    (record,) = [r for r in client.log.records() if r.url == URL]
    assert (record.sha256, record.size) == (got.sha256, len(HTML.encode()))
    assert (record.source_id, record.host) == ("fujian-site", "www.site.test")
    assert site.requests[-1]["host"] == "www.site.test"
    assert site.requests[-1]["agent"].startswith("ogi/")


def test_https_names_are_mapped_too(site: Any, new_client: Any, source: Any) -> None:
    site.put("/a.html", HTML)
    got = fetch(new_client(), source, "https://www.site.test/a.html")
    assert (got.outcome, got.final_url) == ("fetched", "https://www.site.test/a.html")


def test_not_modified(site: Any, new_client: Any, source: Any) -> None:
    site.put("/a.html", HTML)
    client = new_client()
    first = fetch(client, source)
    second = fetch(client, source, etag=first.etag)
    assert (second.outcome, second.status, second.body) == ("not_modified", 304, None)
    assert log_of(client)[-1] == ("/a.html", 304, "not_modified", 1)


def test_304_for_no_question_is_a_failure(
    site: Any, new_client: Any, source: Any, reply: Any
) -> None:
    site.put("/a.html", reply(status=304))
    got = fetch(new_client(), source)
    assert (got.outcome, got.status) == ("failed", 304)


def test_503_then_200_waits_as_told(
    site: Any, new_client: Any, source: Any, reply: Any
) -> None:
    site.put("/a.html", reply(status=503, headers={"Retry-After": "1"}), HTML)
    client, began = new_client(), time.monotonic()
    got = fetch(client, source)
    assert 1.0 <= time.monotonic() - began < 2.0
    assert (got.outcome, got.attempts) == ("fetched", 2)
    assert log_of(client) == [
        ("/a.html", 503, "failed", 1),
        ("/a.html", 200, "fetched", 2),
    ]


def test_a_long_retry_after_is_not_waited_for(
    site: Any, new_client: Any, source: Any, reply: Any
) -> None:
    site.put("/a.html", reply(status=429, headers={"Retry-After": "61"}), HTML)
    got = fetch(new_client(), source)
    assert (got.outcome, got.attempts) == ("failed", 1)
    assert isinstance(got.error, TransientError)
    assert got.error.retry_after == 61


@pytest.mark.parametrize("fault", ["reset", "slow", "cut"])
def test_network_faults_are_tried_three_times(
    site: Any, new_client: Any, source: Any, reply: Any, fault: str
) -> None:
    site.put("/a.html", reply(HTML.encode(), fault=fault))
    client = new_client()
    got = fetch(client, source)
    assert isinstance(got.error, TransientError)
    assert (got.outcome, got.attempts) == ("failed", 3)
    assert [line[3] for line in log_of(client)] == [1, 2, 3]


def test_a_reset_that_passes(
    site: Any, new_client: Any, source: Any, reply: Any
) -> None:
    site.put("/a.html", reply(fault="reset"), HTML)
    client = new_client()
    assert fetch(client, source).outcome == "fetched"
    assert log_of(client) == [
        ("/a.html", None, "failed", 1),
        ("/a.html", 200, "fetched", 2),
    ]


def test_a_trickle_ends_at_the_total_time(
    site: Any, new_client: Any, source: Any, reply: Any
) -> None:
    site.put("/a.html", reply(b"x" * 100, fault="trickle"))
    client = new_client(limits={"total_seconds": 0.2, "attempts": 1})
    got = fetch(client, source)
    assert isinstance(got.error, TransientError)
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
    site: Any, new_client: Any, source: Any, reply: Any, status: int, kind: type
) -> None:
    site.put("/a.html", reply(status=status))
    got = fetch(new_client(), source)
    assert type(got.error) is kind
    assert (got.status, got.attempts, got.outcome) == (status, 1, kind.outcome)
    assert site.paths() == ["/a.html"]


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
    site: Any,
    new_client: Any,
    source: Any,
    reply: Any,
    status: int,
    body: str,
    outcome: str,
) -> None:
    site.put("/a.html", reply(body.encode(), status, {"Content-Type": "text/html"}))
    got = fetch(new_client(), source)
    assert (got.outcome, got.attempts) == (outcome, 1)


def test_redirects_are_followed_and_logged(
    site: Any, new_client: Any, source: Any, reply: Any
) -> None:
    site.put("/a.html", reply(status=301, headers={"Location": "./b.html#x"}))
    site.put("/b.html", HTML)
    client = new_client()
    got = fetch(client, source)
    assert (got.url, got.final_url) == (URL, "http://www.site.test/b.html")
    assert (got.outcome, got.attempts) == ("fetched", 2)
    assert log_of(client) == [
        ("/a.html", 301, "redirect", 1),
        ("/b.html", 200, "fetched", 1),
    ]


@pytest.mark.parametrize(
    "place",
    ["http://www.mirror.test/a.html", "//www.mirror.test/", "file:///etc/passwd"],
)
def test_a_redirect_out_of_scope_is_not_requested(
    site: Any, new_client: Any, source: Any, reply: Any, place: str
) -> None:
    site.put("/a.html", reply(status=302, headers={"Location": place}))
    got = fetch(new_client(), source)
    assert isinstance(got.error, OutOfScopeError)
    assert (got.outcome, got.status) == ("out_of_scope", 302)
    assert site.paths("www.mirror.test") == []
    assert "/robots.txt" not in [
        r["path"] for r in site.requests if r["host"] == "www.mirror.test"
    ]


def test_redirect_loop(site: Any, new_client: Any, source: Any, reply: Any) -> None:
    site.put("/a.html", reply(status=302, headers={"Location": "/b.html"}))
    site.put("/b.html", reply(status=302, headers={"Location": "/a.html"}))
    got = fetch(new_client(), source)
    assert got.outcome == "failed"
    assert "in a loop" in str(got.error)
    assert site.paths() == ["/a.html", "/b.html"]


def test_too_many_redirects(
    site: Any, new_client: Any, source: Any, reply: Any
) -> None:
    for n in range(9):
        site.put(f"/{n}", reply(status=302, headers={"Location": f"/{n + 1}"}))
    got = fetch(new_client(), source, "http://www.site.test/0")
    assert "at most 5 redirects" in str(got.error)
    assert site.paths() == ["/0", "/1", "/2", "/3", "/4", "/5"]


def test_too_big(site: Any, new_client: Any, source: Any, reply: Any) -> None:
    chunked = b"5dc\r\n" + b"x" * 1500 + b"\r\n0\r\n\r\n"
    head = {"Transfer-Encoding": "chunked", "Content-Length": ""}
    site.put("/announced", b"x" * 1500)
    site.put("/silent", reply(chunked, headers=head))
    client = new_client(limits={"max_bytes": 1000})
    for path in ("/announced", "/silent"):
        got = fetch(client, source, f"http://www.site.test{path}")
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
    site: Any, new_client: Any, source: Any, reply: Any, encoding: str, pack: Any
) -> None:
    body = HTML.encode() * 500
    site.put("/a.html", reply(pack(body), headers={"Content-Encoding": encoding}))
    assert fetch(new_client(), source).body == body


def test_a_bomb_does_not_go_off(
    site: Any, new_client: Any, source: Any, reply: Any
) -> None:
    bomb = gzip.compress(b"\0" * 100_000_000, 1)
    assert len(bomb) < 1_000_000
    site.put("/a.html", reply(bomb, headers={"Content-Encoding": "gzip"}))
    client = new_client(limits={"max_bytes": 3_000_000})
    tracemalloc.start()
    got = fetch(client, source)
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
        ("gzip", gzip.compress(HTML.encode())[:-12], 3),
    ],
)
def test_bodies_that_cannot_be_unpacked(
    site: Any,
    new_client: Any,
    source: Any,
    reply: Any,
    encoding: str,
    body: bytes,
    attempts: int,
) -> None:
    site.put("/a.html", reply(body, headers={"Content-Encoding": encoding}))
    got = fetch(new_client(), source)
    assert (got.outcome, got.attempts) == ("failed", attempts)


def test_robots_forbid(site: Any, new_client: Any, source: Any, reply: Any) -> None:
    site.put("/robots.txt", reply(b"User-agent: *\nDisallow: /a\n"))
    site.put("/b.html", HTML)
    client = new_client()
    got = fetch(client, source)
    assert isinstance(got.error, RefusedError)
    assert "robots.txt forbids" in str(got.error)
    assert fetch(client, source, "http://www.site.test/b.html").outcome == "fetched"
    assert site.paths() == ["/b.html"]
    assert next(r.url for r in client.log.records()).endswith("/robots.txt")


def test_robots_rules_for_us_by_name(
    site: Any, new_client: Any, source: Any, reply: Any
) -> None:
    rules = b"User-agent: ogi\nDisallow:\n\nUser-agent: *\nDisallow: /\n"
    site.put("/robots.txt", reply(rules))
    site.put("/a.html", HTML)
    assert fetch(new_client(), source).outcome == "fetched"


def test_a_redirect_to_a_forbidden_page(
    site: Any, new_client: Any, source: Any, reply: Any
) -> None:
    site.put("/robots.txt", reply(b"User-agent: *\nDisallow: /b\n"))
    site.put("/a.html", reply(status=302, headers={"Location": "/b.html"}))
    assert fetch(new_client(), source).outcome == "refused"
    assert site.paths() == ["/a.html"]


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
    site: Any,
    new_client: Any,
    source: Any,
    reply: Any,
    status: int,
    body: bytes,
    kind: str,
    outcome: str,
) -> None:
    site.put("/robots.txt", reply(body, status, {"Content-Type": kind}))
    site.put("/a.html", HTML)
    got = fetch(new_client(), source)
    assert got.outcome == outcome
    assert site.paths() == (["/a.html"] if outcome == "fetched" else [])


def test_the_delay_is_kept(site: Any, new_client: Any, new_source: Any) -> None:
    site.put("/a.html", HTML)
    client = new_client(delay_scale=1.0)
    session = client.session(new_source(politeness=Politeness(delay_seconds=0.1)))
    began = time.monotonic()
    for _ in range(3):
        session.fetch(URL)
    # robots.txt and three pages: three pauses of 0.1 to 0.13 s
    assert 0.3 <= time.monotonic() - began < 0.8


def test_crawl_delay_of_robots_counts(
    site: Any, new_client: Any, new_source: Any, reply: Any
) -> None:
    site.put("/robots.txt", reply(b"User-agent: *\nCrawl-delay: 30\n"))
    site.put("/a.html", HTML)
    client = new_client(delay_scale=0.01)
    session = client.session(new_source(politeness=Politeness(delay_seconds=1.0)))
    began = time.monotonic()
    session.fetch(URL)
    session.fetch(URL)
    assert 0.3 <= time.monotonic() - began < 0.8


def test_the_budget_counts_everything(
    site: Any, new_client: Any, new_source: Any, reply: Any
) -> None:
    site.put("/a.html", reply(status=500))
    source = new_source(politeness=Politeness(max_requests_per_run=3))
    session = new_client().session(source)
    got = session.fetch(URL)  # robots.txt, two tries, and then no third
    assert "budget of 3 requests" in str(got.error)
    assert len(site.requests) == 3
    assert session.budget.exhausted
    assert session.fetch(URL).attempts == 0
    assert len(site.requests) == 3


def test_the_user_agent_invents_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OGI_CONTACT", raising=False)
    assert default_user_agent().endswith("contact: not configured)")
    monkeypatch.setenv("OGI_CONTACT", "research@example.org")
    assert default_user_agent().endswith("contact: research@example.org)")
    monkeypatch.setenv("OGI_CONTACT", "a\r\nX-Other: b")
    with pytest.raises(UsageError, match="OGI_CONTACT"):
        default_user_agent()


@pytest.mark.parametrize("target", ["example.org:80", "93.184.216.34:80", "127.0.0.1"])
def test_a_map_leads_to_loopback_only(new_client: Any, target: str) -> None:
    with pytest.raises(UsageError, match=r"127\.0\.0\.1:PORT"):
        new_client(host_map={"www.site.test": target})


def test_a_closed_port_is_a_failure(new_client: Any, source: Any) -> None:
    got = fetch(new_client(host_map={"www.site.test": "127.0.0.1:9"}), source)
    assert got.outcome == "refused"  # robots.txt could not be read
    assert "robots.txt could not be read" in str(got.error)
