-- description: What could not be found, fetched, read or brought together, and whether
-- it is settled.
-- grain: issue_no
with issues as (
    select * from raw_issues
    union all by name
    select * from core_issues
    union all by name
    -- files of the inbox that were not taken in
    select
        'raw' as stage,
        'warning' as severity,
        'deposit_refused' as code,
        f.is_settled as was_mended,
        'inbox/' || f.file_name as url,
        f.message
    from raw_deposits as f
    where f.outcome = 'refused'
),

documents as (
    select distinct
        d.source_id,
        d.document_sha256,
        d.report_no,
        d.url,
        d.institution_id,
        d.report_year,
        d.is_superseded
    from int_documents as d
),

placed as (
    select
        i.*,
        d.institution_id,
        d.report_year,
        -- what was wrong with an older version is history
        coalesce(d.is_superseded, false) as is_superseded,
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
            i.source_id is not distinct from d.source_id
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
        bool_or(p.is_superseded or coalesce(p.was_mended, false)) or coalesce(
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
),

differing as (
    -- cells that another form of the report prints otherwise, and which the equations
    -- bear out; the figure that counts stays as it is
    select
        r.*,
        f.table_id,
        f.item,
        f.breakdown,
        f.locator_counted as locator,
        'this form says ' || as_printed(f.value_text_counted)
        || ', another says ' || as_printed(f.value_text)
        || coalesce(' at ' || f.locator, '') || ' of ' || f.url
        || case f.verdict
            when 'counted_right'
                then
                    '; the equations hold with this figure and fail with the other'
            when 'other_right'
                then
                    '; the equations hold with the other figure and fail with this one'
            when 'both_hold' then '; the equations hold with either figure'
            when 'none_holds' then '; the equations fail with either figure'
            else '; no equation can tell'
        end
        || case
            when f.verdict <> 'undecided'
                then ' (' || array_to_string(f.equations, ', ') || ')'
            else ''
        end as message
    from int_reading_verdicts as f
    inner join int_reports as r
        on
            f.institution_id = r.institution_id
            and f.report_year = r.report_year
),

another as (
    -- documents that differ too much to be forms of the report that counts
    select
        f.institution_id,
        f.report_year,
        count(*) filter (where f.outcome = 'differs')
        || ' of ' || count(*) filter (where f.outcome <> 'not_compared')
        || ' figures differ from those of ' || f.url
        || ': it looks like another report, and is not in the panel' as message
    from int_parallel_cells as f
    where not f.is_parallel
    group by
        f.institution_id,
        f.report_year,
        f.document_sha256,
        f.url
),

compared as (
    select distinct
        f.institution_id,
        f.report_year,
        f.document_sha256
    from int_parallel_cells as f
),

apart as (
    -- documents that share no cell with the report that counts
    select distinct
        d.institution_id,
        d.report_year,
        'the ' || d.cells || ' cells of ' || d.url || ' are of other tables or of '
        || 'another edition of the form than those that count: they are not in the '
        || 'panel' as message
    from int_documents as d
    inner join int_reports as r
        on
            d.institution_id = r.institution_id
            and d.report_year = r.report_year
    left join compared as c
        on
            d.institution_id = c.institution_id
            and d.report_year = c.report_year
            and d.document_sha256 = c.document_sha256
    where
        d.cells > 0
        and not d.is_superseded
        and d.document_sha256 <> r.document_sha256
        and c.document_sha256 is null
),

left_out as (
    select * from another
    union all by name
    select * from apart
),

disagreements as (
    select
        d.institution_id,
        d.report_year,
        d.province_id,
        d.source_id,
        d.url,
        d.document_sha256,
        d.report_no,
        d.table_id,
        d.item,
        d.breakdown,
        d.locator,
        d.message
    from differing as d
    union all by name
    select
        r.institution_id,
        r.report_year,
        r.province_id,
        r.source_id,
        r.url,
        r.document_sha256,
        r.report_no,
        a.message
    from left_out as a
    inner join int_reports as r
        on
            a.institution_id = r.institution_id
            and a.report_year = r.report_year
),

every_issue as (
    select * from settled
    union all by name
    select
        d.*,
        'int' as stage,
        'warning' as severity,
        'forms_disagree' as code,
        false as is_settled
    from disagreements as d
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
    s.stage,  -- raw (finding and fetching), core (reading) or int (comparing)
    s.severity,  -- error, warning or info
    s.code,  -- Kind of issue, see docs/issues.md
    s.is_settled,  -- Another document, or a newer version, gave what was missing here
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
from every_issue as s
