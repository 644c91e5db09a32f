-- description: Reports know how many cells they hold, and no more than the form has.
-- asset: core_reports
-- severity: error
with tables_of_form as (
    select
        f.edition,
        f.table_id,
        count(*) as cells
    from seed_form_cells as f
    group by all
),

largest_tables as (
    -- a table may follow another edition than the report
    select
        t.table_id,
        max(t.cells) as cells
    from tables_of_form as t
    group by all
),

form_size as (
    select sum(t.cells) as cells
    from largest_tables as t
)

select
    r.document_sha256,
    r.report_no,
    r.edition,
    r.cells,
    r.cells_reported,
    r.cells_unreadable
from core_reports as r
cross join form_size as s
where
    r.cells_reported + r.cells_unreadable > r.cells
    or r.cells > s.cells
