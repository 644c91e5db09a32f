"""Metrics: counts, amounts and rates as coefficients over cells.

Definitions stand in `data/metrics` (listed in docs/metrics.md). Here they are read and
compiled against the forms; what SQL gets of them is in `pipeline.metric_frames`. No
figure is computed here.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from pipeline.data_files import ClosedModel, read_data, refuse_twice, shown
from pipeline.errors import RuleError
from pipeline.forms import CURRENT_TABLES, TABLES, FormSet
from pipeline.paths import project_dir

__all__ = [
    "Metric",
    "MetricDef",
    "MetricTerm",
    "PeerSettings",
    "load_metrics",
    "load_peer_settings",
]

_CELL_PARTS = 3
#: what is beside the definitions in the folder
_PEERS = "peers.yml"
Least = Annotated[int, Field(ge=1)]


class PeerSettings(ClosedModel):
    """How reports are compared with their peers (`data/metrics/peers.yml`).

    Attributes:
        min_denominator: no rank below it, unless the metric names one of its own.
        min_peers: no percentile among fewer.
    """

    min_denominator: Least
    min_peers: Least


class MetricDef(ClosedModel):
    """One entry of a file under `data/metrics`.

    Attributes:
        per: a denominator that no report prints; it takes the place of cells.
        peer: ranked among peers in `out_peer_metrics`.
        min_denominator: of this metric, in the place of that of `peers.yml`.
        comparable_across: pairs of editions between which the figure means the same, in
            either order.
    """

    id: str
    kind: Literal["count", "amount", "ratio"]
    zh: str
    en: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...] = ()
    per: Literal["population"] | None = None
    scale: int = 1
    for_each_item: str | None = None
    peer: bool = False
    min_denominator: Least | None = None
    comparable_across: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MetricTerm:
    """A cell in a metric of an edition."""

    edition: str
    role: str
    table_id: str
    item: str
    breakdown: str
    coefficient: int


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric with its cells in every edition that has them."""

    metric_id: str
    definition: MetricDef
    label_zh: str
    label_en: str
    terms: tuple[MetricTerm, ...]


def _select(
    where: str, selector: str, edition: str, forms: FormSet
) -> list[MetricTerm]:
    """The cells that a selector names in an edition; none if it has no such row."""
    sign, text = (-1, selector[1:]) if selector.startswith("-") else (1, selector)
    parts = text.split("/")
    table, item, breakdown = (
        parts if len(parts) == _CELL_PARTS else ("applications", text, "total")
    )
    if len(parts) not in (1, _CELL_PARTS) or table not in TABLES:
        raise RuleError(
            f"{where}: {selector!r} is no cell; write item or table/item/breakdown"
        )
    if edition not in forms.editions_of(table):
        return []
    return [
        MetricTerm(edition, "", table, c.item.code, c.breakdown.code, sign)
        for c in forms.form(edition, table).cells()
        if fnmatchcase(c.item.code, item) and c.breakdown.code == breakdown
    ]


def _terms(where: str, metric: MetricDef, forms: FormSet) -> tuple[MetricTerm, ...]:
    found: list[MetricTerm] = []
    for edition in forms.editions:
        sides = {"numerator": metric.numerator, "denominator": metric.denominator}
        selected = {
            (role, s): _select(where, s, edition, forms)
            for role, selectors in sides.items()
            for s in selectors
        }
        if not all(selected.values()):
            continue  # this edition lacks a row of it: no metric there
        for (role, _), cells in selected.items():
            found += [
                MetricTerm(
                    edition, role, t.table_id, t.item, t.breakdown, t.coefficient
                )
                for t in cells
            ]
    if not found:
        raise RuleError(
            f"{where}: no edition has all of its cells; see data/forms/<edition>/"
        )
    return tuple(found)


def _expand(where: str, metric: MetricDef, forms: FormSet) -> list[Metric]:
    if metric.for_each_item is None:
        terms = _terms(where, metric, forms)
        return [Metric(metric.id, metric, metric.zh, metric.en, terms)]
    items = {
        i.code: i
        for (_, table), form in sorted(forms.forms.items())
        if table == "applications"
        for i in form.items
        if fnmatchcase(i.code, metric.for_each_item)
    }
    expanded = []
    for code, item in items.items():
        numerator = tuple(n.format(item=code) for n in metric.numerator)
        one = metric.model_copy(update={"numerator": numerator})
        expanded.append(
            Metric(
                f"{metric.id}.{code.rpartition('.')[2]}",
                metric,
                f"{metric.zh}：{item.zh}",
                f"{metric.en}: {item.en}",
                _terms(where, one, forms),
            )
        )
    return expanded


def _check(where: str, metric: MetricDef, forms: FormSet) -> None:
    """Refuse a definition that contradicts itself."""
    if metric.denominator and metric.per:
        raise RuleError(
            f"{where}: a denominator is of cells or per {metric.per}, found both"
        )
    if (metric.kind == "ratio") != bool(metric.denominator or metric.per):
        raise RuleError(f"{where}: a ratio has a denominator, nothing else has")
    if metric.peer and metric.kind != "ratio":
        raise RuleError(f"{where}: only a ratio is ranked: counts grow with the place")
    if metric.min_denominator and not metric.peer:
        raise RuleError(f"{where}: min_denominator is for a metric with peer: true")
    if metric.kind != "ratio" and metric.scale != 1:
        raise RuleError(f"{where}: only a ratio has a scale, found {metric.scale}")
    # metrics are about the four tables: the one before them has other concepts
    editions = forms.editions_of(*CURRENT_TABLES)
    for earlier, later in metric.comparable_across:
        if not {earlier, later} <= set(editions) or earlier >= later:
            raise RuleError(
                f"{where}: comparable_across is [earlier, later] of "
                f"{list(editions)}, found {[earlier, later]}"
            )


def load_metrics(forms: FormSet, folder: Path | None = None) -> list[Metric]:
    """All metrics, in the order of the files.

    Raises:
        RuleError: a definition cannot be read or names a cell that no edition has; the
            message names the file and the metric.
    """
    root = folder or project_dir() / "data" / "metrics"
    metrics: list[Metric] = []
    for path in sorted(p for p in root.glob("*.yml") if p.name != _PEERS):
        for metric in read_data(path, list[MetricDef], RuleError):
            where = f"{shown(path)}: {metric.id}"
            _check(where, metric, forms)
            metrics += _expand(where, metric, forms)
    refuse_twice(shown(root), "metric", (m.metric_id for m in metrics), RuleError)
    return metrics


def load_peer_settings(folder: Path | None = None) -> PeerSettings:
    """How peers are compared.

    Raises:
        RuleError: the file is missing or wrong; the message names it.
    """
    path = (folder or project_dir() / "data" / "metrics") / _PEERS
    return read_data(path, PeerSettings, RuleError)
