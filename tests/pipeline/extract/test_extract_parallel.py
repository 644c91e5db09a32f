"""Forms of one report compared: what agrees, what differs, what counts."""

from dataclasses import replace
from decimal import Decimal

from pipeline.extract.observation import CONFIDENCE, Observation
from pipeline.extract.parallel import Reading, compare, settle
from pipeline.extract.verdict import Verdict
from pipeline.forms import load_forms
from pipeline.issues import IssueCode
from pipeline.warehouse import Warehouse

FORMS = load_forms()


def cell(
    item: str,
    value: str | None,
    *,
    unit: str | None = "件",
    text: str | None = None,
    status: str | None = None,
    reading: str = "printed",
    confidence: float = 1.0,
    table: str = "applications",
) -> Observation:
    return Observation(
        table_id=table,
        item=item,
        breakdown="total",
        edition="2021",
        value=Decimal(value) if value is not None else None,
        unit=unit,
        value_text=text if text is not None else value or "",
        obs_status=status or ("reported" if value is not None else "blank"),
        is_total=True,
        reading=reading,
        confidence=confidence,
        locator=f"t1/{item}",
    )


def key(item: str) -> tuple[str, str, str, str]:
    return ("2021", "applications", item, "total")


def test_numbers_are_compared_and_not_their_print() -> None:
    found = compare(
        [
            Reading("a", [cell("x", "1234"), cell("fee", "251000", unit="元")]),
            Reading(
                "b",
                [
                    cell("x", "1234", text="1,234"),
                    cell("fee", "25.1", unit="万元", text="25.1万元"),
                ],
            ),
        ]
    )
    assert found.agreeing == {key("x"): 2, key("fee"): 2}
    assert found.differing == ()
    assert found.telling == 2


def test_what_says_nothing_is_neither_agreement_nor_difference() -> None:
    one = [
        cell("zero", "0"),
        cell("lost", "5"),
        cell("unit", "7", unit="万元"),
        cell("mark", None, text="-", status="dash"),
        cell("only", "3"),
        cell("blank_table", "4", table="litigation"),
    ]
    other = [
        cell("zero", None),
        cell("lost", None, text="5 6", status="unreadable"),
        cell("unit", "8", unit=None),
        cell("mark", "0"),
        cell("some", "1"),
        cell("blank_table", None, table="litigation"),
    ]
    found = compare([Reading("a", one), Reading("b", other)])
    assert (found.agreeing, found.differing) == ({}, ())
    assert found.single == {key("only"), key("some")}
    assert found.is_one_report


def test_a_difference_names_both_prints_and_both_places() -> None:
    found = compare(
        [
            Reading("a.docx", [cell("x", "5"), cell("y", None), cell("z", "3")]),
            Reading("b.pdf", [cell("x", "6"), cell("y", "9"), cell("z", "3")]),
        ]
    )
    assert [d.key for d in found.differing] == [key("x"), key("y")]
    silent = Verdict((), holds_with_first=False, holds_with_other=False)
    first, second = (d.issue(silent) for d in found.differing)
    assert first.message == (
        'this form says "5", another says "6" at t1/x of b.pdf; no equation can tell'
    )
    assert second.message == (
        'this form says a blank, another says "9" at t1/y of b.pdf; no equation can '
        "tell"
    )
    assert (first.item, first.locator) == ("x", "t1/x")


def test_three_forms_of_which_one_differs_do_not_agree() -> None:
    readings = [
        Reading(n, [cell("x", v)]) for n, v in (("a", "5"), ("b", "5"), ("c", "6"))
    ]
    found = compare(readings)
    assert found.agreeing == {}
    assert len(found.differing) == 2


def test_the_form_with_most_figures_counts_then_the_printed_one() -> None:
    full = Reading("full", [cell("x", "5"), cell("y", "6")])
    scan = Reading(
        "scan", [cell(i, v, reading="ocr") for i, v in (("x", "5"), ("y", "6"))]
    )
    part = Reading("part", [cell("x", "5")])
    assert settle([part, scan, full], FORMS).name == "full"
    assert settle([part, scan], FORMS).name == "scan"
    assert settle([part], FORMS).observations == list(part.observations)


def test_agreement_lifts_a_doubt_that_the_other_form_does_not_share() -> None:
    sure = [cell(i, "3", confidence=1.0) for i in ("scanned", "headless", "sure")]
    doubted = [
        cell("scanned", "3", reading="ocr", confidence=0.6),
        cell("headless", "3", confidence=0.8),
        cell("sure", "3"),
        cell("alone", "4", confidence=0.8),
        cell("same_doubt", "2", confidence=0.8),
    ]
    other = Reading("b", [*sure, cell("same_doubt", "2", confidence=0.8)])
    found = settle([Reading("a", doubted), other], FORMS)
    assert {o.item: o.confidence for o in found.observations} == {
        "scanned": CONFIDENCE["confirmed"],
        "headless": CONFIDENCE["confirmed"],
        "sure": 1.0,
        "alone": 0.8,
        "same_doubt": 0.8,
    }
    assert [o.value for o in found.observations] == [o.value for o in doubted]
    assert found.issues == []


def test_the_issue_says_which_figure_the_equations_bear_out() -> None:
    def case(upheld: str) -> list[Observation]:
        # 1 + 2 + 0 + 0 = 3
        figures = {"corrected": "2", "other": "0", "pending": "0", "total": "3"}
        return [
            replace(cell("reconsideration", v, table="reconsideration"), breakdown=b)
            for b, v in {"upheld": upheld, **figures}.items()
        ]

    found = settle([Reading("a", case("4")), Reading("b", case("1"))], FORMS)
    (issue,) = found.issues
    assert (issue.item, issue.breakdown) == ("reconsideration", "upheld")
    assert issue.message == (
        'this form says "4", another says "1" at t1/reconsideration of b; the '
        "equations hold with the other figure and fail with this one "
        "(reconsideration_row_sum/reconsideration)"
    )
    # the figure that counts is as it was
    assert found.observations[0].value == Decimal(4)


def test_another_report_confirms_nothing_and_is_one_issue() -> None:
    mine = [cell("x", "5", confidence=0.8), cell("zero", "0", confidence=0.8)]
    theirs = [cell("x", "6"), cell("zero", "0")]
    found = settle([Reading("a", mine), Reading("b", theirs)], FORMS)
    # of equally many figures and equal certainty the first that was given counts
    assert found.name == "a"
    assert [o.confidence for o in found.observations] == [0.8, 0.8]
    (issue,) = found.issues
    assert issue.code is IssueCode.FORMS_DISAGREE
    assert issue.item is None
    assert "1 of 2 figures differ from those of b" in issue.message


def test_sql_and_code_lift_to_the_same_confidence() -> None:
    with Warehouse(threads=1) as warehouse:
        found = warehouse.connection.execute("select confirmed(0.5), confirmed(1)")
        assert found.fetchall() == [(CONFIDENCE["confirmed"], 1.0)]
