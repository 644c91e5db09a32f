"""The signals as a page: docs/signals.md."""

from pipeline.pages.markdown import table
from pipeline.signals import MODELS, Parameters, Signal, load_signals

__all__ = ["signals_page"]

_HEAD = """\
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


_TAIL = """\
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
    meanings = [[f"`{name}`", field.description or ""] for name, field in fields]
    return "\n".join(
        [
            _HEAD,
            table(head, map(_signal_row, load_signals())),
            _TAIL.replace("{parameters}", table(["threshold", "meaning"], meanings)),
        ]
    )
