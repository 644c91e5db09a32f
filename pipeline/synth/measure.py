"""What the rule models found against what was planted: recall and precision.

An equation is named by institution, year, rule and unit. Recall: the share of those
that must fail that fail. Precision: the share of those that fail that must. Errors in
the prose are for `measure_claims`.
"""

from dataclasses import dataclass

import duckdb

from pipeline.settings import Settings
from pipeline.synth.lake import planted_path
from pipeline.warehouse import scan

__all__ = ["Kind", "Measured", "measure_hard"]

_SQL = """
with expected as (
    select distinct
        p.institution_id,
        unnest(p.fails) as equation
    from {planted} as p
    where p.kind <> 'claim'
),

found as (
    select
        o.institution_id,
        concat_ws('/', o.report_year, o.rule_id, o.unit_code) as equation
    from {results} as o
    where o.severity = 'hard' and o.outcome = 'fail'
)

select
    coalesce(e.institution_id, f.institution_id) as institution_id,
    coalesce(e.equation, f.equation) as equation,
    e.equation is not null as is_expected,
    f.equation is not null as is_found
from expected as e
full outer join found as f
    on
        e.institution_id = f.institution_id
        and e.equation = f.equation
order by all
"""
_KINDS = """
with missed as (
    select
        m.institution_id,
        count(*) as equations
    from {compared} as m
    where not (m.is_expected and m.is_found)
    group by all
)

select
    p.kind,
    count(*) as planted,
    count(*) filter (where len(p.fails) > 0) as hard,
    count(*) filter (where len(p.fails) > 0 and m.institution_id is null) as exact
from {planted} as p
left join missed as m
    on p.institution_id = m.institution_id
where p.kind <> 'claim'
group by all
order by all
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of error: how many, how many break hard equations, and found exactly."""

    kind: str
    planted: int
    hard: int
    exact: int


@dataclass(frozen=True, slots=True)
class Measured:
    """Hard equations that fail, against those that must.

    Attributes:
        expected: how many must fail.
        found: how many fail.
        missed: must fail and do not, institution and `year/rule/unit`.
        wrong: fail and need not.
        kinds: the same by kind of error.
    """

    expected: int
    found: int
    missed: tuple[tuple[str, str], ...]
    wrong: tuple[tuple[str, str], ...]
    kinds: tuple[Kind, ...]

    @property
    def recall(self) -> float:
        """Share of what must fail that fails."""
        return 1 - len(self.missed) / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        """Share of what fails that must."""
        return 1 - len(self.wrong) / self.found if self.found else 1.0


def measure_hard(settings: Settings) -> Measured:
    """Compare `out_rule_results` of a root of made-up figures with what was planted."""
    names = {
        "planted": scan([planted_path(settings)]),
        "results": scan(settings.lake.files("out_rule_results")),
    }
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"create table compared as {_SQL.format(**names)}")
        rows = connection.execute("from compared order by all").fetchall()
        kinds = connection.execute(
            _KINDS.format(compared="compared", **names)
        ).fetchall()
    return Measured(
        expected=sum(is_expected for *_, is_expected, _ in rows),
        found=sum(is_found for *_, is_found in rows),
        missed=tuple((i, e) for i, e, _, is_found in rows if not is_found),
        wrong=tuple((i, e) for i, e, is_expected, _ in rows if not is_expected),
        kinds=tuple(Kind(*row) for row in kinds),
    )
