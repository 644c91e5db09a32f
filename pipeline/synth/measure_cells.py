"""How exactly the wrong cells of made-up reports are named.

An error is told by arithmetic if a sum or the balance of its own report fails. Of
these: found, if every cell that was changed is among the suspects; pinned, if the cells
that are proposed as the only explanation are just those, with their true values; wrong,
if another cell is proposed, or another value. Errors that arithmetic does not tell must
propose nothing either. What is proposed in a report without an error is counted too.
"""

from dataclasses import dataclass
from typing import Any

import duckdb

from pipeline.settings import Settings
from pipeline.synth.lake import planted_path
from pipeline.warehouse import scan

__all__ = ["Named", "Witnesses", "measure_cells", "measure_witnesses"]

_CHANGED = """
create table errors as
select
    p.institution_id,
    p.report_year,
    p.kind,
    len(list_filter(
        p.fails,
        lambda f:
            f like concat(p.report_year, '/%')
            and (f like '%\\_sum/%' escape '\\' or f like '%\\_balance/%' escape '\\')
    )) > 0 as is_told
from {planted} as p
where p.kind <> 'claim';

create table changed as
with cells as (
    select
        p.institution_id,
        p.report_year,
        unnest(p.cells) as c
    from {planted} as p
    where p.kind <> 'claim'
)

select
    c.institution_id,
    c.report_year,
    c.c.table_id as table_id,
    c.c.item as item,
    c.c.breakdown as breakdown,
    c.c.true_value as true_value
from cells as c;

create table suspects as
select
    s.institution_id,
    s.report_year,
    s.table_id,
    s.item,
    s.breakdown,
    s.implied_value,
    s.is_unique and s.implied_value is not null as is_proposed,
    s.evidence_prose,
    s.evidence_prior,
    c.true_value is not null as is_changed,
    coalesce(s.implied_value = c.true_value, false) as is_right,
    -- of several explanations the only one that has support
    if(s.is_backed, 1, null) as is_backed,
    coalesce(s.backed_value = c.true_value, false) as is_rightly_backed
from {suspects} as s
left join changed as c
    on
        s.institution_id = c.institution_id
        and s.report_year = c.report_year
        and s.table_id = c.table_id
        and s.item = c.item
        and s.breakdown = c.breakdown
"""
_KINDS = """
with by_report as (
    select
        s.institution_id,
        s.report_year,
        count(*) filter (where s.is_changed) as found,
        count(*) filter (where s.is_proposed and s.is_right) as right_cells,
        count(*) filter (where s.is_proposed and not s.is_right) as wrong_cells
    from suspects as s
    group by all
),

by_error as (
    select
        c.institution_id,
        c.report_year,
        count(*) as cells,
        bool_and(c.table_id = 'applications') as is_three
    from changed as c
    group by all
)

select
    e.kind,
    count(*) as planted,
    count(*) filter (where e.is_told) as told,
    count(*) filter (where e.is_told and r.found = b.cells) as found,
    count(*) filter (
        where e.is_told and r.right_cells = b.cells and r.wrong_cells = 0
    ) as pinned,
    count(*) filter (where e.is_told and b.is_three) as told_three,
    count(*) filter (
        where
        e.is_told
        and b.is_three
        and r.right_cells = b.cells
        and r.wrong_cells = 0
    ) as pinned_three,
    count(*) filter (where r.wrong_cells > 0) as wrong
from errors as e
inner join by_error as b
    on e.institution_id = b.institution_id and e.report_year = b.report_year
left join by_report as r
    on e.institution_id = r.institution_id and e.report_year = r.report_year
group by all

union all

select
    'none' as kind,
    0 as planted,
    0 as told,
    0 as found,
    0 as pinned,
    0 as told_three,
    0 as pinned_three,
    count(*) as wrong
from by_report as r
anti join errors as e
    on r.institution_id = e.institution_id and r.report_year = e.report_year
where r.wrong_cells > 0
order by all
"""
_WITNESSES = """
with said as (
    unpivot suspects on evidence_prose, evidence_prior, is_backed
    into name witness value evidence
)

select
    s.witness,
    count(*) filter (where s.evidence = 1) as for_change,
    count(*) filter (
        where
        s.evidence = 1
        and if(s.witness = 'is_backed', s.is_rightly_backed, s.is_changed)
    ) as rightly_for,
    count(*) filter (where s.evidence = -1) as for_print,
    count(*) filter (where s.evidence = -1 and not s.is_changed) as rightly_print
from said as s
group by all
order by all
"""


@dataclass(frozen=True, slots=True)
class Named:
    """A kind of error; `none` are reports without one.

    Attributes:
        kind: of `pipeline.synth.kinds`.
        planted: errors.
        told: of these, break an equation of their own report.
        found: of the told, with every changed cell among the suspects.
        pinned: of the told, with exactly the changed cells proposed, and what is true.
        told_three: of the told, all in table three: the tables four have one equation a
            block, which names no cell.
        pinned_three: of these, pinned.
        wrong: of all, with a cell or a value proposed that is not.
    """

    kind: str
    planted: int
    told: int
    found: int
    pinned: int
    told_three: int
    pinned_three: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Witnesses:
    """What a second witness says of the suspects.

    Attributes:
        witness: prose or other years, by its column, or all of them together
            (`is_backed`: they speak for one explanation of several).
        for_change: suspects that it says are printed wrong.
        rightly_for: of these, changed; of `is_backed`, with the true value.
        for_print: suspects whose print it confirms.
        rightly_print: of these, not changed.
    """

    witness: str
    for_change: int
    rightly_for: int
    for_print: int
    rightly_print: int


def measure_cells(settings: Settings) -> list[Named]:
    """Compare `out_suspect_cells` of a root of made-up figures with what was planted.

    Empty where the lake has no suspects.
    """
    return [Named(*row) for row in _rows(settings, _KINDS)]


def measure_witnesses(settings: Settings) -> list[Witnesses]:
    """What prose and last year say of the suspects, against what was planted."""
    return [Witnesses(*row) for row in _rows(settings, _WITNESSES)]


def _rows(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    files = settings.lake.files("out_suspect_cells")
    if not files:
        return []
    names = {"planted": scan([planted_path(settings)]), "suspects": scan(files)}
    with duckdb.connect(":memory:") as connection:
        connection.execute(_CHANGED.format(**names))
        return connection.execute(query).fetchall()
