"""Listings that only a browser can show: asked by us, kept, and read again without it.

Chromium is real, and so is HTTP; only the site is ours.
"""

import asyncio
import importlib.util
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from warcio.archiveiterator import ArchiveIterator

from pipeline.crawl.engine import replay_crawl
from pipeline.crawl.fetch.browser import Browser, View
from pipeline.crawl.fetch.replay import Recorded
from pipeline.crawl.fetch.session import Session
from pipeline.crawl.history import PastCrawl
from pipeline.crawl.plan import Known
from pipeline.crawl.rows import CrawlResult
from pipeline.crawl.run import crawl_source
from pipeline.crawl.settings import browser_settings
from pipeline.issues import IssueCode
from tests.pipeline.crawl.lab import Lab
from tests.site.model import Ask, Host, Reply, article, entries
from tests.site.server import Site
from tests.site.sources import make_source

pytestmark = [
    pytest.mark.skipif(
        importlib.util.find_spec("playwright") is None,
        reason="needs the extra `browser`: pip install 'ogi[browser]'",
    ),
    pytest.mark.skipif(
        not any(shutil.which(name) for name in browser_settings().programs),
        reason="needs Chromium: apt-get install chromium",
    ),
]

NAME = "spa.site.test"
BASE = f"http://{NAME}"
ENTRIES = entries("某市某局", 2014, 2025, notices=2)
REPORTS = {f"{BASE}/art/{e.number}.html": e for e in ENTRIES if e.is_report}
PAGE = 5

#: a list from a JSON interface, one page at a time, and a clock that never stands still
BY_FETCH = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>年报</title>
<script src="http://analytics.mirror.test/count.js"></script>
<script src="/app.js"></script></head>
<body><img src="/logo.png"><p id="clock"></p><ul id="list"></ul>
<div class="pager"><a id="next" href="javascript:void(0)">下一页 &gt;</a></div>
</body></html>"""
APP = """
let page = 1;
async function show() {
  const answer = await fetch('/api/list?page=' + page,
    {headers: {'X-Requested-With': 'XMLHttpRequest'}});
  const data = await answer.json();
  document.getElementById('list').innerHTML = data.rows.map(r =>
    `<li><a href="${r.url}">${r.title}</a><span>${r.day}</span></li>`).join('');
  document.getElementById('next').className = data.last ? 'disabled' : '';
}
addEventListener('DOMContentLoaded', () => {
  setInterval(() => document.getElementById('clock').textContent = Date.now(), 20);
  document.getElementById('next').onclick = () => { page += 1; show(); };
  setTimeout(show, 100);
});
"""
#: a list from a form that is posted, with a row of numbers as its pager
BY_POST = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>年报</title></head>
<body><table id="list"></table><div id="pager"></div><script>
function show(page) {
  const asked = new XMLHttpRequest();
  asked.open('POST', '/list.do');
  asked.setRequestHeader('Content-Type',
    'application/x-www-form-urlencoded; charset=UTF-8');
  asked.onload = () => {
    const data = JSON.parse(asked.responseText);
    document.getElementById('list').innerHTML = data.rows.map(r =>
      `<tr><td><a href="${r.url}">${r.title}</a></td><td>${r.day}</td></tr>`).join('');
    const numbers = document.getElementById('pager');
    numbers.innerHTML = '';
    for (let n = 1; n <= data.pages; n++) {
      const button = document.createElement('span');
      button.textContent = n;
      button.onclick = () => show(n);
      numbers.append(button);
    }
  };
  asked.send('channel=%E5%B9%B4%E6%8A%A5&page=' + page);
}
show(1);
</script></body></html>"""


def rows_of(page: int) -> str:
    part = ENTRIES[(page - 1) * PAGE : page * PAGE]
    pages = -(-len(ENTRIES) // PAGE)
    rows = [
        {"url": f"/art/{e.number}.html", "title": e.title, "day": str(e.day)}
        for e in part
    ]
    return json.dumps({"rows": rows, "last": page >= pages, "pages": pages})


def answer(ask: Ask) -> Reply | None:
    by_path = {f"/art/{e.number}.html": e for e in ENTRIES}
    if ask.path in by_path:
        return Reply(article(by_path[ask.path]))
    if ask.path == "/api/list":
        page = int(ask.query["page"])
        return Reply(rows_of(page), content_type="application/json")
    if ask.path == "/list.do" and ask.method == "POST":
        assert ask.form["channel"] == "年报"
        return Reply(rows_of(int(ask.form["page"])), content_type="application/json")
    pages = {"/nb/": BY_FETCH, "/post/": BY_POST}
    if ask.path == "/app.js":
        return Reply(APP, content_type="text/javascript")
    return Reply(pages[ask.path]) if ask.path in pages else None


HOST = Host(
    name=NAME, family="generic", listing=f"{BASE}/nb/", answer=answer, reports=REPORTS
)


def lab_of(site: Site, folder: Path, listing: str = f"{BASE}/nb/") -> Lab:
    site.add(HOST)
    source = make_source(NAME, listing, render="browser")
    return Lab(site, folder, scope=(NAME,), source=source)


def found_in(result: CrawlResult) -> set[str]:
    return {link.url for link in result.links}


def replayed(lab: Lab) -> CrawlResult:
    past = PastCrawl(lab.source.source_id, lab.crawl_id, list(lab.records(robots=True)))
    return asyncio.run(replay_crawl(lab.source, lab.archive, Known(), past))


@pytest.fixture(scope="module", autouse=True)
def _in_a_hurry() -> Iterator[None]:
    """The site is on this machine: nothing to wait for."""
    quick = browser_settings().model_copy(update={"settled": 0.5})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.crawl.fetch.browser.browser_settings", lambda: quick)
        yield


@pytest.fixture(scope="module")
def crawled(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Lab, CrawlResult, list[str]]]:
    """A crawl of the list by fetch, and what the site was asked for it, in order."""
    with Site() as site:
        lab = lab_of(site, tmp_path_factory.mktemp("crawled"))
        result = lab.crawl()
        yield lab, result, site.asked(NAME)


def test_a_list_by_fetch_is_paged_by_clicking(
    crawled: tuple[Lab, CrawlResult, list[str]],
) -> None:
    lab, result, asked = crawled
    assert found_in(result) == set(REPORTS)
    assert {d.outcome for d in result.documents} == {"fetched"}
    assert result.issues == []
    listing = ["/nb/", "/app.js", *(f"/api/list?page={n}" for n in (1, 2, 3))]
    assert asked[:5] == listing
    assert len(asked) == len(set(asked)) == 5 + len(REPORTS)
    call = next(r for r in lab.site.requests if r.path == "/api/list")
    assert call.headers["user-agent"].startswith("ogi/")
    assert call.headers["referer"] == f"{BASE}/nb/"
    assert call.headers["x-requested-with"] == "XMLHttpRequest"
    assert result.crawl is not None
    assert (result.crawl.requests, result.crawl.status) == (len(asked), "complete")
    refused = [r.url for r in lab.records() if r.outcome == "out_of_scope"]
    assert refused == ["http://analytics.mirror.test/count.js"]


def test_what_was_shown_is_archived_and_needs_no_browser_again(
    crawled: tuple[Lab, CrawlResult, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, result, _ = crawled
    monkeypatch.setenv("OGI_CHROMIUM", "no-such-program")
    before = len(lab.site.requests)
    assert replayed(lab) == result
    assert len(lab.site.requests) == before
    assert list(lab.archive.verify()) == []
    kept = {}
    for path in lab.archive.folder.glob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type == "resource":
                    name = record.rec_headers.get_header("WARC-Target-URI")
                    kept[name] = record.content_stream().read()
    shown = [r for r in lab.records() if r.kind == "rendered"]
    assert list(kept) == [f"urn:ogi:rendered:{n}:{BASE}/nb/" for n in (1, 2, 3)]
    assert list(kept.values()) == [lab.archive.get(r.sha256 or "") for r in shown]


def test_a_crawl_that_was_cut_off_asks_for_the_rest_only(
    crawled: tuple[Lab, CrawlResult, list[str]],
) -> None:
    lab, whole, asked = crawled
    lines = lab.records(robots=True)
    second = next(i for i, r in enumerate(lines) if r.rendered == 2)
    recorded = Recorded(lines[:second], lab.archive)
    before = len(lab.site.requests)

    async def go_on() -> CrawlResult:
        async with lab.client() as client:
            session = Session(client, lab.source, lab.crawl_id, recorded)
            try:
                return await crawl_source(session, lab.archive, Known(), lab.crawl_id)
            finally:
                await session.close()

    result = asyncio.run(go_on())
    again = [r.target for r in lab.site.requests[before:]]
    assert [target for target in again if target != "/robots.txt"] == asked[4:]
    assert found_in(result) == found_in(whole)
    assert result.crawl is not None
    assert whole.crawl is not None
    assert result.crawl.requests == whole.crawl.requests


@pytest.fixture(scope="module")
def posted(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Lab, CrawlResult]]:
    """A crawl of the list by post; the first report is the page of scripts again."""
    with Site() as site:
        lab = lab_of(site, tmp_path_factory.mktemp("posted"), f"{BASE}/post/")
        site.set(next(iter(REPORTS)), Reply(BY_POST))
        yield lab, lab.crawl()


def test_a_list_by_post_with_a_row_of_numbers(posted: tuple[Lab, CrawlResult]) -> None:
    lab, result = posted
    assert found_in(result) == set(REPORTS)
    requests = [r for r in lab.site.requests if r.method == "POST"]
    forms = [parse_qs(r.body.decode()) for r in requests]
    assert forms == [{"channel": ["年报"], "page": [n]} for n in ("1", "2", "3")]
    assert replayed(lab) == result


def test_the_page_of_scripts_in_the_place_of_a_report_is_none(
    posted: tuple[Lab, CrawlResult],
) -> None:
    lab, result = posted
    report = next(iter(REPORTS))
    failed = [d.url for d in result.documents if d.outcome != "fetched"]
    assert failed == [report]
    (issue,) = [i for i in result.issues if i.url == report]
    assert "its listing in the place of the report" in issue.message
    assert lab.site.asked(NAME).count("/post/") == 1


def test_a_call_that_fails_leaves_the_list_incomplete(
    site: Site, tmp_path: Path
) -> None:
    lab = lab_of(site, tmp_path)
    site.set(f"{BASE}/api/list?page=2", Reply("busy", status=403))
    result = lab.crawl()
    assert found_in(result) < set(REPORTS)
    assert found_in(result)
    (issue,) = [i for i in result.issues if i.code is IssueCode.LISTING_INCOMPLETE]
    assert "/api/list?page=2" in issue.message
    assert replayed(lab) == result


#: pages that do what a page should not; {inside} is an address of this machine
ODD = """<html><body><p id="out"></p><a href="/a.html">a</a>
<iframe src="/frame.html"></iframe><img src="/x.png">
<script src="http://{inside}/private.js"></script><script>
const told = [];
const tell = text => {{ told.push(text); out.textContent = told.join(' '); }};
fetch('http://{inside}/private').catch(() => tell('private'));
fetch('http://169.254.169.254/meta').catch(() => tell('meta'));
fetch('/put', {{method: 'PUT'}}).catch(() => tell('put'));
navigator.sendBeacon('/beacon', 'x');
const socket = new WebSocket('ws://{inside}/ws');
socket.onclose = () => tell('socket');
window.open('/popup.html');
</script></body></html>"""
RESTLESS = """<html><body><ul id="list"></ul><script>let n = 0; setInterval(() => {
list.innerHTML = `<li><a href="/${n++}.html">x${n}</a></li>`; }, 20);</script></body>
</html>"""
STUCK = "<html><body><script>for (;;) {}</script></body></html>"
GREEDY = """<html><body><script>let n = 0;
setInterval(() => fetch('/more?n=' + n++).catch(() => 0), 20);</script></body></html>"""
LANDED = """<html><body><a href="a.html">年报</a><p id="at"></p>
<script>at.textContent = 'at ' + location.hash;</script></body></html>"""
#: ways to go on, or not: path -> what the pager looks like, and whether it goes on
PAGERS = {
    "/dead/": ("<span class='btn disabled'><a>下页</a></span>", False),
    "/sign/": ("<button class='btn-next'><i>&gt;</i></button>", True),
    "/numbers/": ("<p><b>1</b><a onclick='go(2)'>2</a></p>", True),
    "/number/": ("<ul><li>2</li></ul><table><tr><td>1<td>2</table>", False),
}


@dataclass
class Shown:
    """What one browser showed of some odd pages, and what that took.

    Attributes:
        views: by the path that was opened.
        asked: what the site was asked for each.
    """

    lab: Lab
    views: dict[str, View]
    asked: dict[str, list[str]]

    def text(self, path: str) -> str:
        view = self.views[path]
        assert view.error is None
        return (view.body or b"").decode()


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    with Site() as site:
        lab = lab_of(site, tmp_path_factory.mktemp("shown"))
        pages = {"/odd/": ODD.format(inside=site.target), "/restless/": RESTLESS}
        pages |= {path: f"<html>{text}</html>" for path, (text, _) in PAGERS.items()}
        pages |= {"/stuck/": STUCK, "/greedy/": GREEDY, "/new/list.html": LANDED}
        for path, text in pages.items():
            site.set(BASE + path, text)
        site.set(f"{BASE}/old/", Reply("", 302, headers={"Location": "/new/list.html"}))
        for number in range(20):
            site.set(f"{BASE}/more?n={number}", "more")
        odd = ("/odd/", "/old/", "/greedy/", "/restless/", "/stuck/")
        yield asyncio.run(_show(lab, (*PAGERS, *odd)))


async def _show(lab: Lab, paths: Sequence[str]) -> Shown:
    bounds = {"max_requests": 8, "patience": 1.5, "settled": 0.3}
    settings = browser_settings().model_copy(update=bounds)
    found = Shown(lab, {}, {})
    async with lab.client() as client:
        session = Session(client, lab.source, lab.crawl_id)
        browser = Browser(session.fetch, settings)
        try:
            for path in paths:
                before = len(lab.site.asked(NAME))
                found.views[path] = await browser.show(f"{BASE}{path}#/part", 1)
                found.asked[path] = lab.site.asked(NAME)[before:]
        finally:
            await browser.close()
    return found


def test_nothing_but_what_we_ask_leaves_the_browser(shown: Shown) -> None:
    told = shown.text("/odd/").partition('<p id="out">')[2].partition("<")[0]
    # that the socket fails may be told after the picture was taken
    assert set(told.split()) - {"socket"} == {"meta", "private", "put"}
    assert shown.asked["/odd/"] == ["/odd/"]
    assert {r.host for r in shown.lab.site.requests} == {NAME}
    refused = {r.url for r in shown.lab.records() if r.outcome == "out_of_scope"}
    inside = f"http://{shown.lab.site.target}"
    places = {f"{inside}/private", f"{inside}/private.js"}
    assert refused == places | {"http://169.254.169.254/meta"}


def test_where_it_lands_is_where_it_is(shown: Shown) -> None:
    assert shown.views["/old/"].final_url == f"{BASE}/new/list.html"
    assert '<p id="at">at #/part</p>' in shown.text("/old/")
    assert ">年报</a>" in shown.text("/old/")
    assert shown.asked["/old/"] == ["/old/", "/new/list.html"]


@pytest.mark.parametrize("path", PAGERS)
def test_the_button_of_the_next_page(shown: Shown, path: str) -> None:
    assert f'data-goes-on="{int(PAGERS[path][1])}"' in shown.text(path)


def test_a_page_may_ask_for_so_much_only(shown: Shown) -> None:
    assert "the limit of 8 requests is reached" in shown.text("/greedy/")
    assert len(shown.asked["/greedy/"]) == shown.views["/greedy/"].requests == 8


def test_a_page_that_never_ends_is_taken_as_it_is(shown: Shown) -> None:
    assert "the page was not done after 1.5 seconds" in shown.text("/restless/")
    view = shown.views["/stuck/"]
    assert view.body is None
    assert "does not end" in str(view.error)


def test_without_chromium_the_source_says_what_is_missing(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OGI_CHROMIUM", "no-such-program")
    lab = lab_of(site, tmp_path)
    result = lab.crawl()
    assert result.crawl is not None
    assert result.crawl.status == "failed"
    (issue,) = result.issues
    assert "apt-get install chromium" in issue.message
    assert "no-such-program" in issue.message
    assert replayed(lab) == result


def test_without_playwright_the_source_names_the_extra(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "playwright.async_api", None)
    (issue,) = lab_of(site, tmp_path).crawl().issues
    assert "pip install 'ogi[browser]'" in issue.message
