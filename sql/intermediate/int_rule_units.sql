-- description: Each equation applied to each report: both sides, and what is missing.
-- grain: report_key, equation_no
with form_terms as (
    select
        r.equation_no,
        r.edition,
        r.prior_editions,
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

incomplete as (
    -- tables of reports that do not have every cell of the form
    select
        t.report_key,
        t.table_id,
        t.edition
    from int_tables as t
    where t.lacking > 0
),

there as (
    select
        c.report_key,
        c.cell_no
    from int_printed_cells as c
    inner join incomplete as i
        on
            c.report_key = i.report_key
            and c.table_id = i.table_id
),

lacking as (
    select
        i.report_key,
        f.cell_no
    from incomplete as i
    inner join seed_form_cells as f
        on
            i.edition = f.edition
            and i.table_id = f.table_id
    left join there as c
        on
            i.report_key = c.report_key
            and f.cell_no = c.cell_no
    where c.cell_no is null
),

own_cells as (
    select
        c.report_key,
        c.cell_no,
        coalesce(c.value, b.value_inferred) as used,
        kind_of_term(
            true, false, c.obs_status, c.value, b.value_inferred, c.reading
        ) as kind
    from int_printed_cells as c
    left join int_blanks as b
        on
            c.report_key = b.report_key
            and c.cell_no = b.cell_no
    union all by name
    select
        l.report_key,
        l.cell_no,
        kind_of_term(true, false, 'absent', null, null, null) as kind
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
        p.report_key as prior_key,
        -- a report without the table speaks for its edition all the same
        coalesce(
            not list_contains(
                string_split(e.prior_editions, '|'),
                coalesce(b.edition, p.edition)
            ),
            false
        ) as is_edition_break
    from int_tables as t
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
    left join int_tables as b
        on
            p.report_key = b.report_key
            and e.table_id = b.table_id
),

asked_of_prior as (
    -- the same cells in every edition
    select distinct f.cell_no
    from seed_form_cells as f
    inner join form_terms as e
        on
            e.year_offset <> 0
            and f.table_id = e.table_id
            and f.item = e.item
            and f.breakdown = e.breakdown
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
    inner join asked_of_prior as a
        on c.cell_no = a.cell_no
    left join int_blanks as b
        on
            c.report_key = b.report_key
            and c.cell_no = b.cell_no
),

terms as (
    select
        c.report_key,
        t.equation_no,
        t.side,
        t.coefficient,
        c.used,
        c.kind
    from own_cells as c
    inner join own_terms as t
        on c.cell_no = t.cell_no
    union all by name
    select
        a.report_key,
        a.equation_no,
        a.side,
        a.coefficient,
        coalesce(c.value, c.value_inferred) as used,
        kind_of_term(
            a.prior_key is not null,
            a.is_edition_break,
            coalesce(c.obs_status, 'absent'),
            c.value,
            c.value_inferred,
            c.reading
        ) as kind
    from prior_terms as a
    left join prior_cells as c
        on
            a.prior_key = c.report_key
            and a.table_id = c.table_id
            and a.item = c.item
            and a.breakdown = c.breakdown
            -- the same name would mean something else
            and not a.is_edition_break
),

summed as (
    -- a hundred million terms: one sum of kinds takes half the time of seven counts
    select
        t.report_key,
        t.equation_no,
        cast(sum(t.kind) as bigint) as kinds,
        sum(case when t.side = 'left' then t.coefficient * t.used end) as left_value,
        sum(case when t.side = 'right' then t.coefficient * t.used end) as right_value
    from terms as t
    group by all
)

select
    s.report_key,  -- Number of the report, see int_reports
    s.equation_no,  -- Number of the equation, see seed_rules
    terms_of_kind(s.kinds, 0) as terms,  -- Cells in the equation
    terms_of_kind(
        s.kinds, 1
    ) as terms_no_prior,  -- Of these, in a report of last year that we lack
    terms_of_kind(
        s.kinds, 7
    ) as terms_edition_break,  -- Of these, in a form of last year that does not say it
    terms_of_kind(
        s.kinds, 2
    ) as terms_unknown,  -- Of these, not printed, marked or unreadable
    terms_of_kind(s.kinds, 3) as terms_blank,  -- Of these, blank
    terms_of_kind(
        s.kinds, 4
    ) as terms_blank_open,  -- Of the blanks, with no supported meaning
    terms_of_kind(
        s.kinds, 5
    ) as terms_blank_implied,  -- Of the blanks, read as the sum of their row
    terms_of_kind(
        s.kinds, 6
    ) as terms_by_equations,  -- Of these, read with the help of equations
    cast(
        s.left_value as decimal(26, 6)
    ) as left_value,  -- Left side, from what is printed or inferred
    cast(
        s.right_value as decimal(26, 6)
    ) as right_value  -- Right side, from what is printed or inferred
from summed as s
