-- description: Every cell of every document as it was read, of all tables of the form:
-- the only place where the core tables are put together.
-- kind: view
-- grain: province_id, document_sha256, report_no, table_id, item, breakdown
with readings as (
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
    o.province_id,  -- Division by whose listing it came; bytes that two list are twice
    o.document_sha256,  -- Document
    o.report_no,  -- Number of the report in the document
    o.table_id,  -- Statistics table
    o.item,  -- Row of the form
    o.breakdown,  -- Column of the form
    o.edition,  -- Edition of the form that the table follows
    f.cell_no,  -- Number of the cell, see seed_form_cells
    f.position,  -- Place in the table, from 0
    f.value_kind,  -- count or amount
    f.is_signed,  -- May be negative
    o.is_total,  -- The total column
    o.value,  -- Figure as printed
    o.unit,  -- Unit of the printed figure
    o.value_text,  -- Text of the cell
    o.obs_status,  -- reported, blank, dash, not_applicable or unreadable
    o.reading,  -- printed, by_equations or ocr
    o.confidence,  -- How sure the reading is, 0 to 1
    o.locator  -- Where in the document
from readings as o
left join seed_form_cells as f
    on
        o.edition = f.edition
        and o.table_id = f.table_id
        and o.item = f.item
        and o.breakdown = f.breakdown
