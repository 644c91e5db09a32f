"""Any bytes at all: no crash, no hang, sound cells, silence on the terminal.

Short here; `make fuzz` goes on for as long as it is told, in processes with a limit.
"""

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.extract import extract
from pipeline.issues import IssueCode
from tests.accuracy.suite import MEDIA
from tests.fuzz.bounded import complaint, seeds
from tests.fuzz.grammar import GRAMMARS
from tests.fuzz.mutate import KINDS, Mutation, mutate

FUZZED = [m.name for m in MEDIA if m.is_fast and m.needs() is None]
MUTATIONS = st.lists(
    st.builds(
        Mutation,
        st.sampled_from(sorted(KINDS)),
        st.floats(0, 1),
        st.integers(0, 2**20),
    ),
    min_size=1,
    max_size=5,
)


def few(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.parametrize("medium", FUZZED)
def test_broken_documents_are_only_issues(medium: str) -> None:
    @few(8)
    @given(st.data())
    def broken(data: st.DataObject) -> None:
        valid = data.draw(st.sampled_from(seeds(medium)))
        other = seeds(data.draw(st.sampled_from(FUZZED)))[0]
        assert complaint(mutate(valid, data.draw(MUTATIONS), other)) is None

    broken()


@pytest.mark.parametrize("grammar", sorted(GRAMMARS))
def test_documents_that_nobody_would_write_are_only_issues(grammar: str) -> None:
    @few(15)
    @given(st.integers(0, 2**32 - 1))
    def odd(seed: int) -> None:
        assert complaint(GRAMMARS[grammar](random.Random(seed))) is None

    odd()


@few(40)
@given(st.binary(max_size=600))
def test_any_bytes_are_only_issues(data: bytes) -> None:
    assert complaint(data) is None


def test_nothing_is_said_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    for name in sorted(GRAMMARS):
        for seed in range(3):
            extract(GRAMMARS[name](random.Random(seed)))
    assert tuple(capfd.readouterr()) == ("", "")


# -- what fuzzing found ----------------------------------------------------------------


def test_tags_nested_without_end_are_an_issue_that_says_so() -> None:
    found = extract(b"<div>" * 20_000 + b"x")
    assert [i.code for i in found.issues] == [IssueCode.UNREADABLE_DOCUMENT]
    assert "nested too deep" in found.issues[0].message


@pytest.mark.parametrize(
    "line",
    ["（一）予以公开 " * 5_000, "规章 1 2 x" * 5_000, "总计 — " * 8_000 + "x"],
)
def test_a_line_as_long_as_a_page_takes_no_time(line: str) -> None:
    begun = time.process_time()
    assert complaint(line.encode()) is None
    assert time.process_time() - begun < 4  # it was 40, growing with the square
