"""The root that is written: its tables, its mark, and what refuses it."""

import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from numpy.random import default_rng

from pipeline.errors import ReleaseError, StoreError, UsageError
from pipeline.forms import load_forms
from pipeline.publish import publish
from pipeline.schema import load_schemas
from pipeline.settings import Settings
from pipeline.store import conform
from pipeline.synth.cells import as_table
from pipeline.synth.lake import Plan, is_made, make_root, planted_path, write_seeds
from pipeline.synth.papers import FORM, OLDER, PAGE, documents
from pipeline.synth.population import YEARS, country
from pipeline.synth.province import drawn

PLAN = Plan(reports=120, seed=4, errors=0.1)


def hashes(root: Path) -> dict[str, str]:
    return {
        p.relative_to(root).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(root.rglob("*.parquet"))
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings.synthetic(tmp_path_factory.mktemp("made"))
    make_root(settings, PLAN)
    return settings


def read(path: Path, year: int | None) -> pa.Table:
    table = pq.ParquetFile(path).read()
    if year is None:
        return table
    years = pa.repeat(pa.scalar(year, pa.int16()), table.num_rows)
    return table.append_column("report_year", years)


def test_every_table_is_as_the_store_would_write_it(made: Settings) -> None:
    """Cells are not sorted and checked when they are written: here they are."""
    seen = set()
    for name, schema in load_schemas().items():
        if schema.layer not in ("raw", "core", "seed"):
            continue
        for path in made.lake.files(name):
            folder = path.parent.name
            year = int(folder.partition("=")[2]) if "=" in folder else None
            table = read(path, year)
            assert conform(table, schema).equals(table.select(schema.arrow.names))
            seen.add(name)
    missing = load_schemas().keys() - seen
    assert not {n for n in missing if n.startswith(("core_", "raw_"))}


def test_cells_print_their_value(made: Settings) -> None:
    found = 0
    for path in made.lake.files("core_proactive_disclosure"):
        table = pq.ParquetFile(path).read()
        for row in table.to_pylist():
            is_blank = row["obs_status"] == "blank"
            assert is_blank == (row["value"] is None) == (row["value_text"] == "")
            if not is_blank:
                assert float(row["value_text"]) == float(row["value"])
                assert not row["value_text"].endswith(".")
                found += 1
            if row["breakdown"] == "amount":
                assert row["unit"] in ("元", "万元")
    assert found > 1000


def test_reports_count_their_cells(made: Settings) -> None:
    cells: dict[str, list[int]] = {}
    for table in ("applications", "proactive_disclosure", "statistics"):
        for path in made.lake.files(f"core_{table}"):
            for row in pq.ParquetFile(path).read().to_pylist():
                count = cells.setdefault(row["document_sha256"], [0, 0])
                count[0] += 1
                count[1] += row["value"] is not None
    for path in made.lake.files("core_reports"):
        for row in pq.ParquetFile(path).read().to_pylist():
            rest = 15 if row["edition"] in ("2019", "2021") else 0  # table four
            counted = cells[row["document_sha256"]]
            assert row["cells"] == counted[0] + rest
            assert counted[1] <= row["cells_reported"] <= counted[1] + rest


def test_older_versions_are_of_reports_that_print_their_zeros() -> None:
    """Else an empty report would leave the version before it in its place."""
    block = next(b for b in country(9_000, seed=2) if b.province_id == "henan")
    draft = drawn(default_rng(1), block, load_forms())
    older, forms = [], 0
    for index in range(len(YEARS)):
        found = documents(default_rng(index), block, index, draft.is_blank[:, index])
        reports = block.has_report[:, index].sum()
        assert (found.role == PAGE).sum() == reports
        assert list(found.sha256) == sorted(set(found.sha256))
        forms += int((found.role == FORM).sum())
        older += [(n, index) for n in found.institution[found.role == OLDER]]
    assert forms > 3
    assert len(older) > 3
    assert not any(draft.is_blank[place] for place in older)


def test_same_seed_same_bytes(made: Settings, tmp_path: Path) -> None:
    settings = Settings.synthetic(tmp_path / "again")
    make_root(settings, PLAN)
    assert hashes(settings.root.path) == hashes(made.root.path)
    make_root(settings, Plan(reports=120, seed=5, errors=0.1))
    assert hashes(settings.root.path) != hashes(made.root.path)


def test_errors_change_only_what_is_told(made: Settings, tmp_path: Path) -> None:
    settings = Settings.synthetic(tmp_path / "clean")
    make_root(settings, Plan(reports=120, seed=4, errors=0))
    right, wrong = hashes(settings.root.path), hashes(made.root.path)
    changed = {name for name in right if right[name] != wrong[name]}
    told = pq.read_table(planted_path(made)).to_pylist()
    assert len(told) > 5
    expected = set()
    for one in told:
        province = one["institution_id"].split("-")[1]
        tables = {cell["table_id"] for cell in one["cells"]} or {"claims"}
        expected |= {
            f"lake/core_{table}/report_year={one['report_year']}/{province}.parquet"
            for table in tables
        }
    assert expected <= changed
    places = {"/".join(name.split("/")[2:]) for name in changed if "=" in name}
    # a report with an error, and the one after it, say nothing of the year before
    near = {
        f"report_year={one['report_year'] + n}/{one['institution_id'].split('-')[1]}"
        for one in told
        for n in (0, 1)
    }
    assert places <= {f"{place}.parquet" for place in near}
    assert all(name.startswith(("lake/core_", "planted")) for name in changed)


def test_root_is_marked_and_remembers_what_it_was_made_from(made: Settings) -> None:
    mark = json.loads((made.root.path / "root.json").read_text("utf-8"))
    assert mark == {"is_demo": False, "is_synthetic": True}
    found = Settings.of(made.root.path)
    assert found.is_synthetic
    assert is_made(found, PLAN)
    assert not is_made(found, Plan(reports=120, seed=5, errors=0.1))


def test_it_is_never_published_crawled_or_read(made: Settings) -> None:
    with pytest.raises(ReleaseError, match="made-up figures"):
        publish(made.root)
    assert not made.root.releases.exists()
    with pytest.raises(UsageError, match="made-up figures"):
        Settings.of(made.root.path).registry()
    with pytest.raises(UsageError, match="made-up figures, not the demonstration"):
        Settings.of(made.root.path, demo=True)


@pytest.mark.parametrize("is_demo", [True, False])
def test_other_roots_are_refused(tmp_path: Path, *, is_demo: bool) -> None:
    Settings.of(tmp_path, demo=is_demo).prepare()
    held = "demonstration" if is_demo else "real data"
    with pytest.raises(UsageError, match=held):
        Settings.synthetic(tmp_path)


def test_folders_with_anything_in_them_are_refused(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    with pytest.raises(UsageError, match="nobody marked"):
        Settings.synthetic(tmp_path)


def test_only_a_root_for_made_up_figures_is_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no root for made-up figures"):
        make_root(Settings.of(tmp_path), PLAN)
    assert not list(tmp_path.iterdir())


def test_a_second_lake_takes_the_place_of_the_first(tmp_path: Path) -> None:
    settings = Settings.synthetic(tmp_path / "root")
    make_root(settings, PLAN)
    make_root(Settings.synthetic(tmp_path / "root"), Plan(reports=100))
    reports = settings.lake.files("core_reports")
    pages = [pq.ParquetFile(p).read().column("media") for p in reports]
    assert sum(pc.sum(pc.equal(m, "html")).as_py() for m in pages) >= 100
    assert sum(len(m) for m in pages) < 120


def test_seeds_can_be_written_anew(made: Settings) -> None:
    before = hashes(made.root.path)
    assert write_seeds(made.lake, PLAN) > 5
    assert hashes(made.root.path) == before


def test_a_new_column_of_the_dictionary_is_missed() -> None:
    schema = load_schemas()["core_litigation"]
    with pytest.raises(StoreError, match=r"does not make .*locator"):
        as_table(schema, {})
