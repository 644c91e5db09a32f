-- description: Reports that were published anew under their address, silently or not,
-- and how many figures are others since.
-- grain: institution_id, report_year, url, version_no
with changes as (
    select
        c.institution_id,
        c.report_year,
        c.url,
        c.version_no,
        count(*) filter (where c.what_changed = 'figure') as figures_changed,
        count(*) filter (where c.what_changed = 'filled') as figures_filled,
        count(*) filter (where c.what_changed = 'emptied') as figures_emptied,
        count(*) filter (where c.what_changed = 'print') as cells_reprinted
    from out_revision_cells as c
    group by all
)

select
    r.institution_id,  -- Institution
    r.report_year,  -- Year that the report is about
    r.url,  -- Address of the document
    r.version_no,  -- Version that came
    r.previous_version_no,  -- Version of this report before it; others may lie between
    r.province_id,  -- Province-level division or central
    r.changed_on,  -- Day (UTC) on which the change was met; it was made before
    case
        when c.figures_changed + c.figures_filled + c.figures_emptied > 0
            then 'figures'
        when c.cells_reprinted > 0 then 'print'
        else 'text'
    end as what_changed,  -- figures; print (only how they are printed); text (no cell)
    cast(coalesce(c.figures_changed, 0) as integer)
        as figures_changed,  -- Figures that are others now
    cast(coalesce(c.figures_filled, 0) as integer)
        as figures_filled,  -- Figures where there was none
    cast(coalesce(c.figures_emptied, 0) as integer)
        as figures_emptied,  -- Figures that are there no more
    cast(coalesce(c.cells_reprinted, 0) as integer)
        as cells_reprinted,  -- Cells that only print otherwise what they said
    r.cells_before,  -- Cells of the form in the version before
    r.cells,  -- Cells of the form in the version that came
    r.is_newest,  -- The address has served no other bytes since
    coalesce(
        r.document_sha256 = p.document_sha256
        and r.report_no = p.report_no,
        false
    ) as is_in_panel,  -- This version is the report that counts, see int_reports
    r.document_sha256,  -- Its bytes
    r.previous_sha256,  -- Bytes of the version before
    r.page_url  -- Page to link to
from int_revisions as r
left join changes as c
    on
        r.institution_id = c.institution_id
        and r.report_year = c.report_year
        and r.url = c.url
        and r.version_no = c.version_no
left join int_reports as p
    on
        r.institution_id = p.institution_id
        and r.report_year = p.report_year
