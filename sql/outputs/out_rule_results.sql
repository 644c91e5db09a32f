-- description: The outcome of every rule for every report: passes, fails and undecided.
-- grain: institution_id, report_year, rule_id, table_id, unit_code
with equations as (
    select
        u.*,
        p.institution_id,
        p.report_year,
        r.rule_id,
        r.table_id,
        r.unit_code,
        r.edition,
        r.severity,
        r.operator,
        case r.operator
            when '==' then abs(u.left_value - u.right_value) <= r.tolerance
            when '<=' then u.left_value <= u.right_value + r.tolerance
            when '>=' then u.left_value >= u.right_value - r.tolerance
        end as holds,
        u.terms_no_prior
        + u.terms_edition_break
        + u.terms_unknown
        + u.terms_blank_open = 0 as has_sides,
        -- what served to read a cell cannot bear witness to it as well
        u.terms_by_equations > 0
        and r.severity = 'hard'
        and r.operator = '=='
        and not r.needs_prior as is_key
    from int_rule_units as u
    inner join int_reports as p
        on u.report_key = p.report_key
    inner join seed_rules as r
        on u.equation_no = r.equation_no
),

decided as (
    select
        e.*,
        case
            when
                e.terms_no_prior > 0
                or e.terms_edition_break > 0
                or e.terms_unknown > 0
                or e.is_key
                then 'undecided'
            when e.terms_blank = 0 and e.holds then 'pass'
            when e.terms_blank = 0 then 'fail'
            when e.terms_blank_open > 0 or not e.holds then 'undecided'
            when e.terms_blank_implied > 0 then 'pass_blank_as_implied'
            else 'pass_blank_as_zero'
        end as outcome,
        case
            when e.terms_no_prior > 0 then 'no_prior_report'
            when e.terms_edition_break > 0 then 'edition_break'
            when e.terms_unknown > 0 then 'missing_cell'
            when e.is_key then 'read_by_equations'
            when e.terms_blank_open > 0 then 'blank_cell'
            when e.terms_blank > 0 and not e.holds then 'blank_cell'
        end as reason
    from equations as e
),

counts as (
    -- the second kind of rule: a count is a whole number, not negative unless signed
    select
        t.*,
        r.institution_id,
        r.report_year
    from int_tables as t
    inner join int_reports as r
        on t.report_key = r.report_key
    where t.cells_for_counts > 0
),

counted as (
    select
        n.*,
        r.rule_id,
        r.unit_code,
        r.severity,
        r.operator,
        case
            when n.counts_impossible > 0 then 'fail'
            when n.counts_unreadable > 0 or n.counts = 0 or n.counts_by_equations > 0
                then 'undecided'
            else 'pass'
        end as outcome,
        case
            when n.counts_impossible > 0 then null
            when n.counts_unreadable > 0 then 'missing_cell'
            when n.counts_by_equations > 0 then 'read_by_equations'
            when n.counts = 0 and n.counts_blank > 0 then 'blank_cell'
            when n.counts = 0 then 'missing_cell'
        end as reason
    from counts as n
    inner join seed_rules as r
        on
            n.edition = r.edition
            and n.table_id = r.table_id
            and r.kind = 'domain'
)

select
    d.institution_id,  -- Institution
    d.report_year,  -- Year that the report is about
    d.rule_id,  -- Rule
    d.table_id,  -- Statistics table
    d.unit_code,  -- Row or column that the equation is about, or the table
    d.edition,  -- Edition of the form
    d.severity,  -- hard, soft or informative
    d.outcome,  -- pass, pass_blank_as_zero, pass_blank_as_implied, fail or undecided
    d.reason,  -- no_prior_report, edition_break, missing_cell, blank_cell or another
    case when d.has_sides then d.left_value
    end as left_value,  -- Left side of the comparison, null where a term is not known
    d.operator,  -- ==, <= or >=
    case when d.has_sides then d.right_value
    end as right_value,  -- Right side of the comparison, null where a term is not known
    case when d.has_sides then d.left_value - d.right_value
    end as difference  -- Left less right
from decided as d
union all by name
select
    n.institution_id,
    n.report_year,
    n.rule_id,
    n.table_id,
    n.unit_code,
    n.edition,
    n.severity,
    n.outcome,
    n.reason,
    case when n.outcome <> 'undecided' then cast(n.counts_impossible as decimal(26, 6))
    end as left_value,
    n.operator,
    case when n.outcome <> 'undecided' then cast(0 as decimal(26, 6))
    end as right_value,
    case when n.outcome <> 'undecided' then cast(n.counts_impossible as decimal(27, 6))
    end as difference
from counted as n
