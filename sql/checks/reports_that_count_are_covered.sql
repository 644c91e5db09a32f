-- description: Every report that counts is in the coverage, as one that was found.
-- asset: out_coverage
-- severity: error
select
    r.institution_id,
    r.report_year,
    r.url
from int_reports as r
left join out_coverage as c
    on
        r.institution_id = c.institution_id
        and r.report_year = c.report_year
        and c.status in ('figures', 'no_figures')
where c.institution_id is null
