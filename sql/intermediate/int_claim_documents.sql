-- description: The document whose prose counts for an institution and year: that of the
-- report that counts, or where it states nothing in numbers (an attachment with tables
-- only), the other one that states most.
-- grain: institution_id, report_year
with counted as (
    select
        c.province_id,
        c.document_sha256,
        c.report_no,
        count(*) as claims
    from core_claims as c
    group by all
),

other_reports as (
    -- documents that differ too much to be forms of the report that counts
    select distinct
        f.institution_id,
        f.report_year,
        f.document_sha256
    from int_parallel_cells as f
    where not f.is_parallel
),

candidates as (
    select
        r.institution_id,
        r.report_year,
        r.report_key,
        d.province_id,
        d.document_sha256,
        d.report_no,
        d.page_url,
        c.claims,
        d.document_sha256 = r.document_sha256
        and d.report_no = r.report_no as has_tables,
        row_number() over (
            partition by r.institution_id, r.report_year
            order by
                d.document_sha256 = r.document_sha256
                and d.report_no = r.report_no desc,
                c.claims desc,
                d.url = r.url desc,
                d.is_newest desc,
                d.document_sha256 asc,
                d.report_no asc,
                d.url asc,
                d.source_id asc
        ) as choice
    from int_reports as r
    inner join int_documents as d
        on
            r.institution_id = d.institution_id
            and r.report_year = d.report_year
    inner join counted as c
        on
            d.document_sha256 = c.document_sha256
            and d.report_no = c.report_no
            -- bytes that two provinces list were read for both: one reading is enough
            and d.province_id is not distinct from c.province_id
    left join other_reports as o
        on
            d.institution_id = o.institution_id
            and d.report_year = o.report_year
            and d.document_sha256 = o.document_sha256
    where
        not d.is_superseded
        and o.document_sha256 is null
)

select
    c.institution_id,  -- Institution
    c.report_year,  -- Year that the report is about
    c.report_key,  -- Number of the report that counts, see int_reports
    c.province_id,  -- Province-level division or central
    c.document_sha256,  -- Document whose prose counts
    c.report_no,  -- Number of the report in it
    c.has_tables,  -- It is the document whose tables count
    c.page_url,  -- Address of the page to link to
    cast(c.claims as integer) as claims  -- Claims in it
from candidates as c
where c.choice = 1
