-- description: The outcome of every rule for every report: passes, fails and undecided.
-- grain: institution_id, report_year, rule_id, table_id, unit_code
with equations as (
    select
        u.*,
        r.severity,
        r.operator,
        u.left_value - u.right_value as difference,
        case r.operator
            when '==' then abs(u.left_value - u.right_value) <= r.tolerance
            when '<=' then u.left_value <= u.right_value + r.tolerance
            when '>=' then u.left_value >= u.right_value - r.tolerance
        end as holds
    from int_rule_units as u
    inner join seed_rules as r
        on
            u.rule_id = r.rule_id
            and u.edition = r.edition
            and u.unit_code = r.unit_code
),

decided as (
    select
        e.*,
        case
            when e.terms_no_prior > 0 or e.terms_unknown > 0 then 'undecided'
            when e.terms_blank = 0 and e.holds then 'pass'
            when e.terms_blank = 0 then 'fail'
            when e.terms_blank_open > 0 or not e.holds then 'undecided'
            when e.terms_blank_implied > 0 then 'pass_blank_as_implied'
            else 'pass_blank_as_zero'
        end as outcome,
        case
            when e.terms_no_prior > 0 then 'no_prior_report'
            when e.terms_unknown > 0 then 'missing_cell'
            when e.terms_blank_open > 0 then 'blank_cell'
            when e.terms_blank > 0 and not e.holds then 'blank_cell'
        end as reason
    from equations as e
),

counts as (
    -- the second kind of rule: a count is a whole number, not negative unless signed
    select
        c.institution_id,
        c.report_year,
        c.table_id,
        any_value(c.edition) as edition,
        count(*) as cells,
        count(*) filter (
            where
            c.value <> floor(c.value) or (c.value < 0 and not c.is_signed)
        ) as violations
    from int_cells as c
    where c.value_kind = 'count' and c.value is not null
    group by c.institution_id, c.report_year, c.table_id
)

select
    d.institution_id,  -- Institution
    d.report_year,  -- Year that the report is about
    d.rule_id,  -- Rule
    d.table_id,  -- Statistics table
    d.unit_code,  -- Row or column that the equation is about
    d.edition,  -- Edition of the form
    d.severity,  -- hard, soft or informative
    d.outcome,  -- pass, pass_blank_as_zero, pass_blank_as_implied, fail or undecided
    d.reason,  -- Why undecided: no_prior_report, missing_cell or blank_cell
    d.left_value,  -- Left side of the comparison
    d.operator,  -- ==, <= or >=
    d.right_value,  -- Right side of the comparison
    d.difference  -- Left less right
from decided as d
union all by name
select
    n.institution_id,
    n.report_year,
    'counts_are_whole' as rule_id,
    n.table_id,
    n.table_id as unit_code,
    n.edition,
    'hard' as severity,
    case when n.violations = 0 then 'pass' else 'fail' end as outcome,
    null as reason,
    cast(n.violations as decimal(26, 6)) as left_value,
    '==' as operator,
    cast(0 as decimal(26, 6)) as right_value,
    cast(n.violations as decimal(27, 6)) as difference
from counts as n
