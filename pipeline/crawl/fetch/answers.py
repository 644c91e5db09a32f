"""What an answer means: served, gone, refused, or a fault that may pass.

Sites say "no" and "not found" in many ways, some of them with status 200. Statuses and
markers are data (`data/crawl/answers.yml`). Challenges are named, never solved.
"""

import re

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.settings import answer_settings
from pipeline.crawl.text import decode
from pipeline.errors import FetchError, GoneError, RefusedError, TransientError

__all__ = ["check_body", "check_status", "is_html"]

_OK = frozenset({200, 203})
_TOO_MANY = 429
_TARGET = re.compile(r"url\s*=\s*[\"']?([^\"'\s>]*)", re.IGNORECASE)
#: the statuses whose body is worth reading
_HTML_START = (b"<!doctype html", b"<html", b"<head", b"<script", b"<meta")


def check_status(status: int, retry_after: float | None) -> bool:
    """Whether the answer has a body for us.

    Returns:
        True for 200, 203 and 202 (some challenges come with it), False for 304.

    Raises:
        GoneError, RefusedError, TransientError, FetchError: by `answers.yml`.
    """
    settings = answer_settings()
    if status in _OK or status in {202, 304}:
        return status != 304  # noqa: PLR2004
    message = f"the site answered with status {status}"
    if status in settings.gone_statuses:
        raise GoneError(message)
    for refusal, statuses in settings.refused_statuses.items():
        if status in statuses:
            raise RefusedError(message, refusal)
    if status == _TOO_MANY and retry_after is None:
        raise RefusedError(f"{message}: too many requests", "too_many")
    if status in settings.transient_statuses:
        raise TransientError(message, retry_after, is_too_many=status == _TOO_MANY)
    raise FetchError(message)


def check_body(status: int, content_type: str | None, body: bytes) -> None:
    """Find a refusal or a "not found" in a body that came with a good status.

    Raises:
        RefusedError: a challenge script and next to no text.
        GoneError: "not found" and next to no text, or a stub that only leads elsewhere.
        FetchError: status 202 with anything else.
    """
    if is_html(content_type, body):
        _check_html(body)
    if status not in _OK:
        message = f"expected a page, the site answered with status {status}"
        raise FetchError(message)


def is_html(content_type: str | None, body: bytes) -> bool:
    """Whether the bytes are an HTML page, whatever the server calls them."""
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_HTML_START):
        return True
    named = (content_type or "").lower()
    return "html" in named and not start.startswith(
        (b"%pdf", b"pk\x03\x04", b"\xd0\xcf")
    )


def _check_html(body: bytes) -> None:
    settings = answer_settings()
    source = decode(body)
    text = _visible_text(source)
    if len(text) >= settings.little_text:
        return
    for marker in settings.challenge_markers:
        if marker in source:
            message = (
                f"the site asks to solve a challenge ({marker}), which is not done"
            )
            raise RefusedError(message, "challenge")
    for marker in settings.too_many_markers:
        if marker in text:
            message = f"the page says {marker} with a good status"
            raise RefusedError(message, "too_many")
    for marker in settings.gone_markers:
        if marker in text:
            message = f"the page says {marker} with a good status"
            raise GoneError(message)
    if len(body) < settings.refresh_stub_bytes and not text and _refreshes(source):
        message = "the page is a stub that only leads elsewhere"
        raise GoneError(message)


def _visible_text(source: str) -> str:
    tree = LexborHTMLParser(source)
    tree.strip_tags(["script", "style", "noscript", "title"])
    body = tree.body
    return "".join(body.text().split()) if body is not None else ""


def _refreshes(source: str) -> bool:
    """Whether a page refreshes to where a stub leads, by `stub_targets`."""
    stub = re.compile(answer_settings().stub_targets, re.IGNORECASE)
    for meta in LexborHTMLParser(source).css("meta[http-equiv]"):
        kind = (meta.attributes["http-equiv"] or "").strip().lower()
        target = _TARGET.search(meta.attributes.get("content") or "")
        if kind == "refresh" and (target is None or stub.search(target[1])):
            return True
    return False
