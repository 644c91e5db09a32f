"""How many planted errors the signals and soft rules see, and how many they should not.

Reported, not demanded: a signal is a reason to look, and made-up figures jump by chance
as real ones do. Recall: the share of the errors of a kind with an alarm of the kind
that is for it, in the same report. Precision: the share of those alarms that are about
a report with a planted error of any kind, about the one after it, from which it looks
like a jump back, or about the one that was copied.
"""

from dataclasses import dataclass

import duckdb

from pipeline.settings import Settings
from pipeline.synth.lake import planted_path
from pipeline.warehouse import scan

__all__ = ["FOR", "Seen", "measure_soft"]

#: what is for which kind of error: signals, and the soft rule that says the same
FOR = {
    "fee_unit": ("amount_unit_slip",),
    "jump": ("count_jump",),
    "stale_copy": ("stale_copy_own",),
    "copy_of_other": ("stale_copy_other",),
    "stock": ("normative_flow",),
}
_SIGNALS = """
select
    s.institution_id,
    s.report_year,
    s.signal_id as name
from {signals} as s
"""
_RULES = """
select
    o.institution_id,
    o.report_year,
    o.rule_id as name
from {results} as o
where o.severity <> 'hard' and o.outcome = 'fail'
"""
_RECALL = """
select
    count(*) as planted,
    count(*) filter (where exists (
        from alarms as a
        where
            a.institution_id = p.institution_id
            and a.report_year = p.report_year
            and list_contains($names, a.name)
    )) as seen
from {planted} as p
where p.kind = $kind
"""
_PRECISION = """
select
    count(*) as alarms,
    count(*) filter (where exists (
        from {planted} as p
        where
            p.kind <> 'claim'
            and a.institution_id in (p.institution_id, p.copied_from)
            and a.report_year - p.report_year in (0, 1)
    )) as right_alarms
from alarms as a
where list_contains($names, a.name)
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """A kind of error and the alarms that are for it.

    Attributes:
        kind: of error.
        names: signals and rules that are for it.
        planted: errors.
        seen: of these, with an alarm.
        alarms: of those names, over all reports.
        right: of these, about an error.
    """

    kind: str
    names: tuple[str, ...]
    planted: int
    seen: int
    alarms: int
    right: int


def measure_soft(settings: Settings) -> list[Seen]:
    """Compare what the lake holds of alarms with what was planted.

    Only kinds whose alarms the lake can hold: without `int_signals` none of theirs.
    """
    lake = settings.lake
    files = {
        "signals": lake.files("int_signals"),
        "results": lake.files("out_rule_results"),
    }
    queries = [
        query.format(**{name: scan(paths)})
        for query, (name, paths) in zip((_SIGNALS, _RULES), files.items(), strict=True)
        if paths
    ]
    if not queries:
        return []
    planted = scan([planted_path(settings)])
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            f"create table alarms as {' union all by name '.join(queries)}"
        )
        known = _known(connection, settings)
        found = []
        for kind, names in FOR.items():
            if not known.intersection(names):
                continue
            given: dict[str, object] = {"names": list(names)}
            precision = connection.execute(
                _PRECISION.format(planted=planted), given
            ).fetchall()[0]
            recall = connection.execute(
                _RECALL.format(planted=planted), given | {"kind": kind}
            ).fetchall()[0]
            found.append(Seen(kind, names, *recall, *precision))
    return found


def _known(connection: duckdb.DuckDBPyConnection, settings: Settings) -> set[str]:
    """The signals and rules that there are in this lake."""
    names: set[str] = set()
    for table, column in (("seed_signals", "signal_id"), ("seed_rules", "rule_id")):
        if files := settings.lake.files(table):
            rows = connection.sql(f"from {scan(files)}").project(column).fetchall()
            names |= {name for (name,) in rows}
    return names
