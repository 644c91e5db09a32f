"""The pages that are written from the data are up to date and name everything."""

from functools import cache

import pytest

from tests.rules.bench import seeds
from tools.build_docs import ROOT, pages

#: each page takes its part of two seconds: written once, and not while collecting
written = cache(pages)


def test_pages_are_up_to_date() -> None:
    found = {path.name: path.read_text(encoding="utf-8") for path in written()}
    wanted = {path.name: text for path, text in written().items()}
    assert len(found) > 5
    assert found == wanted, "run: python tools/build_docs.py"


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
    text = written()[ROOT / "docs" / page]
    missing = {
        name
        for name in seeds()[seed].column(column).to_pylist()
        if f"`{name}`" not in text
    }
    assert not missing
