"""The patterns of `data/narrative`: their examples, and that the files agree."""

import re
from pathlib import Path
from shutil import copytree

import pytest

from pipeline.claim_subjects import load_claim_subjects
from pipeline.data_files import read_data
from pipeline.errors import DataFileError
from pipeline.forms import load_forms
from pipeline.narrative.pattern_files import Word, WordsFile
from pipeline.narrative.patterns import load_patterns
from pipeline.paths import project_dir
from tests.pipeline.narrative.saying import compared

FOLDER = project_dir() / "data" / "narrative"
WORDS = read_data(FOLDER / "patterns.yml", WordsFile).words
EXAMPLES = [
    pytest.param(word, text, claims, id=f"{word.code}: {text}")
    for word in WORDS
    for text, claims in word.examples.items()
]
NOT_EXAMPLES = [
    pytest.param(word, text, id=f"{word.code}: {text}")
    for word in WORDS
    for text in word.not_examples
]


@pytest.mark.parametrize(("word", "text", "claims"), EXAMPLES)
def test_an_example_is_read_as_it_says(word: Word, text: str, claims: str) -> None:
    assert compared(text) == claims
    assert re.search(word.pattern, text.replace("，", ",")), "it does not use the word"


@pytest.mark.parametrize(("word", "text"), NOT_EXAMPLES)
def test_a_counter_example_gives_nothing_to_compare(word: Word, text: str) -> None:
    del word
    assert compared(text) == ""


def test_words_name_subjects_that_there_are() -> None:
    subjects = load_patterns().subjects
    named = {s.subject for s in subjects.sums} | set(subjects.bases)
    for topic in subjects.topics:
        named |= {topic.default or "received", *topic.aspects.values()}
        named |= set(topic.again.values())
        named |= {s for of in topic.of_base.values() for s in of.values()}
    known = {s.definition.code: s for s in load_claim_subjects(load_forms())}
    assert named <= set(known)
    for topic in subjects.topics:
        if topic.default is not None:
            has_cells = bool(known[topic.default].alternatives)
            assert topic.no_cell is not has_cells, topic.code


def test_every_subject_can_be_read() -> None:
    subjects = load_patterns().subjects
    named = {s for topic in subjects.topics for s in topic.aspects.values()}
    named |= {topic.default for topic in subjects.topics if topic.default}
    named |= {
        s for t in subjects.topics for of in t.of_base.values() for s in of.values()
    }
    named |= {total.subject for total in subjects.sums}
    known = {s.definition.code for s in load_claim_subjects(load_forms())}
    assert named == known


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("patterns.yml", "[^《》]{0,80}》'", ".*》'", "bound"),
        (
            "patterns.yml",
            "[^《》]{0,80}》'",
            "(》'",
            "no pattern",
        ),
        ("patterns.yml", "role: skip", "role: verb", "role"),
        ("patterns_subjects.yml", "  handled: received", "  heard: received", "heard"),
        ("patterns_subjects.yml", "- code: licensing", "- code: lending", "lending"),
        ("patterns_phrases.yml", "apart: 分别", "appart: 分别", "appart"),
    ],
)
def test_a_wrong_file_is_refused(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    folder = tmp_path / "narrative"
    copytree(FOLDER, folder)
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DataFileError, match=message):
        load_patterns(folder)
