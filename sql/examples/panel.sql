-- A panel ready for regression: one row an institution and year, gaps included.
select
    institution_id,
    report_year,
    status,
    is_consistent,
    is_comparable,
    received_new,
    clearance,
    disclosure_any,
    dispute_rate
from view_panel
where report_year >= 2019
order by institution_id, report_year;
