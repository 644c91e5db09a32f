"""Write docs/metrics.md, rules.md and signals.md from data/ and the forms.

    python tools/build_docs.py

A test compares the pages with what this writes; run it after editing those files.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.forms import TABLES, FormSet, load_forms
from pipeline.metrics import Metric, load_metrics
from pipeline.rule_files import equation_defs
from pipeline.rules import Rule, load_rules
from pipeline.signals import MODELS, Parameters, Signal, load_signals

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

_SIGNALS_HEAD = """\
# Signals (提示)

<!-- written by tools/build_docs.py from data/signals: edit those files -->

What stands out across years, levels and institutions and is no equation of a form
(those are [rules](rules.md)). Each is one row of `int_signals`, with the figure, what
it is held against, the cells behind it and a sentence in Chinese and in English. A
signal is a question to whoever knows the file, never a verdict: `soft` should not be
so, `informative` is worth a look, nothing here is hard.

Years are compared with the year before, never over a gap (only a copy may be of any
earlier year), and within one edition of the form, or where the metric says that two
editions mean the same ([metrics](metrics.md)).
What was looked at and does not stand out leaves no row.
"""

_SIGNALS_TAIL = """\
## Thresholds

{parameters}
## What each comparison is

* **Jumps** (`int_jumps`). The change of a metric (the logarithm of a count, the
  percentage points of a rate) is held against the changes of its peers *in the same
  year*: those of the same level and province, else of the same level, else all, taking
  the first circle with enough peers; `peers_are` says which, `peers` how many. The band
  is the median plus and minus `deviations` × MAD (median absolute deviation), and never
  narrower than `min_factor` or `min_points`, so that peers who hardly change make no
  news of a small move. Only pairs that are large enough are peers. A change from or to
  zero has no logarithm and is its own signal; the year after a fall to zero is not.
  What a unit or digit slip of the same figure explains is in `int_jumps`, but not a
  second time in `int_signals`.
* **Unit slips** (`int_unit_slips`). An amount is held against the same cell of the
  years before and after: it stands out when it is a unit of money (within
  `max_residual`) away from both, from the year before where the year after does not
  contradict, or, being the first, from two later years that agree. The year after a
  single odd one does not stand out because of it. An amount printed without a unit is
  read in the unit of the other year; two without any are compared as printed. A count
  stands out by a power of ten against both years only, and only in metrics that no
  equation of a form guards.
* **Copies** (`int_stale_copies`). All figures other than zero of a table agree with
  those of the nearest earlier year that has the same ones, or with another
  institution's of the same year. Tables are first compared by two sums of figures ×
  weights of their places modulo 2^31 − 1 (two different tables share both with odds of
  about one to 2^62), and what shares them is then compared figure by figure: a
  collision is never a finding. Institutions that share a document are not two that
  agree. Of several the first by id is named, and how many there are.
* **Levels** (`int_level_bounds`). A report on a whole jurisdiction (`scope`) counts at
  least what the institutions directly below it count together: those that the registry
  places there for that year and whose figure is known, n of N. What lies further below
  is in their reports, or not counted, so that the sum is what is surely covered and
  never too much. That a whole is *larger* says nothing, even when all N are known: the
  organ's own share is in no part, and the registry may not have them all. Reports of
  the organ alone (`own`) are not compared.
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


def _signal_row(signal: Signal) -> list[str]:
    given = signal.parameters.model_dump(exclude_none=True, exclude={"metrics"})
    shown = [f"`{k}` {_plain(v)}" for k, v in given.items()]
    metrics = ", ".join(f"`{name}`" for name in signal.parameters.metrics or ())
    return [
        f"`{signal.signal_id}`",
        f"{signal.label_zh} · {signal.label_en}",
        signal.severity,
        f"`{MODELS[signal.signal_id]}`",
        ", ".join(shown) or "–",
        metrics or "–",
        signal.origin,
    ]


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def signals_page() -> str:
    """The text of docs/signals.md."""
    head = [
        "signal",
        "what stands out",
        "severity",
        "model",
        "thresholds",
        "metrics",
        "where from",
    ]
    fields = Parameters.model_fields.items()
    meanings = [(name, field.description or "") for name, field in fields]
    return "\n".join(
        [
            _SIGNALS_HEAD,
            _table(head, map(_signal_row, load_signals())),
            _SIGNALS_TAIL.replace("{parameters}", _meanings("threshold", meanings)),
        ]
    )


def pages() -> dict[Path, str]:
    """Each generated page with its text."""
    forms = load_forms()
    return {
        ROOT / "docs" / "metrics.md": metrics_page(forms),
        ROOT / "docs" / "rules.md": rules_page(forms, ROOT / "data" / "rules"),
        ROOT / "docs" / "signals.md": signals_page(),
    }


def main() -> None:
    """Write the pages."""
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
