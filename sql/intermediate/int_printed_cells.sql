-- description: Cells of the reports that count, as printed, with what the form says.
-- grain: institution_id, report_year, table_id, item, breakdown
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
),

readings as (
    -- bytes that two provinces list are read in both, alike: one reading is enough
    select distinct
        o.document_sha256,
        o.report_no,
        o.table_id,
        o.item,
        o.breakdown,
        o.edition,
        o.is_total,
        o.value,
        o.unit,
        o.value_text,
        o.obs_status,
        o.reading,
        o.confidence,
        o.locator
    from observations as o
)

select
    r.institution_id,  -- Institution
    r.report_year,  -- Year that the report is about
    o.table_id,  -- Statistics table
    o.item,  -- Row of the form
    o.breakdown,  -- Column of the form
    r.document_sha256,  -- Document
    r.report_no,  -- Number of the report in the document
    o.edition,  -- Edition of the form that the table follows
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
from int_reports as r
inner join readings as o
    on
        r.document_sha256 = o.document_sha256
        and r.report_no = o.report_no
inner join seed_form_cells as f
    on
        o.edition = f.edition
        and o.table_id = f.table_id
        and o.item = f.item
        and o.breakdown = f.breakdown
