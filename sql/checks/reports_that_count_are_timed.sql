-- description: Every report that counts is in the timeliness.
-- asset: out_timeliness
-- severity: error
select
    r.institution_id,
    r.report_year,
    r.url
from int_reports as r
left join out_timeliness as t
    on
        r.institution_id = t.institution_id
        and r.report_year = t.report_year
where t.institution_id is null
