"""The drawn picture of the documentation is the one that its tool draws."""

from pipeline.paths import project_dir
from tools.draw_wrong_cell import case, picture


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
