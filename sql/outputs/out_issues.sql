-- description: Everything that could not be found, fetched or read, with what settled it.
-- grain: issue_no
with issues as (
    select * from raw_issues
    union all by name
    select * from core_issues
),

documents as (
    select distinct
        d.document_sha256,
        d.report_no,
        d.url,
        d.institution_id,
        d.report_year
    from core_reports as d
),

settled as (
    select
        i.*,
        d.institution_id,
        d.report_year,
        -- a page without tables is no gap where its attachment gave the table
        coalesce(
            i.code in ('table_missing', 'run_together')
            and c.table_id is not null,
            false
        ) as is_settled
    from issues as i
    left join documents as d
        on
            i.document_sha256 = d.document_sha256
            and i.report_no = d.report_no
            and i.url = d.url
    left join (
        select distinct
            p.institution_id,
            p.report_year,
            p.table_id
        from int_printed_cells as p
    ) as c
        on
            d.institution_id = c.institution_id
            and d.report_year = c.report_year
            and i.table_id = c.table_id
)

select
    cast(row_number() over (
        order by
            s.province_id,
            s.source_id,
            s.url,
            s.document_sha256,
            s.report_no,
            s.code,
            s.table_id,
            s.item,
            s.breakdown,
            s.locator,
            s.message,
            s.institution_id,
            s.report_year
    ) as integer) as issue_no,  -- Number in this release
    s.stage,  -- raw (finding and fetching) or core (reading)
    s.severity,  -- error, warning or info
    s.code,  -- Kind of issue, see docs/issues.md
    s.is_settled,  -- Another document of the same report gave what was missing here
    s.province_id,  -- Province-level division or central
    s.source_id,  -- Listing
    s.institution_id,  -- Institution
    s.report_year,  -- Year that the report is about
    s.url,  -- Address
    s.document_sha256,  -- Document
    s.table_id,  -- Statistics table
    s.item,  -- Row of the form
    s.breakdown,  -- Column of the form
    s.locator,  -- Where in the document
    s.message  -- What was expected, what was found
from settled as s
