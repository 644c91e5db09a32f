"""Text that has lost the borders of its cells: which digits stand behind which label.

In such text labels and digits alternate (`…数量21710000218二、上年结转…`). A table is
found here only as a whole: all rows of the form, in its order, with nothing but digits,
marks and numbering between them. The number in front of the next label may be glued to
the digits as well (`00000002.其他…`); where it is not certain, both readings are kept.
Cutting digits into cells is the work of `splits`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest

from pipeline.extract.document import Document, Line
from pipeline.extract.labels import LabelIndex, Meaning
from pipeline.extract.normal import half_width, label_key
from pipeline.forms import Form

__all__ = ["GluedRow", "GluedText", "Mark", "labels_pattern"]

_GAP = r"[\W_]{0,4}"
_CLAUSE = r"第?二十条" + _GAP + r"第?" + _GAP + r"[一二三四五六七八九十]" + _GAP + "项"
_CHINESE_NUMBER = re.compile(
    r"(?:[(]?[一二三四五六七八九十]{1,3}\s*[)]?\s*[、.,:]?|—\s*[、.])\s*$"
)
_DOTTED_NUMBER = re.compile(r"[(]?(?P<digits>\d+)\s*[、.,)]+\s*$")
_OFFICIAL_NUMBER = re.compile(r"^(\d{1,2})[.、]")
#: what may stand behind the last label: up to the next words, but for a unit
_VALUES = re.compile(r"[^\u4e00-\u9fff()]*(?:[千百]?[万亿]?元|[万亿]?[件项条个])?")
_AFTER_LABEL = " \n\t)]》”\"':：;；,，。、"
#: a longer text is no page of one report; decoding it would take too long
_MAX_TEXT = 400_000


@dataclass(frozen=True, slots=True)
class Mark:
    """A label found in the text: where, and what it may mean."""

    start: int
    end: int
    meanings: tuple[Meaning, ...]

    def codes(self, role: str) -> set[str]:
        """The codes that it has in a role."""
        return {m.code for m in self.meanings if m.role == role}


@dataclass(frozen=True, slots=True)
class GluedRow:
    """The text behind the label of a row.

    Attributes:
        item: the code of the row.
        texts: what stands there; more than one where it is not certain whether the
            last digits belong to the number of the next label.
        locator: where.
        header: codes of the columns that were named since the row before.
    """

    item: str
    texts: tuple[str, ...]
    locator: str
    header: tuple[str, ...]


class GluedText:
    """The lines of a document as one text, and the labels of a region in it."""

    def __init__(self, document: Document) -> None:
        lines = [b for b in document.blocks if isinstance(b, Line)]
        parts: list[str] = []
        self._starts: list[tuple[int, str]] = []
        length = 0
        for line in lines:
            self._starts.append((length, line.locator))
            parts.append(half_width(line.text))
            length += len(line.text) + 1
        self.text = "\n".join(parts)[:_MAX_TEXT]

    def locator(self, start: int, end: int) -> str:
        """The line and the characters in it, counted from 1."""
        first, name = max(
            (s for s in self._starts if s[0] <= start), default=(0, "line 1")
        )
        return f"{name}/chars {start - first + 1}-{max(end - first, 1)}"

    def marks(self, index: LabelIndex, region: str) -> list[Mark]:
        """The labels of a region, in the order of the text."""
        found = []
        for match in labels_pattern(index, region).finditer(self.text):
            key = label_key(match[0])
            meanings = index.find(match[0], region) or index.find(key, region)
            if meanings:
                found.append(Mark(match.start(), match.end(), meanings))
        return found

    def rows(self, marks: Sequence[Mark], form: Form) -> list[GluedRow]:
        """All rows of a form, in its order; an empty list where they are not there."""
        first = form.items[0].code
        for number, mark in enumerate(marks):
            if first in mark.codes("item"):
                found = list(self._from(marks[number:], form))
                if len(found) == len(form.items):
                    header = _header_before(marks[:number])
                    return [replace(found[0], header=header), *found[1:]]
        return []

    def _from(self, marks: Sequence[Mark], form: Form) -> Iterator[GluedRow]:
        """Rows as long as they follow in order with only values between them."""
        order = [item.code for item in form.items]
        place = 0
        named: list[str] = []
        for mark, following in zip_longest(marks, marks[1:]):
            if order[place] in mark.codes("item"):
                last = place == len(order) - 1
                yield self._row(mark, None if last else following, form, place, named)
                named = []
                place += 1
                if last:
                    return
            elif mark.codes("item") and not mark.codes("group") | _columns(mark):
                return  # a row that is not in its place
            else:
                named += sorted(_columns(mark))
                if following and not self._is_numbering(mark.end, following.start):
                    return

    def values_after(self, mark: Mark) -> GluedRow:
        """The digits behind a label that ends a header."""
        match = _VALUES.match(self.text, mark.end)
        text = _CHINESE_NUMBER.sub("", match[0]) if match else ""
        end = mark.end + len(text.rstrip())
        return GluedRow(
            "", (text.lstrip(_AFTER_LABEL).rstrip(),), self.locator(mark.end, end), ()
        )

    def _is_numbering(self, start: int, end: int) -> bool:
        """Whether nothing but numbers of labels stands between two labels."""
        rest = re.sub(r"[\W_]|[一二三四五六七八九十]", "", self.text[start:end])
        return bool(re.fullmatch(r"\d{0,2}", rest))

    def _row(
        self,
        mark: Mark,
        following: Mark | None,
        form: Form,
        place: int,
        named: Sequence[str],
    ) -> GluedRow:
        """The text behind a label, up to the next label or to the next words."""
        if following is None:
            match = _VALUES.match(self.text, mark.end)
            texts = _without_number(match[0] if match else "", None)
        else:
            number = None
            if place + 1 < len(form.items):
                expected = form.items[place + 1]
                if expected.code in following.codes("item"):
                    number = _official(expected.zh)
            texts = _without_number(self.text[mark.end : following.start], number)
        # the bracket or full stop that ends a label is no part of the figures
        kept = tuple(dict.fromkeys(t.lstrip(_AFTER_LABEL).rstrip() for t in texts))
        end = mark.end + len(max(texts, key=len).rstrip())
        locator = self.locator(mark.end, end)
        return GluedRow(form.items[place].code, kept, locator, tuple(named))


def _columns(mark: Mark) -> set[str]:
    return mark.codes("breakdown")


def _header_before(marks: Sequence[Mark]) -> tuple[str, ...]:
    """The columns named directly before a row, in the order of the text."""
    named: list[str] = []
    for mark in reversed(marks):
        if _columns(mark):
            named = [*sorted(_columns(mark)), *named]
        elif not mark.codes("structure"):
            break
    return tuple(named)


def _official(label: str) -> str | None:
    """The number that the form prints in front of a row, where it is in digits."""
    match = _OFFICIAL_NUMBER.match(label)
    return match[1] if match else None


def _without_number(between: str, number: str | None) -> list[str]:
    """What is left without the number of the next label; several where it is open."""
    chinese = _CHINESE_NUMBER.sub("", between)
    if chinese != between:
        return [chinese]
    dotted = _DOTTED_NUMBER.search(between)
    if dotted is not None:
        digits = dotted["digits"]
        front = between[: dotted.start("digits")]
        if number is not None and digits.endswith(number):
            return [front + digits[: -len(number)]]
        return [front + digits[:-1], front + digits[:-2]]
    if number is not None and between.rstrip().endswith(number):
        return [between, between.rstrip()[: -len(number)]]
    return [between]


@lru_cache(maxsize=16)
def labels_pattern(index: LabelIndex, region: str) -> re.Pattern[str]:
    """Finds the labels of a region in text, whatever blanks and marks are in them."""
    keys = sorted(index.region_keys(region), key=len, reverse=True)
    options = [_GAP.join(map(re.escape, key)) for key in keys if key]
    if region == "proactive_disclosure":
        options.insert(0, _CLAUSE)
    return re.compile("|".join(options))
