-- description: Which finding each contradiction belongs to: equations that one cause
-- can explain are one finding, named after the first; claims and signals are one each.
-- grain: institution_id, report_year, rule_id, unit_code
with recursive equations as (
    -- numbered so that the first of a finding has the smallest number
    select
        d.institution_id,
        d.report_year,
        d.table_id,
        d.edition,
        d.rule_id,
        d.unit_code,
        d.equation,
        d.needs_prior,
        row_number() over (
            order by d.institution_id, d.report_year, d.table_id, d.equation
        ) as node
    from int_contradictions as d
    where d.kind not in ('claim', 'signal')
),

own_cells as (
    -- cells of this year's report that an equation names, by its number
    select
        e.node,
        e.needs_prior,
        c.kind,
        c.institution_id,
        c.report_year,
        c.table_id,
        c.item,
        c.breakdown
    from int_contradiction_cells as c
    inner join equations as e
        on
            c.institution_id = e.institution_id
            and c.report_year = e.report_year
            and c.rule_id = e.rule_id
            and c.unit_code = e.unit_code
    where c.cell_year = c.report_year
),

shared_cells as (
    -- a figure that is no count, or a cell that is compared with last year, which
    -- another equation names as well
    select distinct
        a.node,
        b.node as other_node,
        a.needs_prior <> b.needs_prior as crosses_years
    from own_cells as a
    inner join own_cells as b
        on
            a.institution_id = b.institution_id
            and a.report_year = b.report_year
            and a.table_id = b.table_id
            and a.item = b.item
            and a.breakdown = b.breakdown
    where
        (a.kind = 'domain' or a.needs_prior)
        and a.node <> b.node
),

links as materialized (
    select
        a.node,
        b.node as other_node
    from equations as a
    inner join int_equation_links as l
        on
            a.edition = l.edition
            and a.table_id = l.table_id
            and a.rule_id = l.rule_id
            and a.unit_code = l.unit_code
    inner join equations as b
        on
            a.institution_id = b.institution_id
            and a.report_year = b.report_year
            and a.table_id = b.table_id
            and l.other_rule_id = b.rule_id
            and l.other_unit_code = b.unit_code
            and a.needs_prior = b.needs_prior
    where a.node <> b.node
    union
    select
        s.node,
        s.other_node
    from shared_cells as s
    where not s.crosses_years
    union
    select
        s.other_node as node,
        s.node as other_node
    from shared_cells as s
    where not s.crosses_years
),

reached as (
    -- each equation passes on the smallest number that has reached it
    select
        e.node,
        e.node as first_node
    from equations as e
    union
    select
        k.other_node as node,
        min(r.first_node) as first_node
    from reached as r
    inner join links as k
        on r.node = k.node
    group by k.other_node
    having min(r.first_node) < k.other_node
),

components as (
    select
        r.node,
        min(r.first_node) as first_node
    from reached as r
    group by r.node
),

attached as (
    -- equations with last year join the finding of this year that shares a cell with
    -- one of them; should two do so, the first, for they have nothing in common
    select
        a.first_node,
        min(b.first_node) as joined_first
    from shared_cells as s
    inner join equations as e
        on
            s.node = e.node
            and e.needs_prior
    inner join components as a
        on s.node = a.node
    inner join components as b
        on s.other_node = b.node
    where s.crosses_years
    group by a.first_node
)

select
    e.institution_id,  -- Institution
    e.report_year,  -- Year that the report is about
    e.rule_id,  -- Rule, signal, or claim_ and the subject of a claim
    e.unit_code,  -- Row or column, what the signal is about, or where the claim stands
    e.table_id || ':' || f.equation as finding_id  -- Finding, stable over releases
from equations as e
inner join components as c
    on e.node = c.node
left join attached as t
    on c.first_node = t.first_node
inner join equations as f
    on coalesce(t.joined_first, c.first_node) = f.node
union all by name
select
    d.institution_id,
    d.report_year,
    d.rule_id,
    d.unit_code,
    'signal:' || d.equation as finding_id
from int_contradictions as d
where d.kind = 'signal'
union all by name
select
    d.institution_id,
    d.report_year,
    d.rule_id,
    d.unit_code,
    replace(d.rule_id, 'claim_', 'claim:') || '/' || d.unit_code as finding_id
from int_contradictions as d
where d.kind = 'claim'
