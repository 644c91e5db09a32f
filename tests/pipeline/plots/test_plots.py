"""Plots: specs fetch nothing, pictures can be read and are kept until they change."""

import re
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from pipeline.errors import DataFileError, ModelError
from pipeline.paths import project_dir
from pipeline.plots import load_plots, picture
from pipeline.plots.figures import figures
from pipeline.plots.kept import MOST_BYTES
from pipeline.plots.render import draw
from pipeline.plots.specs import load_style
from pipeline.store import Lake

PLOTS = load_plots()
COLOURS = load_style().colours
HOSTILE = "</text><script>alert(1)</script>&\"'机关"
YEARS = range(2008, 2026)
#: a year's tick and a mark or shade for each of 35 provinces
MOST_OF_CELLS = [(p, y) for p in range(35) for y in range(2014, 2026)]


def shades() -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "report_year": year,
                "province": f"新疆维吾尔自治区{place}",
                "place": place,
                "pct": 87.0,
                "reports": 12_345,
                "share_of_most": 87.0,
            }
            for place, year in MOST_OF_CELLS
        ]
    )


def marks() -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "institution": f"{HOSTILE}{number}",
                "report_year": year,
                "status": ("有数字 figures", "未见 none found")[year % 2],
                "place": number,
            }
            for number in range(36)
            for year in YEARS
        ]
    )


def by_year() -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "report_year": f"{year}|(12345)",
                "pct": None if year == 2012 else 90.25 + year % 7,
                "percent_text": None if year == 2012 else "90.25",
                "low": -33.1,
                "median": 12.5 - year % 5,
                "high": 155.2,
                "median_text": "+12.5",
            }
            for year in YEARS
        ]
    )


def runs() -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "started": f"01-{n % 28 + 1:02} {n % 24:02}:00",
                "place": n,
                "minutes": 1.5 + n % 7,
                "outcome": ("成功 success", "失败 failure", "取消 canceled")[n % 3],
            }
            for n in range(60)
        ]
    )


#: as many rows as a plot may ever have
MOST = {
    "coverage": marks(),
    "coverage_by_province": shades(),
    "reports_by_province": shades(),
    "rules_by_year": by_year(),
    "received_yoy": by_year(),
    "run_history": runs(),
}


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    return {name: draw(PLOTS[name], rows) for name, rows in MOST.items()}


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - of our own making


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_plot_is_drawn_at_its_fullest_here() -> None:
    assert MOST.keys() == PLOTS.keys()


@pytest.mark.parametrize("name", sorted(MOST))
def test_a_picture_is_svg_and_asks_for_nothing(
    name: str, drawn: dict[str, str]
) -> None:
    svg = drawn[name]
    root = parsed(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not tags & {"script", "image", "style", "foreignObject", "a", "use", "link"}
    attributes = {key for element in root.iter() for key in element.attrib}
    assert not {k for k in attributes if "href" in k or k.startswith("on")}
    assert "url(" not in svg.replace("url(#", "")
    assert not set(re.findall(r"https?://[^\s\"'<]+", svg)) - {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


@pytest.mark.parametrize("name", sorted(MOST))
def test_a_picture_is_small_and_fits_the_panel(
    name: str, drawn: dict[str, str]
) -> None:
    root = parsed(drawn[name])
    assert len(drawn[name].encode()) <= MOST_BYTES
    assert float(root.attrib["width"]) <= 1100
    assert float(root.attrib["height"]) <= 1000


@pytest.mark.parametrize("name", sorted(MOST))
def test_text_stands_out_from_the_ground_of_the_picture_itself(
    name: str, drawn: dict[str, str]
) -> None:
    root = parsed(drawn[name])
    space = "{http://www.w3.org/2000/svg}"
    ground = root.find(f"{space}rect")
    assert ground is not None
    assert ground.attrib["width"] == root.attrib["width"]
    assert ground.attrib["fill"] == COLOURS["ground"]
    texts = [t for t in root.iter(f"{space}text") if (t.text or "").strip()]
    assert len(texts) > 5
    for text in texts:
        assert float(text.attrib["font-size"].removesuffix("px")) >= 10
        assert contrast(text.attrib["fill"], COLOURS["ground"]) >= 4.5
    said = "".join(t.text or "" for t in texts)
    assert name != "rules_by_year" or "90.25" in said  # figures as they are
    assert PLOTS[name].definition.title_zh in said
    assert PLOTS[name].definition.title_en in said


def test_marks_and_shades_can_be_told_apart() -> None:
    strong = ("blue", "vermilion", "green", "purple", "muted", "ink")
    assert all(contrast(COLOURS[c], COLOURS["ground"]) >= 4.5 for c in strong)
    for shade in ("pale", "deep"):  # and all between them
        assert contrast(COLOURS["ink"], COLOURS[shade]) >= 4.5
    assert len(set(COLOURS.values())) == len(COLOURS)


@pytest.mark.parametrize("name", ["coverage", "run_history"])
def test_what_a_colour_says_a_shape_says_too(name: str) -> None:
    def scales(value: object) -> list[tuple[str, list[str]]]:
        if isinstance(value, dict):
            own = [
                (channel, value[channel]["scale"]["range"])
                for channel in ("color", "shape")
                if isinstance(value.get(channel), dict) and "scale" in value[channel]
            ]
            return own + [s for inner in value.values() for s in scales(inner)]
        if isinstance(value, list):
            return [s for inner in value for s in scales(inner)]
        return []

    found = dict(scales(PLOTS[name].definition.spec))
    assert len(set(found["shape"])) == len(set(found["color"])) == len(found["color"])


def test_names_are_escaped(drawn: dict[str, str]) -> None:
    texts = [t.text or "" for t in parsed(drawn["coverage"]).iter()]
    assert any(t.startswith("</text><script>") for t in texts)
    assert "<script" not in drawn["coverage"]


def test_the_same_rows_give_the_same_bytes(drawn: dict[str, str]) -> None:
    assert draw(PLOTS["rules_by_year"], by_year()) == drawn["rules_by_year"]


def test_nothing_to_show_is_said() -> None:
    root = parsed(draw(PLOTS["received_yoy"], by_year().slice(0, 0)))
    assert any("尚无数据" in (t.text or "") for t in root.iter())


# -- over a lake -----------------------------------------------------------------------


@pytest.fixture
def lake(demo_root: Path, tmp_path: Path) -> Lake:
    """What the plots read of the demonstration."""
    for name in {t for p in PLOTS.values() for t in p.reads}:
        if (demo_root / "lake" / name).is_dir():
            shutil.copytree(demo_root / "lake" / name, tmp_path / name)
    return Lake(tmp_path)


def test_pictures_are_kept_until_their_figures_change(lake: Lake) -> None:
    first = picture(lake, "rules_by_year")
    second = picture(lake, "rules_by_year")
    assert (first.was_kept, second.was_kept) == (False, True)
    assert first.svg == second.svg
    (path,) = lake.files("out_report_quality")
    table = pq.read_table(path)
    pq.write_table(table.slice(0, 2), path)
    third = picture(lake, "rules_by_year")
    assert not third.was_kept
    assert third.svg != first.svg
    assert len(list((lake.folder / ".plots").iterdir())) == 1


@pytest.mark.parametrize("name", sorted(PLOTS.keys() - {"run_history"}))
def test_the_figures_of_the_demonstration_can_be_drawn(name: str, lake: Lake) -> None:
    assert figures(lake, PLOTS[name], {}).num_rows > 0


def test_too_many_institutions_are_shown_by_province(lake: Lake) -> None:
    assert picture(lake, "coverage").plot.name == "coverage"
    (path,) = lake.files("out_coverage")
    table = pq.read_table(path)
    copies = [
        table.set_column(
            table.schema.get_field_index("institution_name"),
            "institution_name",
            pa.array([f"机关{n}"] * table.num_rows),
        )
        for n in range(41)
    ]
    pq.write_table(pa.concat_tables(copies), path)
    found = picture(lake, "coverage")
    assert found.plot.name == "coverage_by_province"
    assert found.svg is not None


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no table 'out_coverage'"):
        picture(Lake(tmp_path), "coverage")


# -- specs -----------------------------------------------------------------------------


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for kind in ("data", "sql"):
        shutil.copytree(project_dir() / kind / "plots", tmp_path / kind)
    return tmp_path / "data", tmp_path / "sql"


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"data": {"url": "x.csv"}, "mark": "bar"}, "spec has data, url"),
        ({"mark": {"type": "bar", "href": "x"}}, "spec has href"),
        ({"mark": {"type": "image"}}, "an address or an image"),
        ({"mark": "bar", "description": "http://x.cn/"}, "an address or an image"),
        ({"mark": {"type": "bar", "color": "@pink"}}, "no colour pink in style.yml"),
    ],
)
def test_a_spec_that_could_fetch_is_refused(
    folders: tuple[Path, Path], spec: dict[str, object], said: str
) -> None:
    path = folders[0] / "rules_by_year.yml"
    content = yaml.safe_load(path.read_text("utf-8")) | {"spec": spec}
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(DataFileError, match=said):
        load_plots(*folders)


def test_a_plot_without_figures_and_figures_without_a_plot_are_refused(
    folders: tuple[Path, Path],
) -> None:
    data, sql = folders
    (sql / "other.sql").write_text("select 1 as one")
    with pytest.raises(DataFileError, match=r"other\.sql has no file in data/plots"):
        load_plots(data, sql)
    (sql / "other.sql").rename(sql / "kept.sql")
    (sql / "coverage.sql").unlink()
    load_plots.cache_clear()
    with pytest.raises(DataFileError, match=r"coverage\.yml: no .*coverage\.sql"):
        load_plots(data, sql)
