"""Ids: unique everywhere, sorted where people look something up in a long file."""

import csv
from collections import Counter
from collections.abc import Iterable

import yaml

from pipeline.demo.catalogue import load_reports
from pipeline.forms import STATISTICS, TABLES, load_forms
from pipeline.metrics import load_metrics
from pipeline.paths import project_dir
from pipeline.registry import load_registry
from pipeline.rules import load_rules
from pipeline.schema import load_schemas
from pipeline.sqlmodels import load_models

DATA = project_dir() / "data"
HOST_FILES = sorted((DATA / "registry" / "hosts").glob("*/*.yml"))


def repeated(values: Iterable[object]) -> list[object]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_adcodes_are_sorted_and_unique() -> None:
    with (DATA / "registry" / "adcodes.csv").open(encoding="utf-8") as handle:
        codes = [row["adcode"] for row in csv.DictReader(handle)]
    assert len(codes) > 3000
    assert codes == sorted(set(codes))


def test_provinces_are_in_the_order_of_their_codes() -> None:
    provinces = load_registry().provinces
    assert len(provinces) == 35
    codes = [province.adcode for province in provinces if province.adcode]
    assert codes == sorted(set(codes))
    assert repeated(province.province_id for province in provinces) == []
    assert repeated(province.name_zh for province in provinces) == []


def test_every_host_has_one_file_in_the_folder_of_its_sources() -> None:
    assert repeated(path.name for path in HOST_FILES) == []
    registry = load_registry()
    for path in HOST_FILES:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert path.stem == content["host"]
        ids = [source["id"] for source in content["sources"]]
        assert {registry.sources[i].province_id for i in ids} <= {path.parent.name}


def test_institution_and_source_ids_begin_with_their_province() -> None:
    registry = load_registry()
    for institution in registry.institutions.values():
        assert institution.institution_id.startswith(f"{institution.province_id}")
    for source in registry.sources.values():
        assert source.source_id.startswith(f"{source.province_id}")


def test_no_institution_name_is_there_twice_in_a_province() -> None:
    institutions = load_registry().institutions.values()
    named = [(i.province_id, i.name, i.valid_from, i.valid_to) for i in institutions]
    assert repeated(named) == []


def test_cells_are_unique_within_an_edition() -> None:
    forms = load_forms()
    for edition in forms.editions:
        keys = [c.key for c in forms.cells() if c.edition == edition]
        if edition in forms.editions_of("applications"):
            assert len(keys) == {"2019": 198, "2021": 200}[edition]
        assert repeated(keys) == []


def test_cells_have_the_same_unit_and_meaning_in_every_edition() -> None:
    units: dict[tuple[str, str, str], tuple[str, str, bool]] = {}
    for cell in load_forms().cells():
        if cell.table_id == STATISTICS:
            continue  # each province counted in units of its own
        said = (cell.breakdown.unit, cell.breakdown.kind, cell.breakdown.is_total)
        assert units.setdefault(cell.key, said) == said


def test_rules_and_metrics_are_unique() -> None:
    forms = load_forms()
    rules = [(r.rule_id, r.edition, r.unit_code) for r in load_rules(forms)]
    assert repeated(rules) == []
    assert repeated(m.metric_id for m in load_metrics(forms)) == []
    for name in ("label_zh", "label_en"):
        assert repeated(getattr(m, name) for m in load_metrics(forms)) == []


def test_tables_and_columns_are_unique() -> None:
    names = [*load_schemas(), *(model.name for model in load_models())]
    assert repeated(names) == []
    path = DATA / "dictionary" / "tables.yml"
    tables = yaml.safe_load(path.read_text(encoding="utf-8"))["tables"]
    assert repeated(table["name"] for table in tables) == []
    for table in tables:
        assert repeated(column["name"] for column in table["columns"]) == []
    assert {f"core_{table}" for table in TABLES} <= set(names)


def test_columns_that_join_tables_have_one_type() -> None:
    joined = ("institution_id", "report_year", "document_sha256", "source_id", "url")
    types: dict[str, set[str]] = {name: set() for name in joined}
    for schema in load_schemas().values():
        for column in schema.columns:
            if column.name in joined:
                types[column.name].add(column.type)
    assert {name for name, found in types.items() if len(found) != 1} == set()


def test_every_file_of_figures_belongs_to_a_report() -> None:
    files = {path.stem for path in (DATA / "demo" / "figures").iterdir()}
    assert files == load_reports().keys()
