"""The fingerprint changes with everything that decides what is read, and only then."""

import shutil
from pathlib import Path

import pytest

from pipeline import fingerprint
from pipeline.fingerprint import parse_fingerprint, quality_fingerprint, quality_parts
from pipeline.paths import project_dir


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the code and data that count, to be changed."""
    for folder in (
        "pipeline/extract",
        "pipeline/narrative",
        "data/forms",
        "data/rules",
        "data/narrative",
        "pipeline/quality",
        "data/quality",
        "sql",
    ):
        shutil.copytree(project_dir() / folder, tmp_path / folder)
    for name in (
        "forms.py",
        "rules.py",
        "rule_derived.py",
        "rule_files.py",
        "rule_scope.py",
        "fingerprint.py",
    ):
        shutil.copy(project_dir() / "pipeline" / name, tmp_path / "pipeline" / name)
    monkeypatch.setattr(fingerprint, "project_dir", lambda: tmp_path)
    monkeypatch.setattr(
        fingerprint, "__file__", str(tmp_path / "pipeline" / "fingerprint.py")
    )
    return tmp_path


@pytest.mark.usefixtures("project")
def test_a_copy_has_the_same_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    copied = parse_fingerprint()
    assert len(copied) == 12
    quality = quality_fingerprint()
    monkeypatch.undo()
    assert copied == parse_fingerprint()
    assert quality == quality_fingerprint()


@pytest.mark.parametrize(
    "changed",
    ["pipeline/extract/html.py", "pipeline/narrative/claim.py", "pipeline/rules.py",
     "data/forms/labels.yml", "data/rules/applications.yml"],
)  # fmt: skip
def test_code_form_data_and_rules_change_it(project: Path, changed: str) -> None:
    before = parse_fingerprint()
    path = project / changed
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert parse_fingerprint() == before, "line ends say nothing"
    path.write_bytes(path.read_bytes() + b"# more\n")
    assert parse_fingerprint() != before


@pytest.mark.parametrize("name", ["subjects.yml", "reasons.yml"])
def test_what_a_claim_is_held_against_does_not(project: Path, name: str) -> None:
    before = parse_fingerprint()
    with (project / "data/narrative" / name).open("a", encoding="utf-8") as handle:
        handle.write("# more\n")
    assert parse_fingerprint() == before


def test_a_new_file_changes_it(project: Path) -> None:
    before = parse_fingerprint()
    (project / "pipeline/extract/another.py").write_text("")
    assert parse_fingerprint() != before


@pytest.mark.parametrize(
    "changed", ["pipeline/quality/search.py", "data/quality/patterns.yml"]
)
def test_another_localiser_asks_for_a_measurement_and_for_no_reading(
    project: Path, changed: str
) -> None:
    reader, before, parts = parse_fingerprint(), quality_fingerprint(), quality_parts()
    path = project / changed
    path.write_bytes(path.read_bytes() + b"# more\n")
    assert quality_fingerprint() != before
    assert parse_fingerprint() == reader
    now = quality_parts()
    (name,) = [name for name in now if now[name] != parts[name]]
    assert changed.endswith(name)


def test_another_reader_is_no_other_localiser(project: Path) -> None:
    before = quality_fingerprint()
    path = project / "pipeline/extract/html.py"
    path.write_bytes(path.read_bytes() + b"# more\n")
    assert quality_fingerprint() == before
