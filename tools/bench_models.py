"""How long the SQL models take over made-up reports, how much memory, and how it grows.

    python tools/bench_models.py                          # 25,000 and 250,000 reports
    python tools/bench_models.py --reports 25000 --keep /tmp/lakes
    python tools/bench_models.py --reports 250000 --keep /tmp/lakes --only int_cells
    python tools/bench_models.py --reports 25000 --keep /tmp/lakes --from int_cells

Lakes are made by the generator behind `ogi synth`, kept with --keep and used again
unless what they depend on has changed; seeds are written anew each time, from the data
files as they are. Each model is built by the function that the pipeline builds it with
(`pipeline.steps.build_model`: the query, writing the table, its checks), in a process
of its own that may use two cores, so that its memory is its own. The named alternatives
do for 2,500 reports what the rule models and the claims do (pandas), and look for wrong
cells in every table (Python). docs/performance.md says what the figures mean; nothing
is tested here.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline import stamps  # noqa: E402 - the package is found from the root
from pipeline.settings import Settings  # noqa: E402
from pipeline.sqlmodels import Model, load_checks, load_models, models_for  # noqa: E402
from pipeline.steps import build_model  # noqa: E402
from pipeline.synth.lake import Plan, is_made, make_root, write_seeds  # noqa: E402
from tools.bench_errors import found_errors  # noqa: E402
from tools.bench_process import Spent, apart, build, say  # noqa: E402
from tools.bench_rates import claim_rates, localisation_rates  # noqa: E402
from tools.rules_in_pandas import in_pandas  # noqa: E402

GOAL_SECONDS = 120.0
GOAL_GIB = 8.0
GOAL_GROWTH = 1.15
GOAL_REPORTS = 250_000
SAMPLE = 2_500


# -- a lake ----------------------------------------------------------------------------


def lake_of(folder: Path, plan: Plan, *, fresh: bool) -> Settings:
    """The root with so many made-up reports, made if it is not there."""
    path = folder / f"reports-{plan.reports}"
    settings = Settings.synthetic(path)
    if fresh or not is_made(settings, plan):
        start = time.perf_counter()

        def work() -> dict[str, Any]:
            return asdict(make_root(settings, plan))

        made, mib, cpu = apart(work)
        seconds = time.perf_counter() - start
        say(
            f"made {made['reports']:,} reports, {made['cells']:,} cells: "
            f"{seconds:.0f} s ({cpu:.0f} s of CPU), {mib:,.0f} MiB"
        )
    else:
        apart(lambda: {"seeds": write_seeds(settings.lake, plan)})
        say(f"{path} is used again, with new seeds")
    return settings


def chosen(options: argparse.Namespace) -> tuple[Model, ...]:
    """The models to build, in order."""
    if options.only:
        return tuple(m for m in models_for(*options.only) if m.name in options.only)
    models = load_models()
    names = [m.name for m in models]
    if options.start:
        if options.start not in names:
            raise SystemExit(f"no model {options.start}: {', '.join(names)}")
        models = models[names.index(options.start) :]
    return models


def with_missing(settings: Settings, models: tuple[Model, ...]) -> tuple[Model, ...]:
    """The models to build, and what they need that is not in the lake yet."""
    wanted = {m.name for m in models}
    return tuple(
        m
        for m in models_for(*wanted)
        if m.name in wanted or not (m.is_view or settings.lake.files(m.name))
    )


def run(settings: Settings, models: tuple[Model, ...]) -> dict[str, Spent]:
    """Build models in order, telling each as soon as it is done."""
    stamps.forget(settings.lake)  # else what is current would be left as it is
    say(
        f"\n{'model':28}{'s':>8}{'checks':>8}{'CPU s':>8}{'MiB':>8}{'rows':>13}"
        f"{'MiB out':>9}"
    )
    found = {}
    for model in with_missing(settings, models):
        spent = found[model.name] = build(settings, model)
        rows = "view" if spent.rows is None else f"{spent.rows:,}"
        say(
            f"{model.name:28}{spent.seconds:8.2f}{spent.checks:8.2f}{spent.cpu:8.1f}"
            f"{spent.mib:8,.0f}{rows:>13}{spent.mib_written:9.1f}"
        )
        for check, count in spent.offences.items():
            say(f"    check {check}: {count:,} rows")
    seconds = sum(s.seconds for s in found.values())
    checks = sum(s.checks for s in found.values())
    cpu = sum(s.cpu for s in found.values())
    mib = max((s.mib for s in found.values()), default=0.0)
    say(f"{'all':28}{seconds:8.2f}{checks:8.2f}{cpu:8.1f}{mib:8,.0f}")
    return found


def again(settings: Settings) -> None:
    """A second run over the same tables: what is current is left as it is."""

    def work() -> dict[str, Any]:
        start = time.perf_counter()
        built = [build_model(settings, m) for m in load_models()]
        stored = [b for b in built if b.rows is not None]
        return {
            "seconds": time.perf_counter() - start,
            "models": len(stored),
            "left": sum(b.was_current for b in stored),
        }

    told, _, cpu = apart(work)
    say(
        f"again, nothing changed: {told['seconds']:.2f} s ({cpu:.1f} s of CPU), "
        f"{told['left']} of {told['models']} tables left as they are"
    )


# -- what is said at the end -----------------------------------------------------------


def rival(settings: Settings, found: dict[str, Spent], reports: int) -> None:
    """The rules in pandas, over some of the reports, and what that is for all."""
    needed = {m.name for m in models_for("out_rule_results")}
    if not needed <= found.keys():
        return
    told, mib, _ = apart(lambda: in_pandas(settings.lake, SAMPLE))
    cpu = told["cpu"]  # without comparing the outcomes
    scale = reports / told["reports"]
    ours = sum(found[name].seconds for name in needed)
    ours_cpu = sum(found[name].cpu for name in needed)
    say(
        f"\nrules in pandas, {told['reports']:,} reports: {told['seconds']:.1f} s, "
        f"{mib:,.0f} MiB, {told['outcomes']:,} sums with the same outcome, "
        f"{told['differ']:,} with another"
    )
    say(
        f"for {reports:,}: {told['seconds'] * scale:,.0f} s ({cpu * scale:,.0f} s of "
        f"CPU); out_rule_results and all that it needs: {ours:.1f} s "
        f"({ours_cpu:.0f} s of CPU), {told['seconds'] * scale / ours:.1f} times as "
        f"fast by the clock, {cpu * scale / ours_cpu:.1f} times in CPU time"
    )


def compare(small: int, large: int, found: dict[int, dict[str, Spent]]) -> None:
    """How much more a report costs in the larger lake."""
    factor = large / small
    say(f"\ncost of a report, {small:,} → {large:,} (1.00: the same)")
    both = [n for n in found[large] if n in found[small]]
    for name in [*both, "all"]:
        names = both if name == "all" else [name]
        clock, cpu = (
            sum(getattr(found[large][n], what) for n in names)
            / sum(getattr(found[small][n], what) for n in names)
            / factor
            for what in ("seconds", "cpu")
        )
        say(f"{name:28}{clock:8.2f} by the clock{cpu:8.2f} in CPU time")
    say(f"goal: at most {GOAL_GROWTH}")


def judge(reports: int, found: dict[str, Spent]) -> None:
    """The goals, where they apply."""
    if reports != GOAL_REPORTS or len(found) != len(load_models()):
        return
    seconds = sum(s.seconds for s in found.values())
    gib = max(s.mib for s in found.values()) / 1024
    say(
        f"\n{reports:,} reports: {seconds:.0f} s (goal {GOAL_SECONDS:.0f}), "
        f"{gib:.1f} GiB (goal {GOAL_GIB:.0f})"
    )


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--reports", type=int, nargs="+", default=[25_000, 250_000], metavar="N")
    add("--seed", type=int, default=1)
    add("--errors", type=float, default=0.02, help="share with a planted error")
    add(
        "--keep",
        type=Path,
        metavar="FOLDER",
        help="keep lakes here, use them again",
    )
    add("--fresh", action="store_true", help="make the lakes anew")
    add(
        "--only",
        nargs="+",
        metavar="MODEL",
        help="these, from tables as they are",
    )
    add("--from", dest="start", metavar="MODEL", help="this model and those after it")
    add("--json", type=Path, metavar="FILE", help="write the figures here as well")
    return parser.parse_args()


def main() -> None:
    """Measure what the command line asks for."""
    options = parsed()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="ogi-bench-"))
    models = chosen(options)
    load_checks()  # read once here, not by each child
    say(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    found: dict[int, dict[str, Spent]] = {}
    try:
        for reports in options.reports:
            plan = Plan(reports, options.seed, options.errors)
            settings = lake_of(folder.resolve(), plan, fresh=options.fresh)
            found[reports] = run(settings, models)
            judge(reports, found[reports])
            if len(found[reports]) == len(load_models()):
                again(settings)
            if "out_rule_results" in found[reports]:
                found_errors(settings)
                rival(settings, found[reports], reports)
            localisation_rates(settings, found[reports])
            claim_rates(settings, found[reports])
    finally:
        if options.keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    if len(found) > 1:
        compare(min(found), max(found), found)
    if options.json:
        told = {n: {m: asdict(s) for m, s in of.items()} for n, of in found.items()}
        options.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
