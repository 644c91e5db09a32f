-- description: The report that counts beside its other forms (page, PDF, DOCX): which
-- cells of theirs say the same.
-- grain: institution_id, report_year, document_sha256, table_id, item, breakdown
with others as (
    -- the other documents of an institution and year; an older version of an address is
    -- no other form: what it said otherwise is in out_revisions
    select
        d.institution_id,
        d.report_year,
        d.document_sha256,
        d.report_no,
        -- bytes that two provinces list were read for both: one reading is enough
        min(d.province_id) as province_id,
        min(d.url) as url,
        min(d.media) as media
    from int_documents as d
    inner join int_reports as r
        on
            d.institution_id = r.institution_id
            and d.report_year = r.report_year
    where
        d.cells > 0
        and not d.is_superseded
        and d.document_sha256 <> r.document_sha256
    group by
        d.institution_id,
        d.report_year,
        d.document_sha256,
        d.report_no
),

pairs as (
    select
        o.*,
        n.table_id,
        n.item,
        n.breakdown,
        n.cell_no,
        n.value,
        n.unit,
        n.value_text,
        n.obs_status,
        n.reading,
        n.confidence,
        n.locator,
        p.value as value_counted,
        p.unit as unit_counted,
        p.obs_status as status_counted,
        p.reading as reading_counted,
        p.confidence as confidence_counted,
        in_base_unit(n.value, n.unit, p.value_kind) as base,
        in_base_unit(p.value, p.unit, p.value_kind) as base_counted,
        count(n.value) over of_table as figures,
        count(p.value) over of_table as figures_counted
    from others as o
    inner join int_readings as n
        on
            o.document_sha256 = n.document_sha256
            and o.report_no = n.report_no
            and o.province_id is not distinct from n.province_id
    inner join int_printed_cells as p
        on
            o.institution_id = p.institution_id
            and o.report_year = p.report_year
            and n.cell_no = p.cell_no
    window of_table as (
        partition by
            o.institution_id,
            o.report_year,
            o.document_sha256,
            o.report_no,
            n.table_id
    )
),

compared as (
    -- 1,234 is 1234 and 25.1万元 is 251000元; a blank beside a zero says nothing, beside
    -- another figure it differs; a table without any figure says nothing at all
    select
        p.*,
        case
            when 'unreadable' in (p.obs_status, p.status_counted) then 'not_compared'
            when least(p.figures, p.figures_counted) = 0 then 'not_compared'
            when p.base = p.base_counted then 'agrees'
            when
                p.value = p.value_counted
                and coalesce(p.unit, '') = coalesce(p.unit_counted, '')
                then 'agrees'
            when p.base <> p.base_counted then 'differs'
            when p.value is null and p.value_counted <> 0 then 'differs'
            when p.value_counted is null and p.value <> 0 then 'differs'
            else 'not_compared'
        end as outcome
    from pairs as p
),

scores as (
    select
        c.institution_id,
        c.report_year,
        c.document_sha256,
        c.report_no,
        count(*) filter (where c.outcome = 'agrees') as agreeing,
        count(*) filter (
            where c.outcome = 'agrees' and c.value <> 0
        ) as telling,
        count(*) filter (where c.outcome = 'differs') as differing
    from compared as c
    group by all
),

forms as (
    -- of several reports in a document the one that is most alike; zeros are in all
    select
        s.*,
        s.differing = 0 or s.differing <= s.telling as is_parallel,
        row_number() over (
            partition by s.institution_id, s.report_year, s.document_sha256
            order by s.telling desc, s.agreeing desc, s.differing asc, s.report_no asc
        ) as choice
    from scores as s
)

select
    c.institution_id,  -- Institution
    c.report_year,  -- Year that the report is about
    c.document_sha256,  -- The other document
    c.report_no,  -- Number of the report in it
    c.table_id,  -- Statistics table
    c.item,  -- Row of the form
    c.breakdown,  -- Column of the form
    c.cell_no,  -- Number of the cell, see seed_form_cells
    c.url,  -- Address of the other document
    c.media,  -- Kind of document
    c.value,  -- Figure as printed there
    c.unit,  -- Unit of that figure
    c.value_text,  -- Text of its cell
    c.obs_status,  -- reported, blank, dash, not_applicable or unreadable
    c.reading,  -- printed, by_equations or ocr
    c.confidence,  -- How sure that reading is, 0 to 1
    c.locator,  -- Where in the other document
    c.outcome,  -- agrees or differs; not_compared: no figure, or a blank beside a zero
    f.is_parallel,  -- Another form of the report; false: too different, another report
    f.is_parallel
    and c.outcome = 'agrees'
    and (
        c.confidence > c.confidence_counted
        or c.reading <> c.reading_counted
    ) as confirms  -- It agrees, and was read more surely or by other means
from compared as c
inner join forms as f
    on
        c.institution_id = f.institution_id
        and c.report_year = f.report_year
        and c.document_sha256 = f.document_sha256
        and c.report_no = f.report_no
where f.choice = 1
