"""Highlights: which kinds of news there are, and what orders them, as data.

`data/highlights` compiles to `seed_highlights` and `seed_highlight_metrics`; what a
report is told of for is in SQL (`int_highlight_*`, `out_highlights`). Nothing is ranked
here.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
from pydantic import Field

from pipeline.data_files import ClosedModel, Text, read_data, shown
from pipeline.errors import DataFileError
from pipeline.paths import project_dir

__all__ = [
    "HighlightKind",
    "highlight_metrics_frame",
    "highlights_frame",
    "load_highlights",
]

Positive = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]
Metrics = Annotated[tuple[str, ...], Field(min_length=1)]


class _Kind(ClosedModel):
    """What every kind says of itself.

    Attributes:
        strength: what the strength of such a highlight is, in words.
        weight: what the strongest one comes close to.
        half_at: strength at which it scores half of that.
        per_report: kept for an institution and year, the strongest.
        per_province: kept for a province and year, the strongest.
    """

    zh: Text
    en: Text
    strength: Text
    weight: Annotated[int, Field(ge=1, le=100)]
    half_at: Positive
    per_report: Count
    per_province: Count


class Contradiction(_Kind):
    """A finding of a rule that must hold, unless it was waived."""

    kind: Literal["contradiction"]


class Silence(_Kind):
    """A report is owed and in no list, though earlier ones are there."""

    kind: Literal["silence"]
    min_years: Count


class AllZero(_Kind):
    """Every known one of the metrics is zero, after years of figures.

    Attributes:
        min_known: metrics that must be known.
    """

    kind: Literal["all_zero"]
    min_years: Count
    min_known: Count
    metrics: Metrics


class Revised(_Kind):
    """Figures are others than when the report was first met."""

    kind: Literal["revised"]
    min_figures: Count


class Move(_Kind):
    """A metric moved much further than those of its peers.

    Attributes:
        min_strength: less is not told.
        min_count: of a count, in both years together.
        min_denominator: of a rate, in either year.
        min_peers: fewer say nothing about how far a metric usually moves.
        least_log_spread: the least spread of moves of counts, in logarithms.
        least_pp_spread: the same for rates, in percentage points.
    """

    kind: Literal["move"]
    min_strength: Positive
    min_count: Count
    min_denominator: Count
    min_peers: Count
    least_log_spread: Positive
    least_pp_spread: Positive
    metrics: Metrics


class FirstDispute(_Kind):
    """Disputes after years of none."""

    kind: Literal["first_dispute"]
    min_years: Count
    metrics: Metrics


class Late(_Kind):
    """Published after the deadline."""

    kind: Literal["late"]
    min_days: Count


_Any = Contradiction | Silence | AllZero | Revised | Move | FirstDispute | Late
HighlightKind = Annotated[_Any, Field(discriminator="kind")]

#: the SQL has a place for each of them
_KINDS = (
    "contradiction",
    "silence",
    "all_zero",
    "revised",
    "move",
    "first_dispute",
    "late",
)
#: columns of the seed that only some kinds have
_PARAMETERS = (
    "min_years",
    "min_known",
    "min_figures",
    "min_strength",
    "min_count",
    "min_denominator",
    "min_peers",
    "least_log_spread",
    "least_pp_spread",
    "min_days",
)


def _metrics_of(kind: _Any) -> tuple[str, ...]:
    if isinstance(kind, AllZero | Move | FirstDispute):
        return kind.metrics
    return ()


def load_highlights(
    metrics: Mapping[str, str], folder: Path | None = None
) -> tuple[_Any, ...]:
    """All kinds of highlights, in the order of the file.

    Args:
        metrics: the kind (count, amount or ratio) of each metric that there is.
        folder: of the file.

    Raises:
        DataFileError: the file cannot be read, a kind is missing or stands there
            twice, or a metric is unknown; the message names the file.
    """
    path = (folder or project_dir() / "data" / "highlights") / "highlights.yml"
    kinds = read_data(path, tuple[HighlightKind, ...])
    where = shown(path)
    named: list[str] = [kind.kind for kind in kinds]
    for expected in _KINDS:
        if named.count(expected) != 1:
            raise DataFileError(
                f"{where}: kind {expected} stands there {named.count(expected)} times, "
                "expected once"
            )
    for kind in kinds:
        _check_metrics(f"{where}: {kind.kind}", kind, metrics)
    return kinds


def _check_metrics(where: str, kind: _Any, metrics: Mapping[str, str]) -> None:
    named = _metrics_of(kind)
    unknown = sorted(set(named) - metrics.keys())
    if unknown:
        raise DataFileError(
            f"{where}: no metric {', '.join(unknown)}; see data/metrics"
        )
    if len(set(named)) != len(named):
        raise DataFileError(f"{where}: a metric is listed twice")
    amounts = [m for m in named if metrics[m] == "amount"]
    if isinstance(kind, Move) and amounts:
        raise DataFileError(
            f"{where}: {', '.join(amounts)} is an amount, expected counts and rates: "
            "what chance does to money is not known"
        )


def highlights_frame(kinds: Sequence[_Any]) -> pd.DataFrame:
    """`seed_highlights`: one row a kind, parameters of other kinds null."""
    return pd.DataFrame(
        [
            {
                "kind": kind.kind,
                "label_zh": kind.zh,
                "label_en": kind.en,
                "strength": kind.strength,
                "weight": kind.weight,
                "half_at": kind.half_at,
                "per_report": kind.per_report,
                "per_province": kind.per_province,
                **{name: getattr(kind, name, None) for name in _PARAMETERS},
            }
            for kind in kinds
        ]
    )


def highlight_metrics_frame(kinds: Sequence[_Any]) -> pd.DataFrame:
    """`seed_highlight_metrics`: the metrics that a kind looks at."""
    return pd.DataFrame(
        [
            {"kind": kind.kind, "metric_id": metric_id}
            for kind in kinds
            for metric_id in _metrics_of(kind)
        ]
    )
