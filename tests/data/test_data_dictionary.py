"""Dictionary, SQL models, Parquet and DuckDB file of a release say the same."""

import json
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline.dictionary import TableWords, described
from pipeline.schema import load_schemas
from pipeline.sqlmodels import load_models
from pipeline.store import Lake

Columns = list[tuple[str, str]]


@pytest.fixture(scope="module")
def released() -> dict[str, TableWords]:
    """What a release describes, by name."""
    return {table.name: table for table in described() if table.layer != "raw"}


def test_release_database_has_exactly_these_columns_and_comments(
    demo_root: Path, released: dict[str, TableWords]
) -> None:
    database = demo_root / "releases" / "current" / "ogi.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select table_name, column_name, comment from duckdb_columns() "
            "where not internal and table_name <> 'release_info' "
            "order by table_name, column_index"
        ).fetchall()
    found: dict[str, Columns] = {}
    for table, column, comment in rows:
        found.setdefault(table, []).append((column, comment))
    assert found == {
        name: [(c.name, f"{c.en} · {c.zh}") for c in table.columns]
        for name, table in released.items()
    }


def test_release_parquet_has_the_types_of_the_dictionary(
    demo_root: Path, released: dict[str, TableWords]
) -> None:
    tables = demo_root / "releases" / "current" / "tables"
    schemas = load_schemas()
    assert {path.name for path in tables.iterdir()} == {
        name for name, table in released.items() if not table.is_view
    }
    for folder in tables.iterdir():
        for path in folder.rglob("*.parquet"):
            found = pq.read_schema(path)
            cut = {"report_year"} if "report_year=" in path.parent.name else set()
            columns = [c.name for c in released[folder.name].columns]
            wanted = [name for name in columns if name not in cut]
            assert found.names == wanted
            if folder.name in schemas:
                expected = schemas[folder.name].arrow
                assert all(
                    found.field(n).type == expected.field(n).type for n in wanted
                )


def test_database_and_parquet_have_the_same_rows(demo_root: Path) -> None:
    release = demo_root / "releases" / "current"
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    with duckdb.connect(str(release / "ogi.duckdb"), read_only=True) as connection:
        for resource in package["resources"]:
            files = [str(release / path) for path in resource["path"]]
            names = ", ".join(f["name"] for f in resource["schema"]["fields"])
            cut = "report_year=" in files[0]
            types = ", hive_types = {'report_year': smallint}" if cut else ""
            difference = connection.execute(
                f"select count(*) from (select {names} from {resource['name']} "
                f"except all select {names} from read_parquet(?{types}))",
                [files],
            ).fetchall()
            assert difference == [(0,)], resource["name"]


def test_lake_of_facts_of_fetching_fits_the_dictionary(demo_root: Path) -> None:
    lake = Lake(demo_root / "lake")
    for schema in load_schemas().values():
        if schema.layer == "raw":
            files = lake.files(schema.name)
            assert files
            for path in files:
                assert pq.read_schema(path).equals(schema.arrow)


def test_no_table_stays_behind_in_the_lake(demo_root: Path) -> None:
    models = {model.name for model in load_models() if not model.is_view}
    known = load_schemas().keys() | models
    folders = (demo_root / "lake").iterdir()
    found = {path.name for path in folders if not path.name.startswith(".")}
    # the demonstration has no report from before 2019
    assert known - found == {"core_statistics"}
    assert found <= known
