"""The pages that are written from the data are up to date and name everything."""

from pathlib import Path

import pytest

from tests.rules.bench import seeds
from tools.build_docs import ROOT, pages


@pytest.mark.parametrize("path", pages(), ids=lambda p: p.name)
def test_page_is_up_to_date(path: Path) -> None:
    written = path.read_text(encoding="utf-8")
    assert written == pages()[path], "run: python tools/build_docs.py"


@pytest.mark.parametrize(
    ("page", "seed", "column"),
    [
        ("harmonised.md", "seed_crosswalk", "concept_id"),
        ("coverage.md", "seed_deadlines", "kind"),
        ("highlights.md", "seed_highlights", "kind"),
        ("highlights.md", "seed_highlight_metrics", "metric_id"),
        ("metrics.md", "seed_metrics", "metric_id"),
        ("rules.md", "seed_rules", "rule_id"),
        ("signals.md", "seed_signals", "signal_id"),
    ],
)
def test_page_names_everything(page: str, seed: str, column: str) -> None:
    text = pages()[ROOT / "docs" / page]
    missing = {
        name
        for name in seeds()[seed].column(column).to_pylist()
        if f"`{name}`" not in text
    }
    assert not missing
