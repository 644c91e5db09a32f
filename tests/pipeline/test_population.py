"""Population: what a file may say, and the census adds up to what was printed."""

from pathlib import Path

import pytest

from pipeline.errors import DataFileError
from pipeline.population import load_population, population_frame
from pipeline.registry import load_adcodes
from pipeline.schema import load_schemas

HEAD = "adcode,population_year,population,vintage,origin"
GOOD = "350000,2020,41540086,2021-05-11,census"


def write(folder: Path, *lines: str, name: str = "mine.csv") -> None:
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_the_census_has_every_division_once_and_adds_up() -> None:
    figures = [f for f in load_population() if f.population_year == 2020]
    provinces = [a for a in load_adcodes().values() if a.level == "province"]
    counted_elsewhere = {"710000", "810000", "820000"}  # Taiwan, Hong Kong, Macao
    assert {f.adcode for f in figures if f.adcode.endswith("0000")} == {
        p.adcode for p in provinces
    } - counted_elsewhere
    total = sum(f.population for f in figures if f.adcode.endswith("0000"))
    assert total + 2_000_000 == 1_411_778_724  # servicemen belong to no division


def test_figures_come_by_division_and_year(tmp_path: Path) -> None:
    write(
        tmp_path, HEAD, GOOD, "110000,2021,21886000,2022-03-01,bulletin", name="b.csv"
    )
    write(tmp_path, HEAD, "110000,2020,21893095,2021-05-11,census", name="a.csv")
    found = load_population(tmp_path)
    assert [(f.adcode, f.population_year) for f in found] == [
        ("110000", 2020),
        ("110000", 2021),
        ("350000", 2020),
    ]
    assert population_frame(found)["vintage"].tolist()[1] == "2022-03-01"


def test_no_file_is_no_population(tmp_path: Path) -> None:
    frame = population_frame(load_population(tmp_path))
    assert len(frame) == 0
    names = [c.name for c in load_schemas()["seed_population"].columns]
    assert list(frame.columns) == names


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (["adcode,population"], "line 1: expected the columns adcode,population_year"),
        ([], "line 1: expected the columns"),
        ([HEAD, "350000,2020,1"], "line 2: expected 5 fields, found 3"),
        ([HEAD, "350000,2020,0,2021-05-11,census"], "line 2, population: .*found '0'"),
        ([HEAD, "350000,2020,1.5,2021-05-11,census"], "line 2, population: "),
        ([HEAD, "350000,20,1,2021-05-11,census"], "line 2, population_year: "),
        ([HEAD, "35,2020,1,2021-05-11,census"], "line 2, adcode: "),
        ([HEAD, "350000,2020,1,20210511,census"], "line 2, vintage: "),
        ([HEAD, "350000,2020,1,2021-02-30,census"], "line 2, vintage: "),
        ([HEAD, "350000,2020,1,2021-05-11,"], "line 2, origin: "),
        ([HEAD, "999999,2020,1,2021-05-11,census"], "999999 is not in data/registry"),
        ([HEAD, GOOD, GOOD], "line 3: a second figure for 350000 in 2020, .*line 2"),
    ],
)
def test_a_mistake_names_file_and_line(
    tmp_path: Path, lines: list[str], complaint: str
) -> None:
    write(tmp_path, *lines)
    with pytest.raises(DataFileError, match=complaint) as caught:
        load_population(tmp_path)
    assert str(caught.value).startswith(str(tmp_path / "mine.csv"))
