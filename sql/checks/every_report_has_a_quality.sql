-- description: Every report that counts has one row of quality.
-- asset: out_report_quality
-- severity: error
select
    r.institution_id,
    r.report_year
from int_reports as r
left join out_report_quality as q
    on
        r.institution_id = q.institution_id
        and r.report_year = q.report_year
where q.institution_id is null
