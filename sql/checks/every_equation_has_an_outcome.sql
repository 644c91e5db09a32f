-- description: Each equation of each table that was read has one known outcome.
-- asset: out_rule_results
-- severity: error
select
    r.institution_id,
    r.report_year,
    s.rule_id,
    s.unit_code,
    o.outcome
from int_rule_units as u
inner join int_reports as r
    on u.report_key = r.report_key
inner join seed_rules as s
    on u.equation_no = s.equation_no
left join out_rule_results as o
    on
        r.institution_id = o.institution_id
        and r.report_year = o.report_year
        and s.rule_id = o.rule_id
        and s.table_id = o.table_id
        and s.unit_code = o.unit_code
where
    o.outcome is null
    or o.outcome not in (
        'pass', 'pass_blank_as_zero', 'pass_blank_as_implied', 'fail', 'undecided'
    )
