"""What a printed label means: an item, a column, a group or a structural text.

Labels come from `data/forms`: the official ones of every edition and the other
wordings. A label is found exactly (by its key), or approximately where it is cut short
or has a few odd characters and only one meaning comes near. Which of several meanings
counts at a place is decided by the caller, who knows the place. The forms before 2019
have an index of their own: their labels must not make present ones ambiguous.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from pipeline.extract.normal import label_key
from pipeline.forms import CURRENT_TABLES, STATISTICS, FormSet

__all__ = ["CLAUSE", "LabelIndex", "Meaning", "Nearest", "Region"]

#: a part of the report whose labels belong together; table four holds two tables
Region = str
REGIONS: dict[str, Region] = {
    "proactive_disclosure": "proactive_disclosure",
    "applications": "applications",
    "reconsideration": "disputes",
    "litigation": "disputes",
    "statistics": "statistics",
}
CLAUSE = "clause"
_CLAUSE = re.compile(r"^第?二十条第?([一二三四五六七八九十])项$")
#: a label this short is only ever read exactly
_MIN_APPROXIMATE = 4
_MIN_PREFIX_SHARE = 0.4
_MIN_RATIO = 0.86
_MIN_MARGIN = 0.08
#: texts less alike than this have nothing to do with each other
_MIN_LIKENESS = 0.35
#: digits in a label are figures glued to it, or a year: never to be guessed at
_WORDS = re.compile(r"[^\d]*[\u4e00-\u9fff]{3}[^\d]*")
#: texts that are remembered are no longer than this, which bounds the memory
_SHORT = 200
#: longer texts are prose, not labels
_MAX_KEY = 60
#: characters of a text that is prose and no label, whatever blanks it has
_MAX_TEXT = 1_000


@dataclass(frozen=True, slots=True)
class Meaning:
    """One meaning of a label.

    Attributes:
        region: the part of the report.
        role: `item | breakdown | group | structure | clause`.
        table_id: the statistics table.
        code: the code of the row, column or group.
        exact: found by its key, not approximately.
    """

    region: Region
    role: str
    table_id: str
    code: str
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Nearest:
    """The label of the form that an unknown text is most like: its wording and code."""

    wording: str
    role: str
    table_id: str
    code: str

    def __str__(self) -> str:
        return f"{self.wording!r} ({self.role} {self.table_id}/{self.code})"


class LabelIndex:
    """The labels of some tables in all editions, by key."""

    def __init__(self, forms: FormSet, tables: Iterable[str] = CURRENT_TABLES) -> None:
        chosen = frozenset(tables)
        self._by_key: dict[str, list[Meaning]] = {}
        self._wordings: dict[str, str] = {}
        self._turning = forms.values.turning
        self._keys: dict[tuple[Region, str], tuple[str, ...]] = {}
        for form in forms.forms.values():
            if form.table_id not in chosen:
                continue
            for text in form.structure:
                self._add(form.table_id, "structure", text, text)
            for role, entries in (
                ("item", form.items),
                ("breakdown", form.breakdowns),
                ("group", form.groups),
            ):
                for entry in entries:
                    self._add(form.table_id, role, entry.code, entry.zh)
        for label in forms.labels:
            if label.table not in chosen:
                continue
            for wording in label.wordings:
                self._add(label.table, label.role, label.code, wording)

    @staticmethod
    def of(forms: FormSet) -> "LabelIndex":
        """The index of the present tables of a set of forms, built once for each."""
        return _index(forms, CURRENT_TABLES)

    @staticmethod
    def of_statistics(forms: FormSet) -> "LabelIndex":
        """The index of the forms before 2019, built once for each set of forms."""
        return _index(forms, (STATISTICS,))

    @property
    def all_keys(self) -> tuple[str, ...]:
        """The keys of all labels."""
        return tuple(self._by_key)

    def keys(self, region: Region, role: str) -> tuple[str, ...]:
        """The keys of the labels of one role in a region."""
        return self._keys.get((region, role), ())

    def region_keys(self, region: Region) -> set[str]:
        """The keys of all labels of a region, in whatever role."""
        return {
            key for (of, _), keys in self._keys.items() if of == region for key in keys
        }

    def _add(self, table: str, role: str, code: str, text: str) -> None:
        meaning = Meaning(REGIONS[table], role, table, code)
        for key in {label_key(text), label_key(text, parentheses=False)} - {""}:
            known = self._by_key.setdefault(key, [])
            self._wordings.setdefault(key, text)
            if meaning not in known:
                known.append(meaning)
                place = (meaning.region, role)
                self._keys[place] = (*self._keys.get(place, ()), key)

    def find(self, text: str, region: Region | None = None) -> tuple[Meaning, ...]:
        """The meanings of a text, in one region or in all; none for an unknown text."""
        if len(text) > _MAX_TEXT:
            return ()
        known = _find(self, text) if len(text) <= _SHORT else self.lookup(text)
        if region is None:
            return known
        return tuple(m for m in known if m.region == region)

    def nearest(self, text: str, region: Region | None = None) -> Nearest | None:
        """The label most like an unknown text: to help a person, not to read by it."""
        return _nearest(self, label_key(text)[:_MAX_KEY], region)

    def most_like(self, key: str, region: Region | None) -> Nearest | None:
        """`nearest` without its memory."""
        best, found = _MIN_LIKENESS, None
        matcher = SequenceMatcher(b=key, autojunk=False)
        for known, meanings in self._by_key.items():
            here = [m for m in meanings if region in (None, m.region)]
            if not here or not key:
                continue
            matcher.set_seq1(known)
            if matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
                best, meaning = ratio, here[0]
                wording = " ".join(self._wordings[known].split())
                found = Nearest(wording, meaning.role, meaning.table_id, meaning.code)
        return found

    def lookup(self, text: str) -> tuple[Meaning, ...]:
        """`find` without its memory."""
        for parentheses in (True, False):
            key = label_key(text, parentheses=parentheses)
            clause = _CLAUSE.match(key)
            if clause:
                table = "proactive_disclosure"
                return (Meaning(table, CLAUSE, table, clause[1]),)
            if key in self._by_key:
                return tuple(self._by_key[key])
        return self._approximate(label_key(text))

    def _approximate(self, key: str) -> tuple[Meaning, ...]:
        if not _MIN_APPROXIMATE <= len(key) <= _MAX_KEY or not _WORDS.fullmatch(key):
            return ()
        cut = self._cut_short(key)
        if cut:
            return cut
        scored = sorted(
            ((self._ratio(key, known), known) for known in self._by_key), reverse=True
        )
        best, best_key = scored[0]
        if best < _MIN_RATIO or self._turned(key, best_key):
            return ()
        meanings = self._by_key[best_key]
        rivals = (
            score for score, known in scored[1:] if self._by_key[known] != meanings
        )
        if best - next(rivals, 0.0) < _MIN_MARGIN:
            return ()
        return tuple(_inexact(m) for m in meanings)

    def _cut_short(self, key: str) -> tuple[Meaning, ...]:
        """The one label that the text is the beginning of."""
        longer = {
            known
            for known in self._by_key
            if known.startswith(key) and len(key) >= _MIN_PREFIX_SHARE * len(known)
        }
        meanings = {
            (m.region, m.role, m.code): m for k in longer for m in self._by_key[k]
        }
        if len(meanings) != 1:
            return ()
        return tuple(_inexact(m) for m in meanings.values())

    def _turned(self, key: str, known: str) -> bool:
        """Whether the two differ in a word that turns the meaning: 上年 for 本年."""
        differs = Counter(key)
        differs.subtract(Counter(known))
        return any(differs[word] for word in self._turning)

    @staticmethod
    def _ratio(key: str, known: str) -> float:
        if abs(len(key) - len(known)) > max(len(key), len(known)) * 0.3:
            return 0.0
        matcher = SequenceMatcher(None, key, known, autojunk=False)
        # neither the best one nor a rival of it: not worth the exact ratio
        if matcher.quick_ratio() < _MIN_RATIO - _MIN_MARGIN:
            return 0.0
        return matcher.ratio()


#: form sets and their indexes; the set is held so that its id stays its own
_INDEXES: dict[tuple[int, tuple[str, ...]], tuple[FormSet, "LabelIndex"]] = {}


def _index(forms: FormSet, tables: tuple[str, ...]) -> LabelIndex:
    place = (id(forms), tables)
    index = _INDEXES.get(place)
    if index is None or index[0] is not forms:
        index = (forms, LabelIndex(forms, tables))
        _INDEXES[place] = index
    return index[1]


@lru_cache(maxsize=8_192)
def _find(index: LabelIndex, text: str) -> tuple[Meaning, ...]:
    return index.lookup(text)


@lru_cache(maxsize=2_000)
def _nearest(index: LabelIndex, key: str, region: Region | None) -> Nearest | None:
    return index.most_like(key, region)


def _inexact(meaning: Meaning) -> Meaning:
    return Meaning(
        meaning.region, meaning.role, meaning.table_id, meaning.code, exact=False
    )
