"""A run in several processes begins with the files that take longest."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from pipeline.paths import project_dir
from tests.longest_first import load_seconds, sorted_items
from tools import time_tests


@dataclass(frozen=True)
class Item:
    nodeid: str


def order(*names: str) -> list[str]:
    items = cast("list[pytest.Item]", [Item(name) for name in names])
    return [i.nodeid for i in sorted_items(items, {"a.py": 1, "b.py": 30, "c.py": 1})]


def test_the_longest_file_is_first_and_its_tests_stay_together_in_order() -> None:
    given = ("a.py::z", "a.py::y", "b.py::z", "b.py::C::y", "c.py::x")
    assert order(*given) == [*given[2:4], *given[:2], given[4]]


def test_a_file_that_is_not_known_comes_before_all() -> None:
    assert order("a.py::x", "b.py::x", "new.py::x") == [
        "new.py::x",
        "b.py::x",
        "a.py::x",
    ]


def test_no_file_is_named_that_is_gone() -> None:
    gone = [name for name in load_seconds() if not (project_dir() / name).is_file()]
    assert gone == [], "take its line out of tests/seconds.yml"


def time_tests_are_those_of_the_report(tmp_path: Path) -> None:
    report = tmp_path / "tests.xml"
    case = '<testcase classname="tests.{}" name="x" time="{}"/>'
    here, readme = "test_longest_first", "test_readme"
    cases = [(here, 0.75), (f"{here}.TestC", 1.5), (readme, 40.2), (here, 0.0)]
    report.write_text(
        f"<testsuites>{''.join(case.format(*c) for c in cases)}</testsuites>"
    )
    written = time_tests.text(time_tests.seconds(report))
    assert written == (
        time_tests.HEAD + "tests/test_readme.py: 40\ntests/test_longest_first.py: 2\n"
    )


def test_a_report_of_another_tree_is_refused() -> None:
    with pytest.raises(SystemExit, match=r"no file of tests is called nothing\.here"):
        time_tests.file_of("nothing.here")
