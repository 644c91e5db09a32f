-- description: What could not be found, fetched or read, and whether it is settled.
-- grain: issue_no
with issues as (
    select * from raw_issues
    union all by name
    select * from core_issues
),

documents as (
    select distinct
        d.source_id,
        d.document_sha256,
        d.report_no,
        d.url,
        d.institution_id,
        d.report_year
    from core_reports as d
),

placed as (
    select
        i.*,
        d.institution_id,
        d.report_year,
        -- figures are missing, and the report that counts is another document
        coalesce(
            i.code in (
                'unsupported_media',
                'unreadable_document',
                'no_tables',
                'table_missing',
                'run_together',
                'row_missing',
                'row_shape',
                'row_conflict',
                'value_unreadable'
            )
            and (
                i.document_sha256 <> r.document_sha256
                or i.report_no <> r.report_no
            ),
            false
        ) as may_be_settled
    from issues as i
    left join documents as d
        on
            i.source_id = d.source_id
            and i.document_sha256 = d.document_sha256
            and i.report_no = d.report_no
            and i.url = d.url
    left join int_reports as r
        on
            d.institution_id = r.institution_id
            and d.report_year = r.report_year
),

found as (
    select
        p.institution_id,
        p.report_year,
        p.table_id,
        p.item,
        p.breakdown,
        p.obs_status <> 'unreadable' as is_readable
    from int_printed_cells as p
),

settled as (
    -- what an issue names is there, and readable, in the document that counts
    select
        p.stage,
        p.severity,
        p.code,
        p.province_id,
        p.source_id,
        p.institution_id,
        p.report_year,
        p.url,
        p.document_sha256,
        p.report_no,
        p.table_id,
        p.item,
        p.breakdown,
        p.locator,
        p.message,
        coalesce(
            bool_and(f.is_readable)
            or (any_value(p.item) is null and bool_or(f.is_readable)),
            false
        ) as is_settled
    from placed as p
    left join found as f
        on
            p.may_be_settled
            and p.institution_id = f.institution_id
            and p.report_year = f.report_year
            and (p.table_id is null or p.table_id = f.table_id)
            and (p.item is null or p.item = f.item)
            and (p.breakdown is null or p.breakdown = f.breakdown)
    group by all
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
            s.report_year,
            s.severity
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
