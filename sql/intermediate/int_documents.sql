-- description: Each report in each document at each address, with the version of the
-- address that it stands in, and whether a newer version has taken its place.
-- grain: document_sha256, report_no, url, source_id
with versions as (
    -- the same bytes may come back: what counts is when they were served last
    select
        v.url,
        v.document_sha256,
        max(v.version_no) as version_no,
        bool_or(v.is_newest) as is_newest
    from int_versions as v
    group by all
    union all by name
    -- a file that was dropped again under its name is a newer version of it
    select
        f.url,
        f.sha256 as document_sha256,
        f.version_no,
        f.is_newest
    from raw_deposits as f
    where f.is_current
),

ranked as (
    select
        r.*,
        coalesce(v.version_no, 1) as version_no,
        coalesce(v.is_newest, true) as is_newest,
        r.institution_id is not null and r.report_year is not null as is_known,
        case
            when r.cells_reported > 0 then 2
            when r.cells > 0 then 1
            else 0
        end as says
    from core_reports as r
    left join versions as v
        on
            r.url = v.url
            and r.document_sha256 = v.document_sha256
),

newest as (
    -- the newest version of the address that says anything of a kind about the report
    select
        r.*,
        max(r.version_no) over of_report as of_any,
        max(r.version_no) filter (where r.says > 0) over of_report as of_cells,
        max(r.version_no) filter (where r.says > 1) over of_report as of_figures,
        max(r.version_no) filter (where r.is_known) over (
            partition by r.url
        ) as of_known
    from ranked as r
    window of_report as (partition by r.url, r.institution_id, r.report_year)
)

select
    n.document_sha256,  -- SHA-256 of the bytes that were read
    n.report_no,  -- Number of the report in the document, from 1
    n.url,  -- Address of the document
    n.source_id,  -- Listing that led to it, null for a deposited file
    coalesce(n.parent_url, n.url) as page_url,  -- Address of the page to link to
    n.province_id,  -- Province-level division or central
    n.institution_id,  -- Institution, null where it could not be told
    n.report_year,  -- Year that the report is about
    cast(n.version_no as integer) as version_no,  -- Version of the address
    n.is_newest,  -- The address has served no other bytes since
    n.media,  -- Kind of document
    n.cells,  -- Cells of the form that the document holds
    n.cells_reported,  -- Of these, with a figure
    n.version_no < case n.says
        when 2 then n.of_figures
        when 1 then n.of_cells
        else n.of_any
    end
    or (
        not n.is_known
        and n.version_no < coalesce(n.of_known, 0)
    ) as is_superseded  -- A newer version of the address says no less of this report
from newest as n
