"""Exchanges and log lines to keep, as a crawl makes them."""

import gzip
import hashlib
import zlib
from dataclasses import replace
from typing import Any

from pipeline.crawl.keep.exchange import Exchange
from pipeline.crawl.keep.log import FetchRecord

RECORD = FetchRecord(
    kind="request",
    time="2026-01-31T23:59:59.000+00:00",
    province_id="110000",
    source_id="beijing",
    crawl_id="2026-01-31T23:00:00.000+00:00",
    fetch_no=7,
    url="http://www.site.test/年报",
    host="www.site.test",
    status=200,
    outcome="fetched",
    attempt=1,
)
_PLAIN = Exchange(
    url="http://www.site.test/",
    method="GET",
    request_headers=(("Host", "www.site.test"), ("User-Agent", "ogi")),
    request_body=b"",
    sent_at="2026-01-31T23:59:59.123+00:00",
    protocol="HTTP/1.1",
    address="127.0.0.1",
    status=200,
    reason="OK",
    headers=(("Content-Type", "text/html"),),
    payload=b"",
    truncated=None,
    body=b"",
    sha256=hashlib.sha256(b"").hexdigest(),
)


def exchange(
    path: str = "/", body: bytes = b"", *, coding: str = "", **changes: Any
) -> Exchange:
    """A whole answer; `changes` may make it another."""
    headers = _PLAIN.headers + ((("Content-Encoding", coding),) if coding else ())
    whole = replace(
        _PLAIN,
        url=f"http://www.site.test{path}",
        headers=headers,
        payload=packed(body, coding),
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
    )
    return replace(whole, **changes)


def packed(body: bytes, coding: str) -> bytes:
    """A body in a content coding; `bare` is deflate without its header."""
    if coding in {"gzip", "x-gzip"}:
        return gzip.compress(body, mtime=0)
    if coding == "deflate":
        return zlib.compress(body)
    return body


def without_body(path: str, **changes: Any) -> Exchange:
    """An answer whose body is not there, or not whole."""
    return replace(exchange(path), body=None, sha256=None, **changes)


def record_of(kept: Exchange) -> FetchRecord:
    """The log line of an exchange."""
    return replace(RECORD, url=kept.url, status=kept.status, sha256=kept.sha256)
