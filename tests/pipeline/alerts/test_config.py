"""The words and thresholds of alerts are data, and wrong ones are refused."""

import shutil
from pathlib import Path

import pytest

from pipeline.alerts.config import Phrase, Texts, load_alerts, load_shapes
from pipeline.errors import DataFileError
from pipeline.paths import project_dir

FILLED = {
    "job": "j", "count": 3, "at": "t", "partition": "p", "since": "d", "year": 2025
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(project_dir() / "data" / "alerts", tmp_path / "alerts"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("name", list(Texts.model_fields))
def test_every_phrase_can_be_filled_in_both_languages(name: str) -> None:
    phrase = getattr(load_alerts().texts, name)
    assert isinstance(phrase, Phrase)
    assert "{" not in phrase.fill(**FILLED)
    assert any("\u4e00" <= mark <= "\u9fff" for mark in phrase.zh)


def test_every_shape_has_a_place_for_the_text() -> None:
    for shape in load_shapes().values():
        assert "'{text}'" in repr(shape.body), shape.id


def test_wrong_files_are_refused_with_the_place(folder: Path) -> None:
    edit(folder / "alerts.yml", "Run failed: {job}", "Run failed: {jobs}")
    with pytest.raises(DataFileError, match=r"failed_run\.en: no place jobs; expected"):
        load_alerts(folder)
    edit(folder / "alerts.yml", "Run failed: {jobs}", "Run failed")
    edit(folder / "alerts.yml", "attempts: 12", "attempts: 0")
    with pytest.raises(DataFileError, match=r"alerts\.yml, delivery\.attempts"):
        load_alerts(folder)
    edit(folder / "shapes.yml", "- id: slack", "- id: wecom")
    with pytest.raises(DataFileError, match="shape named twice: wecom"):
        load_shapes(folder)
    load_shapes.cache_clear()
    edit(folder / "shapes.yml", "- id: feishu", "- id: json")
    text = (folder / "shapes.yml").read_text("utf-8")
    last = text.rindex("- id: wecom")
    (folder / "shapes.yml").write_text(text[:last], "utf-8")
    with pytest.raises(DataFileError, match="json is the alert itself"):
        load_shapes(folder)
