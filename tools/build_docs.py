"""Write docs/metrics.md, docs/rules.md and docs/dictionary.md from the data files.

    python tools/build_docs.py

A test compares the pages with what this writes; run it after editing data/metrics,
data/rules, data/forms, data/dictionary or a model under sql/. Exit code 1 where a
column or table has no meaning in Chinese yet, or a meaning stands for nothing.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.dictionary import described, gaps
from pipeline.forms import TABLES, FormSet, load_forms
from pipeline.metrics import Metric, load_metrics
from pipeline.publish.pages import dictionary_markdown, type_names
from pipeline.rule_files import equation_defs
from pipeline.rules import Rule, load_rules
from pipeline.schema import load_schemas
from pipeline.sqlmodels import load_models, load_views
from pipeline.warehouse import Warehouse

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
_OUTCOMES = (
    ("pass", "it holds as printed"),
    (
        "pass_blank_as_zero",
        "it holds with blanks read as zero, and so does every equation that names "
        "these blanks",
    ),
    (
        "pass_blank_as_implied",
        "the same, but a blank total had to be read as the sum of its row",
    ),
    ("fail", "every cell is printed, and it does not hold"),
    (
        "undecided",
        "it cannot be said: `no_prior_report`, `missing_cell` (not in the report, "
        "marked or unreadable), `blank_cell`, `read_by_equations` (it served to read "
        "the cells, so it cannot bear witness to them)",
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

_DICTIONARY_NOTE = """\
<!-- written by tools/build_docs.py from data/dictionary, data/forms and sql: edit those
files -->
"""

_RULES_HEAD = """\
# Rules (核对规则)

<!-- written by tools/build_docs.py from data/rules and data/forms: edit those files -->

What a report is confronted with. Each rule is applied to every row or column that it is
about; each application is one equation, with one outcome in `out_rule_results`:

{outcomes}
Failing equations that one cause can explain are one finding in `out_consistency_flags`.
Printed figures are never altered, and a finding does not say who is wrong: the office
that printed, or the reader. Some errors break no equation (two rows of results swapped
whole), and tables four have one equation a row, which names the row and no cell.

Severity: `hard` must hold by the form itself; `soft` should hold, the form does not
print it; `informative` is worth a look.
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


def _rule_row(rules: list[Rule], expressions: dict[str, str]) -> list[str]:
    first = rules[0]
    counts = {
        edition: sum(r.edition == edition for r in rules)
        for edition in sorted({r.edition for r in rules})
    }
    how_often = ", ".join(f"{edition}: {count}" for edition, count in counts.items())
    expression = expressions.get(first.rule_id)
    return [
        f"`{first.rule_id}`",
        f"{first.label_zh} · {first.label_en}",
        f"`{expression}`" if expression else "–",
        {"item": "row", "breakdown": "column", "table": "table"}[first.for_each],
        first.severity,
        how_often,
        first.origin,
    ]


def rules_page(forms: FormSet, folder: Path) -> str:
    """The text of docs/rules.md."""
    rules = load_rules(forms)
    expressions = {d.id: d.expr for _, d in equation_defs(folder)}
    parts = [_RULES_HEAD.replace("{outcomes}", _meanings("outcome", _OUTCOMES))]
    for table in TABLES:
        mine = [r for r in rules if r.table_id == table]
        parts.append(f"## {mine[0].table_zh} · {mine[0].table_en} (`{table}`)\n")
        by_id = {r.rule_id: [s for s in mine if s.rule_id == r.rule_id] for r in mine}
        parts.append(
            _table(
                [
                    "rule",
                    "what must hold",
                    "expression",
                    "for each",
                    "severity",
                    "equations",
                    "where from",
                ],
                [_rule_row(group, expressions) for group in by_id.values()],
            )
        )
    return "\n".join(parts)


def _types() -> dict[str, dict[str, str]]:
    """The types of all columns: those of models and views from tables without rows."""
    with Warehouse(threads=1) as warehouse:
        for name, schema in load_schemas().items():
            warehouse.add_table(name, schema.arrow.empty_table())
        warehouse.build([*load_models(), *load_views()])
        return {
            name: type_names(warehouse.head(name).schema)
            for name in warehouse.relations()
        }


def dictionary_page(forms: FormSet) -> str:
    """The text of docs/dictionary.md."""
    return dictionary_markdown(described(), _types(), forms, note=_DICTIONARY_NOTE)


def pages() -> dict[Path, str]:
    """Each generated page with its text."""
    forms = load_forms()
    return {
        ROOT / "docs" / "dictionary.md": dictionary_page(forms),
        ROOT / "docs" / "metrics.md": metrics_page(forms),
        ROOT / "docs" / "rules.md": rules_page(forms, ROOT / "data" / "rules"),
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
