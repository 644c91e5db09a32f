"""Functions in Python that models call: what they are made of."""

from pathlib import Path

import pytest

from pipeline import functions
from pipeline.functions import FUNCTIONS, Function, function_fingerprint

PATTERNS = "data/quality/patterns.yml"


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one data file, of which a function is made."""
    path = tmp_path / PATTERNS
    path.parent.mkdir(parents=True)
    path.write_text("- one\n", encoding="utf-8")
    monkeypatch.setattr(functions, "project_dir", lambda: tmp_path)
    made = Function(
        name="made",
        parameters=("integer",),
        returns="integer",
        call="nowhere:made",
        code=("functions.py",),
        data=("data/quality",),
        libraries=("scipy",),
    )
    monkeypatch.setitem(FUNCTIONS, "made", made)
    return path


def fingerprint() -> str:
    function_fingerprint.cache_clear()
    return function_fingerprint("made")


def test_data_and_libraries_count(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint()
    assert fingerprint() == before
    copied.write_text("- two\n", encoding="utf-8")
    after = fingerprint()
    assert after != before
    monkeypatch.setattr(functions, "version", lambda _: "0.0.0")
    assert fingerprint() != after


def test_data_that_is_not_there(copied: Path) -> None:
    copied.unlink()
    with pytest.raises(FileNotFoundError, match="named in FUNCTIONS"):
        fingerprint()
