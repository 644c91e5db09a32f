-- description: Each failing equation is in exactly one finding.
-- asset: out_consistency_flags
-- severity: error
with listed as (
    select
        f.institution_id,
        f.report_year,
        f.table_id,
        unnest(f.equations) as equation
    from out_consistency_flags as f
)

select
    o.institution_id,
    o.report_year,
    o.table_id,
    o.rule_id,
    o.unit_code,
    count(k.equation) as findings
from out_rule_results as o
left join listed as k
    on
        o.institution_id = k.institution_id
        and o.report_year = k.report_year
        and o.table_id = k.table_id
        and o.rule_id || '/' || o.unit_code = k.equation
where o.outcome = 'fail'
group by all
having count(k.equation) <> 1
