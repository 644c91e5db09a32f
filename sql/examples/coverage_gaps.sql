-- Reports that are owed and have no figures here, with what stands in the way.
select
    institution_id,
    report_year,
    due_on,
    status,
    issue_code,
    url
from out_coverage
where status not in ('figures', 'not_due')
order by institution_id, report_year;
