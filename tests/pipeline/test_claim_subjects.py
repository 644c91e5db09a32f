"""Subjects of claims: what they compile to, and mistakes that are refused by name."""

from pathlib import Path

import pytest

from pipeline.claim_frames import (
    claim_reasons_frame,
    claim_rules,
    claim_subjects_frame,
    claim_terms_frame,
)
from pipeline.claim_subjects import load_claim_reasons, load_claim_subjects
from pipeline.errors import RuleError
from pipeline.forms import load_forms
from pipeline.schema import load_schemas
from pipeline.store import conform

FORMS = load_forms()
SUBJECTS = load_claim_subjects(FORMS)
BY_CODE = {s.definition.code: s for s in SUBJECTS}


def write(folder: Path, entry: str) -> Path:
    path = folder / "subjects.yml"
    head = "code: mine, zh: 甲, en: a"
    path.write_text(f"subjects:\n  - {{{head}, {entry}}}\n", encoding="utf-8")
    return path


def restates(*exprs: str, unit: str = "件") -> str:
    listed = ", ".join(f"{{code: c{n}, expr: {e}}}" for n, e in enumerate(exprs))
    return f"unit: {unit}, restates: [{listed}]"


def test_an_expression_is_for_the_editions_that_have_all_of_its_cells() -> None:
    editions = {
        (a.code, a.edition): len(a.terms) for a in BY_CODE["other"].alternatives
    }
    assert editions == {("other", "2021"): 3, ("other", "2019"): 1}
    (first, *_) = BY_CODE["denied"].alternatives
    assert len(first.terms) == 8
    assert {a.edition for a in BY_CODE["information_disclosed"].alternatives} == {
        "2008-fujian",
        "2008-shanghai",
        "2014",
        "2014-fujian",
    }


def test_a_total_of_table_three_stands_for_each_kind_of_applicant() -> None:
    frame = claim_terms_frame(SUBJECTS, FORMS)
    rows = frame[(frame["alternative"] == "received_and_carried_in")]
    rows = rows[rows["edition"] == "2021"]
    assert set(rows["breakdown"]) == set(rows["claim_breakdown"])
    assert (rows["breakdown"] == rows["claim_breakdown"]).all()
    assert len(rows) == 7 * 2
    of_disputes = frame[frame["table_id"].isin(["litigation", "reconsideration"])]
    assert set(of_disputes["claim_breakdown"]) == {"total"}


def test_one_number_for_the_same_sum_in_every_edition() -> None:
    frame = claim_terms_frame(SUBJECTS, FORMS)
    keys = ["subject", "claim_breakdown", "alternative"]
    assert (frame.groupby(keys)["choice_no"].nunique() == 1).all()
    assert frame["choice_no"].nunique() == len(frame[keys].drop_duplicates())
    sizes = frame.groupby(["choice_no", "edition"]).size()
    assert (frame.groupby(["choice_no", "edition"])["terms"].first() == sizes).all()


def test_frames_are_those_of_the_dictionary() -> None:
    frames = {
        "seed_claim_subjects": claim_subjects_frame(SUBJECTS),
        "seed_claim_terms": claim_terms_frame(SUBJECTS, FORMS),
        "seed_claim_reasons": claim_reasons_frame(load_claim_reasons()),
    }
    for name, frame in frames.items():
        schema = load_schemas()[name]
        assert conform(frame, schema).num_rows == len(frame)
        assert not frame.duplicated(list(schema.key)).any()


def test_waivers_may_name_what_is_compared_and_where_it_is_said() -> None:
    rules = claim_rules(SUBJECTS, FORMS)
    assert "claim_processing_fee" not in rules
    assert "claim_denied.state_secret" in rules
    units = rules["claim_received"]
    assert {"total:overview", "enterprise:none", "total:problems:change"} <= units
    assert "enterprise:overview" not in rules["claim_litigation"]


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ("unit: 件", "either restates, or a reason"),
        (restates("applications/granted/total") + ", reason: no_cell", "either"),
        ("unit: 件, reason: because", "no reason 'because'"),
        (restates("applications/granted"), "'applications/granted' is no cell"),
        (restates("applications/granted/total applications/other/total"),
         "cannot read 'applications/other/total'"),
        (restates("applications/granted/total + § 2"), "cannot read"),
        (restates("applications/grant/total"), "mine, c0: no edition .* all cells"),
        (restates("applications/granted/total + statistics/received/count"),
         "no edition"),
        (restates("applications/other.*/total + applications/other.other/total"),
         "a cell is named twice"),
        (restates("applications/granted/total", "applications/granted/total"),
         "c1: in edition 2019 it is the same as c0"),
        (restates("applications/granted/total", unit="元"), "unit 元 does not fit"),
        (restates("proactive_disclosure/administrative_fees/amount"),
         "unit 件 does not fit"),
        ("unit: 次, reason: no_cell", "'次'"),
        ("unit: 件, restates: [{code: c, expr: applications/granted/total}, "
         "{code: c, expr: applications/carried_in/total}]",
         "edition 2019 has two alternatives of that code"),
    ],
)  # fmt: skip
def test_a_mistake_names_file_and_entry(
    tmp_path: Path, entry: str, complaint: str
) -> None:
    path = write(tmp_path, entry)
    with pytest.raises(RuleError, match=complaint) as caught:
        load_claim_subjects(FORMS, path)
    assert str(path) in str(caught.value)
    assert "mine" in str(caught.value) or "subjects[0]" in str(caught.value)


def test_a_subject_that_is_there_twice(tmp_path: Path) -> None:
    path = write(tmp_path, "unit: 件, reason: no_cell")
    path.write_text(path.read_text("utf-8") * 2, encoding="utf-8")
    with pytest.raises(RuleError, match="key 'subjects' is there twice"):
        load_claim_subjects(FORMS, path)
    text = "  - {code: mine, zh: 甲, en: a, unit: 件, reason: no_cell}\n"
    path.write_text("subjects:\n" + text * 2, encoding="utf-8")
    with pytest.raises(RuleError, match="subject named twice: mine"):
        load_claim_subjects(FORMS, path)


def test_a_reason_that_is_there_twice(tmp_path: Path) -> None:
    path = tmp_path / "reasons.yml"
    text = "  - {code: rate, found_by: reading, zh: 甲, en: a}\n"
    path.write_text("reasons:\n" + text * 2, encoding="utf-8")
    with pytest.raises(RuleError, match="reason named twice: rate"):
        load_claim_reasons(path)


def test_codes_of_the_comparison_are_known_reasons() -> None:
    reasons = {r.code: r.found_by for r in load_claim_reasons()}
    sql = (
        (Path(__file__).parents[2] / "sql" / "intermediate" / f"{name}.sql").read_text(
            "utf-8"
        )
        for name in ("int_claim_outcomes", "int_claim_figures")
    )
    text = "".join(sql)
    assert {c for c, by in reasons.items() if by == "comparing"} == {
        code for code in reasons if f"'{code}'" in text and code != "no_cell"
    }
