"""Write the pages of docs/ that follow from the data files, the forms and the models.

    python tools/build_docs.py

A test compares the pages with what this writes; run it after editing a model under sql/
or a file under data/ that a page is about. What a page says is in `pipeline.pages`.
Exit code 1 where a table or column has no meaning in Chinese yet, or a meaning stands
for nothing any more: each is named.
"""

import sys
from pathlib import Path

from pipeline.deadlines import load_deadlines
from pipeline.dictionary import gaps
from pipeline.forms import load_forms
from pipeline.pages.coverage import coverage_page
from pipeline.pages.dictionary import dictionary_page
from pipeline.pages.highlights import highlights_page
from pipeline.pages.metrics import harmonised_page, metrics_page
from pipeline.pages.rules import rules_page
from pipeline.pages.signals import signals_page

ROOT = Path(__file__).resolve().parent.parent


def pages() -> dict[Path, str]:
    """Each generated page with its text."""
    forms = load_forms()
    return {
        ROOT / "docs" / "coverage.md": coverage_page(load_deadlines()),
        ROOT / "docs" / "dictionary.md": dictionary_page(forms),
        ROOT / "docs" / "highlights.md": highlights_page(forms),
        ROOT / "docs" / "harmonised.md": harmonised_page(forms),
        ROOT / "docs" / "metrics.md": metrics_page(forms),
        ROOT / "docs" / "rules.md": rules_page(forms),
        ROOT / "docs" / "signals.md": signals_page(),
    }


def main() -> int:
    """Write the pages; gives the exit code."""
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    missing = gaps()
    for line in missing:
        sys.stderr.write(f"data/dictionary/{line}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
