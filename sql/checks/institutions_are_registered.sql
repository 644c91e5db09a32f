-- description: Every institution of a report is in the registry.
-- asset: int_reports
-- severity: error
select
    r.institution_id,
    r.report_year,
    r.url
from int_reports as r
left join seed_institutions as i
    on r.institution_id = i.institution_id
where i.institution_id is null
