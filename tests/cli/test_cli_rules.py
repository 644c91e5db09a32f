"""`ogi rules` lists the catalogue, for people and for programs, and shows one rule."""

import csv
import io
import json
import re
from collections.abc import Callable

import pytest
from click.testing import Result

from pipeline.cli import rules as command
from pipeline.forms import load_forms
from pipeline.rule_catalogue import catalogue, shortened, signal_entry
from pipeline.rules import load_rules
from pipeline.signals import Parameters, Signal, load_signals

Run = Callable[..., Result]


def listed(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_every_rule_is_listed_with_what_it_says(ogi: Run) -> None:
    every = listed(ogi("rules", "--format", "csv"))
    rows = [row for row in every if row["kind"] != "signal"]
    rules = load_rules(load_forms())
    assert {(r["table_id"], r["rule_id"]) for r in rows} == {
        (r.table_id, r.rule_id) for r in rules
    }
    signals = [row["rule_id"] for row in every[len(rows) :]]
    assert signals == [signal.signal_id for signal in load_signals()]
    assert sum(int(r["equations"]) for r in rows) == len(rules)
    for row in rows:
        assert all(row[f"{name}_{lang}"] for name in ("label", "origin")
                   for lang in ("zh", "en"))  # fmt: skip
        assert bool(row["expression"]) == (row["kind"] == "equation")


def test_a_rule_over_years_says_between_which_editions(ogi: Run) -> None:
    result = ogi("rules", "--table", "applications", "--format", "json")
    found = {row["rule_id"]: row for row in json.loads(result.stdout)}
    carried = found["applications_carry_over"]
    assert carried["editions"] == ["2019", "2021"]
    assert carried["prior_editions"] == ["2019", "2021"]
    assert carried["equations"] == 14
    assert carried["expression"] == "carried_in == carried_out@prior"
    assert found["applications_balance"]["prior_editions"] is None
    assert found["applications_row_sum"]["legal_basis_zh"] == (
        "《中华人民共和国政府信息公开条例》（2019年修订）第五十条；"
        "国办公开办函〔2019〕60号规定的统一格式；国办公开办函〔2021〕30号规定的统一格式"
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--table", "litigation"], 3),
        (["--table", "litigation", "--severity", "hard"], 2),
        (["--severity", "hard"], 6 + 4),  # counts are whole in each of four tables
        (["--table", "proactive_disclosure", "--edition", "2021"], 3),
        # soft in one form and informative in another: what the edition says counts
        (["--edition", "2014", "--severity", "soft"], 0),
        (["--edition", "2014-fujian", "--severity", "soft"], 5),
    ],
)
def test_filters(ogi: Run, options: list[str], expected: int) -> None:
    assert len(listed(ogi("rules", *options, "--format", "csv"))) == expected


def test_the_list_for_people_counts_and_shortens(ogi: Run) -> None:
    result = ogi("rules", "--table", "applications")
    assert "办理结果各项之和应等于(七)总计" in result.stdout
    assert "granted + partially_granted + … + other == disposed_total" in result.stdout
    assert "5 rules, 92 equations" in result.stderr


def test_a_rule_is_shown_with_its_cells(ogi: Run) -> None:
    result = ogi("rules", "show", "items_carry_over")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert "edition 2019, 5 equations, one a row, soft" in lines
    assert "@prior: the report of the year before, in edition 2019" in lines
    assert (
        "行政处罚 · Administrative penalties: penalties/items_last_year == "
        "penalties/items_last_year@prior + penalties/items_change@prior"
    ) in lines


def test_signs_are_shown(ogi: Run) -> None:
    result = ogi("rules", "show", "items_not_negative")
    assert "penalties/items_last_year >= -penalties/items_change" in result.stdout
    result = ogi("rules", "show", "normative_stock")
    assert "rules/in_force >= rules/issued - rules/repealed" in result.stdout


def test_the_cells_of_a_rule_as_rows(ogi: Run) -> None:
    options = ["--edition", "2021", "--format", "csv"]
    rows = listed(ogi("rules", "show", "normative_flow", *options))
    assert [
        (r["unit_code"], r["side"], r["coefficient"], r["breakdown"], r["year_offset"])
        for r in rows[:4]
    ] == [
        ("rules", "left", "1", "in_force", "0"),
        ("rules", "right", "1", "in_force", "-1"),
        ("rules", "right", "1", "issued", "0"),
        ("rules", "right", "-1", "repealed", "0"),
    ]
    assert len(rows) == 8


def test_a_rule_about_every_figure_names_none(ogi: Run) -> None:
    rows = listed(ogi("rules", "show", "counts_are_whole", "--format", "csv"))
    assert len(rows) == 12
    assert {row["item"] for row in rows} == {""}
    assert (
        "every figure of the table" in ogi("rules", "show", "counts_are_whole").stdout
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "nomative_flow"], "no rule 'nomative_flow'; did you mean"),
        (["show", "xyz"], "no rule 'xyz'; `ogi rules` lists them"),
        (["show", "normative_flow", "-e", "2019"], "it is about 2021"),
        (["--edition", "1999"], "no edition '1999'; there are 2008-fujian"),
        (["--severity", "mild"], "'mild' is not one of"),
        (["-t", "litigation", "show", "normative_flow"], "options before `show` are"),
        (["-f", "csv", "show", "normative_flow"], "options before `show` are"),
    ],
)
def test_wrong_use_is_one_line(ogi: Run, arguments: list[str], said: str) -> None:
    result = ogi("rules", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


# -- signals stand beside rules --------------------------------------------------------


JUMP = Signal(
    id="jump",
    severity="informative",
    label_zh="同比变化异常",
    label_en="an unusual move",
    origin="a robust band",
    parameters=Parameters(deviations=4, powers=(3, 4)),
)


def test_signals_are_listed_and_shown(
    ogi: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = catalogue(load_rules(load_forms()), [JUMP])
    assert every[-1] == signal_entry(JUMP)
    monkeypatch.setattr(command, "_everything", lambda: every)
    row = listed(ogi("rules", "--severity", "informative", "--format", "csv"))[-1]
    assert row["rule_id"] == "jump"
    assert (row["kind"], row["equations"], row["table_id"]) == ("signal", "", "")
    assert row["label_zh"] == "同比变化异常"
    result = ogi("rules")
    assert "jump" in result.stdout
    assert "36 rules, 271 equations, 1 signal;" in result.stderr
    shown = ogi("rules", "show", "jump").stdout
    assert "jump (signal, informative)" in shown
    assert "deviations 4; powers [3, 4]\n" in re.sub(" +\n", "\n", shown)
    # a signal has no edition of its own
    assert ogi("rules", "show", "jump", "--edition", "2021").exit_code == 2
    rows = listed(ogi("rules", "--edition", "2021", "--format", "csv"))
    assert "jump" not in {row["rule_id"] for row in rows}


def test_a_long_sum_is_shortened_and_a_short_one_is_not() -> None:
    assert shortened("a + b == c@prior - d") == "a + b == c@prior - d"
    long = " + ".join("abcdefgh")
    assert shortened(f"{long} <= i") == "a + b + … + h <= i"
    assert shortened(f"i >= {long}") == "i >= a + b + … + h"
