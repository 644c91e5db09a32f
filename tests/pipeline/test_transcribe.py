"""Documents to `core_*` rows: faithful, once each, conforming to the dictionary."""

import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline import narrative
from pipeline.fingerprint import parse_fingerprint
from pipeline.forms import CURRENT_TABLES
from pipeline.narrative.claim import Claim
from pipeline.paths import project_dir
from pipeline.registry import Registry, load_registry
from pipeline.schema import load_schemas
from pipeline.transcribe import CORE_TABLES, Origin, Transcript

DEMO_REGISTRY = project_dir() / "data" / "demo" / "registry"
URL = "http://www.zhumadian.ogi-demo.test/a.html"


@pytest.fixture
def page(demo_pages: Path) -> bytes:
    return (demo_pages / "zhumadian_2024.html").read_bytes()


def origin(url: str = URL, source: str | None = "henan-zhumadian-demo") -> Origin:
    return Origin(url, None, "驻马店市2024年政府信息公开工作年度报告", source, "henan")


def test_tables_are_those_of_the_dictionary(page: bytes) -> None:
    transcript = Transcript(load_registry(DEMO_REGISTRY))
    transcript.add(page, origin())
    tables = transcript.tables()
    assert tuple(tables) == CORE_TABLES
    for name, table in tables.items():
        assert table.schema.equals(load_schemas()[name].arrow)
    rows = [tables[f"core_{t}"].num_rows for t in ("applications", "litigation")]
    assert rows == [175, 10]  # 25 rows of 7 columns; 2 rows of 5


def test_a_report_says_where_it_is_from(page: bytes) -> None:
    transcript = Transcript(load_registry(DEMO_REGISTRY))
    transcript.add(page, origin())
    (report,) = transcript.tables()["core_reports"].to_pylist()
    assert report["document_sha256"] == hashlib.sha256(page).hexdigest()
    assert report["institution_id"] == "henan-zhumadian"
    assert (report["report_year"], report["edition"]) == (2024, "2021")
    assert (report["cells"], report["cells_unreadable"]) == (200, 0)
    assert report["url"] == URL
    assert report["parse_fingerprint"] == parse_fingerprint()


def test_a_report_says_what_it_covers_and_what_it_holds(demo_pages: Path) -> None:
    transcript = Transcript(load_registry(DEMO_REGISTRY))
    for name, url in (("pingtan_2024", "a"), ("pingtan_2021", "b")):
        page = (demo_pages / f"{name}.html").read_bytes()
        where = Origin(
            f"http://x.test/{url}", None, "", "fujian-pingtan-demo", "fujian"
        )
        transcript.add(page, where)
    whole, bare = transcript.tables()["core_reports"].to_pylist()
    assert (whole["scope"], whole["scope_basis"]) == ("jurisdiction", "各单位材料汇总")
    assert (whole["publisher_basis"], whole["date_basis"]) == ("metadata", "published")
    assert whole["tables_present"] == "|".join(CURRENT_TABLES)
    assert (whole["tables_missing"], whole["cells_derived"]) == (None, 0)
    assert (bare["scope"], bare["tables_present"]) == (None, None)
    assert bare["tables_missing"] == "|".join(CURRENT_TABLES)


def test_figures_are_exact_decimals(page: bytes) -> None:
    transcript = Transcript()
    transcript.add(page, origin(source=None))
    cells = transcript.tables()["core_proactive_disclosure"].to_pylist()
    (licensing,) = (c for c in cells if c["item"] == "licensing")
    assert licensing["value"] == Decimal("661932.000000")
    assert licensing["value_text"] == "661932"
    assert licensing["institution_id"] is None  # a local file has no source


def test_same_bytes_at_two_addresses_are_two_reports_and_one_set_of_cells(
    page: bytes,
) -> None:
    transcript = Transcript(load_registry(DEMO_REGISTRY))
    transcript.add(page, origin())
    transcript.add(page, origin("http://www.zhumadian.ogi-demo.test/b.html"))
    tables = transcript.tables()
    assert tables["core_reports"].num_rows == 2
    assert tables["core_applications"].num_rows == 175
    assert tables["core_issues"].num_rows == 0


def test_document_without_tables_is_a_report_without_cells(demo_pages: Path) -> None:
    data = (demo_pages / "pingtan_2021.html").read_bytes()
    transcript = Transcript()
    transcript.add(data, Origin("http://x.test/a.html"))
    transcript.add(data, Origin("http://x.test/a.html"))  # in two listings: said once
    tables = transcript.tables()
    (first,) = tables["core_reports"].to_pylist()
    assert (first["cells"], first["edition"], first["report_year"]) == (0, None, 2021)
    codes = tables["core_issues"].column("code").to_pylist()
    assert codes == ["table_missing"] * 4


LISTINGS = """\
host: www.zhumadian.ogi-demo.test
scheme: http
institutions:
  - {id: henan-zhumadian, name: 驻马店市人民政府, short_names: [驻马店市],
     province: henan, adcode: "411700", level: prefecture, kind: government}
  - {id: henan-suiping, name: 遂平县人民政府, province: henan,
     adcode: "411728", level: county, kind: government}
  - {id: henan-xiping, name: 西平县人民政府, province: henan,
     adcode: "411721", level: county, kind: government}
sources:
  - {id: henan-a-counties, listing_url: "http://www.zhumadian.ogi-demo.test/a/",
     family: generic, institutions: [henan-suiping, henan-xiping],
     verified: false, enabled: false}
  - {id: henan-b-city, listing_url: "http://www.zhumadian.ogi-demo.test/b/",
     family: generic, institutions: [henan-zhumadian],
     verified: false, enabled: false}
"""


def two_listings(folder: Path) -> Registry:
    """A registry of two listings, of which only the second knows whose the page is."""
    hosts = folder / "hosts" / "henan"
    hosts.mkdir(parents=True)
    path = hosts / "www.zhumadian.ogi-demo.test.yml"
    path.write_text(LISTINGS, encoding="utf-8")
    return load_registry(folder)


@pytest.mark.parametrize(
    "order",
    [["henan-a-counties", "henan-b-city"], ["henan-b-city", "henan-a-counties"]],
)
def test_page_in_two_listings_belongs_to_the_one_that_knows_whose_it_is(
    page: bytes, tmp_path: Path, order: list[str]
) -> None:
    transcript = Transcript(two_listings(tmp_path))
    for source in order:
        transcript.add(page, origin(source=source))
    tables = transcript.tables()
    (report,) = tables["core_reports"].to_pylist()
    assert report["institution_id"] == "henan-zhumadian"
    assert report["source_id"] == "henan-b-city"
    cells = tables["core_applications"].column("institution_id").to_pylist()
    assert cells == ["henan-zhumadian"] * 175
    assert tables["core_issues"].num_rows == 0


def claim(number: int, **more: Any) -> Claim:
    given: dict[str, Any] = {
        "claim_no": number,
        "section": "overview",
        "sentence": "全年收到申请7.09万件。",
        "span": (6, 12),
        "subject": "received",
        "breakdown": "total",
        "kind": "count",
        "value": Decimal(70900),
        "value_text": "7.09万件",
        "unit": "件",
        "tolerance": Decimal(50),
        "bound": "exact",
        "is_negation": False,
        "year": None,
        "measure": None,
        "why_not_compared": None,
        "locator": "line 3",
    }
    return Claim(**(given | more))


@pytest.fixture
def two_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is read states two things."""
    found = [claim(1), claim(2, year=2023, why_not_compared="other_year")]
    monkeypatch.setattr(narrative, "read_claims", lambda *_: found)


@pytest.mark.usefixtures("two_claims")
def test_claims_are_rows_of_their_report(page: bytes) -> None:
    transcript = Transcript(load_registry(DEMO_REGISTRY))
    transcript.add(page, origin())
    transcript.add(page, origin("http://www.zhumadian.ogi-demo.test/b.html"))
    first, second = transcript.tables()["core_claims"].to_pylist()
    assert (first["claim_no"], second["claim_no"]) == (1, 2)
    assert (first["institution_id"], first["report_year"]) == ("henan-zhumadian", 2024)
    assert first["value"] == Decimal("70900.000000")
    assert first["tolerance"] == Decimal("50.000000")
    assert first["sentence"][first["span_start"] : first["span_end"]] == "7.09万件"
    assert (first["claim_year"], second["claim_year"]) == (None, 2023)
    assert second["why_not_compared"] == "other_year"


@pytest.mark.usefixtures("two_claims")
def test_claims_go_to_the_institution_that_is_found_later(
    page: bytes, tmp_path: Path
) -> None:
    transcript = Transcript(two_listings(tmp_path))
    for source in ("henan-a-counties", "henan-b-city"):
        transcript.add(page, origin(source=source))
    claims = transcript.tables()["core_claims"].to_pylist()
    assert [c["institution_id"] for c in claims] == ["henan-zhumadian"] * 2


def test_no_document_is_no_row() -> None:
    tables = Transcript().tables()
    assert {table.num_rows for table in tables.values()} == {0}
    assert tables["core_issues"].schema.equals(load_schemas()["core_issues"].arrow)
