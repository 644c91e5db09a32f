"""A page that is read by a plan says what it says without one."""

from unittest import mock

import pytest

from pipeline.extract import extract
from pipeline.extract import match as match_module
from pipeline.extract.document import Document
from pipeline.extract.plans import Plans
from pipeline.extract.report import Extraction
from pipeline.forms import FormSet, load_forms
from tests.pipeline.extract.layouts import LAYOUTS
from tests.pipeline.extract.sheets import figures, sheet, to_html


def page(name: str, edition: str, seed: int, blanks: float = 0.2) -> bytes:
    """A page whose blanks are the same for all seeds, and all figures others."""
    blank = figures(edition, blanks=blanks)
    printed = {
        key: "" if not text else str((int(text) + 13) * seed)
        for key, text in blank.items()
    }
    money = ("proactive_disclosure", "administrative_fees", "amount")
    if money in printed:
        printed[money] = f"{seed}.5"
    made = sheet(edition, printed)
    LAYOUTS[name].change(made)
    return to_html(made)


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> Plans:
    """Plans that know nothing yet."""
    monkeypatch.setattr(match_module, "_MEMORIES", {})
    return match_module._memory_of(load_forms()).plans


def matched(data: bytes) -> Extraction:
    """The page read without a plan."""
    with mock.patch.object(Plans, "read", return_value=None):
        return extract(data)


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.usefixtures("plans")
def test_layouts_are_read_the_same_by_a_plan(name: str, edition: str) -> None:
    for seed in (1, 2, 3, 4):
        data = page(name, edition, seed)
        assert extract(data) == matched(data)


def known(plans: Plans, *pages: bytes) -> int:
    for data in pages:
        extract(data)
    return len(plans._plans)


def test_a_plan_is_made_at_the_second_page_and_used_at_the_third(plans: Plans) -> None:
    pages = [page("no_numbers", "2021", seed) for seed in (1, 2, 3)]
    assert known(plans, pages[0]) == 0
    assert known(plans, pages[1]) == 1
    with mock.patch.object(match_module, "match_anew", side_effect=AssertionError):
        assert len(extract(pages[2]).reports[0].observations) == 200


def test_no_plan_for_a_page_with_issues_or_with_figures_left_over(plans: Plans) -> None:
    names = ("one_cell_missing", "every_table_twice", "other_numbers_below")
    assert known(plans, *(page(n, "2021", s) for n in names for s in (1, 2, 3))) == 0


def test_no_plan_where_other_figures_are_read_otherwise(plans: Plans) -> None:
    match = match_module.match_anew

    def moody(document: Document, forms: FormSet, year: int | None) -> object:
        reports, issues = match(document, forms, year)
        first = reports[0].observations[0]
        if (first.value or 0) > 1_000_000:
            reports[0].observations.reverse()
        return reports, issues

    with mock.patch.object(match_module, "match_anew", moody):
        pages = [page("no_numbers", "2021", s, blanks=0.0) for s in (1, 2, 3)]
        assert known(plans, *pages) == 0


def test_another_blank_word_or_span_is_another_skeleton(plans: Plans) -> None:
    first = page("no_numbers", "2021", 1)
    known(plans, first, page("no_numbers", "2021", 2))
    for other in (
        page("no_numbers", "2021", 3, blanks=0.3),
        first.replace("规章".encode(), "规定".encode()),
        first.replace(b'colspan="7"', b'colspan="8"'),
        first.replace(">三、".encode(), ">别的".encode(), 1),
    ):
        assert extract(other) == matched(other)


def test_plans_do_not_pile_up(plans: Plans) -> None:
    for number in range(80):
        labels = f"某类{number}".encode()
        for seed in (1, 2):
            data = page("no_numbers", "2021", seed)
            extract(data.replace("信息内容".encode(), labels))
    assert len(plans._plans) <= 64
