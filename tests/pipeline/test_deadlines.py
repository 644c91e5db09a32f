"""Deadlines: what the file says, what it may not say, and the seed made from it."""

from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from pipeline.deadlines import deadlines_frame, load_deadlines
from pipeline.errors import DataFileError
from pipeline.paths import project_dir
from pipeline.registry_model import Kind
from pipeline.schema import load_schemas
from pipeline.store import conform

FILE = project_dir() / "data" / "deadlines" / "deadlines.yml"


def entries() -> Any:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def written(folder: Path, content: Any) -> Path:
    text = yaml.safe_dump(content, allow_unicode=True)
    (folder / "deadlines.yml").write_text(text, encoding="utf-8")
    return folder


def test_since_2019_departments_come_before_governments_and_townships_have_no_day() -> (
    None
):
    frame = deadlines_frame(load_deadlines())
    found = {
        (row.regulations, row.kind): (row.month, row.day, row.null_reason)
        for row in frame.astype(object).where(frame.notna(), None).itertuples()
    }
    assert found["2007", "town"] == (3, 31, None)
    assert found["2007", "department"] == (3, 31, None)
    assert found["2019", "department"] == (1, 31, None)
    assert found["2019", "central_agency"] == (1, 31, None)
    assert found["2019", "government"] == (3, 31, None)
    assert found["2019", "town"] == (None, None, "no_deadline_named")
    assert len(found) == 2 * len(get_args(Kind))


def test_the_seed_fits_the_dictionary() -> None:
    schema = load_schemas()["seed_deadlines"]
    frame = deadlines_frame(load_deadlines())
    assert list(frame.columns) == [column.name for column in schema.columns]
    assert conform(frame, schema).num_rows == len(frame)


def test_nobody_claims_to_have_read_the_law_without_saying_when(tmp_path: Path) -> None:
    content = entries()
    content[0]["checked"] = True
    with pytest.raises(DataFileError, match="checked_on"):
        load_deadlines(written(tmp_path, content))


def test_a_kind_has_one_deadline_in_each_period(tmp_path: Path) -> None:
    content = entries()
    content[1]["deadlines"][1]["kinds"] = ["government", "town"]
    with pytest.raises(DataFileError, match="kind town stands in 2 deadlines of 2019"):
        load_deadlines(written(tmp_path, content))
    content[1]["deadlines"] = content[1]["deadlines"][:2]
    content[1]["deadlines"][1]["kinds"] = ["government"]
    with pytest.raises(DataFileError, match="kind town stands in 0 deadlines of 2019"):
        load_deadlines(written(tmp_path, content))


@pytest.mark.parametrize(
    ("years", "message"),
    [
        ((2008, 2017, 2019, None), "2019 begins with 2019, expected the year after"),
        ((2008, None, 2019, None), "2019 begins with 2019, expected the year after"),
        ((2008, 2018, 2019, 2030), "2019 is the last, expected last_year: null"),
        ((2018, 2008, 2019, None), "last_year 2008 is before first_year 2018"),
    ],
)
def test_periods_follow_one_another(
    tmp_path: Path, years: tuple[int | None, ...], message: str
) -> None:
    content = entries()
    content[0] |= {"first_year": years[0], "last_year": years[1]}
    content[1] |= {"first_year": years[2], "last_year": years[3]}
    with pytest.raises(DataFileError, match=message):
        load_deadlines(written(tmp_path, content))


@pytest.mark.parametrize("day", ["02-29", "13-01", "3-31", "31 March"])
def test_a_day_is_a_day_of_every_year(tmp_path: Path, day: str) -> None:
    content = entries()
    content[0]["deadlines"][0] |= {"by": day, "waits_for": day}
    with pytest.raises(DataFileError, match=r"deadlines\.yml"):
        load_deadlines(written(tmp_path, content))


def test_a_report_is_missing_from_the_day_after_its_deadline(tmp_path: Path) -> None:
    content = entries()
    content[0]["deadlines"][0]["waits_for"] = "06-30"
    with pytest.raises(DataFileError, match="waits_for 06-30 differs from by 03-31"):
        load_deadlines(written(tmp_path, content))


def test_a_file_without_periods_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="expected a list of periods"):
        load_deadlines(written(tmp_path, []))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"deadlines\.yml"):
        load_deadlines(tmp_path)
