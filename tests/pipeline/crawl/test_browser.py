"""Listings that only a browser can show: asked by us, kept, and read again without it.

Chromium is real, and so is HTTP; only the site is ours.
"""

import asyncio
import importlib.util
import json
import shutil
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from pipeline.crawl.browser import Browser, View
from pipeline.crawl.engine import replay_crawl
from pipeline.crawl.history import PastCrawl
from pipeline.crawl.replay import Recorded
from pipeline.crawl.rows import CrawlResult
from pipeline.crawl.run import Known, crawl_source
from pipeline.crawl.session import Session
from pipeline.crawl.settings import browser_settings
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


def test_a_list_by_fetch_is_paged_by_clicking_and_replayed_without_a_browser(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = lab_of(site, tmp_path)
    result = lab.crawl()
    assert found_in(result) == set(REPORTS)
    assert {d.outcome for d in result.documents} == {"fetched"}
    assert result.issues == []
    asked = site.asked(NAME)
    listing = ["/nb/", "/app.js", *(f"/api/list?page={n}" for n in (1, 2, 3))]
    assert asked[:5] == listing
    assert len(asked) == len(set(asked)) == 5 + len(REPORTS)
    call = next(r for r in site.requests if r.path == "/api/list")
    assert call.headers["user-agent"].startswith("ogi/")
    assert call.headers["referer"] == f"{BASE}/nb/"
    assert call.headers["x-requested-with"] == "XMLHttpRequest"
    assert result.crawl is not None
    assert (result.crawl.requests, result.crawl.status) == (len(asked), "complete")
    refused = [r for r in lab.records() if r.outcome == "out_of_scope"]
    assert [r.url for r in refused] == ["http://analytics.mirror.test/count.js"]
    shown = [r for r in lab.records() if r.kind == "rendered"]
    assert [(r.rendered, r.outcome) for r in shown] == [
        (n, "fetched") for n in (1, 2, 3)
    ]
    assert list(lab.archive.verify()) == []

    monkeypatch.setenv("OGI_CHROMIUM", "no-such-program")
    before = len(site.requests)
    assert replayed(lab) == result
    assert len(site.requests) == before


def test_a_crawl_that_was_cut_off_asks_for_the_rest_only(
    site: Site, tmp_path: Path
) -> None:
    lab = lab_of(site, tmp_path)
    whole = lab.crawl()
    lines = lab.records(robots=True)
    second = next(i for i, r in enumerate(lines) if r.rendered == 2)
    recorded = Recorded(lines[:second], lab.archive)
    before = len(site.requests)

    async def go_on() -> CrawlResult:
        async with lab.client() as client:
            session = Session(client, lab.source, lab.crawl_id, recorded)
            try:
                return await crawl_source(session, lab.archive, Known(), lab.crawl_id)
            finally:
                await session.close()

    result = asyncio.run(go_on())
    again = [r.target for r in site.requests[before:] if r.path != "/robots.txt"]
    assert again[0] == "/api/list?page=3"
    assert len(again) == 1 + len(REPORTS)
    assert found_in(result) == found_in(whole)
    assert result.crawl is not None
    assert whole.crawl is not None
    assert result.crawl.requests == whole.crawl.requests


def test_a_list_by_post_with_a_row_of_numbers(site: Site, tmp_path: Path) -> None:
    lab = lab_of(site, tmp_path, f"{BASE}/post/")
    result = lab.crawl()
    assert found_in(result) == set(REPORTS)
    forms = [parse_qs(r.body.decode()) for r in site.requests if r.method == "POST"]
    assert forms == [{"channel": ["年报"], "page": [n]} for n in ("1", "2", "3")]
    assert replayed(lab) == result


def test_a_call_that_fails_leaves_the_list_incomplete(
    site: Site, tmp_path: Path
) -> None:
    lab = lab_of(site, tmp_path)
    site.set(f"{BASE}/api/list?page=2", Reply("busy", status=403))
    result = lab.crawl()
    assert found_in(result) < set(REPORTS)
    assert found_in(result)
    (issue,) = [i for i in result.issues if i.code == "LISTING_INCOMPLETE"]
    assert "/api/list?page=2" in issue.message
    assert replayed(lab) == result


def shows(lab: Lab, url: str, steps: int = 1, **changes: float) -> list[View]:
    """What a browser of its own shows of a page, and of the next ones."""
    settings = browser_settings().model_copy(update=changes)

    async def run() -> list[View]:
        async with lab.client() as client:
            session = Session(client, lab.source, lab.crawl_id)
            browser = Browser(session.fetch, settings)
            try:
                return [await browser.show(url, n + 1) for n in range(steps)]
            finally:
                await browser.close()

    return asyncio.run(run())


def body_of(view: View) -> str:
    assert view.error is None
    return (view.body or b"").decode()


def test_nothing_but_what_we_ask_leaves_the_browser(site: Site, tmp_path: Path) -> None:
    lab = lab_of(site, tmp_path)
    inside = site.target
    site.set(
        f"{BASE}/odd/",
        "<html><body><p id='out'></p><a href='/a.html'>a</a>"
        f"<iframe src='/frame.html'></iframe><img src='/x.png'>"
        f"<script src='http://{inside}/private.js'></script>"
        "<script>"
        "const told = [];"
        "const tell = text => { told.push(text); out.textContent = told.join(' '); };"
        f"const at = '{inside}';"
        "fetch('http://' + at + '/private').catch(() => tell('private-refused'));"
        "fetch('http://169.254.169.254/meta').catch(() => tell('meta-refused'));"
        "fetch('/put', {method: 'PUT'}).catch(() => tell('put-refused'));"
        "navigator.sendBeacon('/beacon', 'x');"
        "const s = new WebSocket('ws://' + at + '/ws'); s.onclose = () => tell('ws');"
        "window.open('/popup.html');"
        "</script></body></html>",
    )
    (view,) = shows(lab, f"{BASE}/odd/")
    text = body_of(view)
    for word in ("private-refused", "meta-refused", "put-refused", "ws"):
        assert word in text
    assert [r.target for r in site.requests if r.path != "/robots.txt"] == ["/odd/"]
    refused = {r.url for r in lab.records() if r.outcome == "out_of_scope"}
    assert f"http://{inside}/private" in refused
    assert "http://169.254.169.254/meta" in refused


def test_a_page_that_never_ends_is_taken_as_it_is(site: Site, tmp_path: Path) -> None:
    lab = lab_of(site, tmp_path)
    site.set(
        f"{BASE}/restless/",
        "<html><body><ul id='list'></ul><script>let n = 0; setInterval(() => {"
        "list.innerHTML = `<li><a href='/${n++}.html'>x${n}</a></li>`; }, 20);"
        "</script></body></html>",
    )
    (view,) = shows(lab, f"{BASE}/restless/", patience=1.0)
    assert "the page was not done after 1 seconds" in body_of(view)

    site.set(f"{BASE}/stuck/", "<html><body><script>for (;;) {}</script></body></html>")
    (view,) = shows(lab, f"{BASE}/stuck/", patience=1.0)
    assert view.body is None
    assert "does not end" in str(view.error)


def test_a_page_may_ask_for_so_much_only(site: Site, tmp_path: Path) -> None:
    lab = lab_of(site, tmp_path)
    site.set(
        f"{BASE}/greedy/",
        "<html><body><script>let n = 0; setInterval(() => "
        "fetch('/more?n=' + n++).catch(() => 0), 20);</script></body></html>",
    )
    for number in range(20):
        site.set(f"{BASE}/more?n={number}", "more")
    (view,) = shows(lab, f"{BASE}/greedy/", max_requests=6, patience=1.0, settled=0.3)
    assert "the limit of 6 requests is reached" in body_of(view)
    assert len(site.asked(NAME)) == 6
    assert view.requests == 6


def test_where_it_lands_is_where_it_is(site: Site, tmp_path: Path) -> None:
    lab = lab_of(site, tmp_path)
    site.set(f"{BASE}/old/", Reply("", 302, headers={"Location": "/new/list.html"}))
    site.set(
        f"{BASE}/new/list.html", "<html><body><a href='a.html'>年报</a></body></html>"
    )
    (view,) = shows(lab, f"{BASE}/old/#/reports")
    assert view.final_url == f"{BASE}/new/list.html"
    assert "a.html" in body_of(view)
    assert site.asked(NAME) == ["/old/", "/new/list.html"]


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
