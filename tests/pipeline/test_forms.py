"""The forms as shipped, and what a wrong form file says."""

from pathlib import Path

import pytest
import yaml

from pipeline.errors import FormError
from pipeline.forms import CURRENT_TABLES, STATISTICS, load_forms
from pipeline.paths import project_dir

FORMS = project_dir() / "data" / "forms"


def test_both_editions_have_the_cells_of_the_official_forms() -> None:
    forms = load_forms()
    # 22 + 23 × 7 + 5 + 10, and 10 + 25 × 7 + 5 + 10
    editions = forms.editions_of(*CURRENT_TABLES)
    assert editions == ("2019", "2021")
    assert forms.newest("applications").edition == "2021"
    counts = {
        edition: [len(forms.form(edition, table).cells()) for table in CURRENT_TABLES]
        for edition in editions
    }
    assert counts == {"2019": [22, 161, 5, 10], "2021": [10, 175, 5, 10]}


def test_every_cell_has_a_row_in_the_frame_with_its_official_words() -> None:
    frame = load_forms().cells_frame()
    assert len(frame) == 398 + 34 + 72 + 58 + 32
    assert not frame[frame["edition"] == "2014"]["is_proven"].any()
    row = frame[
        (frame["edition"] == "2021")
        & (frame["item"] == "denied.state_secret")
        & (frame["breakdown"] == "total")
    ].iloc[0]
    assert row["item_group_zh"] == "(三)不予公开"
    assert row["parent_item"] == "disposed_total"
    assert bool(row["is_total"])


def test_only_rows_of_results_are_part_of_the_total() -> None:
    form = load_forms().form("2021", "applications")
    outside = {i.code for i in form.items if i.parent is None}
    assert outside == {"received_new", "carried_in", "disposed_total", "carried_out"}


def test_editions_before_2019_have_one_table_of_their_own() -> None:
    forms = load_forms()
    cells = {f.edition: len(f.cells()) for f in forms.of_table(STATISTICS)}
    assert cells == {
        "2008-fujian": 34,
        "2008-shanghai": 72,
        "2014": 58,
        "2014-fujian": 32,
    }
    assert forms.editions[:4] == tuple(cells)
    assert [f.edition for f in forms.of_table(STATISTICS) if not f.proven] == [
        "2008-shanghai",
        "2014",
    ]


def test_a_row_may_have_a_unit_and_a_kind_of_its_own() -> None:
    form = load_forms().form("2014", STATISTICS)
    said = {
        c.item.code: (c.breakdown.unit, c.breakdown.kind)
        for c in form.cells()
        if c.item.code in ("fees", "trained", "disclosed")
    }
    assert said == {
        "fees": ("万元", "amount"),
        "trained": ("人次", "count"),
        "disclosed": ("条", "count"),
    }


def test_a_form_that_is_not_proven_has_no_hard_rules(tmp_path: Path) -> None:
    folder = copy_of_forms(tmp_path)
    path = folder / "2014" / "statistics.yml"
    text = path.read_text("utf-8").replace("severity: informative\n", "")
    path.write_text(text, "utf-8")
    with pytest.raises(FormError, match="not proven has no hard rules"):
        load_forms(folder)


def test_a_row_below_an_unknown_row_is_refused(tmp_path: Path) -> None:
    folder = copy_of_forms(tmp_path)
    path = folder / "2008-fujian" / "statistics.yml"
    path.write_text(path.read_text("utf-8").replace("under: disclosed", "under: x"))
    with pytest.raises(FormError, match=r"disclosed\.website: no row 'x'"):
        load_forms(folder)


def test_an_unknown_edition_names_the_file_to_add() -> None:
    with pytest.raises(FormError, match=r"data/forms/2030/applications\.yml"):
        load_forms().form("2030", "applications")


def copy_of_forms(folder: Path) -> Path:
    for path in FORMS.rglob("*.yml"):
        target = folder / path.relative_to(FORMS)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return folder


def test_a_row_with_an_unknown_parent_is_refused(tmp_path: Path) -> None:
    folder = copy_of_forms(tmp_path)
    path = folder / "2021" / "applications.yml"
    form = yaml.safe_load(path.read_text("utf-8"))
    form["items"][2]["parent"] = "nowhere"
    path.write_text(yaml.safe_dump(form, allow_unicode=True), "utf-8")
    with pytest.raises(
        FormError, match=r"applications\.yml.*granted: no row 'nowhere'"
    ):
        load_forms(folder)


def test_a_form_in_the_wrong_place_is_refused(tmp_path: Path) -> None:
    folder = copy_of_forms(tmp_path)
    (folder / "2021" / "litigation.yml").rename(folder / "2019" / "litigation.yml")
    with pytest.raises(FormError, match="says 2021/litigation"):
        load_forms(folder)


def test_a_wording_for_no_row_is_refused(tmp_path: Path) -> None:
    folder = copy_of_forms(tmp_path)
    path = folder / "labels.yml"
    line = "\n- {table: applications, role: item, code: nothing, wordings: [某]}\n"
    path.write_text(path.read_text("utf-8") + line, "utf-8")
    with pytest.raises(FormError, match=r"labels\.yml: no item 'nothing'"):
        load_forms(folder)


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    folder = copy_of_forms(tmp_path)
    path = folder / "values.yml"
    path.write_text(path.read_text("utf-8") + "\nzeros: [nil]\n", "utf-8")
    with pytest.raises(FormError, match=r"values\.yml"):
        load_forms(folder)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormError, match="no form found"):
        load_forms(tmp_path)
