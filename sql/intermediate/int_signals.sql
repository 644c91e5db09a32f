-- description: What stands out across years, levels and institutions and is no equation
-- of a form, in one list; each is to be looked at, none is a verdict.
-- grain: institution_id, report_year, signal_id, unit_code
with explained as (
    -- jumps into and out of a figure that a power of ten explains: one cause, one row
    select
        u.institution_id,
        u.report_year,
        u.unit_code as metric_id
    from int_unit_slips as u
    where u.table_id is null
    union
    select
        u.institution_id,
        u.report_year,
        t.metric_id
    from int_unit_slips as u
    inner join seed_metric_terms as t
        on
            u.edition = t.edition
            and u.unit_code = t.table_id || '/' || t.item || '/' || t.breakdown
),

found as (
    select
        j.institution_id,
        j.report_year,
        j.signal_id,
        j.metric_id as unit_code,
        j.metric_id,
        j.edition,
        as_figure(j.value) as printed_value,
        cast(
            as_figure(j.value) - as_figure(j.value_prior)
            as decimal(27, 6)
        ) as difference,
        j.message_zh,
        j.message_en
    from int_jumps as j
    left join explained as e
        on
            j.institution_id = e.institution_id
            and j.report_year - e.report_year in (0, 1)
            and j.metric_id = e.metric_id
    where e.metric_id is null
    union all by name
    select
        u.institution_id,
        u.report_year,
        u.signal_id,
        u.unit_code,
        case when u.table_id is null then u.unit_code end as metric_id,
        u.table_id,
        u.edition,
        u.printed as printed_value,
        u.scaled as expected_value,
        cast(u.printed - u.scaled as decimal(27, 6)) as difference,
        case when u.table_id is not null then [u.unit_code] end as cells,
        u.message_zh,
        u.message_en
    from int_unit_slips as u
    union all by name
    select
        c.institution_id,
        c.report_year,
        c.signal_id,
        c.table_id as unit_code,
        c.table_id,
        c.edition,
        c.cells,
        c.message_zh,
        c.message_en
    from int_stale_copies as c
    union all by name
    select
        b.institution_id,
        b.report_year,
        b.signal_id,
        b.metric_id as unit_code,
        b.metric_id,
        b.edition,
        b.figure as printed_value,
        b.parts_sum as expected_value,
        cast(b.figure - b.parts_sum as decimal(27, 6)) as difference,
        b.message_zh,
        b.message_en
    from int_level_bounds as b
),

measured as (
    select distinct
        f.metric_id,
        f.edition
    from found as f
    where f.metric_id is not null
),

metric_cells as (
    -- the cells behind a metric; its tables may be of several editions
    select
        e.metric_id,
        e.edition,
        list(
            distinct t.table_id || '/' || t.item || '/' || t.breakdown
            order by t.table_id || '/' || t.item || '/' || t.breakdown
        ) as cells,
        case when min(t.table_id) = max(t.table_id) then min(t.table_id) end as table_id
    from measured as e
    inner join seed_metric_terms as t
        on
            e.metric_id = t.metric_id
            and list_contains(string_split(e.edition, '+'), t.edition)
    group by all
)

select
    f.institution_id,  -- Institution
    f.report_year,  -- Year that the report is about
    f.signal_id,  -- Signal, see docs/signals.md
    f.unit_code,  -- A metric, a table, or a cell of the form
    coalesce(f.table_id, m.table_id) as table_id,  -- Table; null if several
    f.edition,  -- Edition of the form; joined by + if tables differ
    s.severity,  -- soft or informative
    f.printed_value,  -- The figure or metric, money in yuan where the unit is known
    f.expected_value,  -- Without the power of ten, or the sum of the parts; else null
    f.difference,  -- Printed less expected; of a jump less the year before
    coalesce(f.cells, m.cells) as cells,  -- Cells behind it, table/item/breakdown
    f.message_zh,  -- The signal in Chinese
    f.message_en  -- The signal in English
from found as f
inner join seed_signals as s
    on f.signal_id = s.signal_id
left join metric_cells as m
    on
        f.metric_id = m.metric_id
        and f.edition = m.edition
