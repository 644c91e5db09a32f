"""Metrics as tables: the seeds that one SQL model computes all of them from.

What a metric is, and how its definition is read, is in `pipeline.metrics`.
"""

from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from pipeline.metrics import Metric, PeerSettings

__all__ = ["metric_editions_frame", "metric_terms_frame", "metrics_frame"]


def metrics_frame(metrics: list[Metric], peers: PeerSettings) -> pd.DataFrame:
    """`seed_metrics`: one row a metric."""
    rows = []
    for m in metrics:
        d = m.definition
        across = " ".join(f"{a}>{b}" for a, b in d.comparable_across)
        least = d.min_denominator or peers.min_denominator
        rows.append(
            {
                "metric_id": m.metric_id,
                "kind": d.kind,
                "scale": d.scale,
                "label_zh": m.label_zh,
                "label_en": m.label_en,
                # "2019>2021": the earlier and the later edition of a comparison
                "comparable_across": across or None,
                "external_denominator": d.per,
                "is_peer": d.peer,
                "min_denominator": least if d.peer else None,
                "min_peers": peers.min_peers if d.peer else None,
            }
        )
    whole = {"min_denominator": "Int32", "min_peers": "Int32"}
    return pd.DataFrame(rows).astype(whole)


def metric_terms_frame(metrics: list[Metric]) -> pd.DataFrame:
    """`seed_metric_terms`: one row a cell in a metric of an edition."""
    return pd.DataFrame(
        [
            {
                "metric_id": m.metric_id,
                "edition": t.edition,
                "role": t.role,
                "table_id": t.table_id,
                "item": t.item,
                "breakdown": t.breakdown,
                "coefficient": t.coefficient,
            }
            for m in metrics
            for t in m.terms
        ]
    )


def _alike(metric: Metric, edition: str) -> set[str]:
    """The editions in which the metric means what it means in this one."""
    found = {edition}
    while True:
        more = {
            e
            for pair in metric.definition.comparable_across
            if found & set(pair)
            for e in pair
        }
        if more <= found:
            return found
        found |= more


def _mixtures(metric: Metric) -> Iterator[tuple[str, ...]]:
    """The editions that the tables of one report can follow, alone or together."""
    editions = sorted({t.edition for t in metric.terms})
    tables = {t.table_id for t in metric.terms}
    for size in range(1, min(len(editions), len(tables)) + 1):
        yield from combinations(editions, size)


def metric_editions_frame(metrics: list[Metric]) -> pd.DataFrame:
    """`seed_metric_editions`: one row a metric and edition that has it.

    Two figures of a metric can be compared where `comparable_with` is the same. A
    report whose tables follow several editions (`2019+2021`) is comparable with them if
    they are with each other, else only with its like.
    """
    return pd.DataFrame(
        [
            {
                "metric_id": m.metric_id,
                "edition": "+".join(mixture),
                "comparable_with": " ".join(sorted(alike))
                if set(mixture) <= alike
                else "+".join(mixture),
            }
            for m in metrics
            for mixture in _mixtures(m)
            for alike in [_alike(m, mixture[0])]
        ]
    )
