"""Which equations must fail, said from the forms: thought out by hand."""

import numpy as np
import pytest

from pipeline.forms import Form, load_forms
from pipeline.synth.cells import MICRO
from pipeline.synth.expected import broken, broken_with_prior, no_counts


def form(table: str, edition: str = "2021") -> Form:
    return load_forms().form(edition, table)


def cells(of: Form, **values: float) -> np.ndarray:
    """Cells by `item__column`; all others are zero."""
    row = np.zeros(len(of.cells()), dtype=np.int64)
    wanted = {k.replace("__", "/"): v for k, v in values.items()}
    for cell in of.cells():
        name = f"{cell.item.code}/{cell.breakdown.code}"
        if name in wanted:
            row[cell.position] = round(wanted.pop(name) * MICRO)
    assert not wanted
    return row


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_a_result_is_in_its_row_and_in_the_total_of_results(edition: str) -> None:
    table = form("applications", edition)
    assert broken(table, cells(table, granted__enterprise=3)) == {
        ("applications_row_sum", "granted"),
        ("applications_disposed_total_sum", "enterprise"),
    }


def test_a_total_of_results_is_in_three() -> None:
    table = form("applications")
    assert broken(table, cells(table, disposed_total__total=-1)) == {
        ("applications_row_sum", "disposed_total"),
        ("applications_disposed_total_sum", "total"),
        ("applications_balance", "total"),
    }


def test_two_errors_may_hide_each_other() -> None:
    table = form("applications")
    off = cells(table, received_new__enterprise=4, carried_out__enterprise=4)
    assert broken(table, off) == {
        ("applications_row_sum", "received_new"),
        ("applications_row_sum", "carried_out"),
    }


def test_a_form_without_sums_breaks_nothing() -> None:
    table = form("proactive_disclosure")
    assert broken(table, cells(table, licensing__decisions=7)) == set()


def test_results_of_a_dispute() -> None:
    table = form("litigation")
    assert broken(table, cells(table, direct__pending=1)) == {
        ("litigation_row_sum", "direct")
    }


def test_carry_over_is_wrong_in_either_report() -> None:
    new, old = form("applications"), form("applications", "2019")
    right = cells(new)
    wrong = cells(old, carried_out__total=2)
    told = {("applications_carry_over", "total")}
    assert broken_with_prior(new, right, old, wrong) == told
    assert broken_with_prior(new, cells(new, carried_in__total=1), old, wrong) == told
    # both are off by as much: the two reports agree
    assert broken_with_prior(new, cells(new, carried_in__total=2), old, wrong) == set()
    # nothing else is carried over
    assert (
        broken_with_prior(new, cells(new, granted__total=1), old, right[:161]) == set()
    )


@pytest.mark.parametrize("value", [-1, 0.5, -0.5])
def test_no_count(value: float) -> None:
    table = form("reconsideration")
    row = cells(table, reconsideration__total=value)
    assert no_counts(table, row, MICRO) == {("counts_are_whole", "reconsideration")}


def test_counts_zero_and_changes_are_allowed() -> None:
    table = form("proactive_disclosure", "2019")
    assert no_counts(table, cells(table, penalties__decisions=3), MICRO) == set()
    assert no_counts(table, cells(table, penalties__items_change=-3), MICRO) == set()
    assert no_counts(table, cells(table, procurement__amount=1.5), MICRO) == set()
    wrong = cells(table, penalties__items_change=-1.5)
    assert no_counts(table, wrong, MICRO) == {
        ("counts_are_whole", "proactive_disclosure")
    }
