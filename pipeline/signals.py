"""Signals: what stands out across years, levels and institutions, as data.

Definitions and thresholds stand in `data/signals` (listed in docs/signals.md); they
compile to `seed_signals`, which the models behind `int_signals` read. A signal is never
hard: what must hold by the form is a rule (`pipeline.rules`). No figure is compared
here.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import Field

from pipeline.data_files import ClosedModel, read_data, refuse_twice, shown
from pipeline.errors import DataFileError
from pipeline.metrics import Metric
from pipeline.paths import project_dir

__all__ = [
    "MODELS",
    "Parameters",
    "Signal",
    "load_signals",
    "signals_frame",
]

_Count = Annotated[int, Field(ge=1)]
_Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
_Factor = Annotated[float, Field(gt=1, allow_inf_nan=False)]
# the square root of ten is half-way to the next power: no step is near to two of them
_Residual = Annotated[float, Field(gt=1, le=3)]
_Names = Annotated[tuple[str, ...], Field(min_length=1)]
_Powers = Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], Field(min_length=1)]


def _said(description: str) -> Any:
    """A threshold that a signal may have, with its meaning."""
    return Field(default=None, description=description)


class Parameters(ClosedModel):
    """Thresholds; each signal has those that its model reads (`_NEEDED`)."""

    metrics: _Names | None = _said("metrics that are looked at")
    deviations: _Positive | None = _said(
        "half the width of the band, in median absolute deviations"
    )
    min_peers: Annotated[int, Field(ge=3)] | None = _said(
        "fewer peers make no band: a wider circle is taken, or none"
    )
    min_count: _Count | None = _said("the larger of two counts must reach it")
    min_amount: _Count | None = _said(
        "the larger of two amounts must reach it, in yuan"
    )
    min_denominator: _Count | None = _said("both denominators of a rate must reach it")
    min_factor: _Factor | None = _said(
        "the band reaches at least this factor either way"
    )
    min_points: _Positive | None = _said(
        "the band reaches at least so many percentage points either way"
    )
    powers: _Powers | None = _said("powers of ten by which figures may differ")
    max_residual: _Residual | None = _said(
        "how far, as a factor, the difference may be from the power"
    )
    min_cells: _Count | None = _said("figures other than zero that a table must have")
    min_distinct: _Count | None = _said("different ones among them")
    min_sum: _Count | None = _said("what they must add up to")


class Signal(ClosedModel):
    """A signal with its thresholds: one entry of a file under `data/signals`."""

    signal_id: str = Field(alias="id")
    severity: Literal["soft", "informative"]
    label_zh: str
    label_en: str
    origin: str
    parameters: Parameters


_BAND = ("deviations", "min_peers")
_ZERO = ("metrics", "min_count", "min_amount")
_COPY = ("min_cells", "min_distinct", "min_sum")

#: signal: the parameters that its model reads, each of them due
_NEEDED: dict[str, tuple[str, ...]] = {
    "count_jump": (*_ZERO, *_BAND, "min_factor"),
    "count_from_or_to_zero": _ZERO,
    "rate_jump": ("metrics", *_BAND, "min_denominator", "min_points"),
    "amount_unit_slip": ("powers", "max_residual", "min_amount"),
    "count_digit_slip": ("metrics", "powers", "max_residual", "min_count"),
    "stale_copy_own": _COPY,
    "stale_copy_other": _COPY,
    "below_parts": ("metrics",),
    "below_parts_unstated": ("metrics",),
}

#: signal: the model that evaluates it
MODELS: dict[str, str] = {
    "count_jump": "int_jumps",
    "count_from_or_to_zero": "int_jumps",
    "rate_jump": "int_jumps",
    "amount_unit_slip": "int_unit_slips",
    "count_digit_slip": "int_unit_slips",
    "stale_copy_own": "int_stale_copies",
    "stale_copy_other": "int_stale_copies",
    "below_parts": "int_level_bounds",
    "below_parts_unstated": "int_level_bounds",
}

#: kinds of metric that a signal can look at
_KINDS: dict[str, frozenset[str]] = {
    "count_jump": frozenset({"count", "amount"}),
    "count_from_or_to_zero": frozenset({"count", "amount"}),
    "rate_jump": frozenset({"ratio"}),
    "count_digit_slip": frozenset({"count"}),
    "below_parts": frozenset({"count"}),
    "below_parts_unstated": frozenset({"count"}),
}


def load_signals(folder: Path | None = None) -> tuple[Signal, ...]:
    """All signals, in the order of the files.

    Raises:
        DataFileError: an entry cannot be read, is a signal that no model evaluates, or
            lacks a parameter; the message names file and signal.
    """
    root = folder or project_dir() / "data" / "signals"
    signals: list[Signal] = []
    for path in sorted(root.glob("*.yml")):
        for signal in read_data(path, list[Signal]):
            _check(f"{shown(path)}: {signal.signal_id}", signal)
            signals.append(signal)
    refuse_twice(shown(root), "signal", (s.signal_id for s in signals))
    return tuple(signals)


def _check(where: str, signal: Signal) -> None:
    """Refuse a signal that no model evaluates, or that its model could not."""
    if signal.signal_id not in _NEEDED:
        raise DataFileError(
            f"{where}: no model evaluates it; expected one of {', '.join(_NEEDED)}"
        )
    given = {k for k, v in signal.parameters.model_dump().items() if v is not None}
    needed = set(_NEEDED[signal.signal_id])
    if given != needed:
        raise DataFileError(
            f"{where}: parameters missing {sorted(needed - given)}, of no use to it "
            f"{sorted(given - needed)}"
        )


def signals_frame(signals: Iterable[Signal], metrics: Iterable[Metric]) -> pd.DataFrame:
    """`seed_signals`: one row a signal, one column a parameter.

    Args:
        signals: as loaded.
        metrics: those that a signal may name.

    Raises:
        DataFileError: a signal names a metric that there is not, or that its model
            cannot look at.
    """
    kinds = {m.metric_id: m.definition.kind for m in metrics}
    rows = []
    for signal in signals:
        names = signal.parameters.metrics or ()
        allowed = _KINDS.get(signal.signal_id, frozenset())
        wrong = sorted(n for n in names if kinds.get(n) not in allowed)
        if wrong or len(set(names)) < len(names):
            raise DataFileError(
                f"data/signals: {signal.signal_id}: expected metrics that are "
                f"{' or '.join(sorted(allowed))} (docs/metrics.md), each once, found "
                f"{', '.join(wrong or names)}"
            )
        given = signal.parameters.model_dump()
        lists = {k: "|".join(map(str, v)) for k, v in given.items() if _is_list(v)}
        rows.append(
            {
                "signal_id": signal.signal_id,
                "severity": signal.severity,
                "label_zh": signal.label_zh,
                "label_en": signal.label_en,
                "origin": signal.origin,
                **given,
                **lists,
            }
        )
    # objects: a threshold that is not given is null, and the others stay whole numbers
    return pd.DataFrame(rows, dtype=object)


def _is_list(value: object) -> bool:
    return isinstance(value, tuple)
