-- description: A revision has other bytes than the version before it, a day on which it
-- was met, and no more changed cells than both versions have.
-- asset: out_revisions
-- severity: error
select
    r.institution_id,
    r.report_year,
    r.url,
    r.version_no
from out_revisions as r
where
    r.document_sha256 = r.previous_sha256
    or r.previous_version_no >= r.version_no
    or r.changed_on is null
    or r.figures_changed + r.figures_filled + r.figures_emptied + r.cells_reprinted
    > r.cells_before + r.cells
