-- description: What a report contradicts, one by one: equations that fail, figures that
-- are none of their kind, claims of its prose, and signals.
-- grain: institution_id, report_year, rule_id, unit_code
select
    o.institution_id,  -- Institution
    o.report_year,  -- Year that the report is about
    o.rule_id,  -- Rule, signal, or claim_ and the subject of a claim
    o.unit_code,  -- Row or column, what the signal is about, or where the claim stands
    o.rule_id || '/' || o.unit_code as equation,  -- Both in one
    r.kind,  -- equation, domain (what a single figure must be), claim or signal
    o.table_id,  -- Statistics table, null for a signal of none
    o.edition,  -- Edition of the form
    o.severity,  -- hard, soft or informative
    cast(
        case o.severity when 'hard' then 1 when 'soft' then 2 else 3 end as tinyint
    ) as severity_no,  -- The same as a number, the worst first
    r.needs_prior,  -- It names cells of the report of the year before
    o.operator as comparison,  -- ==, <= or >=; null for a claim or signal
    o.left_value,  -- Left side; of a claim the number stated, of a signal that printed
    o.right_value,  -- Right side; of a claim or signal the figure that would agree
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
union all by name
select
    c.institution_id,
    c.report_year,
    c.rule_id,
    c.unit_code,
    c.rule_id || '/' || c.unit_code as equation,
    'claim' as kind,
    c.table_id,
    c.edition,
    'soft' as severity,
    cast(2 as tinyint) as severity_no,
    c.needs_prior,
    null as comparison,
    c.printed_value as left_value,
    c.expected_value as right_value,
    c.difference
from int_claim_contradictions as c
