-- description: Each failing equation is in exactly one finding, and a finding of
-- equations has no others.
-- asset: out_consistency_flags
-- severity: error
with listed as (
    select
        f.institution_id,
        f.report_year,
        f.table_id,
        unnest(f.equations) as equation
    from out_consistency_flags as f
    where f.kind not in ('claim', 'signal')
),

failing as (
    select
        o.institution_id,
        o.report_year,
        o.table_id,
        o.rule_id || '/' || o.unit_code as equation
    from out_rule_results as o
    where o.outcome = 'fail'
)

select
    coalesce(o.institution_id, k.institution_id) as institution_id,
    coalesce(o.report_year, k.report_year) as report_year,
    coalesce(o.table_id, k.table_id) as table_id,
    coalesce(o.equation, k.equation) as equation,
    count(o.equation) as failing,
    count(k.equation) as findings
from failing as o
full outer join listed as k
    on
        o.institution_id = k.institution_id
        and o.report_year = k.report_year
        and o.table_id = k.table_id
        and o.equation = k.equation
group by all
having
    count(o.equation) <> 1
    or count(k.equation) <> 1
