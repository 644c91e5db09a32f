-- description: Every transcribed cell is a cell of its edition of the form.
-- asset: int_printed_cells
-- severity: error
with observations as (
    select * from core_proactive_disclosure
    union all by name
    select * from core_applications
    union all by name
    select * from core_reconsideration
    union all by name
    select * from core_litigation
    union all by name
    select * from core_statistics
)

select
    o.document_sha256,
    o.report_no,
    o.edition,
    o.table_id,
    o.item,
    o.breakdown
from observations as o
left join seed_form_cells as f
    on
        o.edition = f.edition
        and o.table_id = f.table_id
        and o.item = f.item
        and o.breakdown = f.breakdown
where f.item is null
