-- description: The panel of cells: as printed, in the base unit, with what a blank must
-- mean, what a correction says, and what other forms of the report print.
-- kind: view
-- grain: institution_id, report_year, table_id, item, breakdown
select
    c.institution_id,  -- Institution
    c.report_year,  -- Year that the report is about
    c.table_id,  -- Statistics table
    c.item,  -- Row of the form
    c.breakdown,  -- Column of the form
    c.report_key,  -- Number of the report, see int_reports
    c.cell_no,  -- Number of the cell, see seed_form_cells
    c.document_sha256,  -- Document
    c.report_no,  -- Number of the report in the document
    c.edition,  -- Edition of the form that the table follows
    c.position,  -- Place in the table, from 0
    c.value_kind,  -- count or amount
    c.is_signed,  -- May be negative
    c.is_total,  -- The total column; leave it out when summing over breakdowns
    c.value,  -- Figure as printed, in the printed unit
    c.unit,  -- Unit of the printed figure
    c.value_text,  -- Text of the cell
    c.obs_status,  -- reported, blank, dash, not_applicable or unreadable
    in_base_unit(
        c.value, c.unit, c.value_kind
    ) as value_normalised,  -- In the base unit (money in yuan, 元); null: unit unknown
    b.value_inferred,  -- Only for blanks: zero, or the sum of the row for a total
    corrected_value(
        k.action, k.value, k.factor, in_base_unit(c.value, c.unit, c.value_kind)
    ) as value_corrected,  -- In the base unit, only where a correction says so
    k.correction_id,  -- The correction, see seed_corrections
    coalesce(k.action = 'drop', false) as is_dropped,  -- A correction says: not usable
    c.reading,  -- printed, by_equations or ocr
    case
        when w.is_confirmed then confirmed(c.confidence)
        else c.confidence
    end as confidence,  -- How sure the reading is, 0 to 1; raised by another form
    coalesce(w.agreeing, 0) as corroborated_by,  -- Other forms with the same figure
    coalesce(w.differing, 0) as contradicted_by,  -- Other forms that print another
    c.locator  -- Where in the document
from int_printed_cells as c
left join int_blanks as b
    on
        c.report_key = b.report_key
        and c.cell_no = b.cell_no
left join int_witnesses as w
    on
        c.report_key = w.report_key
        and c.cell_no = w.cell_no
left join seed_corrections as k
    on
        c.institution_id = k.institution_id
        and c.report_year = k.report_year
        and c.table_id = k.table_id
        and c.item = k.item
        and c.breakdown = k.breakdown
        -- a correction is of the figure that it was written for
        and c.value is not distinct from k.expect
