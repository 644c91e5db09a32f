"""`ogi accuracy`: measured, written, compared; and what an installed one says."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import Result

from pipeline.accuracy import generator
from pipeline.accuracy.localisation import COMPLETE, Localisation, Located, LocatedRow
from pipeline.accuracy.prose import ProseCounts, ProseRow
from pipeline.accuracy.report import Accuracy, Counts, Row, load_accuracy
from pipeline.cli import accuracy as command
from pipeline.errors import UsageError
from pipeline.fingerprint import (
    fingerprint_parts,
    parse_fingerprint,
    quality_fingerprint,
    quality_parts,
)

Run = Callable[..., Result]

RIGHT = Counts(documents=1, cells=200, right=200)
PINNED = LocatedRow(
    "sign",
    "applications",
    "2021",
    "real",
    COMPLETE,
    1,
    Located(5, found=5, pinned=5, suspected=5, broken=5, among=5, alone=5),
)
PROSE = ProseRow("dev", "all", ProseCounts(9, labelled=100, right=99, compared=90))
MEASURED = Accuracy(
    parse_fingerprint(),
    fingerprint_parts(),
    seed=3,
    rows=(Row("html", "2021", "as_printed", RIGHT),),
    prose=(PROSE,),
    localisation=Localisation(quality_fingerprint(), quality_parts(), (PINNED,)),
)


class Generator:
    """Stands for tests/accuracy: gives what it is told to give."""

    def __init__(self) -> None:
        self.result = MEASURED
        self.asked: list[tuple[int, bool]] = []
        self.parts: list[tuple[int, bool]] = []

    def measure(self, *, seed: int, quick: bool) -> Accuracy:
        self.asked.append((seed, quick))
        return replace(self.result, is_quick=quick, seed=seed)

    def measure_localisation(self, *, seed: int, quick: bool) -> Localisation:
        self.parts.append((seed, quick))
        return self.result.localisation


@pytest.fixture
def measuring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Generator:
    made = Generator()
    module = SimpleNamespace(
        SEED=3,
        measure=made.measure,
        measure_localisation=made.measure_localisation,
    )
    monkeypatch.setattr(command, "load_generator", lambda: module)
    data, page = tmp_path / "accuracy.json", tmp_path / "accuracy.md"
    monkeypatch.setattr(command, "accuracy_file", lambda: data)
    monkeypatch.setattr(command, "page_file", lambda: page)
    monkeypatch.setattr(command, "load_accuracy", lambda: load_accuracy(data))
    return made


def test_it_writes_report_and_page(
    ogi: Run, measuring: Generator, tmp_path: Path
) -> None:
    done = ogi("accuracy")
    assert (done.exit_code, measuring.asked) == (0, [(3, False)])
    assert load_accuracy(tmp_path / "accuracy.json") == MEASURED
    page = (tmp_path / "accuracy.md").read_text(encoding="utf-8")
    assert MEASURED.fingerprint in page
    assert "100 %" in done.stdout
    assert (
        "prose dev / all: 100 claims labelled, 99 right, 0 wrong, 1 missed; precision "
        "100 %, recall 99.00 %" in done.stdout
    )


def test_wrong_cells_are_measured_alone_beside_what_is_committed(
    ogi: Run, measuring: Generator, tmp_path: Path
) -> None:
    ogi("accuracy")
    other = replace(MEASURED.localisation, fingerprint="f" * 12)
    measuring.result = replace(MEASURED, rows=(), localisation=other)
    assert ogi("accuracy", "--only", "localisation", "--check").exit_code == 1
    done = ogi("accuracy", "--only", "localisation")
    assert (done.exit_code, measuring.asked) == (0, [(3, False)])
    assert measuring.parts == [(3, False)] * 2
    assert "planted errors in complete tables three: 5; 5 found" in done.stdout
    written = load_accuracy(tmp_path / "accuracy.json")
    assert written == replace(MEASURED, localisation=other)
    assert ogi("accuracy", "--only", "localisation", "--check").exit_code == 0


def test_a_changed_cell_that_is_not_pinned_fails_whatever_was_committed(
    ogi: Run, measuring: Generator
) -> None:
    counts = replace(PINNED.counts, pinned=4)
    less = replace(MEASURED.localisation, rows=(replace(PINNED, counts=counts),))
    measuring.result = replace(MEASURED, localisation=less)
    done = ogi("accuracy")
    assert done.exit_code == 1
    assert "not pinned: 1 of 5 tables of sign / applications / 2021" in done.stderr
    # it is committed now, and still no check passes
    assert ogi("accuracy", "--check").exit_code == 1


def test_a_part_is_shown_and_not_written(
    ogi: Run, measuring: Generator, tmp_path: Path
) -> None:
    done = ogi("accuracy", "--quick")
    assert (done.exit_code, measuring.asked) == (0, [(3, True)])
    assert not list(tmp_path.glob("accuracy.*"))
    ogi("accuracy", "--quick", "--output", tmp_path / "there")
    assert load_accuracy(tmp_path / "there" / "accuracy.json").is_quick


def test_a_check_of_the_same_passes_and_of_less_fails(
    ogi: Run, measuring: Generator
) -> None:
    ogi("accuracy")
    assert ogi("accuracy", "--check").exit_code == 0
    less = replace(RIGHT, right=199, missing=1)
    measuring.result = replace(MEASURED, rows=(replace(MEASURED.rows[0], counts=less),))
    done = ogi("accuracy", "--check")
    assert done.exit_code == 1
    assert "html / 2021 / as_printed: right fell from 100.000% to 99.500%" in (
        done.stderr
    )
    assert "git diff docs/accuracy.md" in done.stderr


def test_a_wrong_cell_fails_also_where_nothing_is_checked(
    ogi: Run, measuring: Generator
) -> None:
    wrong = replace(RIGHT, right=199, wrong=1)
    measuring.result = replace(
        MEASURED, rows=(replace(MEASURED.rows[0], counts=wrong),)
    )
    assert ogi("accuracy").exit_code == 1


def test_prose_that_is_read_too_badly_fails_and_says_so(
    ogi: Run, measuring: Generator
) -> None:
    ogi("accuracy")
    counts = replace(PROSE.counts, wrong=1)
    measuring.result = replace(MEASURED, prose=(replace(PROSE, counts=counts),))
    done = ogi("accuracy", "--check")
    assert done.exit_code == 1
    assert "prose dev / all: precision 98.88 %, 99% is the least" in done.stderr
    assert ogi("accuracy").exit_code == 1


def test_a_check_without_a_committed_report_is_one_line(
    ogi: Run, measuring: Generator
) -> None:
    assert measuring.asked == []
    done = ogi("accuracy", "--check")
    assert done.exit_code == 2
    assert "there is no accuracy report" in done.stderr.splitlines()[-1]


def test_checking_and_writing_exclude_each_other(ogi: Run, tmp_path: Path) -> None:
    done = ogi("accuracy", "--check", "-o", tmp_path)
    assert done.exit_code == 2
    assert "leave out --output" in done.stderr


def test_an_installed_ogi_shows_the_report_that_it_came_with(
    ogi: Run, measuring: Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    ogi("accuracy")
    monkeypatch.setattr(command, "is_checkout", lambda: False)
    done = ogi("accuracy")
    assert done.exit_code == 0
    assert "measuring needs a checkout" in done.stderr
    assert "html" in done.stdout
    assert measuring.asked == [(3, False)]


def test_without_a_checkout_it_cannot_measure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(generator, "project_dir", lambda: tmp_path)
    with pytest.raises(UsageError, match="needs a checkout of the project"):
        generator.load_generator()


def test_the_generator_of_this_checkout_is_found() -> None:
    module = generator.load_generator()
    assert module.__name__ == "tests.accuracy.measure"
    assert module.SEED == 20211112
