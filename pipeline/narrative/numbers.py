"""Numbers as prose prints them: 1,234 · 7.09万 · 叁仟元整 · 十余.

A small reader of its own for Chinese numerals: `cn2an` refuses 两 and ○ where it is
strict, and takes 一二三 and 十百 for numbers where it is not. Texts are in half-width
characters and without blanks. Units are data and are not known here.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["NUMBER", "Number", "chinese_number", "read_number"]

_DIGITS = {
    **{c: n for n, c in enumerate("零一二三四五六七八九")},
    **{c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0,
    "○": 0,
    "两": 2,
    "俩": 2,
    "贰": 2,
    "叄": 3,
}
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_HUNDRED_SCALES = {"百": 100, "千": 1000, "十": 10}
_CHINESE = "".join([*_DIGITS, *_PLACES, *_SCALES])
#: places of a plain figure from which on it is no number of anything in a report
_LONGEST = 15
#: a number with what stands around it: 约1.2万余
NUMBER = (
    r"(?<![\d.A-Za-z])(?<!\d,)(?P<minus>-?)"
    r"(?:(?P<digits>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d])"
    r"(?P<more1>多|余)?(?P<scale>[十百千]?[万亿]|[百千](?=[余多件]))?"
    rf"|(?P<chinese>[{_CHINESE}]+))"
)
_INNER = re.compile(rf"[{_CHINESE}]+")


@dataclass(frozen=True, slots=True)
class Number:
    """A number read.

    Attributes:
        value: as a plain number: 7.09万 is 70900.
        tolerance: half of the last digit printed, where it is rounded: 50.
    """

    value: Decimal
    tolerance: Decimal


def chinese_number(text: str) -> int | None:
    """The whole number that Chinese numerals say; None where they say none.

    Digits without places are one only as years are written (二○二四), four of them or
    more, or one alone.
    """
    if not text or not _INNER.fullmatch(text):
        return None
    if all(c in _DIGITS for c in text):
        plain = len(text) == 1 or len(text) >= 4  # noqa: PLR2004 - 二○二四
        return int("".join(str(_DIGITS[c]) for c in text)) if plain else None
    total = 0
    rest = text
    for scale in ("亿億", "万萬"):
        head, mark, tail = _cut(rest, scale)
        if mark:
            part = _below(head)
            if not part:
                return None
            total += part * _SCALES[mark]
            rest = tail
    if not rest:
        return total
    last = _below(rest)
    return None if last is None else total + last


def _cut(text: str, marks: str) -> tuple[str, str, str]:
    for mark in marks:
        head, found, tail = text.partition(mark)
        if found:
            return head, found, tail
    return "", "", text


def _below(text: str) -> int | None:
    """A number below ten thousand: places must fall, each with one digit before it."""
    total, digit, smallest = 0, None, 10**4
    for c in text:
        if c in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[c]
        elif c in _PLACES:
            place = _PLACES[c]
            if place >= smallest or (digit is None and (place != 10 or total)):  # noqa: PLR2004
                return None
            if digit == 0:
                return None
            total += (digit or 1) * place
            smallest, digit = place, None
        else:
            return None
    return total + (digit or 0)


def read_number(match: re.Match[str]) -> Number | None:
    """The number of a match of `NUMBER`; None where its numerals say none."""
    if match["chinese"]:
        whole = chinese_number(match["chinese"])
        return None if whole is None else Number(Decimal(whole), Decimal(0))
    digits = match["digits"].replace(",", "")
    if len(digits) > _LONGEST:
        return None
    factor = Decimal(1)
    for mark in match["scale"] or "":
        factor *= _SCALES.get(mark) or _HUNDRED_SCALES[mark]
    value = Decimal(digits) * factor
    places = len(digits.partition(".")[2])
    tolerance = Decimal(0)
    if match["scale"]:
        last = factor / (Decimal(10) ** places)
        tolerance = last / 2 if last > 1 else Decimal(0)
    return Number(-value if match["minus"] else value, tolerance)
