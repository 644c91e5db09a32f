-- description: What a blank must mean: zero, or for a total the sum of its row, where
-- every equation that names it closes with that.
-- grain: report_key, cell_no
with tables_with_blanks as (
    -- a table without any figure says nothing: its blanks are no zeros
    select
        p.report_key,
        p.table_id
    from int_tables as p
    where p.blanks > 0 and p.figures > 0
),

cells as (
    select
        p.report_key,
        p.table_id,
        p.item,
        p.cell_no,
        p.is_total,
        p.value,
        p.obs_status = 'blank' as is_blank
    from int_printed_cells as p
    inner join tables_with_blanks as b
        on
            p.report_key = b.report_key
            and p.table_id = b.table_id
),

row_sums as (
    -- what a blank total would be: the sum of its row, blanks read as zero
    select
        c.report_key,
        c.table_id,
        c.item,
        sum(coalesce(c.value, 0)) as row_sum,
        count(*) filter (where c.value is null and not c.is_blank) as not_known
    from cells as c
    where not c.is_total
    group by all
),

blanks as (
    select
        c.report_key,
        c.cell_no,
        case
            when not c.is_total then 0
            when s.not_known = 0 then s.row_sum
        end as candidate
    from cells as c
    left join row_sums as s
        on
            c.is_total
            and c.report_key = s.report_key
            and c.table_id = s.table_id
            and c.item = s.item
    where c.is_blank
),

form_terms as (
    -- with how many cells each equation names
    select
        h.equation_no,
        h.tolerance,
        h.cell_no,
        h.coefficient,
        count(*) over (partition by h.equation_no) as terms
    from int_hard_terms as h
),

equations as (
    -- does the equation close when blanks are read as the candidate says?
    select
        c.report_key,
        t.equation_no,
        coalesce(
            abs(sum(t.coefficient * coalesce(c.value, b.candidate)))
            <= max(t.tolerance)
            and count(coalesce(c.value, b.candidate)) = max(t.terms),
            false
        ) as closes
    from cells as c
    inner join form_terms as t
        on c.cell_no = t.cell_no
    left join blanks as b
        on
            c.report_key = b.report_key
            and c.cell_no = b.cell_no
    group by all
)

select
    b.report_key,  -- Number of the report, see int_reports
    b.cell_no,  -- Number of the cell, see seed_form_cells
    cast(max(b.candidate) as decimal(26, 6)) as value_inferred  -- What it must mean
from blanks as b
inner join form_terms as t
    on b.cell_no = t.cell_no
inner join equations as e
    on
        b.report_key = e.report_key
        and t.equation_no = e.equation_no
group by all
having bool_and(e.closes)
