"""Write docs/metrics.md and docs/rules.md from data/metrics, data/rules and the forms.

    python tools/build_docs.py

A test compares the pages with what this writes; run it after editing those files.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.forms import FormSet, load_forms
from pipeline.metrics import Metric, load_metrics
from pipeline.rule_page import rules_page

ROOT = Path(__file__).resolve().parent.parent

_REASONS = (
    ("not_in_edition", "the edition of the form has no such row"),
    (
        "blank_cell",
        "a cell is blank and no equation supports reading it as a figure",
    ),
    (
        "missing_cell",
        "a cell is not in the report, marked (`—`, `/`), unreadable, or its unit is "
        "unknown",
    ),
    ("zero_denominator", "there is nothing to divide by"),
    (
        "negative_denominator",
        "the report contradicts itself, such as more cases pending than cases",
    ),
)

_METRICS_HEAD = """\
# Metrics (指标)

<!-- written by tools/build_docs.py from data/metrics: edit those files -->

Every metric is a sum of cells (`count`, `amount` in yuan) or one sum over another
(`ratio`). Values are in `out_metrics`, with numerator, denominator and edition; the
change to the year before is in `out_yoy_metrics`. A cell is written
`table/item/breakdown`; `item` alone is the total column of table three
(`applications/item/total`), `*` any ending. A minus subtracts.

A metric is null only with a reason (`null_reason`):

{reasons}
`basis` says whether every cell was `printed`, or a blank was `inferred`: read as the
equations of the form demand (see [rules](rules.md)).

Against the year before (never over a gap of years): counts and amounts by difference,
% and logarithm, rates by percentage points and never by %. Two editions are compared
only where the column *across* names them.
"""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _meanings(head: str, pairs: Iterable[tuple[str, str]]) -> str:
    return _table([head, "meaning"], [[f"`{code}`", text] for code, text in pairs])


def _cells(selectors: Iterable[str]) -> str:
    """`a`, `-b` as `a − b`, each in code marks."""
    text = ""
    for selector in selectors:
        sign = " − " if selector.startswith("-") else " + " if text else ""
        text += f"{sign}`{selector.removeprefix('-')}`"
    return text


def _editions(metric: Metric) -> str:
    return ", ".join(sorted({t.edition for t in metric.terms}))


def _metric_row(metric: Metric) -> list[str]:
    definition = metric.definition
    numerator = definition.numerator
    if definition.for_each_item:  # its numerator is one row
        numerator = (metric.terms[0].item,)
    above, below = _cells(numerator), _cells(definition.denominator)
    if definition.scale != 1:
        above = f"{definition.scale:,} × ({above})"
    across = ", ".join(f"{a}–{b}" for a, b in definition.comparable_across)
    names = f"{metric.label_zh} · {metric.label_en}"
    parts = [above, below] if definition.denominator else [above]
    return [f"`{metric.metric_id}`", names, *parts, _editions(metric), across or "–"]


def metrics_page(forms: FormSet) -> str:
    """The text of docs/metrics.md."""
    metrics = load_metrics(forms)
    plain = [m for m in metrics if m.definition.kind != "ratio"]
    ratios = [m for m in metrics if m.definition.kind == "ratio"]
    return "\n".join(
        [
            _METRICS_HEAD.replace("{reasons}", _meanings("reason", _REASONS)),
            "## Counts and amounts\n",
            _table(
                ["metric", "name", "sum of", "editions", "across"],
                map(_metric_row, plain),
            ),
            "## Rates\n",
            _table(
                ["metric", "name", "numerator", "denominator", "editions", "across"],
                map(_metric_row, ratios),
            ),
        ]
    )


def pages() -> dict[Path, str]:
    """Each generated page with its text."""
    forms = load_forms()
    return {
        ROOT / "docs" / "metrics.md": metrics_page(forms),
        ROOT / "docs" / "rules.md": rules_page(forms),
    }


def main() -> None:
    """Write the pages."""
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
