"""Which of two figures the equations bear out, where forms in one file differ."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.extract.observation import Observation
from pipeline.extract.verdict import Verdict, verdicts
from pipeline.forms import load_forms

FORMS = load_forms()
EQUATION = ("reconsideration_row_sum/reconsideration",)


def block(*figures: str | None, reading: str = "printed") -> list[Observation]:
    """维持, 纠正, 其他, 尚未审结 and 总计 of the reconsideration cases."""
    places = ("upheld", "corrected", "other", "pending", "total")
    return [
        Observation(
            table_id="reconsideration",
            item="reconsideration",
            breakdown=place,
            edition="2021",
            value=None if figure is None else Decimal(figure),
            unit="件",
            value_text=figure or "",
            obs_status="blank" if figure is None else "reported",
            is_total=place == "total",
            reading=reading,
            confidence=1.0,
            locator="t4/r1",
        )
        for place, figure in zip(places, figures, strict=True)
    ]


def found(ours: list[Observation], theirs: list[Observation]) -> dict[str, Verdict]:
    pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if a.value != b.value]
    return {k[2]: v for k, v in verdicts(ours, pairs, FORMS).items()}


def said(first: bool, other: bool) -> Verdict:
    return Verdict(EQUATION, first, other)


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        # 1 + 2 = 3 is ours
        (("4", "2", "0", "0", "3"), {"upheld": said(True, False)}),
        # 4 + 5 = 9 holds as well, as a whole
        (
            ("4", "5", "0", "0", "9"),
            dict.fromkeys(("upheld", "corrected", "total"), said(True, True)),
        ),
    ],
)
def test_ours_holds(theirs: tuple[str, ...], expected: dict[str, Verdict]) -> None:
    assert found(block("1", "2", "0", "0", "3"), block(*theirs)) == expected


def test_theirs_holds_or_neither_does() -> None:
    ours = block("7", "2", "0", "0", "3")
    assert found(ours, block("1", "2", "0", "0", "3")) == {"upheld": said(False, True)}
    assert found(ours, block("6", "2", "0", "0", "3")) == {"upheld": said(False, False)}


def test_each_form_may_be_right_in_one_cell() -> None:
    # 21 + 3 = 24: 12 is misread in ours, 4 in theirs
    ours = block("12", "3", "0", "0", "24")
    theirs = block("21", "4", "0", "0", "24")
    assert found(ours, theirs) == {
        "upheld": said(False, True),
        "corrected": said(True, False),
    }


def test_what_is_not_known_and_what_was_the_key_cannot_tell() -> None:
    ours = block("1", "2", None, "0", "3")
    silent = found(ours, block("4", "2", None, "0", "3"))["upheld"]
    assert silent.equations == ()
    assert str(silent) == "no equation can tell"
    key = block("1", "2", "0", "0", "3", reading="by_equations")
    assert found(key, block("4", "2", "0", "0", "3"))["upheld"].equations == ()
    other = [replace(o, reading="by_equations") for o in block("4", *("2003"))]
    assert found(block("1", "2", "0", "0", "3"), other)["upheld"].equations == ()


def test_the_words() -> None:
    assert str(said(True, True)) == (
        "the equations hold with either figure "
        "(reconsideration_row_sum/reconsideration)"
    )
    assert str(said(False, False)).startswith("the equations fail with either figure")
    assert str(said(True, False)).startswith(
        "the equations hold with this figure and fail with the other"
    )
