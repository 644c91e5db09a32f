"""Write pages of docs/ from data: metrics, rules, deadlines, highlights and the forms.

    python tools/build_docs.py

A test compares the pages with what this writes; run it after editing those files.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.deadlines import Period, load_deadlines
from pipeline.forms import TABLES, FormSet, load_forms
from pipeline.highlights import (
    highlight_metrics_frame,
    highlights_frame,
    load_highlights,
)
from pipeline.metrics import Metric, load_metrics
from pipeline.rule_files import equation_defs
from pipeline.rules import Rule, load_rules

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

_BASES = (
    ("seen", "a crawl met it by the deadline: in time"),
    (
        "stated",
        "the date of publication on the page: in time, or late; a date of writing or "
        "signature only where it is late: nothing is published before it is written",
    ),
    ("not_found", "a complete crawl after the deadline did not list it yet: late"),
)

_COVERAGE_HEAD = """\
# Coverage and timeliness (覆盖与时限)

<!-- written by tools/build_docs.py from data/deadlines: edit that file -->

## Who owes a report (`int_expected`)

Every institution that an enabled source lists, or of which there is a report, owes one
for each year since the Regulations ask for it in which it existed (`valid_from`,
`valid_to`), up to the year before its last crawl. Years beside these, of which there is
a report or a link, are rows as well (`is_owed` is false).

What was found is in `out_coverage`, in this order: `figures`, `no_figures` (the
document is here), `listed_not_fetched`, `not_due`, `no_report`. There is no report only
where `is_crawl_complete` (every list of the institution was read whole) and not
`is_perhaps_unplaced` (its lists have a document with figures of which it could not be
told whose it is, or of which year). Where no day is named, nothing is late, but a
report may be missing all the same: until `missing_after` its absence says nothing, and
the status is `not_due`. `out_coverage_by_year` counts what is owed and due by province,
level and kind.

## Deadlines

The day itself is in time. Each day is one of the year after the report year. Articles
are read from general knowledge until the column *read* says yes: nobody has compared
them with the published text before.

{deadlines}
{texts}
## What is known of the day of publication (`out_timeliness`)

One row a report. `status` says whether it came in time, `status_basis` what says so, in
this order:

{bases}
`unknown` has a reason: `no_date`, `not_the_day_of_publication` (written or signed in
time), `date_before_end_of_year` (cannot be), `date_after_later_reports` (the report on
a later year is not younger: a site that moved dated all anew). `days_late` is there
only where the stated date decides.

A crawl that finds a report remembers the complete crawl before it that did not
(`raw_documents.absent_at`). When the first crawl met a report says when we came, and
nothing about the report: no such day is in a release, unless it is before the deadline.
`possible_backdating` is true where the page states a day of publication before that of
a complete crawl that did not find it (`not_found_on`), under no address that it ever
had; null where nothing of the kind is known. It is no proof: a list may have left it
out, and older reports are often added later under their old dates.

Changes after publication are in `out_revisions`, cell by cell in `out_revision_cells`.
"""

_HIGHLIGHTS_HEAD = """\
# Highlights (值得关注的变化)

<!-- written by tools/build_docs.py from data/highlights: edit that file -->

`out_highlights` says where to look first: one row for each thing that stands out in a
year, with a sentence in Chinese and in English, what it rests on (`n`, `n_peers`),
whether the years are comparable, and the pages to look at (`url`, `url_prior`).

**The score orders news within a year and measures nothing else.** It is `weight ×
strength / (strength + half_at)`: each kind has a strength of its own, gets half of its
weight at `half_at`, and never all of it. Scores are not to be added up, averaged or
compared between institutions; there is no score of an institution. Ties are broken by
kind, institution and highlight, so that the same data have the same ranks.

A highlight says what is printed, seen or missing, and never why. `findings` counts the
hard contradictions in the reports that are compared: a move may be no more than a slip.
Waived findings are not told.

{kinds}
## Moves

Counts move by the logarithm (half a case is added on both sides, so that zero has one),
rates by percentage points. From each move the median of the peers is taken away; peers
have the same level and metric in the same year, in the province where there are more
than `min_peers`, else in the country. The rest is divided by

`sqrt(spread² + chance)`

where `spread` is 1.4826 times the median absolute deviation of the peers, at least
`least_log_spread` or `least_pp_spread`, and `chance` is what chance alone does to
figures of this size: 1/a + 1/b for counts, 100² p (1 − p) (1/m + 1/n) for rates over m
and n. Small offices are thus not news for being small. Where there are too few peers,
the least spread is taken and `n_peers` is null.

## What is told when

* Of a report that is missing in the first year of its silence, and only where all lists
  of the institution were read whole and their figures could be placed.
* Of a report of zeros where all metrics below are known, in the first such year.
* Of disputes after years of zero in a row, without a year that is missing.
* Of a deadline only where the date on the page, or a crawl, says so
  (see [coverage](coverage.md)).

{metrics}

## Parameters

{parameters}"""


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


def coverage_page(periods: Sequence[Period]) -> str:
    """The text of docs/coverage.md."""
    rows = [
        [
            f"{period.first_year}–{period.last_year or ''}",
            f"{period.zh}{period.article_zh} · {period.article_en}",
            ", ".join(f"`{kind}`" for kind in deadline.kinds),
            deadline.by or "none named",
            deadline.waits_for,
            f"{deadline.because_zh} · {deadline.because_en}",
            f"yes, {period.checked_on}" if period.checked else "no",
        ]
        for period in periods
        for deadline in period.deadlines
    ]
    head = ["years", "article", "kinds", "by", "missing after", "because", "read"]
    texts = "".join(
        f"* {p.regulations}, {p.article_zh}：{p.text_zh}。\n  ({p.text_en}.)\n"
        for p in periods
    )
    return (
        _COVERAGE_HEAD.replace("{deadlines}", _table(head, rows))
        .replace("{texts}", texts)
        .replace("{bases}", _meanings("basis", _BASES))
    )


def highlights_page(forms: FormSet) -> str:
    """The text of docs/highlights.md."""
    kinds = load_highlights(
        {m.metric_id: m.definition.kind for m in load_metrics(forms)}
    )
    rows = [
        [
            f"`{k.kind}`",
            f"{k.zh} · {k.en}",
            k.strength,
            *(str(k.weight), f"{k.half_at:g}", str(k.per_report), str(k.per_province)),
        ]
        for k in kinds
    ]
    head = ["kind", "what", "strength", "weight", "half_at"]
    frame = highlights_frame(kinds).set_index("kind")
    own = frame.loc[:, "min_years":].dropna(axis="columns", how="all")
    parameters = [
        [f"`{kind}`", f"`{name}`", f"{value:g}"]
        for kind, row in own.iterrows()
        for name, value in row.dropna().items()
    ]
    metrics = [
        [f"`{kind}`", ", ".join(f"`{m}`" for m in group["metric_id"])]
        for kind, group in highlight_metrics_frame(kinds).groupby("kind", sort=False)
    ]
    return (
        _HIGHLIGHTS_HEAD.replace(
            "{kinds}", _table([*head, "a report", "a province"], rows)
        )
        .replace("{metrics}", _table(["kind", "metrics looked at"], metrics))
        .replace("{parameters}", _table(["kind", "parameter", "value"], parameters))
    )


def pages() -> dict[Path, str]:
    """Each generated page with its text."""
    forms = load_forms()
    return {
        ROOT / "docs" / "coverage.md": coverage_page(load_deadlines()),
        ROOT / "docs" / "highlights.md": highlights_page(forms),
        ROOT / "docs" / "metrics.md": metrics_page(forms),
        ROOT / "docs" / "rules.md": rules_page(forms, ROOT / "data" / "rules"),
    }


def main() -> None:
    """Write the pages."""
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
