"""Of which year a checked report is, with and without the report of last year."""

from datetime import date

import pyarrow as pa
import pytest

from pipeline.check.owned import NO_YEAR, owned, years_of, years_with
from pipeline.errors import UsageError
from pipeline.extract.identity import Identity
from pipeline.extract.report import Extraction, Report


def extraction(*years: int | None) -> Extraction:
    """Reports of these years, the first of which is that of the document."""
    identities = [Identity(None, None, date(2020, 1, 1), y, None) for y in years]
    reports = [
        Report(number, "2021", identity=identity if number > 1 else None)
        for number, identity in enumerate(identities, start=1)
    ]
    return Extraction("html", identities[0], reports=reports)


def test_a_draft_without_a_year_is_of_none() -> None:
    assert years_of(extraction(None)) == {1: NO_YEAR}
    assert years_of(extraction(2023, None, 2022)) == {1: 2023, 2: NO_YEAR, 3: 2022}


@pytest.mark.parametrize(
    ("year", "before", "taken"),
    [
        (2023, 2022, 2023),
        (2023, None, 2023),
        (None, 2022, 2023),  # the year after last year
        (None, None, NO_YEAR),
    ],
)
def test_last_years_report_gives_what_the_draft_does_not_say(
    year: int | None, before: int | None, taken: int
) -> None:
    found = years_with(extraction(year), "last.html", extraction(before))
    assert found == {1: taken}


@pytest.mark.parametrize("before", [2021, 2023, 2024])
def test_a_report_of_another_year_is_refused(before: int) -> None:
    with pytest.raises(UsageError, match=rf"last\.html is the report of {before}"):
        years_with(extraction(2023), "last.html", extraction(before))


def test_reports_of_last_year_are_paired_by_number() -> None:
    found = years_with(extraction(2023, 2021), "last.html", extraction(2022))
    assert found == {1: 2023, 2: 2021}


def test_tables_have_an_institution_for_each_report() -> None:
    table = pa.table(
        {
            "report_no": pa.array([1, 2], pa.int16()),
            "institution_id": pa.array([None, None], pa.string()),
            "report_year": pa.array([None, 1999], pa.int16()),
            "url": ["a.html", "a.html"],
        }
    )
    now = owned(table, {1: 2023, 2: NO_YEAR}).to_pydict()
    assert now["institution_id"] == ["1", "2"]
    assert now["report_year"] == [2023, NO_YEAR]
    assert now["url"] == ["a.html", "a.html"]
    before = owned(table, {1: 2023}, prior_of="last year").to_pydict()
    assert before["report_year"] == [2022, NO_YEAR - 1]
    assert before["url"] == ["last year", "last year"]


def test_a_table_without_reports_is_left_alone() -> None:
    table = pa.table({"code": ["x"]})
    assert owned(table, {1: 2023}) is table
