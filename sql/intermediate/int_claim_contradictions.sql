-- description: Claims that no sum of cells agrees with, one row for what is said of a
-- subject in a section: a report that repeats itself contradicts itself once.
-- grain: institution_id, report_year, rule_id, unit_code
with mismatches as (
    select
        c.*,
        'claim_' || c.subject as rule_id,
        concat_ws(
            ':',
            c.breakdown,
            coalesce(c.section, 'none'),
            case when c.kind = 'change' then 'change' end
        ) as unit_code
    from out_claims as c
    where c.outcome = 'mismatch'
),

repeated as (
    -- a sentence that says a number twice says it once
    select
        m.institution_id,
        m.report_year,
        m.rule_id,
        m.unit_code,
        m.message_zh,
        m.message_en,
        min(m.claim_no) as claim_no
    from mismatches as m
    group by all
),

worded as (
    select
        r.institution_id,
        r.report_year,
        r.rule_id,
        r.unit_code,
        string_agg(r.message_zh, '；' order by r.claim_no) as message_zh,
        string_agg(r.message_en, '; ' order by r.claim_no) as message_en
    from repeated as r
    group by all
),

grouped as (
    select
        m.institution_id,
        m.report_year,
        m.rule_id,
        m.unit_code,
        bool_or(m.kind = 'change') as needs_prior,
        list(m.claim_no order by m.claim_no) as claim_nos,
        list_sort(list_distinct(flatten(list(m.cells)))) as cells,
        arg_max(
            {
                'table_id': split_part(m.cells[1], '/', 1),
                'value': m.value,
                'expected_value': m.expected_value,
                'difference': m.difference
            },
            (abs(m.difference), -m.claim_no)
        ) as worst
    from mismatches as m
    group by all
)

select
    g.institution_id,  -- Institution
    g.report_year,  -- Year that the report is about
    g.rule_id,  -- claim_ and the subject
    g.unit_code,  -- Applicants, section and, of a change, change, joined by a colon
    g.worst.table_id,  -- Statistics table of the claim that is farthest off
    t.edition,  -- Edition of the form that this table follows
    g.needs_prior,  -- It is about a change: it names cells of the year before as well
    g.worst.value as printed_value,  -- Number that this claim states
    g.worst.expected_value,  -- What the nearest sum of cells comes to
    g.worst.difference,  -- The first less the second
    g.cells,  -- Cells of the nearest sums: table/item/breakdown
    g.claim_nos,  -- The claims, see out_claims
    w.message_zh,  -- What they state and what the tables say, in Chinese
    w.message_en  -- The same in English
from grouped as g
inner join worded as w
    on
        g.institution_id = w.institution_id
        and g.report_year = w.report_year
        and g.rule_id = w.rule_id
        and g.unit_code = w.unit_code
inner join int_reports as r
    on
        g.institution_id = r.institution_id
        and g.report_year = r.report_year
inner join int_tables as t
    on
        r.report_key = t.report_key
        and g.worst.table_id = t.table_id
