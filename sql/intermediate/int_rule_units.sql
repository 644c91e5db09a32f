-- description: Each equation applied to each report: both sides, and what is missing.
-- grain: institution_id, report_year, rule_id, unit_code
with tables_read as (
    select distinct
        c.institution_id,
        c.report_year,
        c.table_id,
        c.edition
    from int_cells as c
),

named as (
    -- what each equation names, this year and the year before
    select
        b.institution_id,
        b.report_year,
        b.edition,
        t.rule_id,
        t.unit_code,
        t.table_id,
        t.item,
        t.breakdown,
        t.side,
        t.coefficient,
        b.report_year + t.year_offset as year_of_cell,
        p.report_year is not null as has_report,
        -- a report without the table speaks for its edition all the same
        t.year_offset <> 0
        and coalesce(
            not list_contains(
                string_split(r.prior_editions, '|'),
                coalesce(e.edition, p.edition)
            ),
            false
        ) as is_edition_break
    from tables_read as b
    inner join seed_rule_terms as t
        on
            b.table_id = t.table_id
            and b.edition = t.edition
    inner join seed_rules as r
        on
            t.rule_id = r.rule_id
            and t.edition = r.edition
            and t.unit_code = r.unit_code
    left join int_reports as p
        on
            b.institution_id = p.institution_id
            and b.report_year + t.year_offset = p.report_year
    left join tables_read as e
        on
            b.institution_id = e.institution_id
            and b.report_year + t.year_offset = e.report_year
            and b.table_id = e.table_id
),

terms as (
    select
        n.institution_id,
        n.report_year,
        n.edition,
        n.rule_id,
        n.unit_code,
        n.table_id,
        n.side,
        n.coefficient,
        n.has_report,
        n.is_edition_break,
        coalesce(c.obs_status, 'absent') as obs_status,
        c.reading,
        c.value,
        c.value_inferred,
        coalesce(c.value, c.value_inferred) as used
    from named as n
    left join int_cells as c
        on
            n.institution_id = c.institution_id
            and n.year_of_cell = c.report_year
            and n.table_id = c.table_id
            and n.item = c.item
            and n.breakdown = c.breakdown
            -- the same name would mean something else
            and not n.is_edition_break
)

select
    t.institution_id,  -- Institution
    t.report_year,  -- Year that the report is about
    t.rule_id,  -- Rule
    t.unit_code,  -- Row or column that the equation is about
    t.table_id,  -- Statistics table
    t.edition,  -- Edition of the form
    cast(count(*) as integer) as terms,  -- Cells in the equation
    cast(
        count(*) filter (where not t.has_report) as integer
    ) as terms_no_prior,  -- Of these, in a report of last year that we lack
    cast(
        count(*) filter (where t.is_edition_break) as integer
    ) as terms_edition_break,  -- Of these, in a form of last year that does not say it
    cast(
        count(*) filter (
            where
            t.has_report
            and not t.is_edition_break
            and t.value is null
            and t.obs_status <> 'blank'
        ) as integer
    ) as terms_unknown,  -- Of these, not printed, marked or unreadable
    cast(
        count(*) filter (where t.obs_status = 'blank') as integer
    ) as terms_blank,  -- Of these, blank
    cast(
        count(*) filter (
            where t.obs_status = 'blank' and t.value_inferred is null
        ) as integer
    ) as terms_blank_open,  -- Of the blanks, with no supported meaning
    cast(
        count(*) filter (
            where t.obs_status = 'blank' and t.value_inferred <> 0
        ) as integer
    ) as terms_blank_implied,  -- Of the blanks, read as the sum of their row
    cast(
        count(*) filter (where t.reading = 'by_equations') as integer
    ) as terms_by_equations,  -- Of these, read with the help of equations
    cast(
        sum(case when t.side = 'left' then t.coefficient * t.used end)
        as decimal(26, 6)
    ) as left_value,  -- Left side, from what is printed or inferred
    cast(
        sum(case when t.side = 'right' then t.coefficient * t.used end)
        as decimal(26, 6)
    ) as right_value  -- Right side, from what is printed or inferred
from terms as t
group by
    t.institution_id,
    t.report_year,
    t.rule_id,
    t.unit_code,
    t.table_id,
    t.edition
