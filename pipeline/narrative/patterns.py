"""The words of `data/narrative/patterns*.yml`, compiled."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.data_files import read_data
from pipeline.errors import DataFileError
from pipeline.narrative.firsts import first_characters
from pipeline.narrative.numbers import NUMBER
from pipeline.narrative.pattern_files import (
    PhrasesFile,
    SubjectsOfWords,
    TopicDef,
    UnitClass,
    Word,
    WordsFile,
)
from pipeline.paths import project_dir

__all__ = ["Patterns", "Scanner", "TopicDef", "UnitClass", "Word", "load_patterns"]

#: a role, the word that it is of, and its pattern
Scanner = tuple[str, Word | None, re.Pattern[str]]

#: dates and ranges of numbers
_DATE = (
    r"(?<!\d)(?P<year>(?:19|20)\d\d|二[○〇零][○〇零一二三四五六七八九]{2})年度?"
    r"(?:(?<=截至\d\d\d\d年)[底末])?"
    r"(?P<month>\d{1,2}月(?:\d{1,2}日)?)?"
    r"|(?<!\d)\d{1,2}月(?:份|底|\d{1,2}日)?|(?<!\d)\d{1,2}日"
)
_RANGE = r"(?<![\d.])\d{1,9}(?:\.\d{1,4})?%?(?:-|—|~|～|至|到)\d{1,9}(?:\.\d{1,4})?"
_MARKS = r"[,;:。()!?]"
#: no name of an organ before its number is longer
_LONGEST_LEAD = 40


@dataclass(frozen=True, slots=True)
class Patterns:
    """The words, compiled. What each means stands in the files.

    Attributes:
        subjects: patterns_subjects.yml.
        scanners: for each character, what may begin with it, in order.
        classes: the kind of each unit.
        topics: what a topic is, for each kind of unit.
        money: subjects that are amounts.
        year: a year in figures.
        filler, joins, change_filler, level, negated, negated_rest, alone, own_organs:
            whole texts.
        after, not_year: the beginning of a text.
        bare: the end of one.
        others: what a text has anywhere.
    """

    subjects: SubjectsOfWords
    scanners: dict[str, tuple[Scanner, ...]]
    classes: dict[str, UnitClass]
    topics: dict[tuple[str, UnitClass], TopicDef]
    money: frozenset[str]
    year: re.Pattern[str]
    filler: re.Pattern[str]
    joins: re.Pattern[str]
    change_filler: re.Pattern[str]
    level: re.Pattern[str]
    negated: re.Pattern[str]
    negated_rest: re.Pattern[str]
    alone: re.Pattern[str]
    own_organs: re.Pattern[str]
    after: re.Pattern[str]
    not_year: re.Pattern[str]
    bare: re.Pattern[str]
    each: re.Pattern[str]
    apart: re.Pattern[str]
    together: re.Pattern[str]
    parts: re.Pattern[str]
    stating: re.Pattern[str]
    telling: re.Pattern[str]
    table: re.Pattern[str]
    level_word: re.Pattern[str]
    level_before: re.Pattern[str]
    outcome_context: re.Pattern[str]
    general: re.Pattern[str]
    offices: re.Pattern[str]
    heading: re.Pattern[str]
    titles: tuple[str, ...]
    and_others: re.Pattern[str]
    own_part: re.Pattern[str]
    not_own: re.Pattern[str]
    own_cause: re.Pattern[str]
    own_totals: re.Pattern[str]
    organ: re.Pattern[str]
    contexts: tuple[tuple[re.Pattern[str], str], ...]

    def topic(self, code: str) -> TopicDef | None:
        """The first definition of a topic."""
        return next((t for t in self.subjects.topics if t.code == code), None)

    def name_of(self, text: str) -> str | None:
        """The name of an organ that a text is, without the words around it."""
        if len(text) > _LONGEST_LEAD:
            return None
        found = self.organ.fullmatch(text)
        return found["name"] if found else None


def _literal(words: tuple[str, ...]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word) for word in longest_first)


def _any(patterns: tuple[str, ...]) -> str:
    """Any of the patterns, the longest first."""
    return "|".join(sorted(patterns, key=len, reverse=True))


def _repeated(patterns: tuple[str, ...], least: str = "*") -> re.Pattern[str]:
    """Any of the patterns, as often as they stand; never tried in another way."""
    return re.compile(f"(?>{_any(patterns)}){least}+")


def _quantity(phrases: PhrasesFile) -> str:
    bounds = (
        ("at_most", phrases.at_most),
        ("about", phrases.about),
        ("at_least", phrases.at_least),
    )
    units = _literal(tuple(u for some in phrases.units.values() for u in some))
    before = "|".join(f"(?P<{name}_before>{bound.before})" for name, bound in bounds)
    after = "|".join(f"(?P<{name}_after>{bound.after})" for name, bound in bounds)
    return rf"(?:{before})?{NUMBER}(?P<more>余|多|几)?(?P<unit>{units})?(?:{after})?整?"


def _scanners(
    words: tuple[Word, ...], phrases: PhrasesFile
) -> dict[str, tuple[Scanner, ...]]:
    """For each character, what may begin with it, in the order in which it is tried."""
    parts: list[tuple[str, Word | None, str]] = [(w.role, w, w.pattern) for w in words]
    parts += [
        ("date", None, _DATE),
        ("range", None, _RANGE),
        ("zero", None, rf"(?:{phrases.zero})(?=[,;:。()、!?]|$)"),
        ("negation", None, "|".join(phrases.negations)),
        ("number", None, _quantity(phrases)),
        ("compare", None, phrases.compare),
        ("up", None, phrases.up),
        ("down", None, phrases.down),
        ("share", None, phrases.share),
        ("mark", None, _MARKS),
    ]
    table: dict[str, list[Scanner]] = {}
    for role, word, pattern in parts:
        compiled = re.compile(pattern)
        for character in first_characters(pattern):
            table.setdefault(character, []).append((role, word, compiled))
    return {character: tuple(found) for character, found in table.items()}


def _checked(
    where: str, words: tuple[Word, ...], subjects: SubjectsOfWords
) -> SubjectsOfWords:
    """Every topic and aspect that subjects are made of is a word."""
    topics = {w.code for w in words if w.role == "topic"}
    aspects = {w.code for w in words if w.role == "aspect"}
    for word in words:
        if word.this_year is not None and word.this_year not in aspects:
            raise DataFileError(f"{where}, {word.code}: no word is {word.this_year}")
    for topic in subjects.topics:
        unknown = {
            *topic.aspects,
            *topic.of_base,
            *topic.again,
            *topic.once,
            *topic.never,
            *topic.beside_outcomes,
        } - aspects
        if topic.code not in topics or unknown:
            named = ", ".join(sorted(unknown)) or "the topic"
            raise DataFileError(f"{where}, topic {topic.code}: no word is {named}")
    if subjects.main not in topics:
        raise DataFileError(f"{where}: no word is {subjects.main}")
    unnamed = topics - {t.code for t in subjects.topics}
    if unnamed:
        raise DataFileError(f"{where}: no subject of {', '.join(sorted(unnamed))}")
    return subjects


@cache
def load_patterns(folder: Path | None = None) -> Patterns:
    """Load and compile the words.

    Args:
        folder: by default the project's `data/narrative`.

    Raises:
        DataFileError: a file is missing or wrong; the message names it.
    """
    folder = folder or project_dir() / "data" / "narrative"
    words = read_data(folder / "patterns.yml", WordsFile).words
    phrases = read_data(folder / "patterns_phrases.yml", PhrasesFile)
    place = folder / "patterns_subjects.yml"
    subjects = _checked(str(place), words, read_data(place, SubjectsOfWords))
    fillers = _any(phrases.fillers)
    suffixes = _literal(phrases.organ_suffixes)
    return Patterns(
        subjects=subjects,
        scanners=_scanners(words, phrases),
        classes={u: name for name, units in phrases.units.items() for u in units},
        topics={(t.code, t.unit): t for t in reversed(subjects.topics)},
        money=frozenset(
            t.default for t in subjects.topics if t.unit == "money" and t.default
        ),
        year=re.compile(r"(?:19|20)\d\d"),
        filler=_repeated(phrases.fillers),
        joins=_repeated(phrases.joins, "+"),
        change_filler=_repeated(phrases.change_fillers),
        level=re.compile(phrases.level),
        negated=_repeated((*phrases.fillers, *phrases.negated)),
        negated_rest=_repeated((*phrases.fillers, *phrases.negated_rest)),
        alone=_repeated((*phrases.fillers, *phrases.alone)),
        own_organs=re.compile(phrases.own_organs),
        after=re.compile("|".join(phrases.after)),
        not_year=re.compile(phrases.not_year),
        bare=re.compile(f"(?:{phrases.bare})$"),
        each=re.compile(phrases.each),
        apart=re.compile(phrases.apart),
        together=re.compile(phrases.together),
        parts=re.compile(phrases.parts),
        stating=re.compile(phrases.stating),
        telling=re.compile(phrases.telling),
        table=re.compile(_literal(phrases.table_signs)),
        level_word=re.compile(phrases.level_word),
        level_before=re.compile(phrases.level_before),
        outcome_context=re.compile(phrases.outcome_context),
        general=re.compile(phrases.general),
        offices=re.compile(phrases.offices),
        own_totals=re.compile(phrases.own_totals),
        heading=re.compile(rf"(?:{phrases.heading})\s*$"),
        titles=phrases.titles,
        and_others=re.compile(phrases.and_others),
        own_part=re.compile(phrases.own_part),
        not_own=re.compile(phrases.not_own),
        own_cause=re.compile(phrases.own_cause),
        organ=re.compile(
            rf"(?>{phrases.parts}|{fillers})*+"
            rf"(?P<name>[\u4e00-\u9fff]{{1,12}}?(?:{suffixes}))(?>{fillers})*+"
        ),
        contexts=tuple((re.compile(c.pattern), c.topic) for c in subjects.contexts),
    )
