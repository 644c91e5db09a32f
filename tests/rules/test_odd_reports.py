"""Reports as nobody should print them, all in one lake: every model is built over them.

Misread figures, blanks everywhere, forms in any order, gaps, several forms in one
report. Nothing may stop a release, what comes out satisfies our own checks, has its
sentences, and does not depend on the order in which it came in.
"""

from collections.abc import Iterable, Iterator

import pyarrow as pa
import pytest

from pipeline.forms import load_forms
from pipeline.schema import load_schemas
from pipeline.sqlmodels import load_checks, load_models, models_for
from pipeline.warehouse import Warehouse
from tests.rules.bench import (
    CellKey,
    Report,
    core_tables,
    figures,
    form_cells,
    seeds,
)

MODELS = sorted(m.name for m in load_models() if m.layer != "view")
#: the bench has no crawls behind its reports, and its budgets are those of real ones
CHECKS = [
    c
    for c in load_checks()
    if c.severity == "error" and c.name != "reports_are_of_a_version"
]
HUGE = "99999999999999"


def all_of(edition: str, text: str) -> dict[CellKey, str]:
    return dict.fromkeys(form_cells(edition), text)


def _alike(name: str, text: str, year: int, edition: str) -> Iterator[Report]:
    """Two years of a report in which every cell prints the same."""
    for y in (year, year + 1):
        yield Report(name, y, edition, all_of(edition, text))


def odd_reports() -> Iterator[Report]:
    editions = load_forms().editions
    texts = {"blank": "", "unread": "?", "dash": "-", "nothing": "0", "huge": HUGE}
    texts |= {"below": f"-{HUGE}", "parts": "1.5", "tiny": "0.000001"}
    for name, text in texts.items():
        for place, edition in enumerate(editions):
            yield from _alike(name, text, 2004 + 3 * place, edition)
    # from one unit to the largest and back, with what no amount can be
    for name in ("yi", "baiwan", "unknown"):
        for year, text in enumerate(("1", HUGE, "0.000001"), 2021):
            yield Report(name, year, "2021", all_of("2021", text))
    real, other = figures("zhumadian_2024"), figures("pingtan_2024")
    for place, edition in enumerate(reversed(editions)):
        yield Report("backwards", 2010 + place, edition, all_of(edition, "3"))
    yield Report("far", 2008, "2021", real)
    yield Report("far", 2024, "2021", real)
    # other forms of a report, one of them with none of its figures, one unreadable
    yield Report("forms", 2022, "2021", other)
    yield Report("forms", 2022, "2021", real, 2)
    yield Report("forms", 2022, "2021", all_of("2021", HUGE), 3)
    yield Report("forms", 2022, "2021", all_of("2021", "?"), 4)
    # tables that are not there
    yield Report("empty", 2022, "2021", {})
    lone = {key: text for key, text in real.items() if key[0] == "litigation"}
    yield Report("lone", 2022, "2021", lone)
    yield Report("lone", 2023, "2021", real)
    yield Report("mixed", 2022, "2021", real)
    yield Report("mixed", 2023, "2021", real)
    # whose page is that of two
    yield Report("one", 2022, "2021", real)
    yield Report("two", 2022, "2021", real)


def _changed(table: pa.Table, name: str, column: str, value: object) -> pa.Table:
    rows = [
        row | {column: value} if row["institution_id"] == name else row
        for row in table.to_pylist()
    ]
    return pa.Table.from_pylist(rows, schema=table.schema)


def _institutions(names: Iterable[str]) -> pa.Table:
    rows = [
        {
            "institution_id": name,
            "name": name,
            "short_names": "",
            "province_id": "fujian",
            "level": "county",
            "kind": "government",
            # of one that lies below itself no more is asked than of others
            "parent_id": "one",
            # reports of years in which it was not there
            "valid_to": 2020 if name == "huge" else None,
        }
        for name in sorted(names)
    ]
    return pa.Table.from_pylist(rows, schema=load_schemas()["seed_institutions"].arrow)


def odd_tables(reports: list[Report]) -> dict[str, pa.Table]:
    tables = core_tables(reports)
    for unit, name in (("亿元", "yi"), ("百万元", "baiwan"), (None, "unknown")):
        for table in ("core_proactive_disclosure", "core_statistics"):
            tables[table] = _changed(tables[table], name, "unit", unit)
    for table in ("core_reconsideration", "core_litigation"):
        tables[table] = _changed(tables[table], "mixed", "edition", "2019")
    for table in [name for name in tables if tables[name].num_rows]:
        for number, name in enumerate(("one", "two"), 1):
            changed = _changed(tables[table], name, "document_sha256", "shared")
            tables[table] = _changed(changed, name, "report_no", number)
    names = {r.institution for r in reports}
    return seeds() | tables | {"seed_institutions": _institutions(names)}


def built(tables: dict[str, pa.Table], threads: int) -> Warehouse:
    warehouse = Warehouse(threads=threads)
    schemas = load_schemas()
    for name, schema in schemas.items():
        warehouse.add_table(name, tables.get(name, schema.arrow.empty_table()))
    warehouse.build(models_for(*MODELS))
    return warehouse


@pytest.fixture(scope="module")
def tables() -> dict[str, pa.Table]:
    return odd_tables(list(odd_reports()))


@pytest.fixture(scope="module")
def odd(tables: dict[str, pa.Table]) -> Iterator[Warehouse]:
    with built(tables, threads=2) as warehouse:
        yield warehouse


def rows(warehouse: Warehouse, query: str) -> list[tuple[object, ...]]:
    return warehouse.connection.execute(query).fetchall()


def test_what_comes_of_them_is_in_order(odd: Warehouse) -> None:
    offences = {c.name: rows(odd, c.sql)[:1] for c in CHECKS}
    assert {name: found for name, found in offences.items() if found} == {}


def test_every_model_has_its_grain(odd: Warehouse) -> None:
    for model in load_models():
        grain = ", ".join(model.grain)
        query = f"select {grain} from {model.name} group by all having count(*) > 1"
        assert rows(odd, query) == [], model.name


def test_sentences_are_there_and_plain(odd: Warehouse) -> None:
    told = ("int_signals", "out_consistency_flags", "out_highlights")
    # exponents, minus zero, decimals that no double has
    no_figure = r"\de[+-]\d|-0\.0\D|\d{15}\.\d|nan|inf "
    for model in told:
        for column in ("message_zh", "message_en"):
            odd_ones = f"""
                select {column} from {model}
                where {column} is null or regexp_matches({column}, '{no_figure}')
            """
            assert rows(odd, odd_ones) == [], (model, column)
        assert rows(odd, f"select 1 from {model} limit 1") == [(1,)]


def test_figures_are_those_that_were_printed(odd: Warehouse) -> None:
    # fees in yuan: 1 亿元; 14 digits of 亿元 are none; 0.000001 亿元
    fees = "select value from out_metrics where metric_id = 'fees_amount'"
    of = f"{fees} and institution_id = '{{}}' order by report_year"
    assert rows(odd, of.format("yi")) == [(1e8,), (None,), (100,)]
    assert rows(odd, of.format("baiwan")) == [(1e6,), (None,), (1,)]
    # without a unit nobody knows
    assert rows(odd, of.format("unknown")) == [(None,)] * 3
    # two reports of one document are two, each with all figures once
    received = """
        select institution_id, value from out_metrics
        where metric_id = 'received_new' and institution_id in ('one', 'two')
        order by institution_id
    """
    assert rows(odd, received) == [("one", 2040), ("two", 2040)]


def test_the_order_of_rows_is_of_no_matter(
    odd: Warehouse, tables: dict[str, pa.Table]
) -> None:
    backwards = {
        n: t.take(pa.array(range(t.num_rows)[::-1], pa.int64()))
        for n, t in tables.items()
    }
    with built(backwards, threads=1) as other:
        for model in MODELS:
            query = f"select * from {model}"
            assert rows(odd, f"{query} order by all") == rows(
                other, f"{query} order by all"
            ), model


def test_nothing_is_said_of_nothing() -> None:
    with built(odd_tables([]), threads=1) as nothing:
        assert [c.name for c in CHECKS if rows(nothing, c.sql)] == []
        for model in [name for name in MODELS if name.startswith("out_")]:
            assert rows(nothing, f"select * from {model}") == [], model
