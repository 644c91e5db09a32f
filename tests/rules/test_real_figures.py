"""What must come out of seven real reports, from the figures that they print."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from pipeline.warehouse import Warehouse
from tests.rules.bench import Report, evaluate, figures, form_cells, seeds

REPORTS = [
    Report("pingtan", 2019, "2019", figures("pingtan_2019")),
    Report("pingtan", 2020, "2019", figures("pingtan_2020")),
    Report("pingtan", 2021, "2021", figures("pingtan_2021")),
    Report("pingtan", 2022, "2021", figures("pingtan_2022")),
    Report("pingtan", 2024, "2021", figures("pingtan_2024")),
    Report("zhumadian", 2024, "2021", figures("zhumadian_2024")),
    Report("shanghai", 2019, "2019", figures("shanghai_general_office_2019")),
]


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    with evaluate(REPORTS, "out_consistency_flags", "out_yoy_metrics") as built:
        yield built


def rows(warehouse: Warehouse, query: str) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = warehouse.connection.execute(query).fetchall()
    return found


def test_what_fails_in_the_real_reports(warehouse: Warehouse) -> None:
    failing = rows(
        warehouse,
        "select institution_id, report_year, severity, rule_id, unit_code, left_value, "
        "right_value from out_rule_results where outcome = 'fail' order by all",
    )
    rule = "applications_disposed_total_sum"
    assert failing == [
        ("pingtan", 2020, "hard", rule, "natural_person", 26, 20),
        ("pingtan", 2020, "hard", rule, "total", 27, 21),
        # seven rules are disclosed, none was a year before and none is new
        ("pingtan", 2020, "informative", "normative_disclosed_growth", "rules", 7, 0),
    ]


def test_the_real_reports_over_years(warehouse: Warehouse) -> None:
    outcomes = rows(
        warehouse,
        "select rule_id, report_year, outcome, reason, count(*) from out_rule_results "
        "inner join (select distinct rule_id from seed_rules where needs_prior) "
        "using (rule_id) where institution_id = 'pingtan' and report_year > 2019 "
        "group by all order by all",
    )
    passed, none = ("pass", None), ("undecided", "no_prior_report")
    assert outcomes == [
        ("applications_carry_over", 2020, *passed, 7),
        ("applications_carry_over", 2021, *passed, 7),  # over the break of editions
        ("applications_carry_over", 2022, *passed, 7),
        ("applications_carry_over", 2024, *none, 7),  # there is no 2023
        ("items_carry_over", 2020, *passed, 5),
        ("litigation_pending", 2020, *passed, 2),
        ("litigation_pending", 2021, *passed, 2),
        ("litigation_pending", 2022, *passed, 2),
        ("litigation_pending", 2024, *none, 2),
        ("normative_disclosed_growth", 2020, "fail", None, 1),
        ("normative_disclosed_growth", 2020, *passed, 1),
        ("normative_flow", 2021, "undecided", "edition_break", 2),
        ("normative_flow", 2022, *passed, 2),  # 665 + 88 - 55 = 698
        ("normative_flow", 2024, *none, 2),
        ("reconsideration_pending", 2020, *passed, 1),
        ("reconsideration_pending", 2021, *passed, 1),
        ("reconsideration_pending", 2022, *passed, 1),
        ("reconsideration_pending", 2024, *none, 1),
    ]


def test_the_two_are_one_finding_in_words_of_the_form(warehouse: Warehouse) -> None:
    (found, look) = rows(
        warehouse,
        "select institution_id, report_year, table_id, severity, equations_failed, "
        "largest_difference, message_zh, message_en from out_consistency_flags "
        "order by table_id",
    )
    assert look[6] == (
        "《主动公开政府信息情况》表，规章一行：对外公开总数量为7，"
        "上一年度报告的对外公开总数量加本年新公开数量为0，前者不应大于后者，相差7"
        "（2019年报告：规章一行对外公开总数量一列为0）"
    )
    assert found[:6] == ("pingtan", 2020, "applications", "hard", 2, 6)
    assert found[6] == (
        "《收到和处理政府信息公开申请情况》表，"
        "自然人一列：办理结果各项之和为26，（七）总计为20，相差6；"
        "总计一列：办理结果各项之和为27，（七）总计为21，相差6"
    )
    assert found[7] == (
        "Applications received and handled: "
        "Natural persons (column): the results add up to 26, total disposed of 20, "
        "difference 6; "
        "Total (column): the results add up to 27, total disposed of 21, difference 6"
    )


def test_blanks_of_shanghai_mean_what_the_equations_demand(
    warehouse: Warehouse,
) -> None:
    implied = rows(
        warehouse,
        "select rule_id, count(*) from out_rule_results "
        "where institution_id = 'shanghai' and outcome = 'pass_blank_as_implied' "
        "group by all order by all",
    )
    assert implied == [
        ("applications_disposed_total_sum", 1),
        ("applications_row_sum", 11),
    ]
    others = {
        outcome
        for (outcome,) in rows(
            warehouse,
            "select distinct outcome from out_rule_results "
            "where institution_id = 'shanghai' "
            "and coalesce(reason, '') <> 'no_prior_report'",
        )
    }
    assert others == {"pass", "pass_blank_as_zero", "pass_blank_as_implied"}


def test_inferred_totals_of_shanghai_give_the_printed_805(
    warehouse: Warehouse,
) -> None:
    ((leaves, printed),) = rows(
        warehouse,
        "select sum(coalesce(value, value_inferred)) "
        "filter (where item not in ('received_new', 'carried_in', 'disposed_total', "
        "'carried_out')), any_value(value) filter (where item = 'disposed_total') "
        "from int_cells where institution_id = 'shanghai' "
        "and table_id = 'applications' and breakdown = 'total'",
    )
    assert (leaves, printed) == (805, 805)


def test_a_blank_of_table_two_means_nothing(warehouse: Warehouse) -> None:
    # no equation names it: nothing supports reading it as zero
    ((inferred,),) = rows(
        warehouse,
        "select count(*) from int_cells where table_id = 'proactive_disclosure' "
        "and value_inferred is not null",
    )
    assert inferred == 0


def test_a_failing_column_does_not_spoil_blanks_elsewhere() -> None:
    # Pingtan 2020 contradicts itself in two columns; its other zeros left blank
    cells = {
        key: "" if text == "0" and key[2] == "enterprise" else text
        for key, text in figures("pingtan_2020").items()
    }
    wanted = ("out_rule_results", "int_cells")
    with evaluate([Report("pingtan", 2020, "2019", cells)], *wanted) as own:
        counted = rows(
            own,
            "select outcome, count(*) from out_rule_results "
            "where table_id = 'applications' and reason is null group by all "
            "order by all",
        )
        blanks = rows(
            own,
            "select value_inferred, count(*) from int_cells where obs_status = 'blank' "
            "group by all",
        )
    ((inferred, number),) = blanks
    assert inferred == 0
    assert number == 23  # the whole column
    # its 23 rows, its sum and its balance; the rest of 37 pass, and counts are whole
    assert counted == [
        ("fail", 2),
        ("pass", 37 - 2 - 25 + 1),
        ("pass_blank_as_zero", 25),
    ]


def test_no_year_over_the_gap_of_2023(warehouse: Warehouse) -> None:
    years = rows(
        warehouse,
        "select report_year, bool_and(why_not = 'no_prior_report'), "
        "count(value_prior) from out_yoy_metrics "
        "where institution_id = 'pingtan' group by all order by all",
    )
    assert [(year, alone) for year, alone, _ in years] == [
        (2019, True),
        (2020, False),
        (2021, False),
        (2022, False),
        (2024, True),
    ]
    assert [year for year, _, prior in years if prior] == [2020, 2021, 2022]


@pytest.mark.parametrize(
    ("metric", "value", "numerator", "denominator"),
    [
        ("clearance", 0.99365, 2033, 2046),
        ("carry_rate", 0.00635, 13, 2046),
        ("grant_full", 0.40826, 830, 2033),
        ("disclosure_any", 0.45253, 920, 2033),
        ("disclosure_resolvable", 0.91725, 920, 1003),
        ("denial", 0.04083, 83, 2033),
        ("unable", 0.43138, 877, 2033),
        ("not_processed", 0.03197, 65, 2033),
        ("other", 0.04329, 88, 2033),
        ("natural_share", 0.95784, 1954, 2040),
        ("reconsideration_corrected", 0.38462, 40, 104),
        ("litigation_corrected", 0, 0, 9),
    ],
)
def test_rates_of_zhumadian_2024(
    warehouse: Warehouse, metric: str, value: float, numerator: int, denominator: int
) -> None:
    ((found, above, below),) = rows(
        warehouse,
        "select round(value, 5), numerator, denominator from out_metrics "
        f"where institution_id = 'zhumadian' and metric_id = '{metric}'",
    )
    assert (found, above, below) == (value, numerator, denominator)


# -- the form as a code: what its equations can and cannot tell ------------------------


@pytest.mark.parametrize(
    ("edition", "equations", "cells", "rank"),
    [("2021", 39, 175, 37), ("2019", 37, 161, 35)],
)
def test_equations_of_table_three(
    edition: str, equations: int, cells: int, rank: int
) -> None:
    rules = seeds()["seed_rules"].to_pandas()
    terms = seeds()["seed_rule_terms"].to_pandas()
    inside = rules[~rules["needs_prior"]][["rule_id", "edition", "unit_code"]]
    terms = terms.merge(inside)
    terms = terms[(terms["edition"] == edition) & (terms["table_id"] == "applications")]
    keys = [k for k in form_cells(edition) if k[0] == "applications"]
    assert len(keys) == cells
    column_of = {(item, column): n for n, (_, item, column) in enumerate(keys)}
    row_of: dict[tuple[str, str], int] = {}
    matrix = np.zeros((equations, cells))
    for t in terms.itertuples():
        row = row_of.setdefault((t.rule_id, t.unit_code), len(row_of))
        sign = 1 if t.side == "left" else -1
        matrix[row, column_of[t.item, t.breakdown]] += sign * t.coefficient
    assert len(row_of) == equations
    assert np.linalg.matrix_rank(matrix) == rank
    # every cell is named by a set of equations of its own: one wrong cell is found
    patterns = Counter(tuple(np.flatnonzero(matrix[:, n])) for n in range(cells))
    assert max(patterns.values()) == 1
    assert () not in patterns


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_tables_four_have_one_equation_a_row(edition: str) -> None:
    rules = seeds()["seed_rules"].to_pandas()
    rules = rules[(rules["edition"] == edition) & (rules["kind"] == "equation")]
    rules = rules[~rules["needs_prior"]]
    for table, count in (("reconsideration", 1), ("litigation", 2)):
        assert len(rules[rules["table_id"] == table]) == count
