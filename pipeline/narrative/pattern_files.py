"""What `data/narrative/patterns*.yml` may say: models only.

How they are compiled is in `patterns`; what an entry means stands in the files.
"""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from pipeline.data_files import ClosedModel, Text

__all__ = [
    "Bound",
    "PhrasesFile",
    "Role",
    "SubjectsOfWords",
    "TopicDef",
    "UnitClass",
    "Word",
    "WordsFile",
]

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
UnitClass = Literal["count", "times", "money", "percent", "points", "foreign"]
#: repeats that a hostile text could make long, looked for outside character classes
_UNBOUNDED = re.compile(r"(?<!\\)[*+]|\{\d+,\}")


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is no pattern: {error}") from error
    if _UNBOUNDED.search(re.sub(r"\[[^\]]*\]", "", text)):
        raise ValueError(f"{text!r} repeats without a bound; write {{0,4}}")
    return text


Pattern = Annotated[Text, AfterValidator(_pattern)]


class Word(ClosedModel):
    """A pattern and what it says.

    Attributes:
        code: what it names; several patterns may name one thing.
        role: what it does in a sentence.
        pattern: on text in half-width characters without blanks.
        strong: of an aspect: says by itself that applications are meant.
        weak: of a topic: says so only where nothing says otherwise.
        this_year: of an aspect: what it names instead where it holds the report's year.
        examples: sentences, each with the claims to compare that are read from it.
        not_examples: sentences that give none.
    """

    code: Text
    role: Role
    pattern: Pattern
    strong: bool = False
    weak: bool = False
    this_year: Text | None = None
    examples: dict[str, Text] = Field(default_factory=dict)
    not_examples: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _is_tried(self) -> "Word":
        if not self.examples and not self.not_examples:
            raise ValueError("a word has examples or not_examples")
        return self


class WordsFile(ClosedModel):
    """The whole of patterns.yml."""

    words: tuple[Word, ...]


class TopicDef(ClosedModel):
    """What a topic is with its aspects, counted in units of one kind."""

    code: Text
    unit: UnitClass
    default: Text | None = None
    aspects: dict[str, Text]
    carries: bool = False
    context: bool = False
    no_cell: bool = False
    is_general: bool = False
    yields: bool = False
    own_parts: frozenset[Text] = frozenset()
    once: frozenset[Text] = frozenset()
    never: frozenset[Text] = frozenset()
    again: dict[str, Text] = Field(default_factory=dict)
    beside_outcomes: dict[str, Text] = Field(default_factory=dict)
    of_base: dict[str, dict[str, Text]] = Field(default_factory=dict)


class Total(ClosedModel):
    """Subjects counted together, and the subject of their sum."""

    of: frozenset[Text]
    subject: Text
    is_pair: bool = False


class Context(ClosedModel):
    """A heading and the topic of what stands below it."""

    topic: Text
    pattern: Pattern


class SubjectsOfWords(ClosedModel):
    """The whole of patterns_subjects.yml."""

    topics: tuple[TopicDef, ...]
    main: Text
    sums: tuple[Total, ...]
    wholes: tuple[Total, ...]
    alike: tuple[frozenset[Text], ...]
    columns: frozenset[Text]
    bases: frozenset[Text]
    contexts: tuple[Context, ...]
    sections: dict[str, Text]


class Bound(ClosedModel):
    """Words before a number, or behind it, that say how it is meant."""

    before: Pattern
    after: Pattern


class PhrasesFile(ClosedModel):
    """The whole of patterns_phrases.yml."""

    fillers: tuple[Pattern, ...]
    after: tuple[Pattern, ...]
    joins: tuple[Pattern, ...]
    each: Pattern
    apart: Pattern
    together: Pattern
    parts: Pattern
    units: dict[UnitClass, tuple[Text, ...]]
    about: Bound
    at_least: Bound
    at_most: Bound
    bare: Pattern
    stating: Pattern
    telling: Pattern
    table_signs: tuple[Text, ...]
    heading: Pattern
    titles: tuple[Text, ...]
    zero: Pattern
    negations: tuple[Pattern, ...]
    negated: tuple[Pattern, ...]
    negated_rest: tuple[Pattern, ...]
    up: Pattern
    down: Pattern
    compare: Pattern
    share: Pattern
    change_fillers: tuple[Pattern, ...]
    level: Pattern
    level_word: Pattern
    level_before: Pattern
    alone: tuple[Pattern, ...]
    outcome_context: Pattern
    general: Pattern
    offices: Pattern
    and_others: Pattern
    own_part: Pattern
    not_own: Pattern
    own_cause: Pattern
    organ_suffixes: tuple[Text, ...]
    own_totals: Pattern
    own_organs: Pattern
    not_year: Pattern
