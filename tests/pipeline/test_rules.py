"""Rules: the grammar, the derived sums, and how mistakes in a file are named."""

import shutil
from pathlib import Path

import pytest

from pipeline.errors import RuleError
from pipeline.forms import load_forms
from pipeline.paths import project_dir
from pipeline.rule_files import Name, parse_expression
from pipeline.rules import Rule, load_rules, rules_frame, terms_frame
from pipeline.schema import load_schemas

FORMS = load_forms()
EQUATION = """
- id: {id}
  table: {table}
  for_each: {for_each}
  severity: hard
  expr: "{expr}"
  label_zh: 甲
  label_en: a
  left_zh: 甲
  left_en: a
  right_zh: 乙
  right_en: b
  origin: here
"""


def rule_text(
    rule_id: str = "mine",
    expr: str = "granted == denied.state_secret",
    table: str = "applications",
    for_each: str = "breakdown",
    more: str = "",
) -> str:
    text = EQUATION.format(id=rule_id, expr=expr, table=table, for_each=for_each)
    return text + (f"  {more}\n" if more else "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project's derived and domain rules, and no equation."""
    for name in ("derived.yml", "domain.yml"):
        shutil.copy(project_dir() / "data" / "rules" / name, tmp_path / name)
    return tmp_path


def of(rules: list[Rule], rule_id: str) -> list[Rule]:
    return [r for r in rules if r.rule_id == rule_id]


# -- the grammar -----------------------------------------------------------------------


def test_expression_is_read_into_names_with_coefficients() -> None:
    operator, names = parse_expression("f: r", "-a + 2 * b.c_d>=c@prior - 3*d")
    assert operator == ">="
    assert names == [
        Name("a", -1, "left", 0),
        Name("b.c_d", 2, "left", 0),
        Name("c", 1, "right", -1),
        Name("d", -3, "right", 0),
    ]


def test_a_name_may_stand_for_both_years() -> None:
    _, names = parse_expression("f: r", "a == a@prior")
    assert [n.year_offset for n in names] == [0, -1]


@pytest.mark.parametrize(
    ("expr", "complaint"),
    [
        ("a + b", "expected one of ==, <=, >="),
        ("a = b", "expected one of ==, <=, >="),
        ("a == b == c", "expected one of ==, <=, >="),
        ("a b == c", "cannot read ' b'"),
        ("a == 2", "cannot read '2'"),
        ("a == b * 2", r"cannot read ' \* 2'"),
        ("a == (b + c)", r"cannot read '\(b"),
        ("a == b@next", "cannot read '@next'"),
        ("a == ", "nothing stands on the right side"),
        (" <= a", "nothing stands on the left side"),
        ("a + b == b", "named twice in .*: b"),
    ],
)
def test_a_wrong_expression_names_file_and_rule(
    folder: Path, expr: str, complaint: str
) -> None:
    path = folder / "mine.yml"
    path.write_text(rule_text(expr=expr), encoding="utf-8")
    with pytest.raises(RuleError, match=complaint) as caught:
        load_rules(FORMS, folder)
    assert str(caught.value).startswith(f"{path}: mine: ")


# -- mistakes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            rule_text(expr="granted == nowhere"),
            "no cell nowhere/natural_person in applications/2019; see "
            "data/forms/2019/applications.yml",
        ),
        (  # the edition of 2021 has three rows for it
            rule_text(expr="granted == other"),
            "no cell other/natural_person in applications/2021",
        ),
        (
            rule_text(more='editions: ["1999"]'),
            r"no edition \['1999'\]; there are \['2019', '2021'\]",
        ),
        (rule_text(more="units: [nobody]"), r"no breakdown \['nobody'\]"),
        (rule_text(rule_id="counts_are_whole"), "'counts_are_whole' is used twice"),
        (
            rule_text(rule_id="applications_row_sum"),
            "'applications_row_sum' is used twice",
        ),
        (rule_text() + rule_text(), "the rule id 'mine' is used twice"),
        (rule_text(table="attachments"), "table"),
        (rule_text(more="severty: hard"), "severty"),
        ("- id: [", "while parsing"),
    ],
)
def test_a_mistake_names_its_file(folder: Path, text: str, complaint: str) -> None:
    path = folder / "mine.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match=complaint) as caught:
        load_rules(FORMS, folder)
    assert str(path) in str(caught.value)


def test_a_derived_sum_needs_its_wording(folder: Path) -> None:
    (folder / "derived.yml").write_text("[]", encoding="utf-8")
    with pytest.raises(
        RuleError, match=r"statistics/2008-fujian has a total_row and no entry says"
    ):
        load_rules(FORMS, folder)


def test_the_folder_needs_its_derived_and_domain_files(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"derived\.yml"):
        load_rules(FORMS, tmp_path)


# -- what comes out --------------------------------------------------------------------


def test_sums_are_derived_from_the_form(folder: Path) -> None:
    rules = load_rules(FORMS, folder)
    rows = [r for r in of(rules, "applications_row_sum") if r.edition == "2021"]
    assert len(rows) == 25
    granted = next(r for r in rows if r.unit_code == "granted")
    assert [(t.breakdown, t.side) for t in granted.terms] == [
        ("natural_person", "left"),
        ("enterprise", "left"),
        ("research_institution", "left"),
        ("public_welfare_org", "left"),
        ("legal_services", "left"),
        ("other_org", "left"),
        ("total", "right"),
    ]
    assert {t.item for t in granted.terms} == {"granted"}
    columns = of(rules, "applications_disposed_total_sum")
    leaves = {r.edition: len(r.terms) - 1 for r in columns}
    assert leaves == {"2019": 19, "2021": 21}


def test_labels_of_totals_are_filled_in(folder: Path) -> None:
    rules = load_rules(FORMS, folder)
    column = of(rules, "applications_disposed_total_sum")[0]
    assert (column.left_zh, column.right_zh) == ("办理结果各项之和", "(七)总计")
    assert (column.unit_zh, column.for_each) == ("自然人", "breakdown")
    assert column.table_zh == "收到和处理政府信息公开申请情况"


def test_a_domain_rule_is_about_each_table_and_names_no_cell(folder: Path) -> None:
    rules = of(load_rules(FORMS, folder), "counts_are_whole")
    assert len(rules) == 8 + 4  # four tables in two editions, one in four
    assert all(r.unit_code == r.table_id and not r.terms for r in rules)


def test_forms_before_2019_have_no_hard_rule(folder: Path) -> None:
    rules = [r for r in load_rules(FORMS, folder) if r.table_id == "statistics"]
    found = {(r.edition, r.severity) for r in rules}
    assert found == {
        ("2008-fujian", "soft"),
        ("2008-shanghai", "informative"),
        ("2014", "informative"),
        ("2014-fujian", "soft"),
    }
    sums = {r.rule_id for r in rules if r.edition == "2014-fujian" and r.terms}
    assert sums == {"statistics_received_sum", "statistics_answered_sum"}


def test_units_and_editions_limit_a_rule(folder: Path) -> None:
    text = rule_text(
        table="proactive_disclosure",
        for_each="item",
        expr="in_force >= issued",
        more='units: [rules]\n  editions: ["2021"]',
    )
    (folder / "mine.yml").write_text(text, encoding="utf-8")
    (rule,) = of(load_rules(FORMS, folder), "mine")
    assert (rule.edition, rule.unit_code, rule.unit_position) == ("2021", "rules", 0)


def test_only_a_rule_with_last_year_needs_it() -> None:
    rules = load_rules(FORMS)
    assert {r.rule_id for r in rules if r.needs_prior} == {"applications_carry_over"}


def test_frames_have_the_columns_of_the_dictionary() -> None:
    rules, schemas = load_rules(FORMS), load_schemas()
    for frame, name in (
        (rules_frame(rules), "seed_rules"),
        (terms_frame(rules), "seed_rule_terms"),
    ):
        assert list(frame.columns) == [c.name for c in schemas[name].columns]
        assert not frame.duplicated(subset=list(schemas[name].key)).any()
    assert len(rules_frame(rules)) == len(rules)
    assert len(terms_frame(rules)) == sum(len(r.terms) for r in rules)
