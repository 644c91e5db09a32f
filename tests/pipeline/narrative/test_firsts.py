"""Which characters a pattern may begin with."""

import pytest

from pipeline.data_files import read_data
from pipeline.narrative.firsts import first_characters
from pipeline.narrative.pattern_files import WordsFile
from pipeline.narrative.patterns import load_patterns
from pipeline.paths import project_dir


@pytest.mark.parametrize(
    ("pattern", "characters"),
    [
        ("申请", "申"),
        ("申请|复议", "申复"),
        ("(?:被)?(?:申请|提起)?复议", "被申提复"),
        ("(?:被|予以){0,2}维持", "被予维"),
        ("(?:被){1,2}维持", "被"),
        ("(?<=含)结转(?!下)", "结"),
        (r"第(?:[一二]|\d{1,5})条", "第"),
        ("[〔\\[(]\\d{4}", "〔[("),
        (r"\d?件", "0123456789件"),
        ("(?P<year>[a-c])年", "abc"),
    ],
)
def test_the_first_characters_of_a_pattern(pattern: str, characters: str) -> None:
    assert first_characters(pattern) == frozenset(characters)


@pytest.mark.parametrize("pattern", [".件", "[^、]件", "(?:件)?", "件|"])
def test_a_pattern_that_may_begin_with_anything_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="anything"):
        first_characters(pattern)


def test_no_pattern_begins_with_a_character_that_it_is_not_tried_at() -> None:
    folder = project_dir() / "data" / "narrative"
    words = read_data(folder / "patterns.yml", WordsFile).words
    texts = [t for word in words for t in (*word.examples, *word.not_examples)]
    table = load_patterns().scanners
    patterns = {p for found in table.values() for _, _, p in found}
    for text in texts:
        for place, character in enumerate(text):
            tried = {p for _, _, p in table.get(character, ())}
            for pattern in patterns - tried:
                match = pattern.match(text, place)
                assert match is None or match.end() == place, pattern.pattern
