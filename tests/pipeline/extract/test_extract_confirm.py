"""Equations as witnesses of recognised figures, and rows named by their place."""

from dataclasses import replace
from decimal import Decimal

from pipeline.extract.by_place import name_rows
from pipeline.extract.confirm import confirm
from pipeline.extract.document import Cell, Grid
from pipeline.extract.equations import equations, outcomes
from pipeline.extract.labels import LabelIndex
from pipeline.extract.observation import Observation
from pipeline.extract.values import ValueReader
from pipeline.forms import load_forms
from pipeline.issues import IssueCode

FORMS = load_forms()
VALUES = ValueReader(FORMS.values)
RESULTS = ("upheld", "corrected", "other", "pending", "total")


def seen(
    figures: tuple[int, ...], table: str = "reconsideration", reading: str = "ocr"
) -> list[Observation]:
    item = FORMS.form("2021", table).items[0]
    columns = [b.code for b in FORMS.form("2021", table).item_breakdowns(item)]
    return [
        Observation(
            table, item.code, code, "2021", Decimal(n), "件", str(n), "reported",
            code == "total", reading, 0.85, f"p1/t1/r4/c{place}",
        )
        for place, (code, n) in enumerate(zip(columns, figures, strict=True), start=1)
    ]  # fmt: skip


def test_equations_of_a_table_are_those_of_the_rules() -> None:
    (equation,) = equations(FORMS, "2021", "reconsideration")
    assert equation.rule_id == "reconsideration_row_sum"
    assert sorted(equation.terms.values()) == [-1, 1, 1, 1, 1]
    assert len(equations(FORMS, "2021", "applications")) == 39
    assert equations(FORMS, "2021", "proactive_disclosure") == []


def test_equation_with_a_cell_without_figure_says_nothing() -> None:
    cells = seen((1, 2, 3, 4, 10))
    assert [o.holds for o in outcomes(cells, FORMS)] == [True]
    assert [o.holds for o in outcomes(seen((1, 2, 3, 4, 11)), FORMS)] == [False]
    cells[0] = replace(cells[0], value=None)
    assert list(outcomes(cells, FORMS)) == []


def test_figures_that_add_up_are_not_read_again() -> None:
    cells = seen((1, 2, 3, 4, 10))
    kept, issues = confirm(cells, FORMS, VALUES, lambda _: "99")
    assert (kept, issues) == (cells, [])


def test_failing_figures_are_lowered_and_unread_where_they_are_read_otherwise() -> None:
    cells = seen((1, 2, 3, 4, 16))
    again = {o.locator: o.value_text for o in cells} | {"p1/t1/r4/c5": "10"}
    kept, issues = confirm(cells, FORMS, VALUES, again.get)
    assert [o.confidence for o in kept] == [0.3] * 4 + [0.0]
    assert [o.value for o in kept] == [1, 2, 3, 4, None]
    assert kept[-1].value_text == "16"
    assert kept[-1].obs_status == "unreadable"
    assert [i.code for i in issues] == [
        IssueCode.OCR_UNCONFIRMED,
        IssueCode.VALUE_UNREADABLE,
    ]


def test_figure_that_no_equation_confirms_needs_the_further_reading() -> None:
    cells = seen((5, 6, 7), "proactive_disclosure")
    again = {"p1/t1/r4/c1": "5", "p1/t1/r4/c2": "8"}
    kept, issues = confirm(cells, FORMS, VALUES, again.get)
    assert [o.value for o in kept] == [5, None, None]
    assert kept[0].confidence == 0.85
    assert [i.breakdown for i in issues] == [o.breakdown for o in cells[1:]]


def test_printed_figures_are_left_alone() -> None:
    cells = seen((1, 2, 3, 4, 99), reading="printed")
    assert confirm(cells, FORMS, VALUES, None) == (cells, [])


# -- rows by place -----------------------------------------------------------------


def table(changes: dict[int, str], score: float | None = 0.9) -> Grid:
    form = FORMS.form("2021", "applications")
    rows = []
    for number, item in enumerate(form.items):
        label = Cell(changes.get(number, item.zh), 0, score=score)
        rows.append((label, *(Cell(str(n), n, score=score) for n in range(1, 8))))
    return Grid(tuple(rows))


def labels(grid: Grid) -> tuple[list[str], list[IssueCode]]:
    blocks, issues = name_rows([grid], LabelIndex.of(FORMS), VALUES, FORMS)
    (named,) = blocks
    assert isinstance(named, Grid)
    return [row[0].text for row in named.rows], [i.code for i in issues]


def test_misread_label_between_known_rows_is_named_by_its_place() -> None:
    names = [i.zh for i in FORMS.form("2021", "applications").items]
    misread = "口于国冢秘密口"
    found = labels(table({4: misread}))
    assert found == (names, [IssueCode.LABEL_APPROXIMATE])


def test_label_far_from_the_form_or_with_a_turning_word_is_not_named() -> None:
    for text in ("别的说法", "不属于国冢秘口"):
        found, issues = labels(table({4: text}))
        assert found[4] == text
        assert issues == []


def test_rows_are_named_only_where_all_others_are_as_on_the_form() -> None:
    misread = "口于国冢秘密口"
    whole = table({4: misread})
    short = Grid(whole.rows[:-1])
    assert labels(short)[1] == []
    assert labels(table({4: misread, 5: "口他法口行政法规口止公开口"}))[1] == []
    assert labels(table({4: misread}, score=None))[1] == []
