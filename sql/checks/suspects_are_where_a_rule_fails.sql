-- description: A cell is suspected only in a table in which a rule that must hold does
-- not, or is undecided for want of a figure.
-- asset: out_suspect_cells
-- severity: error
with failing as (
    select distinct
        o.institution_id,
        o.report_year,
        o.table_id
    from out_rule_results as o
    where
        o.outcome in ('fail', 'undecided')
        and o.severity = 'hard'
)

select
    s.institution_id,
    s.report_year,
    s.table_id,
    s.item,
    s.breakdown
from out_suspect_cells as s
left join failing as f
    on
        s.institution_id = f.institution_id
        and s.report_year = f.report_year
        and s.table_id = f.table_id
where f.table_id is null
