-- description: Every report that counts is in the coverage and in the timeliness.
-- asset: out_timeliness
-- severity: error
select
    r.institution_id,
    r.report_year,
    c.institution_id is not null as is_in_coverage,
    t.institution_id is not null as is_in_timeliness
from int_reports as r
left join out_coverage as c
    on
        r.institution_id = c.institution_id
        and r.report_year = c.report_year
        and c.status in ('figures', 'no_figures')
left join out_timeliness as t
    on
        r.institution_id = t.institution_id
        and r.report_year = t.report_year
where
    c.institution_id is null
    or t.institution_id is null
