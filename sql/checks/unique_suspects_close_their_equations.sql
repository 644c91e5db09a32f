-- description: With what unique suspects should be in the place of what is printed,
-- every equation that must hold and names one of them does.
-- asset: out_suspect_cells
-- severity: error
with explained as (
    select
        s.institution_id,
        s.report_year,
        s.edition,
        s.table_id,
        s.item,
        s.breakdown,
        s.implied_value
    from out_suspect_cells as s
    where s.is_unique
),

named as (
    select distinct
        e.institution_id,
        e.report_year,
        r.rule_id,
        r.edition,
        r.unit_code,
        r.tolerance
    from explained as e
    inner join seed_rule_terms as t
        on
            e.edition = t.edition
            and e.table_id = t.table_id
            and e.item = t.item
            and e.breakdown = t.breakdown
    inner join seed_rules as r
        on
            t.rule_id = r.rule_id
            and t.edition = r.edition
            and t.unit_code = r.unit_code
    where
        r.severity = 'hard'
        and r.operator = '=='
        and not r.needs_prior
),

sides as (
    select
        n.institution_id,
        n.report_year,
        n.rule_id,
        n.unit_code,
        n.tolerance,
        sum(
            case when t.side = 'left' then t.coefficient else -t.coefficient end
            * coalesce(e.implied_value, c.value, c.value_inferred)
        ) as difference,
        count(*) as terms,
        -- what was read with the help of equations bears no witness
        count(coalesce(e.implied_value, c.value, c.value_inferred)) filter (
            where c.reading is distinct from 'by_equations'
        ) as known
    from named as n
    inner join seed_rule_terms as t
        on
            n.rule_id = t.rule_id
            and n.edition = t.edition
            and n.unit_code = t.unit_code
    left join int_cells as c
        on
            n.institution_id = c.institution_id
            and n.report_year = c.report_year
            and t.table_id = c.table_id
            and t.item = c.item
            and t.breakdown = c.breakdown
    left join explained as e
        on
            n.institution_id = e.institution_id
            and n.report_year = e.report_year
            and t.table_id = e.table_id
            and t.item = e.item
            and t.breakdown = e.breakdown
    group by all
)

select
    s.institution_id,
    s.report_year,
    s.rule_id,
    s.unit_code,
    s.difference
from sides as s
where
    s.known = s.terms
    and abs(s.difference) > s.tolerance
