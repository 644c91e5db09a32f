"""Which address may become a source: the rules of docs/sources.md, before any request.

Pure. That the host then resolves to a public address is for the crawler to see.
"""

import re
from urllib.parse import urlsplit

from pipeline.crawl.settings import proposal_settings
from pipeline.crawl.urls import canonical_url, host_of
from pipeline.errors import OutOfScopeError, UsageError
from pipeline.registry import Registry

__all__ = ["check_address"]

#: spellings of an IPv4 address, also 2130706433 and 0x7f000001
_NUMBERS = re.compile(r"[0-9.]+|0x[0-9a-f.x]+", re.IGNORECASE)
_PLACE = "see 'What stays out' in docs/sources.md"


def check_address(url: str, registry: Registry, extra_hosts: frozenset[str]) -> str:
    """Check a listing address that somebody names.

    Args:
        url: as typed.
        registry: what is known already.
        extra_hosts: hosts on this machine (demonstration, tests), which need no
            government domain.

    Returns:
        It, in canonical spelling.

    Raises:
        UsageError: it cannot become a source, and why.
    """
    scheme = url.partition(":")[0].lower()
    if scheme not in {"http", "https"} or "://" not in url:
        raise UsageError(f"expected an address that starts with https://, found {url}")
    try:
        listing = canonical_url(url)
        host = host_of(listing)
    except OutOfScopeError as error:
        raise UsageError(str(error)) from error
    parts = urlsplit(listing)
    if parts.username is not None or "\\" in url:
        raise UsageError(f"expected a plain address, found a user name in {url}")
    name, _, port = host.rpartition(":")
    if name and port.isdigit() and ":" not in name:
        raise UsageError(f"expected an address without a port, found {host}")
    if ":" in host or _NUMBERS.fullmatch(host):
        raise UsageError(
            f"{host} is a bare IP address: nothing says whose it is, or will be; "
            f"{_PLACE}"
        )
    if any(re.search(p, f"{host}{parts.path}") for p in proposal_settings().gates):
        raise UsageError(
            f"{url} is a machine conversion to traditional characters, which also "
            f"changes words of the form: name the original page; {_PLACE}"
        )
    _check_domain(listing, host, registry, extra_hosts)
    _check_known(listing, host, registry)
    return listing


def _check_domain(
    url: str, host: str, registry: Registry, extra_hosts: frozenset[str]
) -> None:
    """Refuse whatever is no government domain: copies live there."""
    domains = proposal_settings().domains
    if any(host.endswith(d) for d in domains):
        return
    if host in registry.hosts or host in extra_hosts:
        return
    path = _path(url)
    original = next(
        (s for s in registry.sources.values() if _path(s.listing_url) == path != "/"),
        None,
    )
    copied = (
        f"; it has the path of {original.listing_url} ({original.source_id}) and is "
        "very likely a copy of it"
        if original
        else ""
    )
    raise UsageError(
        f"{host} is not a government domain ({', '.join(domains)}){copied}. Abandoned "
        f"and hijacked domains carry government pages with other text put in; {_PLACE}"
    )


def _check_known(url: str, host: str, registry: Registry) -> None:
    """Refuse a listing that is a source already, also under its other spellings."""
    for source in registry.sources.values():
        if canonical_url(source.listing_url) == url:
            raise UsageError(
                f"{url} is the source {source.source_id} already; look at it with: "
                f"ogi sources check {source.source_id}"
            )
        bare = host.removeprefix("www.")
        same_site = source.host.removeprefix("www.") == bare
        if same_site and _path(source.listing_url) == _path(url):
            raise UsageError(
                f"{url} is another spelling of the source {source.source_id}, "
                f"{source.listing_url}"
            )


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
