"""A quick measurement is part of the whole one, which `.ci/run` makes."""

import pytest

from tests.accuracy.localisation.measure import tasks as planted_tasks
from tests.accuracy.measure import SEED, _tasks, documents, measure_row
from tests.accuracy.suite import MEDIA, Medium


@pytest.mark.parametrize("medium", MEDIA, ids=lambda m: m.name)
def test_quick_rows_are_rows_of_the_whole(medium: Medium) -> None:
    whole = {task[:3]: task for task in _tasks(medium, SEED, quick=False)}
    quick = list(_tasks(medium, SEED, quick=True))
    assert bool(quick) == bool(medium.quick)
    for *row, samples, seed in quick:
        assert samples == 1
        assert whole[tuple(row)][4] == seed  # type: ignore[index]
        assert whole[tuple(row)][3] >= samples  # type: ignore[index]


def test_the_document_of_a_quick_row_is_the_first_of_the_whole_one() -> None:
    (html,) = (m for m in MEDIA if m.name == "html")
    quick, *_ = _tasks(html, SEED, quick=True)
    whole = next(t for t in _tasks(html, SEED, quick=False) if t[:3] == quick[:3])
    ((write, printed),) = documents(quick)
    first, *others = documents(whole)
    assert others
    assert (first[0](), first[1]) == (write(), printed)
    row = measure_row(quick)
    assert row.counts.documents == 1
    assert row.counts.right == row.counts.cells > 0


def test_quick_rows_of_planted_errors_are_rows_of_the_whole() -> None:
    whole = {task[:5]: task for task in planted_tasks(SEED)}
    quick = list(planted_tasks(SEED, quick=True))
    assert [task[:5] for task in quick] == list(whole)
    assert all(whole[t[:5]].samples >= t.samples for t in quick)
    assert {t.seed for t in quick} == {SEED}
