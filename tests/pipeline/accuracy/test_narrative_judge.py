"""What counts as right, wrong, missed and nothing when prose is judged."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from pipeline.accuracy.prose import ProseCounts
from pipeline.accuracy.sentences import Label, Passage
from pipeline.narrative.claim import Claim
from tests.accuracy.narrative import document, judge

READ = Claim(
    claim_no=1,
    section=None,
    sentence="收到申请12件。",
    span=(4, 7),
    subject="received",
    breakdown="total",
    kind="count",
    value=Decimal(12),
    value_text="12件",
    unit="件",
    tolerance=Decimal(0),
    bound="exact",
    is_negation=False,
    year=None,
    measure=None,
    why_not_compared=None,
    locator="line 1",
)
UNCOMPARED = replace(READ, why_not_compared="other_year", year=2022)


def passage(*labels: dict[str, Any]) -> Passage:
    found = tuple(Label(**{"subject": "received", "value": 12} | one) for one in labels)
    return Passage(tests=("received",), lines=("收到申请12件。",), claims=found)


def counts(labels: list[dict[str, Any]], *claims: Claim) -> tuple[int, int, int]:
    """Labelled, read (right or wrong), right."""
    found = judge(passage(*labels), claims).counts
    assert found.sentences == 1
    return found.labelled, found.right + found.wrong, found.right


def test_a_claim_as_labelled_is_right() -> None:
    assert counts([{}], READ) == (1, 1, 1)
    assert counts([{}], replace(READ, unit="宗", locator="line 7")) == (1, 1, 1)


OTHERWISE: dict[str, Any] = {
    "subject": "answered", "breakdown": "natural_person", "kind": "amount",
    "value": Decimal(13), "tolerance": Decimal(1), "bound": "about",
    "is_negation": True, "year": 2021, "measure": "percent",
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERWISE)
def test_a_claim_that_differs_in_one_field_is_wrong_and_missed(name: str) -> None:
    claim = replace(READ, **{name: OTHERWISE[name]})
    found = judge(passage({}), [claim])
    assert (found.wrong, len(found.missed)) == ((claim,), 1)
    assert found.counts == ProseCounts(1, labelled=1, compared=1, wrong=1)


def test_what_is_labelled_once_and_read_twice_is_wrong_once() -> None:
    assert counts([{}], READ, replace(READ, claim_no=2)) == (1, 2, 1)


def test_comparing_what_must_not_be_compared_is_wrong() -> None:
    label = {"year": 2022, "why_not_compared": "other_year"}
    assert counts([label], UNCOMPARED) == (1, 1, 1)
    assert counts([label], replace(UNCOMPARED, why_not_compared=None)) == (1, 1, 0)


def test_why_it_is_not_compared_is_not_judged() -> None:
    label = {"year": 2022, "why_not_compared": "other_year"}
    assert counts([label], replace(UNCOMPARED, why_not_compared="rate")) == (1, 1, 1)


def test_an_unlabelled_claim_counts_only_where_it_is_compared() -> None:
    assert counts([], READ) == (0, 1, 0)
    assert counts([], UNCOMPARED) == (0, 0, 0)


def test_not_comparing_a_label_that_is_compared_is_missed_and_not_wrong() -> None:
    claim = replace(READ, why_not_compared="ambiguous")
    assert counts([{}], claim) == (1, 0, 0)


def test_an_optional_label_counts_for_nothing() -> None:
    optional = {"is_optional": True}
    assert counts([optional]) == (0, 0, 0)
    assert counts([optional], READ) == (0, 0, 0)
    assert counts([optional], replace(READ, value=Decimal(13))) == (0, 1, 0)
    assert counts([optional, {}], READ) == (1, 1, 1), "what is to be found comes first"


def test_a_lenient_field_may_differ_and_no_other() -> None:
    label = {"lenient": ("tolerance",)}
    other = replace(READ, tolerance=Decimal(5))
    assert counts([label], other) == (1, 1, 1)
    assert counts([label], replace(other, year=2020)) == (1, 1, 0)
    assert counts([label, {}], other, READ) == (2, 2, 2), "exact claims choose first"
    assert counts([label, {}], READ, other) == (2, 2, 2)


def test_what_is_not_compared_does_not_raise_precision() -> None:
    label = {"year": 2022, "why_not_compared": "other_year"}
    found = judge(passage(label), [UNCOMPARED, replace(READ, value=Decimal(13))]).counts
    assert (found.right, found.compared, found.wrong) == (1, 1, 1)
    assert (found.precision, found.recall) == (0, 1)


def test_a_lenient_label_leaves_the_claim_that_another_needs() -> None:
    """Whatever the order of labels and claims: all that can be right is right."""
    one: dict[str, Any] = {"lenient": ("breakdown", "tolerance"), "year": 2020}
    other = {"subject": "answered", "lenient": ("subject", "tolerance"), "year": 2020}
    only_other = replace(READ, subject="granted", tolerance=Decimal(5), year=2020)
    both = replace(READ, tolerance=Decimal(5), year=2020)
    for labels in ([one, other], [other, one]):
        for claims in ([both, only_other], [only_other, both]):
            assert counts(labels, *claims) == (2, 2, 2)


def test_an_optional_label_takes_no_claim_from_one_that_has_to_be_found() -> None:
    lenient = {"subject": "answered", "lenient": ("subject",)}
    for optional in ({"is_optional": True}, {"is_optional": True} | lenient):
        assert counts([optional, lenient], READ) == (1, 1, 1)
        # the optional one is given what is left, and only what it allows
        assert counts([optional, lenient], READ, replace(READ, subject="granted")) == (
            (1, 1, 1)
        )


def test_two_labels_that_are_the_same_need_two_claims() -> None:
    found = judge(passage({}, {}), [READ])
    assert (found.counts.right, len(found.missed)) == (1, 1)
    assert counts([{}, {}], READ, replace(READ, claim_no=2)) == (2, 2, 2)


def test_comparing_may_be_open() -> None:
    label = {"lenient": ("why_not_compared",), "why_not_compared": "no_cell"}
    assert counts([label], READ) == (1, 1, 1)
    assert counts([label], replace(READ, why_not_compared="no_cell")) == (1, 1, 1)


def test_the_errors_name_sentence_claim_and_label() -> None:
    claim = replace(READ, kind="change", measure="percent", tolerance=Decimal("0.5"))
    lines = list(judge(passage({"breakdown": "enterprise"}), [claim]).lines())
    assert lines == [
        "[received] 收到申请12件。",
        "    wrong:  received 12 kind=change measure=percent tolerance=0.5 '12件'",
        "    missed: received 12 breakdown=enterprise",
    ]


def test_a_passage_is_read_under_its_heading() -> None:
    made = passage().model_copy(update={"section": "一、总体情况"})
    assert document(made).lines == ["一、总体情况", "收到申请12件。"]
    assert document(passage()).lines == ["收到申请12件。"]
