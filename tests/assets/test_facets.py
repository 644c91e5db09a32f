"""Every asset says all that it should; a new one without it fails here."""

import re
from pathlib import Path

import dagster as dg
import pytest

from assets.code_links import with_code_links
from assets.definitions import build_defs
from assets.facets import facets
from assets.freshness import FRESH
from pipeline.dictionary import described
from pipeline.graph import load_graph, node
from pipeline.model_types import model_types
from pipeline.paths import project_dir
from pipeline.sqlmodels import load_models
from pipeline.store import Lake
from pipeline.warehouse import Warehouse

SPECS = {s.key.to_user_string(): s for s in build_defs().resolve_all_asset_specs()}
WORDS = {words.name: words for words in described()}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
FRESH_GROUPS = {"raw", "core", "publish"}


@pytest.mark.parametrize("name", sorted(SPECS))
def test_every_asset_has_all_facets(name: str) -> None:
    spec = SPECS[name]
    assert spec.group_name in load_graph().groups
    assert spec.owners == ["team:ogi"]
    assert 1 <= len(spec.kinds) <= 3
    description = spec.description or ""
    assert CHINESE.search(description)
    assert node(name).words.en in description
    assert f"`{node(name).docs}`" in description
    assert (project_dir() / node(name).docs).is_file()
    assert {"ogi/layer", "ogi/cadence", "ogi/published", "ogi/stored"} <= set(spec.tags)
    assert spec.tags["ogi/layer"] == spec.group_name
    assert (spec.freshness_policy == FRESH) == (spec.group_name in FRESH_GROUPS)
    assert str(spec.metadata["dagster/table_name"]).count(".") >= 1
    references = spec.metadata["dagster/code_references"].code_references
    assert len({r.label or r.file_path for r in references}) >= 2
    assert all(Path(r.file_path).is_file() for r in references)


@pytest.mark.parametrize("name", sorted(SPECS))
def test_every_column_has_a_type_and_both_meanings(name: str) -> None:
    schema = SPECS[name].metadata["dagster/column_schema"]
    assert isinstance(schema, dg.TableSchema)
    for column in schema.columns:
        assert column.type
        assert column.description
        zh, between, en = column.description.partition(" · ")
        assert between, column.name
        assert CHINESE.search(zh), column.name
        assert en, column.name
    assert schema.constraints.other[0].startswith("one row for each ")


def test_a_model_points_to_its_file_and_a_seed_to_its_data() -> None:
    def labels(name: str) -> list[str | None]:
        found = SPECS[name].metadata["dagster/code_references"].code_references
        return [r.label for r in found]

    for model in load_models():
        path = model.path.relative_to(project_dir()).as_posix()
        assert labels(model.name)[0] == path
    assert labels("seed_deadlines")[0] == "data/deadlines/deadlines.yml"


def test_the_legal_basis_is_that_of_the_data() -> None:
    said = {name: spec.description or "" for name, spec in SPECS.items()}
    assert (
        "国办公开办函〔2021〕30号（表式版本 edition 2021）" in said["core_applications"]
    )
    assert "国办发〔2014〕32号" not in said["core_applications"]
    assert "国办发〔2014〕32号" in said["core_statistics"]
    assert "第四十九条" in said["out_timeliness"]
    assert "尚未与公布文本核对" in said["out_timeliness"]  # as long as nobody has
    assert "第五十条" in said["out_rule_results"]
    assert "依据" not in said["raw_crawls"]


def test_the_types_are_those_of_the_tables(demo_root: Path) -> None:
    lake = Lake(demo_root / "lake")
    types = model_types()
    assert types.keys() == {m.name for m in load_models()}
    with Warehouse(threads=1) as warehouse:
        for model in load_models():
            if not model.is_view:
                warehouse.add_lake(lake, [model.name])
                found = warehouse.connection.sql(f'from "{model.name}" limit 0')
                assert found.to_arrow_table().schema == types[model.name], model.name


def test_a_key_of_one_column_is_said_to_be_unique() -> None:
    schema = SPECS["seed_institutions"].metadata["dagster/column_schema"]
    unique = {c.name for c in schema.columns if c.constraints.unique}
    assert unique == {"institution_id"}


def test_the_version_follows_what_makes_the_table() -> None:
    versions = {m.name: facets(m.name)["code_version"] for m in load_models()}
    assert len(set(versions.values())) == len(versions)
    assert None not in versions.values()
    assert facets("seed_deadlines")["code_version"]
    assert facets("seed_institutions")["code_version"] is None  # of the data root


def test_tables_that_readers_get_are_named_as_in_the_release() -> None:
    assert SPECS["out_metrics"].metadata["dagster/table_name"] == "ogi.main.out_metrics"
    assert SPECS["raw_crawls"].metadata["dagster/table_name"] == "lake.raw_crawls"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "https://github.com/example/ogi",
            "https://github.com/example/ogi/tree/trunk/sql/outputs/out_metrics.sql",
        ),
        (
            "https://gitlab.example.org/a/ogi/",
            "https://gitlab.example.org/a/ogi/-/tree/trunk/sql/outputs/out_metrics.sql",
        ),
    ],
)
def test_code_references_can_point_to_a_repository(
    monkeypatch: pytest.MonkeyPatch, url: str, expected: str
) -> None:
    monkeypatch.setenv("OGI_GIT_URL", url)
    monkeypatch.setenv("OGI_GIT_BRANCH", "trunk")

    @dg.asset(name="out_metrics", **facets("out_metrics"))
    def table() -> None: ...

    (linked,) = with_code_links([table])
    (spec,) = linked.specs
    found = spec.metadata["dagster/code_references"].code_references
    urls = [reference.url for reference in found]
    assert urls[0] == expected
    assert urls[1].endswith("docs/metrics.md")
    assert "tests/assets/test_facets.py" in urls[-1]
