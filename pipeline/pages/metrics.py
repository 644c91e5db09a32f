"""Metrics and harmonised series as pages: docs/metrics.md and docs/harmonised.md.

What they are follows from `data/metrics`, `data/crosswalk` and the forms; what reasons
mean is said here, in Chinese and English. Written by `tools/build_docs.py`.
"""

from collections.abc import Iterable

from pipeline.crosswalk import Concept, Match, load_crosswalk
from pipeline.forms import FormSet
from pipeline.metrics import Metric, PeerSettings, load_metrics, load_peer_settings
from pipeline.pages.markdown import Meaning, meanings, table

__all__ = ["harmonised_page", "metrics_page"]

#: in the order in which they are given: the first that applies
_NULL_REASONS: tuple[Meaning, ...] = (
    (
        "not_in_edition",
        "the edition of the form has no such row",
        "该版本的表格没有这一项",
    ),
    (
        "not_a_jurisdiction",
        "per 100,000 people: the report is not that of a government about its whole "
        "division, or does not say what it covers",
        "人均指标：不是政府覆盖全辖区的报告，或报告未说明覆盖范围",
    ),
    (
        "no_population",
        "per 100,000 people: no figure for the division in data/population",
        "人均指标：没有该行政区划的人口数",
    ),
    (
        "blank_cell",
        "a cell is blank and no equation supports reading it as a figure",
        "单元格空白，没有算式支持推定其数值",
    ),
    (
        "missing_cell",
        "a cell is not in the report, marked (`—`, `/`), unreadable, dropped by a "
        "correction, or its unit is unknown",
        "单元格缺失、填有符号（`—`、`/`）、无法识别、经更正不予采用，或单位不明",
    ),
    ("zero_denominator", "there is nothing to divide by", "分母为零"),
    (
        "negative_denominator",
        "the report contradicts itself, such as more cases pending than cases",
        "报告自相矛盾，例如尚未审结多于总计",
    ),
)
_BASES: tuple[Meaning, ...] = (
    ("printed", "every cell is printed", "所涉及的单元格都印有数字"),
    (
        "inferred",
        "a blank was read as the equations of the form demand (see [rules](rules.md))",
        "有空白按表格算式推定",
    ),
    (
        "corrected",
        "a correction (data/corrections) stands for what is printed",
        "有数字按更正记录采用",
    ),
)
_WHY_NOT: tuple[Meaning, ...] = (
    (
        "no_prior_report",
        "there is no report of the year before (never an older one instead)",
        "没有上一年度的报告（不以更早年度的报告代替）",
    ),
    ("no_value: …", "no figure this year, with its reason", "本年没有数值，并注明原因"),
    (
        "no_prior_value: …",
        "no figure the year before, with its reason",
        "上一年没有数值，并注明原因",
    ),
    (
        "institution_break",
        "one of the years is outside those in which the registry says that the body "
        "existed (merged, split, founded)",
        "其中一年不在该机关存续的年份内（合并、分立、新设）",
    ),
    (
        "scope_break",
        "one report is about the organ itself, the other about its jurisdiction",
        "一份报告只涉及本机关，另一份涉及全辖区",
    ),
    (
        "edition_break",
        "the metric means something else in the edition of the other year",
        "两年所用表格版本不同，该指标含义不同",
    ),
)
_NO_RANK: tuple[Meaning, ...] = (
    ("no_value: …", "no figure, with its reason", "没有数值，并注明原因"),
    (
        "not_valid_in_year",
        "by the registry the body did not exist in that year",
        "按名录，该机关当年不存在",
    ),
    (
        "small_denominator",
        "the denominator is below the least one: one case would move the rate too far",
        "分母低于下限，一件之差影响过大",
    ),
    (
        "few_peers",
        "a rank, but no percentile: too few peers are ranked",
        "有位次而无百分位：可比机关过少",
    ),
)

_METRICS_HEAD = """\
# Metrics (指标)

<!-- written by tools/build_docs.py from data/metrics: edit those files -->

Every metric is a sum of cells (`count`, `amount` in yuan) or one sum over another
(`ratio`). Values are in `out_metrics`, with numerator, denominator and edition; the
change to the year before is in `out_yoy_metrics`, the place among peers in
`out_peer_metrics`; series over all editions of the form since 2008 are in
[`out_harmonised`](harmonised.md). A cell is written `table/item/breakdown`; `item`
alone is the total column of table three (`applications/item/total`), `*` any ending. A
minus subtracts.

每项指标或为若干单元格之和（`count` 件数、`amount` 金额，单位元），
或为两个和之比（`ratio`）。数值见 `out_metrics`，较上年变化见 `out_yoy_metrics`，
同类机关中的位次见 `out_peer_metrics`，2008年以来的序列见 `out_harmonised`。

A metric is null only with a reason (`null_reason`, the first that applies):
"""
_BASIS_HEAD = """\
`basis` says what it rests on:
"""
_PEOPLE = """\
## Per 100,000 people (每十万人)

Only for the report of a government about its whole division. The figure is the last in
`data/population` that is not after the year of the report, else the first after it;
`population_year` and `population_vintage` stand in the row. The 31 divisions of the
census of 2020 are there; how to add others is in `data/population/README.md`.

仅用于政府覆盖全辖区的报告。人口数取不晚于报告年度的最近一次，没有的取其后最早一次，并注明年份与发布日期。
"""
_YOY = """\
## Against the year before (较上年变化)

`out_yoy_metrics` has a row for every value of `out_metrics`, so that a gap can be seen.
The year before is the year less one, never the report before. Counts and amounts change
by difference, % and logarithm; rates by percentage points and never by %; those per
people in their own unit. Two editions are compared only where the column *across* names
them (`comparable_with` in the row). `why_not` (the first that applies):

上一年即年份减一，不以更早的报告代替。数量与金额给出差额、百分比和对数差，比率只给百分点。
"""
_PEERS = """\
## Among peers (同类机关)

`out_peer_metrics` compares a report with those of the same kind of body (government,
department, …) of the same level, in the same province and year: a government counts for
its departments, so that the two do not mix. Only the rates marked *peers* are compared,
since a count grows with the place. There is no score over several metrics.

* `peer_rank`: 1 is the highest figure, which need not be the best one. Equal figures
  share a rank and the next ones are left out: 1, 2, 2, 4. `tied`: how many have it.
* `percentile`: 100 × (peers with less + half of those with the same, itself among them)
  / peers. That is the percentile rank of statistics, 100 × (CF − F/2) / N, where CF
  counts the figures up to this one and F those equal to it.
* `peer_median`: the middle figure, of two middle ones their mean.
* `peers`: N, those that are ranked; `institutions`: those that owe a report by the
  registry; `coverage`: the one over the other. A rank at low coverage says little.

同省、同级、同类、同年的机关之间比较；位次1为数值最高，不等于最好；数值相同的并列。
百分位 = 100 ×（低于该值的机关数 + 数值相同的机关数（含自身）的一半）/
参与排位的机关数。

No rank below a denominator of {min_denominator}, no percentile among fewer than
{min_peers} (`data/metrics/peers.yml`, or the metric's own). `why_no_rank`,
`why_no_percentile`:
"""
_HARMONISED_HEAD = """\
# Harmonised series (跨版本序列)

<!-- written by tools/build_docs.py from data/crosswalk: edit those files -->

The form has changed several times since 2008. `out_harmonised` has one row a report and
concept, with the figure of the cells that stand for it in the edition that the report
follows. Figures are taken over, never estimated: where an edition has no such cell the
value is null (`not_comparable`), and the note says why.

表格自2008年以来数次改版。`out_harmonised` 按概念给出各版本表格中对应单元格的数字；
没有对应单元格的为空，并注明原因，不作估算。

| sign | match | meaning | 含义 |
| --- | --- | --- | --- |
| = | `exact` | the figure means the concept | 含义相同 |
| ≈ | `approximate` | nearly; the note says what differs | 含义相近，差别见说明 |
| – | `not_comparable` | no cell does; the note says why | 没有可比的单元格 |

`null_reason`: `not_comparable`, `blank_cell`, `missing_cell`; `basis`: as of
[metrics](metrics.md). `is_proven` is false for forms that were not yet seen filled in
on a real page (*). A report with tables of several editions counts by the newest that
has the concept.
"""
_SIGNS = {"exact": "=", "approximate": "≈", "not_comparable": "–"}


def _cells(selectors: Iterable[str]) -> str:
    """`a`, `-b` as `a − b`, each in code marks."""
    text = ""
    for selector in selectors:
        sign = " − " if selector.startswith("-") else " + " if text else ""
        text += f"{sign}`{selector.removeprefix('-')}`"
    return text


def _metric_row(metric: Metric) -> list[str]:
    definition = metric.definition
    numerator = definition.numerator
    if definition.for_each_item:  # its numerator is one row
        numerator = (metric.terms[0].item,)
    above = _cells(numerator)
    if definition.scale != 1:
        above = f"{definition.scale:,} × ({above})"
    across = ", ".join(f"{a}–{b}" for a, b in definition.comparable_across)
    row = [f"`{metric.metric_id}`", f"{metric.label_zh} · {metric.label_en}", above]
    if definition.kind == "ratio":
        row.append(_cells(definition.denominator) or f"people ({definition.per})")
    editions = ", ".join(sorted({t.edition for t in metric.terms}))
    row += [editions, across or "–"]
    if definition.kind == "ratio":
        row.append("yes" if definition.peer else "–")
    return row


def metrics_page(forms: FormSet) -> str:
    """The text of docs/metrics.md."""
    metrics, peers = load_metrics(forms), load_peer_settings()
    plain = [m for m in metrics if m.definition.kind != "ratio"]
    ratios = [m for m in metrics if m.definition.kind == "ratio"]
    names = ["metric", "name"]
    rate = [*names, "numerator", "denominator", "editions", "across", "peers"]
    return "\n".join(
        [
            _METRICS_HEAD,
            meanings("reason", _NULL_REASONS),
            _BASIS_HEAD,
            meanings("basis", _BASES),
            "## Counts and amounts (数量与金额)\n",
            table([*names, "sum of", "editions", "across"], map(_metric_row, plain)),
            "## Rates (比率)\n",
            table(rate, map(_metric_row, ratios)),
            _PEOPLE,
            _YOY,
            meanings("reason", _WHY_NOT),
            _peers_text(peers),
            meanings("reason", _NO_RANK),
        ]
    )


def _peers_text(peers: PeerSettings) -> str:
    return _PEERS.replace("{min_denominator}", str(peers.min_denominator)).replace(
        "{min_peers}", str(peers.min_peers)
    )


def _edition(match: Match) -> str:
    return match.edition if match.is_proven else f"{match.edition} *"


def _concept_row(concept: Concept) -> list[str]:
    d = concept.definition
    signs = [_SIGNS[m.definition.match] for m in concept.matches]
    return [f"`{d.id}`", f"{d.zh} · {d.en}", d.unit, *signs]


def _match_row(concept: Concept, match: Match) -> list[str]:
    d = match.definition
    note = f"{d.note_zh} · {d.note_en}" if d.note_zh else ""
    return [
        f"`{concept.definition.id}`",
        _edition(match),
        _SIGNS[d.match],
        _cells(d.cells) or "–",
        note,
    ]


def harmonised_page(forms: FormSet) -> str:
    """The text of docs/harmonised.md."""
    concepts = load_crosswalk(forms)
    editions = [_edition(match) for match in concepts[0].matches]
    return "\n".join(
        [
            _HARMONISED_HEAD,
            "## Concepts (概念)\n",
            table(["concept", "name", "unit", *editions], map(_concept_row, concepts)),
            "## Cells and notes (单元格与说明)\n",
            table(
                ["concept", "edition", "match", "cells", "note"],
                [_match_row(c, m) for c in concepts for m in c.matches],
            ),
        ]
    )
