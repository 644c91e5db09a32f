"""Kinds of highlights: what the file says, and how mistakes are named."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.errors import DataFileError
from pipeline.forms import load_forms
from pipeline.highlights import (
    highlight_metrics_frame,
    highlights_frame,
    load_highlights,
)
from pipeline.metrics import load_metrics
from pipeline.paths import project_dir
from pipeline.schema import load_schemas
from pipeline.store import conform

FILE = project_dir() / "data" / "highlights" / "highlights.yml"
METRICS = {m.metric_id: m.definition.kind for m in load_metrics(load_forms())}


def entries() -> Any:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def load(folder: Path, content: Any) -> Any:
    text = yaml.safe_dump(content, allow_unicode=True)
    (folder / "highlights.yml").write_text(text, encoding="utf-8")
    return load_highlights(METRICS, folder)


def test_the_seeds_fit_the_dictionary() -> None:
    kinds = load_highlights(METRICS)
    for name, frame in (
        ("seed_highlights", highlights_frame(kinds)),
        ("seed_highlight_metrics", highlight_metrics_frame(kinds)),
    ):
        schema = load_schemas()[name]
        assert list(frame.columns) == [column.name for column in schema.columns]
        assert conform(frame, schema).num_rows == len(frame) > 0


def test_parameters_of_other_kinds_are_null() -> None:
    frame = highlights_frame(load_highlights(METRICS)).set_index("kind")
    assert frame.loc["late", "min_days"] == 1
    assert frame["min_days"].notna().sum() == 1
    assert frame["min_years"].notna().sum() == 3  # silence, all_zero, first_dispute


def test_each_kind_stands_there_once(tmp_path: Path) -> None:
    content = entries()
    with pytest.raises(DataFileError, match="contradiction stands there 0 times"):
        load(tmp_path, content[1:])
    with pytest.raises(DataFileError, match="contradiction stands there 2 times"):
        load(tmp_path, [content[0], *content])


def test_a_metric_is_one_that_there_is(tmp_path: Path) -> None:
    content = entries()
    move = next(entry for entry in content if entry["kind"] == "move")
    move["metrics"] = ["received_new", "recieved_new"]
    with pytest.raises(DataFileError, match="move: no metric recieved_new"):
        load(tmp_path, content)
    move["metrics"] = ["received_new", "received_new"]
    with pytest.raises(DataFileError, match="move: a metric is listed twice"):
        load(tmp_path, content)
    move["metrics"] = ["received_new", "fees_amount"]
    with pytest.raises(DataFileError, match="fees_amount is an amount"):
        load(tmp_path, content)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "scandal"},
        {"min_days": 3},  # of another kind
        {"weight": 101},
        {"half_at": 0},
        {"per_province": 0},
        {"per_report": 0},
    ],
)
def test_what_makes_no_sense_is_refused(
    tmp_path: Path, change: dict[str, object]
) -> None:
    content = entries()
    content[0] |= change
    with pytest.raises(DataFileError, match=r"highlights\.yml"):
        load(tmp_path, content)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"highlights\.yml"):
        load_highlights(METRICS, tmp_path)
