"""The cadence of the nightly refresh comes from its file, and a wrong one is told."""

from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
import yaml
from dagster._utils.schedules import schedule_execution_time_iterator

from pipeline.errors import DataFileError
from pipeline.paths import project_dir
from pipeline.schedule import load_cadence

FILE = project_dir() / "data" / "schedule" / "nightly.yml"


def test_from_january_to_march_it_runs_more_often() -> None:
    cadence = load_cadence()
    ticks = schedule_execution_time_iterator(
        datetime(2026, 3, 31, tzinfo=UTC).timestamp(),
        cadence.cron,
        cadence.time_zone,
        ascending=True,
    )
    assert [f"{t:%m-%d %H}" for t in islice(ticks, 5)] == [
        "03-31 08",
        "03-31 14",
        "03-31 20",
        "04-01 02",
        "04-02 02",
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"months": [1, 2, 3, 4]}, "found month 4 in 2"),
        ({"months": [1, 2]}, "found month 3 in 0"),
        ({"months": [1, 2, 3, 13]}, "less than or equal to 12"),
        ({"hours": [24]}, "less than or equal to 23"),
        ({"hours": [2, 2]}, "2 is there twice"),
        ({"hours": []}, "at least 1 item"),
        ({"minutes": [1]}, "minutes"),
    ],
)
def test_a_wrong_season_is_told(
    change: dict[str, list[int]], expected: str, tmp_path: Path
) -> None:
    said = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    said["seasons"][0] |= change
    file = tmp_path / "nightly.yml"
    file.write_text(yaml.safe_dump(said), encoding="utf-8")
    with pytest.raises(DataFileError, match=expected) as raised:
        load_cadence(file)
    assert str(file) in str(raised.value)


def test_an_unknown_time_zone_is_told(tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8").replace("Asia/Shanghai", "Asia/Pingtan")
    file = tmp_path / "nightly.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError, match="expected the name of a time zone, found"):
        load_cadence(file)
