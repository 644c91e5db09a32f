"""Addresses: their canonical form, and whether they may be requested at all.

The scope is the set of hosts of the registry. Government pages are copied by look-alike
sites under the same path, so a link or a redirect to any other host is refused before
a request is made. Nothing here touches the network.
"""

import ipaddress
import re
import socket
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

import httpx
from w3lib.url import canonicalize_url, safe_url_string

from pipeline.crawl.fetch.addresses import is_public
from pipeline.crawl.settings import listing_settings
from pipeline.errors import OutOfScopeError

__all__ = [
    "address_or_none",
    "article_key",
    "canonical_url",
    "check_scope",
    "host_of",
    "host_or_empty",
    "query_string",
]

_SCHEMES = frozenset({"http", "https"})
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_SESSION_ID = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_MOBILE = re.compile(r"/m(post_\d+\.)|_wap(?=\.\w+$)")
_INDEX = re.compile(r"/(?:index|default)\.(?:s?html?|jsp|aspx?|php)$")
# Browsers drop these inside an address; some pages break their links over two lines.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
#: spellings that are remembered: the same address passes several times a request
_REMEMBERED = 4096


@lru_cache(_REMEMBERED)
def canonical_url(url: str, base: str | None = None) -> str:
    """One spelling for one address: absolute, no fragment, quoted alike.

    The query is sorted only where order cannot matter (every part is `name=value` and
    no name comes twice); otherwise it is left as written.

    Args:
        url: the address as found, absolute or relative.
        base: the address of the page it was found on.

    Raises:
        OutOfScopeError: it cannot be read as an address.
    """
    cleaned = _SESSION_ID.sub("", _CONTROL.sub("", url).strip())
    try:
        absolute = urljoin(base, cleaned) if base else cleaned
        query = urlsplit(absolute).query
        spelled: str = canonicalize_url(absolute)
        if not _order_is_free(query):
            spelled = _with_query(spelled, urlsplit(safe_url_string(absolute)).query)
        return _without_default_port(spelled)
    except ValueError as fault:
        message = f"not an address that can be read: {url!r} ({fault})"
        raise OutOfScopeError(message) from fault


def address_or_none(url: str, base: str | None = None) -> str | None:
    """The canonical form of an address on a page; None for what is no address.

    There is nothing to follow then; what a list lacks for it, its total tells.
    """
    try:
        return canonical_url(url, base)
    except OutOfScopeError:
        return None


@lru_cache(_REMEMBERED)
def article_key(url: str) -> str:
    """The same key for all spellings under which one article is linked.

    With or without `www.` and TLS, the page for telephones (`mpost_1.html`,
    `t1_wap.html`), a folder or its index file, with or without fields that say where a
    visitor came from. Only a key: what is asked for is the
    address as it was found.

    Args:
        url: canonical.
    """
    parts = urlsplit(url)
    host = parts.netloc.removeprefix("www.")
    path = _MOBILE.sub(lambda found: f"/{found[1]}" if found[1] else "", parts.path)
    path = _INDEX.sub("/", path)
    tracking = re.compile(listing_settings().tracking)
    fields = parts.query.split("&") if parts.query else []
    kept = "&".join(field for field in fields if not tracking.fullmatch(field))
    return urlunsplit(("", host, path or "/", kept, ""))


def _order_is_free(query: str) -> bool:
    parts = query.split("&")
    names = [part.partition("=")[0] for part in parts]
    return all("=" in part for part in parts) and len(set(names)) == len(names)


def _with_query(url: str, query: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def query_string(
    fields: Mapping[str, Any] | Sequence[tuple[str, Any]],
) -> str:
    """Fields as the query of an address.

    Half a character, as an escape in a script may leave one, becomes a question mark.
    """
    return urlencode(fields, errors="replace")


def _without_default_port(url: str) -> str:
    parts = urlsplit(url)
    netloc = parts.netloc.removesuffix(_DEFAULT_PORTS.get(parts.scheme, "\0"))
    return urlunsplit((parts.scheme, netloc, parts.path, parts.query, ""))


def host_of(url: str) -> str:
    """The host as the registry spells it: `name`, or `name:port` for an odd port.

    Read with the parser of the HTTP client, so that what is checked is what is asked.

    Raises:
        OutOfScopeError: the address has no host.
    """
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as fault:
        message = f"not an address that can be read: {url!r} ({fault})"
        raise OutOfScopeError(message) from fault
    if not parsed.host:
        message = f"expected an address with a host, found {url!r}"
        raise OutOfScopeError(message)
    return parsed.host if parsed.port is None else f"{parsed.host}:{parsed.port}"


def host_or_empty(url: str) -> str:
    """The host of an address; empty where it has none, which is no host of ours."""
    try:
        return host_of(url)
    except OutOfScopeError:
        return ""


def check_scope(url: str, scope: Collection[str], mapped: Collection[str] = ()) -> None:
    """Refuse an address that this project may not request.

    Args:
        url: the address that is about to be requested.
        scope: the hosts of the registry.
        mapped: hosts with an explicit target of their own (demonstration, tests).

    Raises:
        OutOfScopeError: wrong scheme, a host outside the scope, a user name in the
            address, or a literal address that is not public.
    """
    scheme = url.partition(":")[0].lower()
    if scheme not in _SCHEMES:
        message = f"expected http or https, found {scheme!r} in {url!r}"
        raise OutOfScopeError(message)
    host = host_of(url)
    if "\\" in url or httpx.URL(url).userinfo:
        message = f"expected a plain address, found a user name or backslash: {url!r}"
        raise OutOfScopeError(message)
    if host not in scope:
        message = (
            f"host {host} is not in the registry, so {url} is not requested; a host "
            f"is admitted by a file in data/registry/hosts/"
        )
        raise OutOfScopeError(message)
    if host not in mapped and _is_private(httpx.URL(url).host):
        message = f"host {host} is not a public address, so {url} is not requested"
        raise OutOfScopeError(message)


def _is_private(host: str) -> bool:
    """Whether `host` is a literal address outside the public Internet."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        try:  # 127.1, 0x7f000001 and 2130706433 also lead to loopback
            address = ipaddress.ip_address(socket.inet_aton(host))
        except (OSError, ValueError):
            return host == "localhost" or host.endswith(".localhost")
    return not is_public(address)
