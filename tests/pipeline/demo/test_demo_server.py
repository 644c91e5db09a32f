"""The demonstration server over real HTTP on loopback."""

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import urljoin

import httpx
import lxml.etree
import lxml.html
import pytest
import yaml

from pipeline.demo.catalogue import load_reports
from pipeline.demo.server import DemoSite
from pipeline.demo.site import build_pages
from pipeline.paths import project_dir

PINGTAN = "www.pingtan.ogi-demo.test"
ZHUMADIAN = "www.zhumadian.ogi-demo.test"
SHANGHAI = "www.shanghai.ogi-demo.test"
MIRROR = "www.pingtan-mirror.ogi-demo.test"
LISTING = "/zwgk/zfxxgk/zfxxgknb/"
REPORT_2024 = LISTING + "202503/t20250310_97791.htm"
REPORT_2022 = LISTING + "202302/t20230220_80629.htm"


@pytest.fixture
def site() -> Iterator[DemoSite]:
    with DemoSite() as running:
        yield running


def get(
    site: DemoSite, host: str, path: str, method: str = "GET", **headers: str
) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.request(
        method,
        f"http://{site.host_map.get(host, site.host_map[PINGTAN])}{path}",
        headers={"Host": host, **named},
        timeout=5,
    )


def test_hosts_share_one_loopback_port(site: DemoSite) -> None:
    assert sorted(site.host_map) == sorted([PINGTAN, ZHUMADIAN, SHANGHAI, MIRROR])
    assert len(set(site.host_map.values())) == 1
    assert re.fullmatch(r"127\.0\.0\.1:\d+", site.host_map[PINGTAN])


def test_host_map_is_refused_outside_the_context() -> None:
    with pytest.raises(RuntimeError, match="with"):
        _ = DemoSite().host_map


def test_requests_are_recorded_as_served(site: DemoSite) -> None:
    get(site, PINGTAN, LISTING)
    get(site, SHANGHAI, "/nothing.htm?x=1")
    assert site.requests == [
        (PINGTAN, LISTING, 200),
        (SHANGHAI, "/nothing.htm?x=1", 404),
    ]


def test_one_report_fails_once_after_each_start() -> None:
    for _ in range(2):
        with DemoSite() as site:
            answers = [get(site, PINGTAN, REPORT_2022) for _ in range(3)]
            assert [answer.status_code for answer in answers] == [503, 200, 200]
            assert answers[0].headers["Retry-After"] == "1"
            others = [get(site, PINGTAN, REPORT_2024).status_code for _ in range(2)]
            assert others == [200, 200]


def test_conditional_requests(site: DemoSite) -> None:
    first = get(site, PINGTAN, REPORT_2024)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    assert modified == "Mon, 10 Mar 2025 00:00:00 GMT"
    same = get(site, PINGTAN, REPORT_2024, If_None_Match=etag)
    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["ETag"] == etag
    since = {"If_Modified_Since": modified}
    assert get(site, PINGTAN, REPORT_2024, **since).status_code == 304
    older = {"If_Modified_Since": "Sun, 09 Mar 2025 00:00:00 GMT"}
    assert get(site, PINGTAN, REPORT_2024, **older).status_code == 200
    # the entity tag decides, also against the date
    both = {"If_None_Match": '"other"', **since}
    assert get(site, PINGTAN, REPORT_2024, **both).status_code == 200
    broken = {"If_Modified_Since": "yesterday"}
    assert get(site, PINGTAN, REPORT_2024, **broken).status_code == 200


def test_every_page_has_validators(site: DemoSite) -> None:
    for host, path in build_pages().resources:
        answer = get(site, host, path)
        if answer.status_code == 200:
            assert answer.headers["ETag"]
            assert answer.headers["Last-Modified"]


def test_head_sends_no_body(site: DemoSite) -> None:
    answer = get(site, PINGTAN, REPORT_2024, "HEAD")
    full = get(site, PINGTAN, REPORT_2024)
    assert answer.content == b""
    assert int(answer.headers["Content-Length"]) == len(full.content)


def test_unknown_host_and_unknown_page(site: DemoSite) -> None:
    assert get(site, "www.pingtan.gov.cn", LISTING).status_code == 421
    gone = get(site, PINGTAN, LISTING + "202403/t20240305_87885.htm")
    assert gone.status_code == 404
    assert "不存在" in gone.text


def test_robots_txt_everywhere(site: DemoSite) -> None:
    for host in (PINGTAN, ZHUMADIAN, SHANGHAI):
        answer = get(site, host, "/robots.txt")
        assert answer.headers["Content-Type"] == "text/plain"
        assert "Disallow: /search" in answer.text.splitlines()
        assert "Allow: /" in answer.text.splitlines()


def test_content_types(site: DemoSite) -> None:
    def content_type(host: str, path: str) -> str:
        return get(site, host, path).headers["Content-Type"]

    assert content_type(PINGTAN, LISTING) == "text/html; charset=utf-8"
    assert content_type(SHANGHAI, "/xxgk/nb/index.htm") == "text/html"
    assert content_type(
        PINGTAN, LISTING + "202202/P020220208597341826045.docx"
    ).endswith("wordprocessingml.document")


def links(page: str) -> list[tuple[str, str]]:
    """Title (or text) and address of each link of a page."""
    tree = lxml.html.document_fromstring(page)
    return [
        (a.get("title") or str(a.text), a.get("href", ""))
        for a in tree.iter("a")
        if a.get("href") != "/"
    ]


def test_trs_listing_has_two_pages(site: DemoSite) -> None:
    first = get(site, PINGTAN, LISTING)
    second = get(site, PINGTAN, LISTING + "index_1.html")
    assert first.content == get(site, PINGTAN, LISTING + "index.html").content
    assert 'createPageHTML(2, 0, "index","html")' in first.text
    assert 'createPageHTML(2, 1, "index","html")' in second.text
    assert get(site, PINGTAN, LISTING + "index_2.html").status_code == 404
    report = "平潭综合实验区{}年度政府信息公开工作年度报告"
    assert links(first.text) == [
        (report.format(2024), "./202503/t20250310_97791.htm"),
        (report.format(2024), f"http://{MIRROR}{REPORT_2024}"),
        (
            "关于做好2024年度政府信息公开工作年度报告编制发布工作的通知",
            "./202501/t20250106_96012.htm",
        ),
        (report.format(2023), "./202403/t20240305_87885.htm"),
        (report.format(2022), "./202302/t20230220_80629.htm"),
    ]
    assert links(second.text) == [
        (report.format(2021), "./202202/t20220208_80613.htm"),
        (report.format(2020), "./202103/t20210305_80595.htm"),
        (report.format(2019), "./202001/t20200120_80576.htm"),
    ]
    assert "<span>2025-03-10</span>" in first.text
    assert "平潭综合实验区2024年度政府信息公开工…</a>" in first.text


def test_trs_article_has_its_meta_tags(site: DemoSite) -> None:
    tree = lxml.html.document_fromstring(get(site, PINGTAN, REPORT_2024).text)
    metas = {m.get("name"): m.get("content") for m in tree.iter("meta")}
    assert metas["ArticleTitle"] == "平潭综合实验区2024年度政府信息公开工作年度报告"
    assert metas["PubDate"] == "2025-03-10 15:35"
    assert metas["ContentSource"] == "平潭综合实验区管委会"
    assert metas["ColumnName"] == "政府信息公开年报"
    assert tree.xpath("count(//div[@class='TRS_Editor'])") == 1


def test_attachment_link_resolves(site: DemoSite) -> None:
    page = load_reports()["pingtan_2021"].entry.path
    hrefs = [h for _, h in links(get(site, PINGTAN, page).text) if ".docx" in h]
    answer = get(site, PINGTAN, urljoin(page, hrefs[0]))
    assert answer.content.startswith(b"PK")


def test_hanweb_listing_holds_its_rows_in_the_data_store(site: DemoSite) -> None:
    page = get(site, ZHUMADIAN, "/col/col12596/index.html?uid=38421&pageNum=2").text
    assert '<ul id="list"></ul>' in page
    assert "totalRecord:3," in page
    store = re.search(r'<script type="text/xml">(.*?)</script>', page, re.DOTALL)
    assert store is not None
    records = lxml.etree.fromstring(store[1]).findall("recordset/record")
    found = [links(record.text or "")[0] for record in records]
    assert found[1] == (
        "驻马店市2024年政府信息公开工作年度报告",
        "/art/2025/3/10/art_12596_1.html",
    )
    assert [href for _, href in found] == [
        "/art/2025/3/12/art_12596_2.html",
        "/art/2025/3/10/art_12596_1.html",
        "/art/2025/1/3/art_12596_3.html",
    ]


def test_hanweb_data_address_answers_get_and_post(site: DemoSite) -> None:
    url = f"http://{site.host_map[ZHUMADIAN]}/module/web/jpage/dataproxy.jsp"
    host = {"Host": ZHUMADIAN}

    def hrefs(answer: httpx.Response) -> list[str]:
        tree = lxml.etree.fromstring(answer.content)
        assert tree.findtext("totalrecord") == "3"
        return re.findall(r'href="([^"]+)"', answer.text)

    window = {"startrecord": "2", "endrecord": "3", "perpage": "15"}
    report, notice = "/art/2025/3/10/art_12596_1.html", "/art/2025/1/3/art_12596_3.html"
    posted = httpx.post(url, params=window, data={"columnid": "12596"}, headers=host)
    assert hrefs(posted) == [report, notice]
    assert len(hrefs(httpx.get(url, params={"page": "1"}, headers=host))) == 3
    assert hrefs(httpx.get(url, params={"page": "2"}, headers=host)) == []


def test_old_listing_leads_to_a_second_page_without_reports(site: DemoSite) -> None:
    first = get(site, SHANGHAI, "/xxgk/nb/index.htm").content.decode("gb2312")
    found = dict(links(first))
    assert found["下一页"] == "index_2.htm"
    assert (
        found["2019年上海市人民政府办公厅政府信息公开工作年度报告"]
        == "2019/20200131.htm"
    )
    second = get(site, SHANGHAI, "/xxgk/nb/index_2.htm").content.decode("gb2312")
    assert "年度报告" not in second
    assert dict(links(second)) == {
        "政府信息公开工作要点": "../yd/20190410.htm",
        "上一页": "index.htm",
    }


def test_bytes_are_the_same_over_two_starts() -> None:
    def hashes() -> dict[tuple[str, str], str]:
        build_pages.cache_clear()
        with DemoSite() as site:
            get(site, PINGTAN, REPORT_2022)  # the one that fails first
            get(site, MIRROR, REPORT_2022)
            return {
                (host, path): hashlib.sha256(get(site, host, path).content).hexdigest()
                for host, path in build_pages().resources
            }

    assert hashes() == hashes()


def test_registry_of_the_demo_names_the_served_listings(site: DemoSite) -> None:
    folder = project_dir() / "data" / "demo" / "registry" / "hosts"
    files = sorted(folder.glob("*/*.yml"))
    entries = [yaml.safe_load(path.read_text("utf-8")) for path in files]
    assert [e["host"] for e in entries] == [PINGTAN, ZHUMADIAN, SHANGHAI]
    for path, entry in zip(files, entries, strict=True):
        assert path.name == f"{entry['host']}.yml"
        (source,) = entry["sources"]
        listing = httpx.URL(source["listing_url"])
        assert listing.host == entry["host"]
        assert get(site, listing.host, listing.path).status_code == 200
        (institution,) = entry["institutions"]
        assert institution["province"] == path.parent.name
        served = {
            report.entry.publisher
            for report in load_reports().values()
            if report.entry.host == entry["host"]
        }
        assert served == {institution["name"]}
