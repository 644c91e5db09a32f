"""The picture and the draft of the documentation are those that their tools make."""

from pipeline.paths import project_dir
from tools.build_draft import WRONG_CELL, draft, figures, page
from tools.draw_wrong_cell import case, picture

_ENDS = ("received_new", "carried_in", "disposed_total", "carried_out")


def test_the_picture_is_up_to_date() -> None:
    path = project_dir() / "docs" / "images" / "wrong-cell.svg"
    assert path.read_text(encoding="utf-8") == picture(case())


def test_one_wrong_cell_fails_its_row_and_its_column() -> None:
    shown = case()
    assert shown.rows == {"unavailable.not_held"}
    assert shown.columns == {"natural_person"}
    # 809 and 30 of the report; 890 is the misprint
    assert shown.row_sum("unavailable.not_held") == 890 + 30
    assert shown.column_sum("natural_person") == 1947 + 890 - 809
    assert shown.true == 809


def test_the_draft_is_up_to_date() -> None:
    path = project_dir() / "docs" / "examples" / "draft.html"
    assert path.read_text(encoding="utf-8") == page(draft())


def test_the_draft_adds_up_but_for_its_slip() -> None:
    true = figures()
    report = draft()
    changed = {key for key in true if report.printed[key] != true[key]}
    assert changed == {WRONG_CELL}
    for column in ("natural_person", "enterprise", "legal_services", "total"):
        leaves = sum(
            int(value)
            for (table, item, kind), value in true.items()
            if table == "applications" and kind == column and item not in _ENDS
        )
        of = {item: int(true["applications", item, column]) for item in _ENDS}
        assert leaves == of["disposed_total"]
        assert of["received_new"] + of["carried_in"] == leaves + of["carried_out"]
