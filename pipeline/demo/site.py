"""Every resource of the demonstration by host and path, built once and fixed.

Bytes, media type and dates only; HTTP is in `server`. Nothing here reads a clock.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipeline.demo.catalogue import (
    DemoReport,
    OtherRow,
    ReportRow,
    SiteEntry,
    load_reports,
    load_sites,
)
from pipeline.demo.looks import docx, hanweb, old_gb, trs
from pipeline.demo.looks.common import Row

__all__ = ["DemoPages", "Resource", "build_pages"]

_UTF8_HTML = "text/html; charset=utf-8"
_ROBOTS = "User-agent: *\nAllow: /\nDisallow: /search\n"


@dataclass(frozen=True, slots=True)
class Resource:
    """One thing that a host serves.

    Attributes:
        body: the bytes.
        content_type: the header, charset included only where the site sends it.
        modified_on: the day for Last-Modified, at midnight UTC.
        fails_once: the first request after a start is answered 503.
    """

    body: bytes
    content_type: str
    modified_on: date
    fails_once: bool = False

    @property
    def etag(self) -> str:
        """A strong validator: the start of the SHA-256 of the bytes."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@dataclass(frozen=True, slots=True)
class DemoPages:
    """All hosts with their resources, and the rows behind the data addresses."""

    resources: Mapping[tuple[str, str], Resource]
    proxies: Mapping[tuple[str, str], tuple[Row, ...]]
    hosts: tuple[str, ...]


def _row(entry: ReportRow | OtherRow) -> Row:
    if isinstance(entry, OtherRow):
        return Row(entry.title, entry.url, entry.published_on)
    report = load_reports()[entry.report].entry
    return Row(report.title, report.path, report.published_on)


def _listing_pages(site: SiteEntry) -> dict[str, str]:
    pages = [[_row(entry) for entry in page] for page in site.pages]
    if site.look == "hanweb":
        rows = [row for page in pages for row in page]
        return {site.listing: hanweb.listing(site, rows)}
    look = trs if site.look == "trs" else old_gb
    texts = {
        look.page_path(site, number): look.listing(site, number, rows)
        for number, rows in enumerate(pages)
    }
    # The folder and its index are one page.
    return {site.listing: texts[look.page_path(site, 0)], **texts}


def _html(site: SiteEntry, text: str, day: date, *, fails: bool = False) -> Resource:
    if site.look == "old_gb":
        return Resource(text.encode(old_gb.ENCODING), "text/html", day, fails)
    return Resource(text.encode("utf-8"), _UTF8_HTML, day, fails)


def _report_resources(site: SiteEntry, report: DemoReport) -> dict[str, Resource]:
    entry = report.entry
    look = {"trs": trs, "hanweb": hanweb, "old_gb": old_gb}[site.look]
    text: str = look.article(report, site)
    day = entry.published_on
    found = {entry.path: _html(site, text, day, fails=entry.fails_once)}
    if entry.attachment_path:
        body = docx.render_docx(report)
        found[entry.attachment_path] = Resource(body, docx.CONTENT_TYPE, day)
    return found


def _site_resources(site: SiteEntry) -> dict[str, Resource]:
    look = {"trs": trs, "hanweb": hanweb, "old_gb": old_gb}[site.look]
    robots = Resource(_ROBOTS.encode(), "text/plain", site.updated_on)
    found = {"/robots.txt": robots}
    for path, text in _listing_pages(site).items():
        found[path] = _html(site, text, site.updated_on)
    for entry in (entry for page in site.pages for entry in page):
        if isinstance(entry, ReportRow):
            found |= _report_resources(site, load_reports()[entry.report])
        elif entry.body is not None:
            found[entry.url] = _html(site, look.note(site, entry), entry.published_on)
    return found


@cache
def build_pages() -> DemoPages:
    """Render every page of the demonstration.

    Raises:
        DataFileError: a data file of the demonstration is wrong.
    """
    sites = load_sites()
    resources = {
        (site.host, path): resource
        for site in sites.sites
        for path, resource in _site_resources(site).items()
    }
    mirror = sites.mirror
    resources |= {
        (mirror.host, path): resource
        for (host, path), resource in list(resources.items())
        if host == mirror.of
    }
    proxies = {
        (site.host, hanweb.PROXY_PATH): tuple(_row(e) for p in site.pages for e in p)
        for site in sites.sites
        if site.look == "hanweb"
    }
    hosts = (*(site.host for site in sites.sites), mirror.host)
    return DemoPages(resources, proxies, hosts)
