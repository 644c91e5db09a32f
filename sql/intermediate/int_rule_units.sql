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

terms as (
    select
        b.institution_id,
        b.report_year,
        b.edition,
        t.rule_id,
        t.unit_code,
        t.table_id,
        t.side,
        t.coefficient,
        p.report_year is not null as has_report,
        coalesce(c.obs_status, 'absent') as obs_status,
        c.reading,
        c.value,
        c.value_inferred,
        coalesce(c.value, c.value_inferred) as used
    from tables_read as b
    inner join seed_rule_terms as t
        on
            b.table_id = t.table_id
            and b.edition = t.edition
    left join int_reports as p
        on
            b.institution_id = p.institution_id
            and b.report_year + t.year_offset = p.report_year
    left join int_cells as c
        on
            b.institution_id = c.institution_id
            and b.report_year + t.year_offset = c.report_year
            and t.table_id = c.table_id
            and t.item = c.item
            and t.breakdown = c.breakdown
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
        count(*) filter (
            where t.has_report and t.value is null and t.obs_status <> 'blank'
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
