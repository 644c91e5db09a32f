"""`data/narrative/patterns.yml`: the words of claims, loaded and compiled."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import model_validator

from pipeline.data_files import ClosedModel, Text, read_data
from pipeline.narrative.numbers import NUMBER
from pipeline.paths import project_dir

__all__ = ["Patterns", "PatternsFile", "TopicDef", "Word", "load_patterns"]

Role = Literal[
    "skip",
    "aspect",
    "topic",
    "part",
    "column",
    "foreign",
    "target",
    "history",
    "last_year",
    "this_year",
    "own",
    "organ",
]
UnitClass = Literal["count", "times", "money", "percent", "foreign"]


class Word(ClosedModel):
    """A pattern and what it says.

    Attributes:
        code: what it names; several patterns may name one thing.
        role: what it does in a sentence.
        pattern: on text in half-width characters without blanks.
        strong: of an aspect: says by itself that applications are meant.
        weak: of a topic: says so only where nothing says otherwise.
        examples: sentences, each with the claims to compare that are read from it.
        not_examples: sentences that give none.
    """

    code: Text
    role: Role
    pattern: Text
    strong: bool = False
    weak: bool = False
    examples: dict[str, str] = {}
    not_examples: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _compiles(self) -> "Word":
        _checked(self.pattern)
        return self


class TopicDef(ClosedModel):
    """What a topic is with an aspect.

    Attributes:
        code: of the topic.
        unit: the kind of unit that it is counted in.
        default: its subject without an aspect; None where that would be a guess.
        aspects: the subject with each, the first one first where there are several.
        carries: an aspect goes on to the next topic of a list (制发规章2件、文件3件).
        context: a heading may say it for the paragraphs below.
    """

    code: Text
    unit: UnitClass
    default: Text | None = None
    aspects: dict[str, str]
    carries: bool = False
    context: bool = False
    no_cell: bool = False
    of_base: dict[str, dict[str, str]] = {}
    is_general: bool = False
    again: dict[str, str] = {}


class SumDef(ClosedModel):
    """Subjects counted together, and the subject of the sum."""

    of: tuple[Text, ...]
    subject: Text


class ContextDef(ClosedModel):
    """A heading and the topic of what stands below it."""

    topic: Text
    pattern: Text


class BoundDef(ClosedModel):
    """Words before a number, or behind it, that say how it is meant."""

    before: Text
    after: Text


class PatternsFile(ClosedModel):
    """The whole of patterns.yml."""

    words: tuple[Word, ...]
    fillers: tuple[Text, ...]
    after: tuple[Text, ...]
    joins: Text
    each: Text
    apart: Text
    together: Text
    units: dict[UnitClass, tuple[Text, ...]]
    about: BoundDef
    at_least: BoundDef
    at_most: BoundDef
    zero: Text
    telling: Text
    own_cause: Text
    outcome_context: Text
    general: Text
    level: Text
    level_word: Text
    level_before: Text
    alone: Text
    negations: tuple[Text, ...]
    up: Text
    down: Text
    compare: Text
    share: Text
    change_fillers: Text
    organ_suffixes: tuple[Text, ...]
    parts: Text
    own_organs: Text
    table_signs: tuple[Text, ...]
    not_year: Text
    bare: Text
    negated: Text
    negated_rest: Text
    columns: tuple[Text, ...]
    alike: tuple[frozenset[str], ...]
    bases: tuple[Text, ...]
    topics: tuple[TopicDef, ...]
    sums: tuple[SumDef, ...]
    contexts: tuple[ContextDef, ...]


def _checked(pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no pattern: {error}") from error


#: a role, the word that it is of, and its pattern
Scanner = tuple[str, Word | None, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class Patterns:
    """The words, compiled.

    Attributes:
        listed: as in the file.
        scanners: for each character, what may begin with it, in order.
        filler: a whole text that makes no other thing of a quantity.
        after: the beginning of what may follow a whole quantity.
        joins: a whole text that joins things of one kind.
        each: in a text, says that the number is that of each.
        apart: in a text, says that the numbers follow one by one.
        together: in a text, says that the number is that of all.
        parts: in a text, says that parts follow.
        change_filler: a whole text between a change and its number.
        organ: the end of the name of an organ.
        classes: the kind of each unit.
        topics: what a topic of this code is, one for each kind of unit.
        telling: a text without one of these has no claim.
        table: in a text, says that it is a flattened table.
        contexts: heading patterns and topics.
    """

    listed: PatternsFile
    scanners: dict[str, tuple[Scanner, ...]]
    filler: re.Pattern[str]
    after: re.Pattern[str]
    joins: re.Pattern[str]
    each: re.Pattern[str]
    apart: re.Pattern[str]
    together: re.Pattern[str]
    parts: re.Pattern[str]
    change_filler: re.Pattern[str]
    organ: re.Pattern[str]
    classes: dict[str, UnitClass]
    topics: dict[tuple[str, UnitClass], TopicDef]
    telling: re.Pattern[str]
    table: re.Pattern[str]
    contexts: tuple[tuple[re.Pattern[str], str], ...]
    not_year: re.Pattern[str]
    bare: re.Pattern[str]
    negated: re.Pattern[str]
    negated_rest: re.Pattern[str]
    own_cause: re.Pattern[str]
    general: re.Pattern[str]
    level: re.Pattern[str]
    level_word: re.Pattern[str]
    level_before: re.Pattern[str]
    year: re.Pattern[str]
    alone: re.Pattern[str]
    own_organs: re.Pattern[str]
    outcome_context: re.Pattern[str]
    organ_lead: re.Pattern[str]
    columns: frozenset[str]
    alike: tuple[frozenset[str], ...]
    money: frozenset[str]
    bases: frozenset[str]

    def name_of(self, text: str) -> str | None:
        """The name of an organ that a text is, without the words around it."""
        found = self.organ_lead.fullmatch(text[-40:])
        return found["name"] if found else None

    def topic(self, code: str) -> TopicDef | None:
        """The first definition of a topic."""
        return next((t for t in self.listed.topics if t.code == code), None)


def _literal(words: tuple[str, ...]) -> str:
    longest = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word) for word in longest)


def _quantity(listed: PatternsFile) -> str:
    units = _literal(tuple(u for us in listed.units.values() for u in us))
    before = "|".join(
        f"(?P<{name}_before>{bound.before})" for name, bound in _bounds(listed)
    )
    after = "|".join(
        f"(?P<{name}_after>{bound.after})" for name, bound in _bounds(listed)
    )
    return (
        rf"(?:{before})?{NUMBER}(?P<more>余|多|几)?(?P<unit>{units})?(?:{after})?整?"
    )


def _bounds(listed: PatternsFile) -> tuple[tuple[str, BoundDef], ...]:
    return (
        ("at_most", listed.at_most),
        ("about", listed.about),
        ("at_least", listed.at_least),
    )


#: dates, ranges of numbers and marks of sentences: no words of any language but figures
_DATE = (
    r"(?<!\d)(?P<year>(?:19|20)\d\d|二[○〇零][一二]?[○〇零一二三四五六七八九]{1,2})年度?"
    r"(?P<month>\d{1,2}月(?:\d{1,2}日)?)?|(?<!\d)\d{1,2}月(?:份|底|\d{1,2}日)?|(?<!\d)\d{1,2}日"
)
_RANGE = r"(?<![\d.])\d+(?:\.\d+)?%?(?:-|—|~|～|至|到)\d+(?:\.\d+)?"
_MARKS = r"[,;:。()!?]"


def _scanners(listed: PatternsFile) -> dict[str, tuple[Scanner, ...]]:
    """For each character, what may begin with it, in the order in which it is tried."""
    parts: list[tuple[str, Word | None, str]] = [
        (word.role, word, word.pattern) for word in listed.words
    ]
    parts += [
        ("date", None, _DATE),
        ("range", None, _RANGE),
        ("negation", None, "|".join(listed.negations)),
        ("zero", None, rf"(?:{listed.zero})(?=[,;:。()、!?]|$)"),
        ("number", None, _quantity(listed)),
        ("compare", None, listed.compare),
        ("up", None, listed.up),
        ("down", None, listed.down),
        ("share", None, listed.share),
        ("mark", None, _MARKS),
    ]
    table: dict[str, list[Scanner]] = {}
    for role, word, pattern in parts:
        compiled = re.compile(pattern)
        for character in _characters(pattern):
            table.setdefault(character, []).append((role, word, compiled))
    return {character: tuple(found) for character, found in table.items()}


def _characters(pattern: str) -> set[str]:
    """The characters that a pattern may begin with, and more."""
    plain = {c for c in pattern if c not in "\\|?*+^$"}
    return plain | set("0123456789") if r"\d" in pattern else plain


@cache
def load_patterns(path: Path | None = None) -> Patterns:
    """Load and compile the words.

    Args:
        path: by default the project's `data/narrative/patterns.yml`.

    Raises:
        DataFileError: the file is missing or wrong; the message names it.
    """
    path = path or project_dir() / "data" / "narrative" / "patterns.yml"
    listed = read_data(path, PatternsFile)
    return Patterns(
        listed=listed,
        scanners=_scanners(listed),
        filler=re.compile(f"(?:{'|'.join(listed.fillers)})*"),
        after=re.compile("|".join(listed.after)),
        joins=re.compile(listed.joins),
        each=re.compile(listed.each),
        apart=re.compile(listed.apart),
        together=re.compile(listed.together),
        parts=re.compile(listed.parts),
        change_filler=re.compile(f"(?:{listed.change_fillers})*"),
        organ=re.compile(f"(?:{_literal(listed.organ_suffixes)})$"),
        classes={u: name for name, units in listed.units.items() for u in units},
        topics={(t.code, t.unit): t for t in reversed(listed.topics)},
        telling=re.compile(listed.telling),
        level=re.compile(listed.level),
        level_word=re.compile(listed.level_word),
        level_before=re.compile(listed.level_before),
        year=re.compile(r"(?:19|20)\d\d"),
        alone=re.compile(f"(?:{'|'.join((*listed.fillers, listed.alone))})*"),
        own_organs=re.compile(listed.own_organs),
        outcome_context=re.compile(listed.outcome_context),
        own_cause=re.compile(listed.own_cause),
        general=re.compile(listed.general),
        table=re.compile(_literal(listed.table_signs)),
        contexts=tuple((re.compile(c.pattern), c.topic) for c in listed.contexts),
        not_year=re.compile(listed.not_year),
        bare=re.compile(f"(?:{listed.bare})$"),
        negated=re.compile(f"(?:{'|'.join((*listed.fillers, listed.negated))})*"),
        negated_rest=re.compile(
            f"(?:{'|'.join((*listed.fillers, listed.negated_rest))})*"
        ),
        organ_lead=re.compile(
            rf"(?:{listed.parts}|[,、:]|{'|'.join(listed.fillers)})*?"
            rf"(?P<name>[\u4e00-\u9fff]{{1,12}}?(?:{_literal(listed.organ_suffixes)}))"
            rf"(?:{'|'.join(listed.fillers)})*"
        ),
        columns=frozenset(listed.columns),
        alike=listed.alike,
        money=frozenset(
            t.default for t in listed.topics if t.unit == 'money' and t.default
        ),
        bases=frozenset(listed.bases),
    )
