"""What the models find of the planted errors, as `bench_models.py` says it."""

from pipeline.settings import Settings
from pipeline.synth.measure import measure_hard
from pipeline.synth.measure_cells import measure_cells, measure_witnesses
from pipeline.synth.measure_claims import measure_claims
from pipeline.synth.measure_soft import measure_soft
from tools.bench_process import say

__all__ = ["found_errors"]


def found_errors(settings: Settings) -> None:
    """What was found, by rules, signals, suspects and prose."""
    _hard(settings)
    _soft(settings)
    _cells(settings)
    _claims(settings)


def _hard(settings: Settings) -> None:
    """Recall and precision of the hard rules."""
    found = measure_hard(settings)
    say(
        f"\nhard rules: {found.expected:,} equations must fail, {found.found:,} fail: "
        f"recall {found.recall:.4f}, precision {found.precision:.4f}"
    )
    say(f"{'planted error':28}{'planted':>9}{'hard':>9}{'exact':>9}")
    for kind in found.kinds:
        say(f"{kind.kind:28}{kind.planted:9,}{kind.hard:9,}{kind.exact:9,}")


def _soft(settings: Settings) -> None:
    """What signals and soft rules see."""
    soft = measure_soft(settings)
    if soft:
        head = f"{'planted':>9}{'seen':>7}{'alarms':>8}{'right':>7}"
        say(f"\n{'soft, for':16}{'by':30}{head}")
    for one in soft:
        say(
            f"{one.kind:16}{', '.join(one.names):30}{one.planted:9,}{one.seen:7,}"
            f"{one.alarms:8,}{one.right:7,}"
        )


def _cells(settings: Settings) -> None:
    """Which cells are named, and what the witnesses say of them."""
    named = measure_cells(settings)
    if not named:
        return
    names = ("planted", "told", "found", "pinned", "told t3", "pinned t3", "wrong")
    head = "".join(f"{name:>10}" for name in names)
    say(f"\n{'cells, planted error':28}{head}")
    for one in named:
        say(
            f"{one.kind:28}{one.planted:10,}{one.told:10,}{one.found:10,}"
            f"{one.pinned:10,}{one.told_three:10,}{one.pinned_three:10,}{one.wrong:10,}"
        )
    for seen in measure_witnesses(settings):
        say(
            f"{seen.witness}: {seen.for_change:,} suspects changed, "
            f"{seen.rightly_for:,} rightly; {seen.for_print:,} as printed, "
            f"{seen.rightly_print:,} rightly"
        )


def _claims(settings: Settings) -> None:
    """Recall and precision of the comparison of prose and tables."""
    found = measure_claims(settings)
    if found is None:
        return
    say(
        f"\nprose: {found.expected:,} claims must differ, {found.found:,} do: "
        f"recall {found.recall:.4f}, precision {found.precision:.4f}"
    )
    for kind in found.kinds:
        say(f"{kind.kind:28}{kind.expected:9,}{kind.found:9,}")
    for outcome, reason, claims in found.outcomes:
        say(f"{outcome:14}{reason or '':28}{claims:12,}")
