"""What highlights there are and how they are ordered: docs/highlights.md."""

from pipeline.forms import FormSet
from pipeline.highlights import (
    highlight_metrics_frame,
    highlights_frame,
    load_highlights,
)
from pipeline.metrics import load_metrics
from pipeline.pages.markdown import table

__all__ = ["highlights_page"]

_HEAD = """\
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
        _HEAD.replace("{kinds}", table([*head, "a report", "a province"], rows))
        .replace("{metrics}", table(["kind", "metrics looked at"], metrics))
        .replace("{parameters}", table(["kind", "parameter", "value"], parameters))
    )
