-- description: What each table of each report that counts holds: how many of its cells
-- are figures, blanks or not readable, in one pass over all cells.
-- grain: report_key, table_id, edition
with cells as (
    select
        c.report_key,
        c.table_id,
        c.edition,
        c.value,
        c.obs_status = 'blank' as is_blank,
        c.obs_status = 'unreadable' as is_unreadable,
        c.reading = 'by_equations' as is_derived,
        c.value_kind = 'count' as is_count,
        c.is_signed
    from int_printed_cells as c
),

form_tables as (
    select
        f.table_id,
        f.edition,
        count(*) as cells
    from seed_form_cells as f
    group by all
)

select
    c.report_key,  -- Number of the report, see int_reports
    c.table_id,  -- Statistics table
    c.edition,  -- Edition of the form that the table follows
    cast(count(*) as smallint) as cells,  -- Cells of the form that it has
    cast(
        max(f.cells) - count(*) as smallint
    ) as lacking,  -- Cells of the form that it does not have
    cast(count(c.value) as smallint) as figures,  -- Cells with a figure
    cast(count(*) filter (where c.is_blank) as smallint) as blanks,  -- Blank cells
    cast(
        count(*) filter (where c.is_count) as smallint
    ) as cells_for_counts,  -- Cells for a number of cases, items or documents
    cast(
        count(c.value) filter (where c.is_count) as smallint
    ) as counts,  -- Figures that are counts
    cast(
        count(*) filter (where c.is_count and c.is_blank) as smallint
    ) as counts_blank,  -- Blank cells for counts
    cast(
        count(*) filter (where c.is_count and c.is_unreadable) as smallint
    ) as counts_unreadable,  -- Cells for counts that are not readable
    cast(
        count(*) filter (where c.is_count and c.is_derived) as smallint
    ) as counts_by_equations,  -- Counts read with the help of equations
    cast(
        count(*) filter (
            where c.is_count and is_no_count(c.value, c.is_signed)
        ) as smallint
    ) as counts_impossible  -- Counts that are no whole number, or negative
from cells as c
inner join form_tables as f
    on
        c.table_id = f.table_id
        and c.edition = f.edition
group by
    c.report_key,
    c.table_id,
    c.edition
