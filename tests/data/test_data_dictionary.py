"""Dictionary, SQL models, Parquet and DuckDB file of a release say the same."""

import json
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline.schema import load_schemas
from pipeline.sqlmodels import load_models
from pipeline.store import Lake

Columns = list[tuple[str, str]]


@pytest.fixture(scope="module")
def described() -> dict[str, dict[str, str]]:
    """Table -> column -> meaning, from the dictionary and the headers of the SQL."""
    tables = {
        schema.name: {column.name: column.description for column in schema.columns}
        for schema in load_schemas().values()
        if schema.layer != "raw"
    }
    return tables | {model.name: model.columns for model in load_models()}


def test_release_database_has_exactly_these_columns_and_comments(
    demo_root: Path, described: dict[str, dict[str, str]]
) -> None:
    database = demo_root / "releases" / "current" / "ogi.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select table_name, column_name, comment from duckdb_columns() "
            "where not internal and table_name <> 'release_info' "
            "order by table_name, column_index"
        ).fetchall()
    found: dict[str, dict[str, str]] = {}
    for table, column, comment in rows:
        found.setdefault(table, {})[column] = comment
    assert {t: list(c.items()) for t, c in found.items()} == {
        t: list(c.items()) for t, c in described.items()
    }


def test_release_parquet_has_the_types_of_the_dictionary(
    demo_root: Path, described: dict[str, dict[str, str]]
) -> None:
    tables = demo_root / "releases" / "current" / "tables"
    schemas = load_schemas()
    assert {path.name for path in tables.iterdir()} == described.keys()
    for folder in tables.iterdir():
        for path in folder.rglob("*.parquet"):
            found = pq.read_schema(path)
            cut = {"report_year"} if "report_year=" in path.parent.name else set()
            wanted = [c for c in described[folder.name] if c not in cut]
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
    known = load_schemas().keys() | {model.name for model in load_models()}
    found = {path.name for path in (demo_root / "lake").iterdir()}
    # the demonstration has no report from before 2019
    assert known - found == {"core_statistics"}
    assert found <= known
