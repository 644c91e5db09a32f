-- description: A report that was published anew under its address: the version that
-- came beside the version of the same report that it replaced.
-- grain: institution_id, report_year, url, version_no
with history as (
    -- what an address served of one report; of two in a document the fuller one
    select
        d.institution_id,
        d.report_year,
        d.url,
        v.version_no,
        v.changed_on,
        v.is_newest,
        d.page_url,
        d.province_id,
        d.document_sha256,
        d.report_no,
        d.cells,
        row_number() over (
            partition by d.institution_id, d.report_year, d.url, v.version_no
            order by
                d.cells_reported desc,
                d.cells desc,
                d.report_no asc,
                d.source_id asc
        ) as choice
    from int_versions as v
    inner join int_documents as d
        on
            v.url = d.url
            and v.document_sha256 = d.document_sha256
    where
        d.institution_id is not null
        and d.report_year is not null
),

neighbours as (
    select
        h.*,
        lag(h.version_no) over of_report as previous_version_no,
        lag(h.document_sha256) over of_report as previous_sha256,
        lag(h.report_no) over of_report as previous_report_no,
        lag(h.cells) over of_report as cells_before
    from history as h
    where h.choice = 1
    window of_report as (
        partition by h.institution_id, h.report_year, h.url
        order by h.version_no
    )
)

select
    n.institution_id,  -- Institution
    n.report_year,  -- Year that the report is about
    n.url,  -- Address of the document
    n.version_no,  -- Version that came
    n.previous_version_no,  -- Version of this report before it; others may lie between
    n.changed_on,  -- Day (UTC) on which the change was met
    n.is_newest,  -- The address has served no other bytes since
    n.page_url,  -- Address of the page to link to
    n.province_id,  -- Province-level division or central
    n.document_sha256,  -- Its bytes
    n.report_no,  -- Number of the report in them
    n.previous_sha256,  -- Bytes of the version before
    n.previous_report_no,  -- Number of the report in those
    n.cells_before,  -- Cells of the form in the version before
    n.cells  -- Cells of the form in the version that came
from neighbours as n
where n.document_sha256 <> n.previous_sha256
