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
    """

    value: Decimal
    tolerance: Decimal
    unit: str | None
    unit_class: UnitClass | None
    bound: Bound


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


def tokenise(text: str, patterns: Patterns) -> list[Token]:
    """The tokens of a text, in order; what lies between them is left out."""
    words = patterns.listed.words
    found = []
    for match in patterns.scanner.finditer(text):
        group = match.lastgroup or ""  # the outermost: it closes last
        if group[0] == "w" and group[1:].isdigit():
            word = words[int(group[1:])]
            found.append(Token(word.role, word.code, *match.span(), word))
        elif group == "quantity":
            found.append(_number(match, patterns))
        elif group == "date":
            found.append(Token("date", _year(match), *match.span()))
        else:
            found.append(Token(group, match[0], *match.span()))
    return found


def _year(match: re.Match[str]) -> str:
    year = match["year"]
    if not year:
        return ""
    return str(chinese_number(year) or "") if not year.isascii() else year


def _number(match: re.Match[str], patterns: Patterns) -> Token:
    return Token("number", "", *match.span(), quantity=_quantity(match, patterns))


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
    return Quantity(
        number.value, number.tolerance, unit, _class(unit, patterns), bound
    )


def _class(unit: str | None, patterns: Patterns) -> UnitClass | None:
    return None if unit is None else patterns.classes[unit]
