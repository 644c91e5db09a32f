"""The interfaces behind the lists of 开普云 (UCAP), and what they answer.

    GET  /common/search/<channel>?_isAgg=true&_isJson=true&_pageSize=20&page=1
    GET  /searchList/<channel>?…   and   /search/<channel>?…        the same
    POST /getFileListByCodeId                 form: channelId, page, size
    POST /interface-cms/qryManuscriptByWebsiteId
                                              JSON: websiteId, channelId[], pageNum
    POST //<other host>/search/common/search/<number>       form: datas[…], page

A channel is 32 hexadecimal digits, a number in the last. All answers but that of
`interface-cms` count their entries; its pages are asked until one is empty. The last
interface is on another host, where relative addresses mean the host of the list: so
every request carries the list's address as `Referer`, and answers are read by it.
"""

import json
import re
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.call import Call
from pipeline.crawl.discover.json_answers import (
    at,
    date_of,
    json_of,
    number_at,
    number_in,
    numbered,
    objects_at,
    plain,
    text_at,
)
from pipeline.crawl.discover.page import Page, Reading, Route, Row, page_numbers
from pipeline.crawl.discover.titles import title_filter
from pipeline.crawl.urls import address_or_none, query_string

__all__ = ["read_answer", "recognises", "routes_of"]

_SIZE = "20"
_HEX = r"[0-9a-f]{32}"
_CHANNEL = re.compile(
    rf"""\b(?:channelId|channel_id)\b["']?\s*[=:]\s*\[?\s*["']({_HEX}|\d+)["']""",
    re.IGNORECASE,
)
_WEBSITE = re.compile(rf"""\bwebsiteId\b["']?\s*[=:]\s*["']({_HEX})["']""")
# An address of the first kind, written whole in a script or an attribute.
_WRITTEN = re.compile(
    rf"""["']((?:(?:https?:)?//[\w.:-]+)?/(?:common/search|searchList|search)/
    ({_HEX}))(?:\?[^"'\s]*)?["']""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_BY_CODE = "/getFileListByCodeId"
_MANUSCRIPTS = "/interface-cms/"
_FOLDER = re.compile(r"(?:(?:https?:)?//[\w.:-]+)?[\w./-]*$", re.ASCII)
_FOLDER_LENGTH = 200
_OTHER_HOST = re.compile(
    r"(?:https?:)?(//[\w.:-]{1,200})?/search/common/search/(?:(\d+)(?![0-9a-f]))?",
    re.ASCII,
)
_GUESSES = ("/common/search/", "/searchList/", "/search/")
_AROUND = 80  # characters before and after a channel that may say what it holds
_PAGE_NAMES = ("page", "pageNum")  # of the requests above


def recognises(page: Page) -> bool:
    """Whether a page takes its list from one of the interfaces."""
    if any(mark in page.text for mark in ("_isAgg", _BY_CODE, _MANUSCRIPTS)):
        return True
    if _OTHER_HOST.search(page.text):
        return True
    return any(not channel.isdigit() for channel in _channels(page))


# --- which interface ------------------------------------------------------------


def routes_of(
    page: Page, *, guess: bool, own_channel: bool = False
) -> tuple[Route, ...]:
    """The ways to the entries of a list page; the likeliest first.

    Args:
        page: the list's page.
        guess: also try the usual addresses, where the page names only its channel.
        own_channel: only addresses with the channel that the page's head gives as its
            own; others may belong to a column beside the list.
    """
    calls = _written_calls(page)
    if own_channel:
        own = _head_channel(page)
        calls = [call for call in calls if own is not None and own in _said(call)]
    if guess and not calls:
        calls = _guessed_calls(page)
    return tuple(Route((call,), chained=True) for call in dict.fromkeys(calls))


def _said(call: Call) -> str:
    return " ".join(
        (call.url, *(value for _, value in call.form or ()), call.json or "")
    )


def _written_calls(page: Page) -> list[Call]:
    """Requests whose address stands in the page."""
    calls = [_search_call(page, match[1]) for match in _WRITTEN.finditer(page.text)]
    channels = _channels(page)
    words = [channel for channel in channels if not channel.isdigit()]
    by_code = _address(page, _BY_CODE)
    if by_code is not None:
        calls += [_by_code_call(page, by_code, channel) for channel in words]
    manuscripts, website = _address(page, _MANUSCRIPTS), _WEBSITE.search(page.text)
    if manuscripts is not None and website is not None:
        url = f"{manuscripts}qryManuscriptByWebsiteId"
        calls += [_manuscript_call(page, url, website[1], c) for c in words]
    other = _OTHER_HOST.search(page.text)
    if other is not None:
        numbers = [other[2]] if other[2] else [c for c in channels if c.isdigit()]
        calls += [_other_host_call(page, other[1] or "", n) for n in numbers]
    return calls


def _address(page: Page, name: str) -> str | None:
    """The address in the page that ends in this name, with what stands before it."""
    end = page.text.find(name)
    if end < 0:
        return None
    folder = _FOLDER.search(page.text[max(end - _FOLDER_LENGTH, 0) : end])
    return (folder[0] if folder is not None else "") + name


def _guessed_calls(page: Page) -> list[Call]:
    channels = [c for c in _channels(page) if not c.isdigit()]
    calls = [
        _search_call(page, guess + channel)
        for channel in channels
        for guess in _GUESSES
    ]
    return calls + [_by_code_call(page, _BY_CODE, channel) for channel in channels]


def _channels(page: Page) -> list[str]:
    """The channels that a page names, the likeliest first.

    A page with tabs names one for each: those beside words for annual reports come
    first, then that of the page's head, then the others.
    """
    own = _head_channel(page)
    found = ([own] if own else []) + _CHANNEL.findall(page.text)
    near = [
        match[1]
        for match in _CHANNEL.finditer(page.text)
        if _about_reports(page.text, match)
    ]
    return list(dict.fromkeys(near + found))


def _about_reports(text: str, match: re.Match[str]) -> bool:
    start, end = max(match.start() - _AROUND, 0), match.end() + _AROUND
    line = text[start:end]
    before = line[: match.start() - start].rpartition("\n")[2]
    after = line[match.end() - start :].partition("\n")[0]
    return title_filter().report.search(before + after) is not None


def _head_channel(page: Page) -> str | None:
    for meta in LexborHTMLParser(page.text).css("meta[name][content]"):
        if (meta.attributes["name"] or "").lower() in {"channelid", "channel_id"}:
            value = (meta.attributes["content"] or "").strip()
            if re.fullmatch(rf"{_HEX}|\d+", value, re.IGNORECASE):
                return value
    return None


def _search_call(page: Page, address: str) -> Call:
    fields = {
        "_isAgg": "true",
        "_isJson": "true",
        "_pageSize": _SIZE,
        "_template": "index",
        "_rangeTimeGte": "",
        "_channelName": "",
        "page": "1",
    }
    return Call(
        f"{urljoin(page.url, address)}?{query_string(fields)}", headers=_from(page)
    )


def _by_code_call(page: Page, address: str, channel: str) -> Call:
    form = (
        ("codeId", ""),
        ("channelId", channel),
        ("page", "1"),
        ("size", _SIZE),
        ("relateSubChannels", "true"),
    )
    return Call(urljoin(page.url, address), form=form, headers=_from(page))


def _manuscript_call(page: Page, address: str, website: str, channel: str) -> Call:
    body = {
        "websiteId": website,
        "channelId": [channel],
        "pageNum": 1,
        "pageSize": int(_SIZE),
    }
    url = urljoin(page.url, address)
    return Call(url, json=json.dumps(body), headers=_from(page))


def _other_host_call(page: Page, host: str, number: str) -> Call:
    form = (
        ("datas[0][key]", "status"),
        ("datas[0][value]", "4"),  # published
        ("datas[0][join]", "and"),
        ("datas[0][queryType]", "term"),
        ("datas[1][key]", "publishedTime"),
        ("datas[1][sort]", "true"),
        ("datas[1][order]", "desc"),
        ("datas[1][queryType]", "term"),
        ("page", "1"),
        ("_pageSize", _SIZE),
        ("_isAgg", "true"),
    )
    url = urljoin(page.url, f"{host}/search/common/search/{number}")
    return Call(url, form=form, headers=_from(page))


def _from(page: Page) -> tuple[tuple[str, str], ...]:
    return (("Referer", page.url),)


# --- what it answers ------------------------------------------------------------


def read_answer(page: Page) -> Reading | None:
    """Read an answer of an interface; None if the page is none."""
    value = json_of(page.text)
    if value is None:
        return None
    found = at(value, "results")
    data = at(value, "data") or at(found, "data") or value
    results = objects_at(data, "results")
    rows = tuple(row for r in results if (row := _row(page, r)) is not None)
    total = number_at(data, "total")
    asked = [(n, name) for name in _PAGE_NAMES if (n := number_in(page.call, name))]
    if not asked or not results:
        return Reading(rows, announced=total)
    number, name = asked[0]
    if total is None:
        following = Route((numbered(page.call, name, number + 1),), chained=True)
        return Reading(rows, routes=(following,))
    # A page is as long as this one, whatever was asked for: servers cap it.
    last = -(-total // len(results)) if number == 1 else 0
    calls = tuple(numbered(page.call, name, n) for n in page_numbers(2, last))
    # Where the newest entries were read from page files, the first pages of the
    # interface bring nothing new: then the others are only walked as the rest.
    rest = (Route(calls, patience=len(calls)),) if calls else ()
    return Reading(rows, announced=total, routes=(Route(calls),), rest=rest)


def _row(page: Page, entry: dict[str, object]) -> Row | None:
    """One entry; None without a title, or without any way to its text."""
    title = plain(text_at(entry, "title", "titleHtml", "subTitle", "subTitleHtml"))
    address = text_at(entry, "redirectUrl", "url") or _manuscript(entry)
    if not title or not address:
        return None
    base = next((v for name, v in page.call.headers if name == "Referer"), page.url)
    url = address_or_none(address, base)
    if url is None:
        return None
    day = date_of(entry, "publishedTimeStr", "publishedTime", "pubTime")
    return Row(url, title, day, in_list=True)


def _manuscript(entry: dict[str, object]) -> str:
    """Where the text of an entry without a page of its own is."""
    number = text_at(entry, "manuscriptId")
    if not number:
        return ""
    fields = {"apiUrl": "manuscript/getManuscriptById", "manuscriptId": number}
    return f"/interface-cms/proxy/api?{query_string(fields)}"
