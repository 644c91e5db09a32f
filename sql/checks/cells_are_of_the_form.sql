-- description: Every transcribed cell is a cell of its edition of the form.
-- asset: int_readings
-- severity: error
select
    o.document_sha256,
    o.report_no,
    o.edition,
    o.table_id,
    o.item,
    o.breakdown
from int_readings as o
where o.cell_no is null
