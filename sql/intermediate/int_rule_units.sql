-- description: Each equation applied to each report: both sides, and what is missing.
-- grain: report_key, equation_no
with form_terms as (
    select
        r.equation_no,
        r.edition,
        t.table_id,
        t.item,
        t.breakdown,
        t.year_offset,
        t.side,
        t.coefficient,
        f.cell_no
    from seed_rule_terms as t
    inner join seed_rules as r
        on
            t.rule_id = r.rule_id
            and t.edition = r.edition
            and t.unit_code = r.unit_code
    left join seed_form_cells as f
        on
            t.edition = f.edition
            and t.table_id = f.table_id
            and t.item = f.item
            and t.breakdown = f.breakdown
),

own_terms as (
    select
        t.equation_no,
        t.cell_no,
        t.side,
        t.coefficient
    from form_terms as t
    where t.year_offset = 0
),

tables_read as (
    select
        c.report_key,
        c.edition,
        c.table_id,
        count(*) as cells
    from int_printed_cells as c
    group by all
),

form_tables as (
    select
        f.edition,
        f.table_id,
        count(*) as cells
    from seed_form_cells as f
    group by all
),

lacking as (
    -- cells of the form that the table of a report does not have
    select
        t.report_key,
        f.cell_no
    from tables_read as t
    inner join form_tables as n
        on
            t.edition = n.edition
            and t.table_id = n.table_id
            and t.cells < n.cells
    inner join seed_form_cells as f
        on
            t.edition = f.edition
            and t.table_id = f.table_id
    where not exists (
        select 1
        from int_printed_cells as c
        where
            c.report_key = t.report_key
            and c.cell_no = f.cell_no
    )
),

own_cells as (
    select
        c.report_key,
        c.cell_no,
        c.value,
        b.value_inferred,
        c.obs_status,
        c.reading
    from int_printed_cells as c
    left join int_blanks as b
        on
            c.report_key = b.report_key
            and c.cell_no = b.cell_no
    union all by name
    select
        l.report_key,
        l.cell_no,
        'absent' as obs_status
    from lacking as l
),

prior_terms as (
    -- what an equation asks of the report of another year
    select
        t.report_key,
        e.equation_no,
        e.table_id,
        e.item,
        e.breakdown,
        e.side,
        e.coefficient,
        p.report_key as prior_key
    from tables_read as t
    inner join form_terms as e
        on
            t.edition = e.edition
            and t.table_id = e.table_id
            and e.year_offset <> 0
    inner join int_reports as r
        on t.report_key = r.report_key
    left join int_reports as p
        on
            r.institution_id = p.institution_id
            and r.report_year + e.year_offset = p.report_year
),

prior_cells as (
    select
        c.report_key,
        c.table_id,
        c.item,
        c.breakdown,
        c.value,
        b.value_inferred,
        c.obs_status,
        c.reading
    from int_printed_cells as c
    left join int_blanks as b
        on
            c.report_key = b.report_key
            and c.cell_no = b.cell_no
    where exists (
        select 1
        from form_terms as e
        where
            e.year_offset <> 0
            and e.table_id = c.table_id
            and e.item = c.item
            and e.breakdown = c.breakdown
    )
),

terms as (
    select
        c.report_key,
        t.equation_no,
        t.side,
        t.coefficient,
        true as has_report,
        c.obs_status,
        c.reading,
        c.value,
        c.value_inferred
    from own_cells as c
    inner join own_terms as t
        on c.cell_no = t.cell_no
    union all by name
    select
        a.report_key,
        a.equation_no,
        a.side,
        a.coefficient,
        a.prior_key is not null as has_report,
        coalesce(c.obs_status, 'absent') as obs_status,
        c.reading,
        c.value,
        c.value_inferred
    from prior_terms as a
    left join prior_cells as c
        on
            a.prior_key = c.report_key
            and a.table_id = c.table_id
            and a.item = c.item
            and a.breakdown = c.breakdown
)

select
    t.report_key,  -- Number of the report, see int_reports
    t.equation_no,  -- Number of the equation, see seed_rules
    cast(count(*) as smallint) as terms,  -- Cells in the equation
    cast(
        count(*) filter (where not t.has_report) as smallint
    ) as terms_no_prior,  -- Of these, in a report of last year that we lack
    cast(
        count(*) filter (
            where t.has_report and t.value is null and t.obs_status <> 'blank'
        ) as smallint
    ) as terms_unknown,  -- Of these, not printed, marked or unreadable
    cast(
        count(*) filter (where t.obs_status = 'blank') as smallint
    ) as terms_blank,  -- Of these, blank
    cast(
        count(*) filter (
            where t.obs_status = 'blank' and t.value_inferred is null
        ) as smallint
    ) as terms_blank_open,  -- Of the blanks, with no supported meaning
    cast(
        count(*) filter (where t.value_inferred <> 0) as smallint
    ) as terms_blank_implied,  -- Of the blanks, read as the sum of their row
    cast(
        count(*) filter (where t.reading = 'by_equations') as smallint
    ) as terms_by_equations,  -- Of these, read with the help of equations
    cast(
        sum(case
            when t.side = 'left' then t.coefficient * coalesce(t.value, t.value_inferred)
        end) as decimal(26, 6)
    ) as left_value,  -- Left side, from what is printed or inferred
    cast(
        sum(case
            when t.side = 'right'
                then t.coefficient * coalesce(t.value, t.value_inferred)
        end) as decimal(26, 6)
    ) as right_value  -- Right side, from what is printed or inferred
from terms as t
group by
    t.report_key,
    t.equation_no
