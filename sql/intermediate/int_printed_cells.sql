-- description: Cells of the reports that count, as printed, with what the form says.
-- kind: view
-- grain: institution_id, report_year, table_id, item, breakdown
select
    r.institution_id,  -- Institution
    r.report_year,  -- Year that the report is about
    o.table_id,  -- Statistics table
    o.item,  -- Row of the form
    o.breakdown,  -- Column of the form
    r.report_key,  -- Number of the report, see int_reports
    o.cell_no,  -- Number of the cell, see seed_form_cells
    r.document_sha256,  -- Document
    r.report_no,  -- Number of the report in the document
    o.edition,  -- Edition of the form that the table follows
    o.position,  -- Place in the table, from 0
    o.value_kind,  -- count or amount
    o.is_signed,  -- May be negative
    o.is_total,  -- The total column
    o.value,  -- Figure as printed
    o.unit,  -- Unit of the printed figure
    o.value_text,  -- Text of the cell
    o.obs_status,  -- reported, blank, dash, not_applicable or unreadable
    o.reading,  -- printed, by_equations or ocr
    o.confidence,  -- How sure the reading is, 0 to 1
    o.locator  -- Where in the document
from int_readings as o
inner join int_reports as r
    on
        o.document_sha256 = r.document_sha256
        and o.report_no = r.report_no
        -- bytes that two provinces list were read for both: one reading is enough
        and o.province_id is not distinct from r.province_id
where o.cell_no is not null
