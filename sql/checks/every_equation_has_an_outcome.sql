-- description: Each equation of each table that was read has one known outcome.
-- asset: out_rule_results
-- severity: error
select
    u.institution_id,
    u.report_year,
    u.rule_id,
    u.unit_code,
    o.outcome
from int_rule_units as u
left join out_rule_results as o
    on
        u.institution_id = o.institution_id
        and u.report_year = o.report_year
        and u.rule_id = o.rule_id
        and u.table_id = o.table_id
        and u.unit_code = o.unit_code
where
    o.outcome is null
    or o.outcome not in (
        'pass', 'pass_blank_as_zero', 'pass_blank_as_implied', 'fail', 'undecided'
    )
