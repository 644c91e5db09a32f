-- description: Every cell that a report prints otherwise than the version before it.
-- grain: institution_id, report_year, url, version_no, table_id, item, breakdown
with revised as (
    -- most documents were never touched: only the others are compared
    select r.document_sha256
    from int_revisions as r
    union
    select r.previous_sha256 as document_sha256
    from int_revisions as r
),

readings as (
    select
        o.document_sha256,
        o.report_no,
        o.table_id,
        o.item,
        o.breakdown,
        o.value,
        o.unit,
        o.value_text,
        o.obs_status,
        o.confidence,
        o.locator,
        in_base_unit(o.value, o.unit, o.value_kind) as base,
        -- bytes that two provinces list were read for both: one reading is enough
        dense_rank() over (
            partition by o.document_sha256, o.report_no order by o.province_id
        ) as reading_no
    from int_readings as o
    inner join revised as d
        on o.document_sha256 = d.document_sha256
    where o.cell_no is not null
),

came as (
    select
        r.institution_id,
        r.report_year,
        r.url,
        r.version_no,
        n.*
    from int_revisions as r
    inner join readings as n
        on
            r.document_sha256 = n.document_sha256
            and r.report_no = n.report_no
            and n.reading_no = 1
),

went as (
    select
        r.institution_id,
        r.report_year,
        r.url,
        r.version_no,
        b.*
    from int_revisions as r
    inner join readings as b
        on
            r.previous_sha256 = b.document_sha256
            and r.previous_report_no = b.report_no
            and b.reading_no = 1
),

compared as (
    select
        n.value_text,
        n.value,
        n.unit,
        n.obs_status,
        n.locator,
        b.value_text as value_text_before,
        b.value as value_before,
        b.unit as unit_before,
        b.obs_status as status_before,
        b.locator as locator_before,
        coalesce(n.institution_id, b.institution_id) as institution_id,
        coalesce(n.report_year, b.report_year) as report_year,
        coalesce(n.url, b.url) as url,
        coalesce(n.version_no, b.version_no) as version_no,
        coalesce(n.table_id, b.table_id) as table_id,
        coalesce(n.item, b.item) as item,
        coalesce(n.breakdown, b.breakdown) as breakdown,
        least(n.confidence, b.confidence) as confidence,
        n.base - b.base as difference,
        case
            when n.value is null and b.value is null then 'print'
            when b.value is null then 'filled'
            when n.value is null then 'emptied'
            when n.base = b.base then 'print'
            when n.base <> b.base then 'figure'
            when n.value <> b.value then 'figure'
            else 'print' -- an amount whose unit is not known
        end as what_changed
    from came as n
    full outer join went as b
        on
            n.institution_id = b.institution_id
            and n.report_year = b.report_year
            and n.url = b.url
            and n.version_no = b.version_no
            and n.table_id = b.table_id
            and n.item = b.item
            and n.breakdown = b.breakdown
    where
        n.value_text is distinct from b.value_text
        or n.value is distinct from b.value
        or n.unit is distinct from b.unit
        or n.obs_status is distinct from b.obs_status
)

select
    c.institution_id,  -- Institution
    c.report_year,  -- Year that the report is about
    c.url,  -- Address of the document
    c.version_no,  -- Version that came, see out_revisions
    c.table_id,  -- Statistics table
    c.item,  -- Row of the form
    c.breakdown,  -- Column of the form
    c.what_changed,  -- figure (another), filled, emptied; print: same figure, or none
    c.value_text_before,  -- Text of the cell before, null if it was not there
    c.value_text,  -- Text of the cell now, null if it is not there
    c.value_before,  -- Figure before, as printed
    c.value,  -- Figure now, as printed
    c.unit_before,  -- Unit of the figure before
    c.unit,  -- Unit of the figure now
    c.status_before,  -- obs_status before: reported, blank, dash and so on
    c.obs_status,  -- obs_status now
    c.difference,  -- Now less before, in the base unit (money in yuan, 元)
    c.confidence,  -- How sure the less sure of the two readings is, 0 to 1
    c.locator_before,  -- Where in the version before
    c.locator  -- Where in the version that came
from compared as c
