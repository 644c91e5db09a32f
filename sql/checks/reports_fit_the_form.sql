-- description: Reports know how many cells they hold, and no more than the form has.
-- asset: core_reports
-- severity: error
select
    r.document_sha256,
    r.report_no,
    r.edition,
    r.cells,
    r.cells_reported,
    r.cells_unreadable
from core_reports as r
where
    r.cells_reported + r.cells_unreadable > r.cells
    or r.cells > 200
