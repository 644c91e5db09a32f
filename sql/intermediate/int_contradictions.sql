-- description: What a report contradicts, one by one: equations that fail, figures that
-- are none of their kind, and signals.
-- grain: institution_id, report_year, rule_id, unit_code
select
    o.institution_id,  -- Institution
    o.report_year,  -- Year that the report is about
    o.rule_id,  -- Rule or signal
    o.unit_code,  -- Row or column, or what the signal is about
    o.rule_id || '/' || o.unit_code as equation,  -- Both in one
    r.kind,  -- equation, domain (what a single figure must be) or signal
    o.table_id,  -- Statistics table, null for a signal of none
    o.edition,  -- Edition of the form
    o.severity,  -- hard, soft or informative
    cast(
        case o.severity when 'hard' then 1 when 'soft' then 2 else 3 end as tinyint
    ) as severity_no,  -- The same as a number, the worst first
    r.needs_prior,  -- It names cells of the report of the year before
    o.operator as comparison,  -- ==, <= or >=; null for a signal
    o.left_value,  -- Left side; of a signal the figure as printed
    o.right_value,  -- Right side; of a signal the figure expected
    o.difference  -- Left less right
from out_rule_results as o
inner join seed_rules as r
    on
        o.rule_id = r.rule_id
        and o.edition = r.edition
        and o.unit_code = r.unit_code
where o.outcome = 'fail'
union all by name
select
    s.institution_id,
    s.report_year,
    s.signal_id as rule_id,
    s.unit_code,
    s.signal_id || '/' || s.unit_code as equation,
    'signal' as kind,
    s.table_id,
    s.edition,
    s.severity,
    cast(
        case s.severity when 'hard' then 1 when 'soft' then 2 else 3 end as tinyint
    ) as severity_no,
    false as needs_prior,
    null as comparison,
    s.printed_value as left_value,
    s.expected_value as right_value,
    s.difference
from int_signals as s
