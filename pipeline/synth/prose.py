"""The prose of the reports of one year: who states what, in which words and figures.

Statements follow from the true figures, also where a table prints one wrong: such a
report contradicts itself, as real ones do. Some reports state a number that is in no
table. Which statements must then differ is worked out here from the printed figures and
all that a statement may restate; as rows of `core_claims` they are in
`pipeline.synth.claims`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator
from numpy.typing import NDArray

from pipeline.forms import FormSet
from pipeline.synth.cells import MICRO
from pipeline.synth.kinds import misprinted
from pipeline.synth.statements import (
    STATEMENTS,
    Alternative,
    Statement,
    alternatives,
    whole_of,
)

__all__ = ["Said", "Sheet", "Slip", "said"]

Array = NDArray[np.int64]
Flags = NDArray[np.bool_]
#: numbers from here on are at times said in 万
_ROUNDED_FROM = 10_000
_ROUNDED = 0.5
#: share of the zeros that are said in words, where a statement has words for it
_IN_WORDS = 0.7
#: half of the last digit of a tenth of a percent, of 0.01万, of 1万
_TENTH, _HUNDREDTH, _TEN_THOUSAND = 50_000, 50 * MICRO, 5_000 * MICRO
#: how often another slip is tried, where one gives a figure that is in a table as well
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """The figures of the reports of a province and year, report by cell, by table.

    Attributes:
        edition: their form.
        true: what they should print.
        printed: what they print.
        prior: those of last year, where its form has table three.
        prior_edition: the form of last year.
        may_compare: reports that may compare themselves with last year's.
        may_slip: reports of which one statement may be wrong.
    """

    edition: str
    true: Mapping[str, Array]
    printed: Mapping[str, Array]
    prior: Mapping[str, Array] | None
    prior_edition: str | None
    may_compare: Flags
    may_slip: Flags


@dataclass(frozen=True, slots=True)
class Said:
    """One statement, of each report; figures in millionths of the base unit.

    Attributes:
        statement: which.
        is_said: reports that say it.
        values: the number.
        tolerance: of a rounded number.
        texts: the number with its unit, or the words for none.
        in_words: the words for none are used.
        must_differ: nothing that the report prints gives this number.
    """

    statement: Statement
    is_said: Flags
    values: Array
    tolerance: Array
    texts: pa.Array
    in_words: Flags
    must_differ: Flags


@dataclass(frozen=True, slots=True)
class Slip:
    """A number in the prose that is in no table: report, statement, true and stated."""

    report: int
    statement: int
    true: int
    stated: int


@dataclass(slots=True)
class _Numbers:
    """The number of a statement, report by report, while it is made."""

    values: Array
    texts: pa.Array
    tolerance: Array = field(default_factory=lambda: np.zeros(0, np.int64))


def said(
    rng: Generator, chance: Generator, forms: FormSet, sheet: Sheet, slips: float
) -> tuple[list[Said], list[Slip]]:
    """The prose of the reports: each statement that their form has the cells for.

    Args:
        rng: of the sentences.
        chance: of the slips.
        forms: all of them.
        sheet: the figures.
        slips: share of the reports that may slip that do.
    """
    found = [
        one
        for statement in STATEMENTS
        if (one := _said(rng, forms, sheet, statement)) is not None
    ]
    is_wrong = sheet.may_slip & (chance.random(len(sheet.may_slip)) < slips)
    told = []
    for report in np.flatnonzero(is_wrong).tolist():
        slip = _slip(chance, forms, sheet, found, report)
        if slip is not None:
            told.append(slip)
    return found, told


def _said(
    rng: Generator, forms: FormSet, sheet: Sheet, statement: Statement
) -> Said | None:
    reports = len(sheet.may_slip)
    chance = rng.random(reports) < statement.chance
    style = rng.random(reports)
    may_be = alternatives(statement, forms, sheet.edition)
    if not may_be:
        return None
    true = may_be[0].of(sheet.true)
    if statement.kind == "rate":
        whole = whole_of(statement, forms, sheet.edition)
        if whole is None:
            return None
        chance &= (all_of := whole.of(sheet.true)) > 0
        numbers = _percent(true, np.maximum(all_of, 1), statement.unit)
    elif statement.kind == "change":
        if sheet.prior is None or sheet.prior_edition is None:
            return None
        (meant, *_) = alternatives(statement, forms, sheet.prior_edition)
        before = meant.of(sheet.prior)
        if statement.measure == "percent":
            chance &= (before > 0) & (true != before)
            numbers = _percent(true - before, np.maximum(before, 1), statement.unit)
        else:
            chance &= true != before
            numbers = _exact(true - before, statement.unit)
        chance &= sheet.may_compare
    elif statement.kind == "amount":
        numbers = _money(true, style)
    else:
        numbers = _count(true, style, statement.unit)
    in_words = np.zeros(reports, dtype=bool)
    if statement.none:
        in_words = (numbers.values == 0) & (style < _IN_WORDS)
        words = pa.scalar(statement.none[1])
        numbers.texts = pc.if_else(pa.array(in_words), words, numbers.texts)
    differ = np.zeros(reports, dtype=bool)
    if statement.kind in ("count", "amount"):
        differ = ~_agrees(numbers, may_be, sheet.printed) & chance
    return Said(
        statement,
        chance,
        numbers.values,
        numbers.tolerance,
        numbers.texts,
        in_words,
        differ,
    )


def _agrees(
    numbers: _Numbers, may_be: list[Alternative], printed: Mapping[str, Array]
) -> Flags:
    """Whether one of the figures that may be meant gives the number."""
    same = np.zeros(len(numbers.values), dtype=bool)
    for one in may_be:
        same |= np.abs(one.of(printed) - numbers.values) <= numbers.tolerance
    return same


# -- how a number is printed -----------------------------------------------------------


def _exact(values: Array, unit: str) -> _Numbers:
    """A whole number; a change is said by its size, and `fewer` by its words."""
    digits = pc.cast(pa.array(np.abs(values) // MICRO), pa.string())
    texts = pc.binary_join_element_wise(digits, unit, "")
    return _Numbers(values, texts, np.zeros_like(values))


def _count(values: Array, style: NDArray[np.float64], unit: str) -> _Numbers:
    """A count: exact, or from ten thousand on at times as 7.09万."""
    plain = _exact(values, unit)
    rounded = (values >= _ROUNDED_FROM * MICRO) & (style < _ROUNDED)
    return _in_tens(plain, rounded, _HUNDREDTH, lambda v: f"{v / 10_000:.2f}万{unit}")


def _money(values: Array, style: NDArray[np.float64]) -> _Numbers:
    """An amount: 12.34万元 as in the table, or as 12万元 where that is enough."""
    every = np.ones(len(values), dtype=bool)
    plain = _in_tens(
        _exact(values, "元"), every, _HUNDREDTH, lambda v: f"{v / 10_000:.2f}万元"
    )
    short = (values >= 100 * _ROUNDED_FROM * MICRO) & (style < _ROUNDED)
    return _in_tens(plain, short, _TEN_THOUSAND, lambda v: f"{v // 10_000}万元")


def _in_tens(
    plain: _Numbers, rounded: Flags, half: int, text: Callable[[int], str]
) -> _Numbers:
    """Some of the numbers to twice `half`, with other words."""
    near = (plain.values + half) // (2 * half) * (2 * half)
    places = np.flatnonzero(rounded)
    said_so = [text(v // MICRO) for v in near[places].tolist()]
    return _Numbers(
        np.where(rounded, near, plain.values),
        pc.replace_with_mask(plain.texts, pa.array(rounded), pa.array(said_so, "str")),
        np.where(rounded, half, plain.tolerance),
    )


def _percent(part: Array, whole: Array, unit: str) -> _Numbers:
    """A share or a change in tenths of a percent."""
    tenths = np.rint(1000 * part / whole).astype(np.int64)
    texts = [f"{abs(t) / 10:.1f}{unit}" for t in tenths.tolist()]
    return _Numbers(
        tenths * (MICRO // 10), pa.array(texts, "str"), np.full_like(tenths, _TENTH)
    )


# -- numbers that are in no table ------------------------------------------------------


def _slip(
    rng: Generator,
    forms: FormSet,
    sheet: Sheet,
    found: list[Said],
    report: int,
) -> Slip | None:
    """One exact count of a report made wrong, in place; None where it says none."""
    may = [
        n
        for n, one in enumerate(found)
        if one.statement.kind == "count"
        and one.is_said[report]
        and not one.tolerance[report]
    ]
    if not may:
        return None
    number = may[rng.integers(len(may))]
    one = found[number]
    true = int(one.values[report])
    printed = {t: rows[report : report + 1] for t, rows in sheet.printed.items()}
    others = alternatives(one.statement, forms, sheet.edition)
    for _ in range(_TRIES):
        stated = misprinted(rng, true // MICRO) * MICRO
        if all(int(a.of(printed)[0]) != stated for a in others):
            found[number] = _with(one, report, stated)
            return Slip(report, number, true, stated)
    return None


def _with(one: Said, report: int, stated: int) -> Said:
    """The statement with another number in one report."""
    here = np.zeros(len(one.values), dtype=bool)
    here[report] = True
    text = f"{stated // MICRO}{one.statement.unit}"
    return Said(
        one.statement,
        one.is_said,
        np.where(here, stated, one.values),
        one.tolerance,
        pc.if_else(pa.array(here), text, one.texts),
        one.in_words & ~here,
        one.must_differ | here,
    )
