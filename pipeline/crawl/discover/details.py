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
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from pipeline.crawl.call import Call
from pipeline.crawl.discover.epoint import site_of
from pipeline.crawl.discover.page import Page

__all__ = ["detail_call", "detail_html"]

_EPOINT_PAGE = re.compile(r"(?:showinfo|openDetailDynamic)\.html$", re.IGNORECASE)
_EPOINT_SERVICE = "rest/frontAppNotNeedLoginAction/getGovInfoDetail"
_GUID_NAMES = ("infoguid", "infoid")
_SHANGHAI_PAGE = re.compile(r"/art/info/\w+/(\w+)$")
_SHANGHAI_SERVICE = "/html/info/detail"


class _File(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str = Field("", validation_alias=AliasChoices("attachname", "name", "title"))
    url: str = Field(validation_alias=AliasChoices("attachurl", "url", "path"))


class _Detail(BaseModel):
    model_config = ConfigDict(frozen=True)

    content: str = Field(validation_alias=AliasChoices("infocontent", "body"))
    title: str = Field("", validation_alias=AliasChoices("title", "realtitle"))
    files: tuple[_File, ...] = Field((), validation_alias=AliasChoices("pdflist"))


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
    try:
        content = _innermost(from_json(text))
        detail = _Detail.model_validate(content)
    except (ValueError, ValidationError):
        return None
    if not detail.content.strip() and not detail.files:
        return None
    links = "".join(
        f'<p><a href="{escape(file.url)}">{escape(file.name or file.url)}</a></p>'
        for file in detail.files
    )
    title = escape(detail.title)
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><h1>{title}</h1>{detail.content}{links}</body></html>"
    )


def _innermost(answer: Any) -> Any:
    """What the envelopes `custom` and `data` hold; each may be a text of JSON."""
    for name in ("custom", "data"):
        if isinstance(answer, str):
            answer = from_json(answer)
        if isinstance(answer, dict) and name in answer:
            answer = answer[name]
    return from_json(answer) if isinstance(answer, str) else answer
