"""Bodies within bounds: whole ones, cut ones, packed ones, from a real server."""

import asyncio
import gzip
import time
import tracemalloc
import zlib
from typing import Any

import httpx
import pytest

from pipeline.crawl.fetch.body import Body, read_body, unpack
from pipeline.crawl.fetch.transport import open_http
from pipeline.errors import FetchError, TransientError
from tests.site.model import Reply
from tests.site.server import Site

HTML = ("<html><body>" + "年度报告" * 100 + "</body></html>").encode()
TWICE = gzip.compress(HTML[:9], mtime=0) + gzip.compress(HTML[9:], mtime=0)


def read(
    site: Site, reply: Reply, *, max_bytes: int = 1 << 20, seconds: float = 5.0
) -> Body:
    site.set("/a", reply)

    async def fetch() -> Body:
        timeout = httpx.Timeout(0.5)
        async with (
            open_http(site.host_map, "ogi", timeout) as http,
            http.stream("GET", "http://www.site.test/a") as response,
        ):
            deadline = time.monotonic() + seconds
            return await read_body(response, max_bytes=max_bytes, deadline=deadline)

    return asyncio.run(fetch())


def packed(content: bytes, encoding: str = "gzip", **options: Any) -> Reply:
    return Reply(content, headers={"Content-Encoding": encoding}, **options)


def test_a_whole_body(site: Site) -> None:
    assert read(site, Reply(HTML)) == Body(payload=HTML, body=HTML)
    assert read(site, Reply(b"")) == Body(payload=b"", body=b"")


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("gzip", gzip.compress(HTML, mtime=0)),
        ("x-gzip", gzip.compress(HTML, mtime=0)),
        ("gzip", TWICE),
        ("gzip", gzip.compress(HTML, mtime=0) + b"\0" * 100),
        ("deflate", zlib.compress(HTML)),
        ("deflate", zlib.compress(HTML, wbits=-15)),
        ("GZIP", gzip.compress(HTML, mtime=0)),
        ("gzip, identity", gzip.compress(HTML, mtime=0)),
        ("utf-8", HTML),
        ("none", HTML),
        ("identity", HTML),
    ],
)
def test_packed_bodies_are_kept_as_received(
    site: Site, encoding: str, content: bytes
) -> None:
    got = read(site, packed(content, encoding))
    assert got == Body(payload=content, body=HTML)


@pytest.mark.parametrize(
    "content", [gzip.compress(b"x" * 999_999, 1, mtime=0), TWICE * 1000]
)
def test_large_packed_bodies(content: bytes) -> None:
    assert unpack(content, "gzip", max_bytes=1 << 21) == gzip.decompress(content)


@pytest.mark.parametrize(
    ("encoding", "content", "kind", "says"),
    [
        ("br", b"x", FetchError, "expected the encoding gzip, deflate, found 'br'"),
        ("gzip, gzip", b"x", FetchError, "found 'gzip, gzip'"),
        ("gzip", b"this is not gzip", FetchError, "packed with gzip"),
        (
            "gzip",
            gzip.compress(HTML, mtime=0)[:-12],
            TransientError,
            "gzip body is cut short",
        ),
        ("gzip", TWICE[:-1], TransientError, "gzip body is cut short"),
        ("deflate", zlib.compress(HTML)[:-1], TransientError, "cut short"),
    ],
)
def test_whole_payloads_that_cannot_be_unpacked(
    site: Site, encoding: str, content: bytes, kind: type, says: str
) -> None:
    got = read(site, packed(content, encoding))
    assert (got.payload, got.truncated, got.body) == (content, None, None)
    assert type(got.error) is kind
    assert says in str(got.error)


def test_a_bomb_does_not_go_off() -> None:
    bomb = gzip.compress(b"\0" * 100_000_000, 1)
    tracemalloc.start()
    with pytest.raises(FetchError, match="at most 3000000 bytes, it unpacks to more"):
        unpack(bomb, "gzip", max_bytes=3_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


def test_too_large_by_its_own_account(site: Site) -> None:
    got = read(site, Reply(b"x" * 1500), max_bytes=1000)
    assert (got.payload, got.truncated, got.body) == (b"", "length", None)
    assert type(got.error) is FetchError
    assert "at most 1000 bytes, 1500 are announced" in str(got.error)


def test_too_large_without_a_word(site: Site) -> None:
    chunked = b"5dc\r\n" + b"x" * 1500 + b"\r\n0\r\n\r\n"
    reply = Reply(chunked, headers={"Transfer-Encoding": "chunked"})
    got = read(site, reply, max_bytes=1000)
    assert (got.payload, got.truncated, got.body) == (b"x" * 1000, "length", None)
    assert type(got.error) is FetchError
    assert read(site, reply, max_bytes=1500).body == b"x" * 1500


def test_a_cut_body_is_kept_as_far_as_it_came(site: Site) -> None:
    got = read(site, Reply(HTML, fault="cut"))
    assert got.payload == HTML[: len(HTML) // 2]
    assert (got.truncated, got.body) == ("disconnect", None)
    assert type(got.error) is TransientError
    assert f"cut short after {len(HTML) // 2} bytes" in str(got.error)


def test_a_trickle_ends_at_the_total_time(site: Site) -> None:
    began = time.monotonic()
    got = read(site, Reply(b"x" * 100, fault="trickle"), seconds=0.2)
    assert time.monotonic() - began < 1.0
    assert 1 <= len(got.payload) < 20
    assert (got.truncated, got.body) == ("time", None)
    assert type(got.error) is TransientError


def test_a_pause_longer_than_one_read_may_take(site: Site) -> None:
    site.trickle = 2.0
    got = read(site, Reply(b"xy", fault="trickle"))
    assert (got.payload, got.truncated) == (b"", "time")
    assert type(got.error) is TransientError
