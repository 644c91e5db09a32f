"""Articles that are shells: their text comes by a call of its own, as JSON.

Here is what to ask for, by the marks of the page, and how an HTML page is made of the
answer. Nothing is asked here; lists are read by the families' own readers.

* Epoint: `showinfo.html?infoGuid=<guid>`, text from `getGovInfoDetail`.
* Shanghai (a district's single-page site): `/art/info/<column>/<id>`, text from
  `/html/info/detail`.
"""

import re
from html import escape
from json import dumps
from urllib.parse import parse_qsl, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.call import Call
from pipeline.crawl.discover.epoint import common_scripts, site_of
from pipeline.crawl.discover.json_answers import at, json_of, objects_at, text_at
from pipeline.crawl.discover.page import Page

__all__ = ["detail_call", "detail_html", "is_detail_address", "settings_calls"]

_EPOINT_PAGE = re.compile(r"(?:showinfo|openDetailDynamic)\.html$", re.IGNORECASE)
_EPOINT_SERVICE = "rest/frontAppNotNeedLoginAction/getGovInfoDetail"
_GUID_NAMES = ("infoguid", "infoid")
_SHANGHAI_PAGE = re.compile(r"/art/info/\w+/(\w+)$")
_SHANGHAI_SERVICE = "/html/info/detail"
_CONTENT_NAMES = ("infocontent", "body")


def is_detail_address(url: str) -> bool:
    """Whether an address is one of an article whose text comes by another call."""
    path = urlsplit(url).path
    return bool(_SHANGHAI_PAGE.search(path) or _EPOINT_PAGE.search(path))


def settings_calls(page: Page) -> tuple[Call, ...]:
    """The scripts of a page that may hold the settings of its site."""
    return common_scripts(page, LexborHTMLParser(page.text))


def detail_call(page: Page) -> Call | None:
    """What to ask for the text of an article; None if its page is no such shell.

    Args:
        page: the page of the article; for Epoint the settings of the site must stand in
            its text or in its parts.
    """
    parts = urlsplit(page.url)
    shanghai = _SHANGHAI_PAGE.search(parts.path)
    if shanghai is not None:
        url = urljoin(page.url, _SHANGHAI_SERVICE)
        return Call(url, form=(("id", shanghai[1]),))
    query = {name.lower(): value for name, value in parse_qsl(parts.query)}
    guid = next((query[name] for name in _GUID_NAMES if name in query), None)
    site = site_of([page.text, *(part.text for part in page.parts or ())])
    if guid is None or site is None or not _EPOINT_PAGE.search(parts.path):
        return None
    folder = f"/{site.project}/" if site.project else "/"
    url = urljoin(page.url, folder + _EPOINT_SERVICE)
    return Call(url, form=(("params", dumps({"infoid": guid})),))


def detail_html(text: str) -> str | None:
    """An HTML page of an answer to `detail_call`; None if there is no text in it."""
    detail = _innermost(json_of(text))
    content, title = text_at(detail, *_CONTENT_NAMES), escape(text_at(detail, "title"))
    links = "".join(map(_link, objects_at(detail, "pdflist")))
    if not content and not links:
        return None
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><h1>{title}</h1>{content}{links}</body></html>"
    )


def _link(file: dict[str, object]) -> str:
    """An attached file as a link; nothing if it has no address."""
    url = text_at(file, "attachurl", "url")
    name = text_at(file, "attachname", "name") or url
    return f'<p><a href="{escape(url)}">{escape(name)}</a></p>' if url else ""


def _innermost(answer: object) -> object:
    """What the envelopes `custom` and `data` hold; each may be a text of JSON."""
    for name in ("custom", "data"):
        inside = at(answer, name)
        if inside is not None:
            answer = json_of(inside) if isinstance(inside, str) else inside
    return answer
