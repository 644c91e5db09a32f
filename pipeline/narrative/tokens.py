"""A sentence cut into words, quantities and marks. What they mean together is not here."""

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.narrative.claim import Bound
from pipeline.narrative.numbers import chinese_number, read_number
from pipeline.narrative.patterns import Patterns, UnitClass, Word

__all__ = ["Quantity", "Token", "tokenise"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit.

    Attributes:
        value: in the base unit.
        tolerance: half of the last digit, where it is rounded.
        unit: as printed, None where there is none.
        unit_class: the kind of unit; None without one.
        bound: exact, or how it is not.
        in_words: no figure says it: 零.
    """

    value: Decimal
    tolerance: Decimal
    unit: str | None
    unit_class: UnitClass | None
    bound: Bound
    in_words: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a sentence.

    Attributes:
        role: that of a word, or `number`, `date`, `range`, `negation`, `compare`,
            `up`, `down`, `share`, `mark`.
        code: what a word names, what a mark is; the year of a date.
        start: where it begins.
        end: where it ends.
        word: the pattern, of a word.
        quantity: of a number; None where it is no number after all.
    """

    role: str
    code: str
    start: int
    end: int
    word: Word | None = None
    quantity: Quantity | None = None


_NONE = Quantity(Decimal(0), Decimal(0), None, None, "exact", in_words=True)


def tokenise(text: str, patterns: Patterns) -> list[Token]:
    """The tokens of a text, in order; what lies between them is left out."""
    scanners = patterns.scanners
    found: list[Token] = []
    place = 0
    while place < len(text):
        end = place + 1
        for role, word, pattern in scanners.get(text[place], ()):
            match = pattern.match(text, place)
            if match and match.end() > place:
                found.append(_token(role, word, match, patterns))
                end = match.end()
                break
        place = end
    return found


def _token(
    role: str, word: Word | None, match: re.Match[str], patterns: Patterns
) -> Token:
    start, end = match.span()
    if word is not None:
        return Token(role, word.code, start, end, word)
    if role == "number":
        return Token(role, "", start, end, quantity=_quantity(match, patterns))
    if role == "zero":
        return Token("number", "zero", start, end, quantity=_NONE)
    return Token(role, _year(match) if role == "date" else match[0], start, end)


def _year(match: re.Match[str]) -> str:
    year = match["year"]
    if not year or match["month"]:
        return ""
    return str(chinese_number(year) or "") if not year.isascii() else year


def _quantity(match: re.Match[str], patterns: Patterns) -> Quantity | None:
    unit = match["unit"]
    bound: Bound = "exact"
    if match["more"] or match["more1"]:
        bound = "at_least"
    for name in ("at_most", "about", "at_least"):
        if match[f"{name}_before"] or match[f"{name}_after"]:
            bound = name
    number = read_number(match)
    if number is None:
        bare = match["chinese"] if match["more"] else None
        whole = chinese_number("一" + bare) if bare else None
        if whole is None:
            return None
        return Quantity(Decimal(whole), Decimal(0), unit, _class(unit, patterns), bound)
    if unit is None and match["chinese"] and number.value:
        return None
    tolerance = number.tolerance
    if _class(unit, patterns) == "percent" and match["digits"]:
        places = len(match["digits"].partition(".")[2])
        tolerance = Decimal(10) ** -places / 2
    return Quantity(
        number.value,
        tolerance,
        unit,
        _class(unit, patterns),
        bound,
        in_words=unit is None and bool(match["chinese"]),
    )


def _class(unit: str | None, patterns: Patterns) -> UnitClass | None:
    return None if unit is None else patterns.classes[unit]
