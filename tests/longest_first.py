"""The order of a run in several processes: the longest file first.

`pytest --dist loadfile` gives each process the next whole file. By itself pytest-xdist
begins with the files of most tests, and ends with those of few: the runs of the whole
pipeline, during which one core has nothing to do. `tests/seconds.yml` holds what each
file took; see `tools/time_tests.py`.
"""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

__all__ = ["SECONDS", "load_seconds", "pytest_collection_modifyitems", "sorted_items"]

SECONDS = Path(__file__).parent / "seconds.yml"


def load_seconds() -> dict[str, float]:
    """What each file took, by its path in the project."""
    found: dict[str, float] = yaml.safe_load(SECONDS.read_text(encoding="utf-8"))
    return found


def sorted_items(
    items: list[pytest.Item], seconds: Mapping[str, float]
) -> list[pytest.Item]:
    """Longest file first; within a file, and among equal ones, as collected.

    A file that is not known yet comes before all: a long one is then no surprise at
    the end.
    """
    return sorted(
        items, key=lambda item: -seconds.get(item.nodeid.split("::")[0], float("inf"))
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Only where processes share the run; alone, tests run as they are collected."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items[:] = sorted_items(items, load_seconds())
