"""A correction and a waiver on the real report that contradicts itself."""

from decimal import Decimal
from typing import Any

import pandas as pd

from pipeline.schema import load_schemas
from pipeline.sqlmodels import load_checks, models_for
from pipeline.store import conform
from pipeline.warehouse import Warehouse
from tests.rules.bench import CellKey, Report, evaluate, figures

TOTAL: CellKey = ("applications", "disposed_total", "total")
PRINTED = figures("pingtan_2020")
REPORT = Report("pingtan", 2020, "2019", PRINTED)
RULE = "applications_disposed_total_sum"
MODELS = ("out_metrics", "out_waivers", "int_cells")


def add(warehouse: Warehouse, seed: str, row: dict[str, Any]) -> None:
    """The only row of a seed, and all models after it again."""
    schema = load_schemas()[seed]
    empty = dict.fromkeys(c.name for c in schema.columns)
    common = {"institution_id": "pingtan", "report_year": 2020, "reason": "r"}
    frame = pd.DataFrame([empty | common | {"evidence": "e"} | row])
    warehouse.add_table(seed, conform(frame, schema))
    warehouse.build(models_for(*MODELS))


def one(warehouse: Warehouse, query: str) -> tuple[Any, ...]:
    ((*row,),) = warehouse.connection.execute(query).fetchall()
    return tuple(row)


def offences(warehouse: Warehouse, name: str) -> list[dict[str, Any]]:
    check = next(c for c in load_checks() if c.name == name)
    rows: list[dict[str, Any]] = warehouse.offences(check)[1].to_pylist()
    return rows


CELL = (
    "select value, value_corrected, correction_id from int_cells "
    "where item = 'disposed_total' and breakdown = 'total'"
)
METRIC = "select value from out_metrics where metric_id = 'disposed_total'"
FLAG = (
    "select equations_failed, values_hash, is_waived, waiver_id "
    "from out_consistency_flags where kind <> 'signal' and severity = 'hard'"
)


def correction(expect: int) -> dict[str, Any]:
    keys = dict(zip(("table_id", "item", "breakdown"), TOTAL, strict=True))
    figure = {"value": Decimal(27), "expect": Decimal(expect)}
    return {"correction_id": "c", "action": "override", **keys, **figure}


def test_a_correction_counts_and_the_print_stays() -> None:
    with evaluate([REPORT], *MODELS) as built:
        before = one(built, FLAG)
        assert one(built, METRIC) == (21,)
        add(built, "seed_corrections", correction(expect=21))
        assert one(built, CELL) == (21, 27, "c")
        assert one(built, METRIC) == (27,)
        assert one(built, FLAG) == before  # rules are confronted with the print
        assert offences(built, "corrections_still_expect") == []

        add(built, "seed_corrections", correction(expect=20))
        assert one(built, CELL) == (21, None, None)
        assert one(built, METRIC) == (21,)
        (offence,) = offences(built, "corrections_still_expect")
        assert (offence["expected"], offence["printed_now"]) == (20, 21)
        assert offence["file_to_edit"] == "data/corrections/pingtan.yml"


def test_a_waiver_lapses_when_a_figure_changes() -> None:
    with evaluate([REPORT], *MODELS) as built:
        equations, values_hash, *state = one(built, FLAG)
        assert (equations, state) == (2, [False, None])
    waiver = {"waiver_id": "w", "rule_id": RULE, "values_hash": values_hash}
    state_of_waiver = "select state from out_waivers"

    with evaluate([REPORT], *MODELS) as built:
        add(built, "seed_waivers", waiver)
        assert one(built, FLAG) == (2, values_hash, True, "w")
        assert one(built, state_of_waiver) == ("applies",)
        assert offences(built, "waivers_apply") == []
        add(built, "seed_waivers", waiver | {"unit_code": "total"})
        assert one(built, FLAG)[2] is False  # the other column is not waived
        assert one(built, state_of_waiver) == ("partial",)

    other = Report("pingtan", 2020, "2019", PRINTED | {TOTAL: "22"})
    with evaluate([other], *MODELS) as built:
        add(built, "seed_waivers", waiver)
        # the total row now contradicts its row and its balance as well
        _, changed, *state = one(built, FLAG)
        assert changed != values_hash
        assert state == [False, None]
        (offence,) = offences(built, "waivers_apply")
        assert (offence["state"], offence["values_hash_now"]) == ("lapsed", changed)

    # a figure that the finding does not name is none of its business
    elsewhere: CellKey = ("proactive_disclosure", "licensing", "decisions")
    same = Report("pingtan", 2020, "2019", PRINTED | {elsewhere: "1"})
    with evaluate([same], *MODELS) as built:
        add(built, "seed_waivers", waiver)
        assert one(built, FLAG)[2] is True
