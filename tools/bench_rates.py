"""Rates of localisation and of claims, as `bench_models.py` says them.

Prescreen: finding the tables that contradict themselves (from `out_rule_results`, which
is there anyway), gathering their cells, and the explanations by one cell: all that
`int_localised` does but the search for several cells, whose time is taken off. It is
given for every table that the rules look at, once by itself and once with the rules and
all that these need. The alternative looks for what is wrong in every table with the
same Python, without a prescreen; gathering its cells is not counted.

Claims: the models that `out_claims` needs beside those of the rules, against pandas.
"""

import os
import time
from collections import defaultdict
from typing import Any

import pyarrow.dataset as ds

from pipeline import stamps
from pipeline.quality import many
from pipeline.settings import Settings
from pipeline.sqlmodels import models_for
from pipeline.steps import build_model
from tools.bench_process import Spent, apart, say, timed_checks
from tools.claims_in_pandas import claims_in_pandas
from tools.localise_every_table import every_table

__all__ = ["claim_rates", "localisation_rates"]

GOAL_TABLES = 50_000
SAMPLE = 2_500
_LOCALISED = "int_localised"
#: tables whose figures an equation within one report names
_SUMMED = ("applications", "reconsideration", "litigation")


def localisation_rates(settings: Settings, found: dict[str, Spent]) -> None:
    """Tables a second, and milliseconds of each way to explain one."""
    needed = {m.name for m in models_for("out_rule_results")}
    if _LOCALISED not in found or not needed <= found.keys():
        return
    tables = apart(lambda: {"tables": _tables(settings)})[0]["tables"]
    told, _, _ = apart(lambda: _localised(settings))
    several = sum(
        seconds for way, (_, seconds) in told["ways"].items() if way != "signature"
    )
    one = told["seconds"] - several
    rules = sum(found[name].seconds for name in needed)
    say(
        f"\nlocalisation: {tables:,} tables with sums, {told['failing']:,} contradict "
        f"themselves; {told['seconds']:.2f} s in all ({told['cpu']:.1f} s of CPU), of "
        f"which several cells {several:.2f} s"
    )
    say(
        f"prescreen and one cell: {one:.2f} s, {tables / one:,.0f} tables/s (goal "
        f"{GOAL_TABLES:,}); with the rules and all they need: {rules + one:.1f} s, "
        f"{tables / (rules + one):,.0f} tables/s"
    )
    say(f"{'explained by':28}{'tables':>9}{'share':>9}{'ms each':>9}")
    for way, (count, seconds) in sorted(told["ways"].items()):
        say(
            f"{way:28}{count:9,}{count / told['failing']:9.3f}"
            f"{1000 * seconds / count:9.2f}"
        )
    _against_every_table(settings, tables, one + several)


def _against_every_table(settings: Settings, tables: int, seconds: float) -> None:
    told, _, _ = apart(lambda: every_table(settings.lake, SAMPLE))
    each = told["seconds"] / told["tables"]
    say(
        f"every table in Python, {told['tables']:,} tables: {1e6 * each:,.0f} µs each, "
        f"{1 / each:,.0f} tables/s (gathering their cells took {told['gathering']:.1f} "
        f"s more and is not counted); {told['same']:,} of them with what int_localised "
        f"says, {told['differ']:,} otherwise; for {tables:,}: {each * tables:,.0f} s, "
        f"{each * tables / seconds:.1f} times as long"
    )


def _tables(settings: Settings) -> int:
    data = ds.dataset(settings.lake.files("int_tables"), format="parquet")
    return int(data.count_rows(filter=ds.field("table_id").isin(_SUMMED)))


def _localised(settings: Settings) -> dict[str, Any]:
    """Build int_localised in one process; how long each way to explain took."""
    os.environ["OGI_WORKERS"] = "1"
    ways: dict[str, list[float]] = defaultdict(lambda: [0, 0.0])
    plain = many.localise_values

    def timed(*table: Any) -> Any:
        start = time.perf_counter()
        localised = plain(*table)
        methods = {c.method or c.status for c in localised.components}
        way = ways["signature" if methods <= {"signature"} else max(methods)]
        way[0] += 1
        way[1] += time.perf_counter() - start
        return localised

    many.localise_values = timed
    (model,) = (m for m in models_for(_LOCALISED) if m.name == _LOCALISED)
    stamps.forget(settings.lake)
    with timed_checks() as checks:
        start, cpu = time.perf_counter(), time.process_time()
        build_model(settings, model)
        cpu = time.process_time() - cpu
        seconds = time.perf_counter() - start
    return {
        "seconds": seconds - checks[0],
        "cpu": cpu,
        "failing": sum(count for count, _ in ways.values()),
        "ways": dict(ways),
    }


def claim_rates(settings: Settings, found: dict[str, Spent]) -> None:
    """Claims a second, and how long pandas takes for the same."""
    rules = {m.name for m in models_for("out_rule_results")}
    needed = {m.name for m in models_for("out_claims")} - rules
    if not needed <= found.keys():
        return
    seconds = sum(found[name].seconds for name in needed)
    cpu = sum(found[name].cpu for name in needed)
    claims = found["out_claims"].rows or 0
    say(
        f"\nclaims: {claims:,} in {seconds:.1f} s ({cpu:.0f} s of CPU, checks "
        f"{sum(found[n].checks for n in needed):.1f} s) beside the rules, "
        f"{claims / seconds:,.0f} claims/s"
    )
    told, mib, _ = apart(lambda: claims_in_pandas(settings.lake, SAMPLE))
    scale = claims / told["claims"]
    say(
        f"in pandas, {told['claims']:,} claims: {told['seconds']:.1f} s, {mib:,.0f} "
        f"MiB, {told['outcomes']:,} with the same outcome, {told['differ']:,} with "
        f"another; for {claims:,}: {told['seconds'] * scale:,.0f} s, "
        f"{told['seconds'] * scale / seconds:.1f} times as long by the clock, "
        f"{told['cpu'] * scale / cpu:.1f} times in CPU time"
    )
