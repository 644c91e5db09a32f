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
  origin_zh: 此处
  origin_en: here
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
        (
            rule_text(more="legal_basis_zh: [第五十条]"),
            "legal_basis_zh and legal_basis_en list the same",
        ),
        (
            rule_text(expr="carried_in == carried_out@prior"),
            "needs the year before; say in prior_editions",
        ),
        (
            rule_text(
                expr="carried_in == carried_out@prior", more="prior_editions: []"
            ),
            "needs the year before; say in prior_editions",
        ),
        (
            rule_text(more='prior_editions: ["2021"]'),
            "prior_editions without a cell of the year before",
        ),
        (
            rule_text(
                expr="carried_in == carried_out@prior", more='prior_editions: ["2014"]'
            ),
            r"no edition \['2014'\]; there are \['2019', '2021'\]",
        ),
        (  # the cell of the year before is looked for in the form of that year
            rule_text(expr="granted == other@prior", more='prior_editions: ["2021"]'),
            "no cell other/natural_person in applications/2021; see "
            "data/forms/2021/applications.yml",
        ),
        (
            rule_text(more='leave_out: ["2021/nobody"]'),
            r"leave_out names \['2021/nobody'\]; expected edition/breakdown of "
            "applications, one of .*2021/total",
        ),
        (
            rule_text(
                table="statistics",
                for_each="item",
                expr="year <= cumulative",
                more='editions: ["2014-fujian"]',
            ),
            "fee_reduction/year in statistics/2014-fujian is an amount",
        ),
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


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("{part_zh}不应", "{teil}不应", r"cannot fill in .*'teil'.*{total_zh}, "),
        (
            "2014/normative_issued",
            "2014/received",
            r"leave_out names \['2014/received'",
        ),
        ("severity: soft", "severity: strict", "severity"),
    ],
)
def test_a_mistake_in_the_derived_rules_is_named(
    folder: Path, old: str, new: str, complaint: str
) -> None:
    path = folder / "derived.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleError, match=complaint) as caught:
        load_rules(FORMS, folder)
    assert str(path) in str(caught.value)


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
    derived = {r.rule_id for r in rules if r.edition == "2014-fujian" and r.terms}
    assert derived == {
        "statistics_received_sum",
        "statistics_answered_sum",
        "statistics_disclosed_documents_website_part",
        "statistics_disclosed_documents_gazette_part",
    }


def test_a_part_is_a_row_printed_under_another(folder: Path) -> None:
    parts = [r for r in load_rules(FORMS, folder) if r.rule_id.endswith("_part")]
    pairs = {(r.edition, r.terms[0].item, r.terms[1].item) for r in parts}
    assert pairs == {
        ("2008-fujian", "disclosed.website", "disclosed"),
        ("2008-fujian", "disclosed.gazette", "disclosed"),
        ("2014-fujian", "disclosed_documents.website", "disclosed_documents"),
        ("2014-fujian", "disclosed_documents.gazette", "disclosed_documents"),
        ("2014", "disclosed.normative", "disclosed"),
        ("2014", "responded.press_by_head", "responded.press"),
        ("2014", "responded.interviews_by_head", "responded.interviews"),
        ("2008-shanghai", "disclosed.full_text", "disclosed"),
        ("2008-shanghai", "disclosed.official_documents", "disclosed"),
        ("2008-shanghai", "appeals.first", "appeals"),
    }
    assert {r.operator for r in parts} == {"<="}
    assert {r.severity for r in parts if "fujian" in r.edition} == {"soft"}


def test_the_notice_of_the_form_is_filled_in(folder: Path) -> None:
    sums = of(load_rules(FORMS, folder), "applications_row_sum")
    bases = {r.edition: (r.legal_basis_zh, r.legal_basis_en) for r in sums}
    for edition, notice in (
        ("2019", "国办公开办函〔2019〕60号"),
        ("2021", "国办公开办函〔2021〕30号"),
    ):
        zh, en = bases[edition]
        assert zh == (
            "《中华人民共和国政府信息公开条例》（2019年修订）第五十条",
            f"{notice}规定的统一格式",
        )
        assert en == (
            "Regulations on Open Government Information (2019), Article 50",
            f"the uniform form of {notice}",
        )


def test_no_text_has_an_unfilled_name() -> None:
    for rule in load_rules(FORMS):
        texts = [getattr(rule, f) for f in rule.__slots__ if f.endswith(("_zh", "_en"))]
        assert "{" not in str(texts), rule.rule_id
        # Chinese where an office reads, and English without it except for its terms
        assert any("\u4e00" <= mark <= "\u9fff" for mark in rule.label_zh)
        assert not any("\u4e00" <= mark <= "\u9fff" for mark in rule.left_en)


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


def test_editions_between_which_a_rule_over_years_is_evaluated() -> None:
    rules = [r for r in load_rules(FORMS) if r.needs_prior or r.prior_editions]
    found = {(r.rule_id, r.edition, r.prior_editions) for r in rules}
    both = ("2019", "2021")
    assert found == {
        # the same rows in both forms
        ("applications_carry_over", "2019", both),
        ("applications_carry_over", "2021", both),
        ("reconsideration_pending", "2019", both),
        ("reconsideration_pending", "2021", both),
        ("litigation_pending", "2019", both),
        ("litigation_pending", "2021", both),
        # table two was made anew in 2021
        ("normative_flow", "2021", ("2021",)),
        ("normative_disclosed_growth", "2019", ("2019",)),
        ("items_carry_over", "2019", ("2019",)),
        # each province counted in its own way, and anew with each form
        ("statistics_cumulative_growth", "2008-fujian", ("2008-fujian",)),
        ("statistics_cumulative_growth", "2014-fujian", ("2014-fujian",)),
    }
    assert all(r.needs_prior for r in rules)


def test_the_cell_of_last_year_is_that_of_its_own_form(folder: Path) -> None:
    # `other` is a row of 2019 only, and can be named from 2021
    text = rule_text(
        expr="granted >= other@prior",
        more='editions: ["2021"]\n  prior_editions: ["2019"]',
    )
    (folder / "mine.yml").write_text(text, encoding="utf-8")
    rules = of(load_rules(FORMS, folder), "mine")
    assert len(rules) == 7
    assert {(r.edition, r.prior_editions) for r in rules} == {("2021", ("2019",))}


def test_what_is_hard_is_demanded_by_the_form() -> None:
    hard = {r.rule_id for r in load_rules(FORMS) if r.severity == "hard"}
    assert hard == {
        "applications_row_sum",
        "applications_disposed_total_sum",
        "applications_balance",
        "applications_carry_over",
        "reconsideration_row_sum",
        "litigation_row_sum",
        "counts_are_whole",
    }


def test_frames_have_the_columns_of_the_dictionary() -> None:
    rules, schemas = load_rules(FORMS), load_schemas()
    for frame, name in (
        (rules_frame(rules), "seed_rules"),
        (terms_frame(rules), "seed_rule_terms"),
    ):
        # a row is numbered where all seeds are compiled
        columns = [c.name for c in schemas[name].columns if c.name != "equation_no"]
        assert list(frame.columns) == columns
        assert not frame.duplicated(subset=list(schemas[name].key)).any()
    assert len(rules_frame(rules)) == len(rules)
    assert len(terms_frame(rules)) == sum(len(r.terms) for r in rules)
