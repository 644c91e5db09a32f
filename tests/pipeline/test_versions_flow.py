"""From versions in the archive to the panel: which one counts, and what was changed."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline import steps
from pipeline.demo.catalogue import load_reports
from pipeline.demo.looks.docx import render_docx
from pipeline.demo.site import build_pages
from pipeline.errors import StoreError
from pipeline.settings import Settings
from tests.pipeline.given import BASE, PROVINCE, Given, ask, keep, read

REPORTS = {r.entry.year: r for n, r in load_reports().items() if "pingtan" in n}
RESOURCES = build_pages().resources
PAGES = {
    year: RESOURCES[report.entry.host, report.entry.path].body
    for year, report in REPORTS.items()
}
CELL = ("applications", "granted", "natural_person")
PRINTED = REPORTS[2022].printed[CELL]
OTHER = str(int(PRINTED) + 7)
MISPRINTED = render_docx(
    replace(REPORTS[2022], printed={**REPORTS[2022].printed, CELL: OTHER})
)
TITLES = {year: report.entry.title for year, report in REPORTS.items()}
SHELL = f"<html><body><h1>{TITLES[2021]}</h1><p>请稍候</p></body></html>".encode()


@pytest.fixture(scope="module")
def lake(
    tmp_path_factory: pytest.TempPathFactory,
) -> duckdb.DuckDBPyConnection:
    """Four addresses of one office, each with a past."""
    right = render_docx(REPORTS[2022])
    return read(
        tmp_path_factory.mktemp("versions"),
        [
            Given("silent.docx", right, link=TITLES[2022], older=(right, MISPRINTED)),
            Given("prose.htm", PAGES[2019], older=(PAGES[2019] + b"<!-- old -->",)),
            Given("broken.htm", SHELL, older=(render_docx(REPORTS[2021]),)),
            Given("current.htm", PAGES[2024], older=(PAGES[2020],)),
        ],
    )


def test_the_newest_version_of_an_address_counts(
    lake: duckdb.DuckDBPyConnection,
) -> None:
    assert ask(
        lake,
        "select report_year, url, version_no, is_newest, documents, older_versions, "
        "choice_reason from int_reports order by report_year",
    ) == [
        (2019, BASE + "prose.htm", 2, True, 1, 1, "newest_version"),
        (2020, BASE + "current.htm", 1, False, 1, 0, "only_document"),
        (2021, BASE + "broken.htm", 1, False, 1, 0, "only_document"),
        (2022, BASE + "silent.docx", 3, True, 1, 1, "newest_version"),
        (2024, BASE + "current.htm", 2, True, 1, 0, "only_document"),
    ]
    assert ask(
        lake,
        "select value from int_cells where report_year = 2022 "
        "and table_id = 'applications' and item = 'granted' "
        "and breakdown = 'natural_person'",
    ) == [(int(PRINTED),)]


def test_every_edit_is_a_revision_and_says_what_it_changed(
    lake: duckdb.DuckDBPyConnection,
) -> None:
    assert ask(
        lake,
        "select report_year, version_no, previous_version_no, changed_on, "
        "what_changed, figures_changed, figures_emptied, is_in_panel "
        "from out_revisions order by report_year, version_no",
    ) == [
        (2019, 2, 1, date(2024, 2, 2), "text", 0, 0, True),
        (2021, 2, 1, date(2024, 2, 2), "figures", 0, 200, False),
        (2022, 2, 1, date(2024, 2, 2), "figures", 1, 0, False),
        (2022, 3, 2, date(2024, 2, 3), "figures", 1, 0, True),
    ]
    assert ask(
        lake,
        "select version_no, table_id, item, breakdown, value_text_before, value_text, "
        "difference from out_revision_cells where report_year = 2022 order by 1",
    ) == [(2, *CELL, PRINTED, OTHER, 7), (3, *CELL, OTHER, PRINTED, -7)]


def test_an_older_version_is_no_other_form_and_its_issues_are_history(
    lake: duckdb.DuckDBPyConnection,
) -> None:
    assert ask(lake, "select count(*) from int_parallel_cells") == [(0,)]
    assert ask(lake, "select code, url from out_issues where not is_settled") == []


def test_bytes_that_no_version_accounts_for_are_an_error(tmp_path: Path) -> None:
    settings = Settings.of(tmp_path, demo=True)
    settings.prepare()
    keep(settings, [Given("page.htm", PAGES[2019])])
    (path,) = settings.lake.files("raw_document_versions")
    pq.write_table(pq.read_table(path).slice(0, 0), path)
    with pytest.raises(StoreError, match=r"page\.htm .* no version .*ogi rebuild"):
        steps.read_province(settings, PROVINCE)
