"""`ogi sources`: list, dry run and proposal, on the test site and the demonstration."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from click.testing import Result

from pipeline.cli.place import Place
from pipeline.crawl.keep.log import FetchRecord, utc_now
from pipeline.crawling import crawl_provinces
from pipeline.paths import DataRoot
from pipeline.registry import load_registry
from pipeline.settings import Settings
from tests.site.families.trs import Listed, html_pager
from tests.site.model import Host, entries
from tests.site.server import Site

Run = Callable[..., Result]

COUNTY = "www.pingtan.site.test"
NOWHERE = "www.nowhere.site.test"
LISTING = f"http://{COUNTY}/zfxxgknb/"
KNOWN = "www.known.site.test"
KNOWN_FILE = f"""\
# Somebody wrote this by hand.
host: {KNOWN}
scheme: http
politeness: {{delay_seconds: 0, max_requests_per_day: 40}}
institutions:
  - id: henan-known-gov
    name: 驻马店市人民政府   # with a remark
    province: henan
    adcode: "411700"
    level: prefecture
    kind: government
sources:
  - id: henan-known-gov-reports
    listing_url: http://{KNOWN}/zfxxgknb/
    family: trs
    institutions: [henan-known-gov]
    verified: false
    enabled: false
# The end.
"""


def listed(name: str, publisher: str, first: int = 2016) -> Host:
    rows = entries(publisher, first, notices=1)
    return Listed(name=name, rows=rows, pager=html_pager).host()


@pytest.fixture
def site() -> Iterator[Site]:
    hosts = [
        listed(COUNTY, "平潭县人民政府"),
        listed(NOWHERE, "甲县人民政府"),
        listed(KNOWN, "驻马店市人民政府", 2020),
    ]
    with Site(hosts) as running:
        yield running


@pytest.fixture
def settings(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A data root whose registry has one unverified source."""
    file = tmp_path / "registry" / "hosts" / "henan" / f"{KNOWN}.yml"
    file.parent.mkdir(parents=True)
    file.write_text(KNOWN_FILE, "utf-8")
    made = Settings(
        DataRoot(tmp_path / "root"),
        registry_folder=tmp_path / "registry",
        host_map=site.host_map,
        delay_scale=0.0,
    )
    # a registry is loaded once for each settings; here a file is written in between
    monkeypatch.setattr(Place, "settings", lambda _place: replace(made))
    return made


def rows(result: Result) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(result.stdout)
    return found


# -- the demonstration -----------------------------------------------------------------


def test_the_demo_is_checked_and_leaves_nothing(ogi: Run, tmp_path: Path) -> None:
    root = tmp_path / "root"
    result = ogi("--demo", "--data", root, "sources", "check", "-f", "json")
    assert result.exit_code == 0
    assert [(r["source_id"], r["family"], r["reports"]) for r in rows(result)] == [
        # the link to the mirror is not counted
        ("fujian-pingtan-demo", "trs", 6),
        ("henan-zhumadian-demo", "hanweb_jcms", 1),
        ("shanghai-general-office-demo", "generic", 1),
    ]
    years = {str(year): 1 for year in range(2019, 2025)}
    assert rows(result)[0]["years"] == years
    assert rows(result)[0]["out_of_scope"] == [
        "http://www.pingtan-mirror.ogi-demo.test/zwgk/zfxxgk/zfxxgknb/202503/"
        "t20250310_97791.htm"
    ]
    assert rows(result)[0]["new"] is None  # it was never crawled
    assert not root.exists()


def test_the_demo_is_shown_as_tables(ogi: Run, tmp_path: Path) -> None:
    result = ogi("--demo", "--data", tmp_path / "root", "sources", "check")
    assert result.exit_code == 0
    assert "announced: no number; generic (unproven)" in result.stdout
    assert "'19  '20  '21  '22  '23  '24" in result.stdout
    assert "left 1 ×: its title fits '图解' in `other`" in result.stdout


def test_the_mirror_of_the_demo_is_refused(ogi: Run, tmp_path: Path) -> None:
    url = "http://www.pingtan-mirror.ogi-demo.test/zwgk/zfxxgk/zfxxgknb/"
    result = ogi("--demo", "--data", tmp_path / "root", "sources", "add", url)
    assert result.exit_code == 2
    assert "www.pingtan-mirror.ogi-demo.test is not a government domain" in (
        result.stderr
    )
    assert "(fujian-pingtan-demo) and is very likely a copy" in result.stderr


def test_the_registry_of_the_demo_is_not_written(ogi: Run, tmp_path: Path) -> None:
    url = "http://www.pingtan.ogi-demo.test/zwgk/zfxxgk/zfxxgknb/index_1.html"
    root = tmp_path / "root"
    result = ogi("--demo", "--data", root, "sources", "add", url, "--write")
    assert result.exit_code == 2
    assert "leave out --write" in result.stderr


# -- list ------------------------------------------------------------------------------


def test_list_knows_the_last_crawl(ogi: Run, tmp_path: Path) -> None:
    root = tmp_path / "root"
    demo = replace(Settings.of(root, demo=True), delay_scale=0.0)
    demo.prepare()
    crawl_provinces(demo, ["henan"])
    result = ogi("--data", root, "sources", "list", "-f", "json")
    assert result.exit_code == 0
    found = {r["source_id"]: (r["last_status"], r["reports"]) for r in rows(result)}
    assert found["henan-zhumadian-demo"] == ("complete", 1)
    assert found["fujian-pingtan-demo"] == (None, None)
    only = ogi("--data", root, "sources", "list", "-p", "河南", "--enabled")
    assert "complete" in only.stdout
    assert "fujian-pingtan-demo" not in only.stdout
    # checked against what that crawl brought
    again = ogi("--data", root, "sources", "check", "henan-zhumadian-demo", "-fjson")
    assert (rows(again)[0]["new"], rows(again)[0]["dropped"]) == ([], [])


@pytest.mark.parametrize(
    ("options", "count"),
    [([], 1), (["--verified"], 0), (["--family", "trs"], 1), (["--enabled"], 0)],
)
@pytest.mark.usefixtures("settings")
def test_list_is_narrowed(ogi: Run, options: list[str], count: int) -> None:
    result = ogi("sources", "list", "--format", "csv", *options)
    assert result.stdout.count("\n") == count + 1


# -- check -----------------------------------------------------------------------------


@pytest.mark.usefixtures("settings")
def test_without_an_enabled_source_one_is_to_be_named(ogi: Run, site: Site) -> None:
    result = ogi("sources", "check")
    assert result.exit_code == 2
    assert "ogi sources check ID" in result.stderr
    assert site.requests == []


@pytest.mark.usefixtures("settings")
def test_an_unverified_source_may_be_named(ogi: Run, site: Site) -> None:
    result = ogi("sources", "check", "henan-known-gov-reports", "-f", "json")
    assert result.exit_code == 0
    assert rows(result)[0]["years"] == {str(y): 1 for y in range(2020, 2026)}
    # no report was fetched
    assert site.asked(KNOWN) == ["/zfxxgknb/", "/zfxxgknb/index_1.html"]


@pytest.mark.usefixtures("settings")
def test_a_listing_that_is_gone_is_an_error(ogi: Run, site: Site) -> None:
    del site.hosts[KNOWN]
    result = ogi("sources", "check", "henan-known-gov-reports")
    assert result.exit_code == 1
    assert "error gone: the site answered with status 404" in result.stdout
    assert "not had" in result.stdout


def test_requests_of_today_count(ogi: Run, site: Site, settings: Settings) -> None:
    line = FetchRecord(
        kind="request",
        time=utc_now(),
        province_id="henan",
        source_id="henan-known-gov-reports",
        crawl_id=utc_now(),
        fetch_no=1,
        url=f"http://{KNOWN}/",
        host=KNOWN,
        outcome="fetched",
    )
    settings.fetch_log.append([line] * 40)
    result = ogi("sources", "check", "henan-known-gov-reports", "-f", "json")
    assert result.exit_code == 1
    assert "the 40 requests that host" in str(rows(result)[0]["issues"])
    assert site.requests == []


# -- add -------------------------------------------------------------------------------


def test_an_entry_is_proposed(ogi: Run, site: Site, settings: Settings) -> None:
    result = ogi("sources", "add", LISTING)
    assert result.exit_code == 0, result.stderr
    content = yaml.safe_load(result.stdout)
    assert (content["host"], content["scheme"]) == (COUNTY, "http")
    assert content["institutions"] == [
        {
            "id": "fujian-test-site-pingtan-gov",
            "name": "平潭县人民政府",
            "province": "fujian",
            "adcode": "350128",
            "level": "county",
            "kind": "government",
        }
    ]
    (source,) = content["sources"]
    assert source.pop("evidence").startswith(
        "not looked at by a person yet; ogi sources add found 10 reports for 2016 to "
        "2025 on 20"
    )
    assert source == {
        "id": "fujian-test-site-pingtan-gov-reports",
        "listing_url": LISTING,
        "family": "trs",
        "institutions": ["fujian-test-site-pingtan-gov"],
        "verified": False,
        "enabled": False,
    }
    assert "titles of 10 of 10 reports" in result.stderr
    assert {r.host for r in site.requests} == {COUNTY}
    assert "/robots.txt" in site.asked(COUNTY, robots=True)
    # the pages of the list, and one report for the names it bears
    assert len(site.asked(COUNTY)) == 4
    assert not settings.root.path.exists()


def test_an_entry_is_written_once(ogi: Run, settings: Settings) -> None:
    result = ogi("sources", "add", LISTING, "--verified", "--write")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    source = load_registry(settings.registry_folder).sources[
        "fujian-test-site-pingtan-gov-reports"
    ]
    assert source.verified
    assert not source.enabled
    assert source.evidence.startswith(f"listing looked at by a person on "
                                      f"{source.verified_on}; ")  # fmt: skip
    again = ogi("sources", "add", LISTING, "--write")
    assert again.exit_code == 2
    assert "is the source fujian-test-site-pingtan-gov-reports already" in again.stderr


def test_a_file_is_extended_and_keeps_its_words(
    ogi: Run, site: Site, settings: Settings, tmp_path: Path
) -> None:
    site.add(replace(listed(KNOWN, "驻马店市财政局"), name=KNOWN))
    url = f"http://{KNOWN}/zfxxgknb/index.html"
    result = ogi("sources", "add", url, "--write", "--id", "henan-known-finance-bureau")
    assert result.exit_code == 0, result.stderr
    text = (tmp_path / "registry/hosts/henan" / f"{KNOWN}.yml").read_text("utf-8")
    # every old line is there, in its order
    new = iter(text.splitlines())
    assert all(line in new for line in KNOWN_FILE.splitlines())
    registry = load_registry(settings.registry_folder)
    bureau = registry.institutions["henan-known-finance-bureau"]
    assert (bureau.name, bureau.kind, bureau.adcode) == (
        "驻马店市财政局",
        "department",
        "411700",
    )
    assert list(registry.sources) == [
        "henan-known-finance-bureau-reports",
        "henan-known-gov-reports",
    ]


@pytest.mark.usefixtures("settings")
def test_what_the_page_does_not_tell_is_asked_for(ogi: Run) -> None:
    url = f"http://{NOWHERE}/zfxxgknb/"
    result = ogi("sources", "add", url)
    assert result.exit_code == 2
    assert result.stderr == (
        "ogi: cannot tell province and adcode and level of 甲县人民政府: it names no "
        "division of data/registry/adcodes.csv; say it with --province --adcode "
        "--level\n"
    )
    told = ogi("sources", "add", url, "--adcode", "350128", "--name", "甲县教育局")
    assert told.exit_code == 0, told.stderr
    (institution,) = yaml.safe_load(told.stdout)["institutions"]
    assert institution["province"] == "fujian"
    assert (institution["level"], institution["kind"]) == ("county", "department")


@pytest.mark.usefixtures("settings")
def test_a_page_without_reports_gives_no_entry(ogi: Run, site: Site) -> None:
    site.set(f"http://{COUNTY}/empty/", "<html><body><p>暂无内容</p></body></html>")
    result = ogi("sources", "add", f"http://{COUNTY}/empty/")
    assert result.exit_code == 2
    assert "expected links to annual reports, found none" in result.stderr
    assert "render: browser" in result.stderr
    assert result.stdout == ""


@pytest.mark.usefixtures("settings")
def test_what_stays_out_is_refused_unasked(ogi: Run, site: Site) -> None:
    result = ogi("sources", "add", "https://www.gov.cn.x.com/zfxxgknb/")
    assert result.exit_code == 2
    assert "www.gov.cn.x.com is not a government domain (.gov.cn)" in result.stderr
    assert result.stderr.count("\n") == 1
    assert site.requests == []
