"""Articles that are shells: what is asked, and what is made of the answer."""

import asyncio
from json import dumps, loads

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover.details import detail_call, detail_html
from pipeline.crawl.discover.memory import page_of
from pipeline.crawl.discover.page import Page
from tests.site.direct import DirectAsker
from tests.site.families import epoint as epoint_hosts
from tests.site.families import shanghai as shanghai_hosts
from tests.site.model import Host
from tests.site.sources import make_source

SITE = "http://www.site.test"
SETTINGS = "siteInfo = {siteGuid: 'abc', projectName: 'EpointWeb'}"


def page(path: str, text: str = "", script: str | None = None) -> Page:
    parts = None if script is None else (Page(SITE, script, Call(SITE)),)
    return Page(SITE + path, text, Call(SITE + path), parts)


@pytest.mark.parametrize("script", [None, SETTINGS])
def test_epoint(script: str | None) -> None:
    text = SETTINGS if script is None else ""
    call = detail_call(page("/x/showinfo.html?infoGuid=g-1", text, script))
    assert call is not None
    service = "/EpointWeb/rest/frontAppNotNeedLoginAction/getGovInfoDetail"
    assert call.url == SITE + service
    ((name, value),) = call.form or ()
    assert (name, loads(value)) == ("params", {"infoid": "g-1"})


def test_shanghai() -> None:
    call = detail_call(page("/art/info/1042/i2025-9"))
    assert call is None  # an id is letters and digits
    call = detail_call(page("/art/info/1042/i20259"))
    assert call == Call(f"{SITE}/html/info/detail", form=(("id", "i20259"),))


@pytest.mark.parametrize(
    "path", ["/x/showinfo.html", "/x/other.html?infoid=1", "/nb/1.html"]
)
def test_what_is_no_shell(path: str) -> None:
    assert detail_call(page(path, SETTINGS)) is None


def test_a_shell_of_an_unknown_site_is_not_asked_for() -> None:
    assert detail_call(page("/showinfo.html?infoGuid=g")) is None


def test_the_text_of_an_answer() -> None:
    data = {
        "title": "2024年<年报>",
        "infocontent": "<p>正文</p>",
        "pdflist": [{"attachname": "年报.pdf", "attachurl": "/a.pdf?x=1&y=2"}],
    }
    for body in ({"custom": {"data": data}}, {"custom": dumps(data)}, data):
        html = detail_html(dumps(body))
        assert html is not None
        assert "<p>正文</p>" in html
        assert "<h1>2024年&lt;年报&gt;</h1>" in html
        assert '<a href="/a.pdf?x=1&amp;y=2">年报.pdf</a>' in html
    assert "<p>体</p>" in (detail_html('{"data":{"body":"<p>体</p>"}}') or "")


@pytest.mark.parametrize(
    "text", ["", "<html>", "{}", '{"data":null}', '{"data":{"body":" "}}', "[" * 10**5]
)
def test_no_text(text: str) -> None:
    assert detail_html(text) is None


async def _texts(host: Host) -> list[str]:
    """The text of every report of a host whose articles are shells."""
    asker = DirectAsker(make_source(host.name, host.listing), host)
    script = await asker.fetch(Call(f"http://{host.name}/js/webBuilderCommon.js"))
    parts = () if script.error else (page_of(script),)
    texts = []
    for url in host.reports:
        shell = page_of(await asker.fetch(Call(url)))
        call = detail_call(Page(shell.url, shell.text, shell.call, parts))
        assert call is not None
        texts.append(detail_html(page_of(await asker.fetch(call)).text) or "")
    return texts


@pytest.mark.parametrize(
    "host", [epoint_hosts.detail_shells(), shanghai_hosts.single_page_site()]
)
def test_hosts_whose_articles_are_shells(host: Host) -> None:
    texts = asyncio.run(_texts(host))
    for text, entry in zip(texts, host.reports.values(), strict=True):
        assert entry.title in text
        assert f"编号 {entry.number}" in text
