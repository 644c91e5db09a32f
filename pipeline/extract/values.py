"""What stands in a value cell: a figure, a blank, a mark, or something unreadable.

The printed text is never altered; a figure is read only where the whole cell is one
number with at most a sign and a unit. Anything else is `unreadable`: two numbers in a
cell, a footnote mark, "约30". Which cell it is, is not known here.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from pipeline.extract.document import Cell
from pipeline.extract.normal import clean, half_width
from pipeline.forms import Breakdown, ValueTokens

__all__ = ["Reading", "ValueReader", "is_plain_figure"]

REPORTED = "reported"
BLANK = "blank"
DASH = "dash"
NOT_APPLICABLE = "not_applicable"
UNREADABLE = "unreadable"

_YUAN = "元"
#: what decimal(20, 6) can hold
_MAX_DIGITS = 14
_MAX_DECIMALS = 6

#: no zeros in front: 000 is three cells whose borders were lost
_NUMBER = re.compile(r"(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says.

    Attributes:
        status: `reported | blank | dash | not_applicable | unreadable`.
        value: the figure, for `reported` only, in the unit that is printed.
        unit: the unit printed in the cell, or None.
    """

    status: str
    value: Decimal | None = None
    unit: str | None = None


_UNREADABLE = Reading(UNREADABLE)
#: texts that are remembered: how long, and how many
_SHORT = 60
_MOST_KNOWN = 4_096


def is_plain_figure(text: str) -> bool:
    """Digits alone, as `_NUMBER` has them: most cells; no token consists of digits."""
    return (
        text.isdecimal()
        and text.isascii()
        and (text[0] != "0" or len(text) == 1)
        and len(text) <= _MAX_DIGITS
    )


class ValueReader:
    """Reads value cells with the tokens of `data/forms/values.yml`.

    Texts are remembered: the same marks and labels stand in all reports.
    """

    def __init__(self, tokens: ValueTokens) -> None:
        self._known: dict[tuple[str, bool], Reading] = {}
        self._tokens = tokens
        self._dash = {half_width(t) for t in tokens.dash}
        self._not_applicable = {half_width(t) for t in tokens.not_applicable}

    @cached_property
    def _units(self) -> tuple[str, ...]:
        units = (*self._tokens.count_units, *self._tokens.money_units)
        return tuple(sorted(units, key=len, reverse=True))

    @staticmethod
    def of(tokens: ValueTokens) -> "ValueReader":
        """The reader with those tokens, made once for each."""
        known = _READERS.get(id(tokens))
        if known is None or known[0] is not tokens:
            known = (tokens, ValueReader(tokens))
            _READERS[id(tokens)] = known
        return known[1]

    def read(self, cell: Cell, column: Breakdown | None = None) -> Reading:
        """Read a cell of the given column (None: of a column not yet known)."""
        if cell.opaque:
            return _UNREADABLE
        if is_plain_figure(cell.text):
            return Reading(REPORTED, Decimal(cell.text))
        return self._read(cell.text, signed=column is None or column.signed)

    def _read(self, printed: str, *, signed: bool) -> Reading:
        """What a text says; a short one is looked up."""
        if len(printed) > _SHORT:
            return self._read_anew(printed, signed=signed)
        found = self._known.get((printed, signed))
        if found is None:
            found = self._read_anew(printed, signed=signed)
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[printed, signed] = found
        return found

    def _read_anew(self, printed: str, *, signed: bool) -> Reading:
        text = half_width(clean(printed)).strip()
        if not text:
            return Reading(BLANK)
        if text in self._dash:
            return Reading(DASH)
        if text in self._not_applicable:
            return Reading(NOT_APPLICABLE)
        if text in self._tokens.zero:
            return Reading(REPORTED, Decimal(0))
        return self._number(text, signed=signed)

    def is_value(self, cell: Cell) -> bool:
        """Whether the cell can only be a value (or blank), never a label."""
        if cell.opaque or is_plain_figure(cell.text):
            return True
        return self._read(cell.text, signed=True).status != UNREADABLE

    def is_mark(self, character: str) -> bool:
        """Whether one character fills a cell instead of a figure, such as a dash."""
        mark = half_width(character)
        return mark in self._dash or mark in self._not_applicable

    def _number(self, text: str, *, signed: bool) -> Reading:
        negative = False
        if signed:
            text, negative = self._sign(text)
        elif text[0] in "+-−":
            # a sign where the form has none is printed all the same: keep it
            text, negative = text[1:].lstrip(), text[0] != "+"
        text, currency = self._currency(text)
        text, unit = self._unit(text)
        if currency and unit not in self._tokens.money_units:
            if unit is not None:
                return Reading(UNREADABLE)
            unit = _YUAN
        if not _NUMBER.fullmatch(text):
            return Reading(UNREADABLE)
        whole, _, decimals = text.replace(",", "").partition(".")
        if len(whole.lstrip("0")) > _MAX_DIGITS or (
            len(decimals.rstrip("0")) > _MAX_DECIMALS
        ):
            return Reading(UNREADABLE)
        value = Decimal(f"{whole}.{decimals}" if decimals else whole)
        return Reading(REPORTED, -value if negative and value else value, unit)

    def _sign(self, text: str) -> tuple[str, bool]:
        for words, negative in (
            (self._tokens.negative, True),
            (self._tokens.positive, False),
        ):
            for word in sorted(words, key=len, reverse=True):
                if text.startswith(half_width(word)):
                    return text[len(half_width(word)) :].lstrip(), negative
        return text, False

    def _currency(self, text: str) -> tuple[str, bool]:
        for mark in self._tokens.currency:
            if text.startswith(mark):
                return text[len(mark) :].lstrip(), True
        return text, False

    def _unit(self, text: str) -> tuple[str, str | None]:
        for unit in self._units:
            if text.endswith(unit):
                bare = text[: -len(unit)].rstrip()
                return bare, unit
        return text, None


#: tokens and their readers; the tokens are held so that their id stays their own
_READERS: dict[int, tuple[ValueTokens, ValueReader]] = {}
