-- description: Each explanation of a table that contradicts itself, in words, and
-- whether it is the only one for which something else speaks.
-- grain: report_key, table_id, component_no, solution_no
with evidence as (
    select
        e.report_key,
        e.table_id,
        e.component_no,
        e.solution_no,
        count(*) filter (
            where 1 in (e.evidence_prose, e.evidence_prior, e.evidence_second)
        ) as votes_for,
        -- another form may repeat an error: that it prints the same is no objection
        count(*) filter (
            where -1 in (e.evidence_prose, e.evidence_prior)
        ) as votes_against
    from int_suspect_evidence as e
    group by all
),

moves as (
    -- a slip of whole rows or columns, where cells explain it as well
    select
        e.report_key,
        e.table_id,
        e.component_no,
        e.solution_no,
        bool_and(e.is_complete) as has_rivals,
        min(e.pattern) as pattern
    from int_explanations as e
    inner join int_explanations as o
        on
            e.report_key = o.report_key
            and e.table_id = o.table_id
            and e.component_no = o.component_no
    where e.is_systematic and not o.is_systematic
    group by all
),

worded as (
    select
        e.report_key,
        e.table_id,
        e.component_no,
        e.solution_no,
        bool_and(e.is_complete) and max(e.solutions) > 1 as has_rivals,
        string_agg(
            place_zh(f.item_group_zh, f.item_zh, f.breakdown_zh)
            || '印为' || coalesce(plain_number(p.value), status_zh(p.obs_status))
            || '，应为' || plain_number(e.implied_value),
            '，且' order by f.position
        ) as solution_zh,
        string_agg(
            f.item_en || ' / ' || f.breakdown_en
            || ' is ' || coalesce(plain_number(p.value), p.obs_status)
            || ', should be ' || plain_number(e.implied_value),
            ' and ' order by f.position
        ) as solution_en
    from int_explanations as e
    inner join seed_form_cells as f
        on e.cell_no = f.cell_no
    inner join int_printed_cells as p
        on
            e.report_key = p.report_key
            and e.cell_no = p.cell_no
    where e.implied_value is not null and not e.is_systematic
    group by all
    union all by name
    select
        m.report_key,
        m.table_id,
        m.component_no,
        m.solution_no,
        m.has_rivals,
        l.pattern_zh as solution_zh,
        l.pattern_en as solution_en
    from moves as m
    inner join seed_patterns as l
        on m.pattern = l.pattern
),

weighed as (
    select
        w.*,
        coalesce(v.votes_for, 0) as votes_for,
        coalesce(v.votes_against, 0) as votes_against,
        coalesce(
            v.votes_for > 0 and v.votes_against = 0, false
        ) as has_support
    from worded as w
    left join evidence as v
        on
            w.report_key = v.report_key
            and w.table_id = v.table_id
            and w.component_no = v.component_no
            and w.solution_no = v.solution_no
)

select
    w.report_key,  -- Number of the report, see int_reports
    w.table_id,  -- Statistics table
    w.component_no,  -- Part of what fails in the table, see int_explained_tables
    w.solution_no,  -- Explanation of that part, from 1
    cast(w.votes_for as integer) as votes_for,  -- Cells that something else supports
    cast(
        w.votes_against as integer
    ) as votes_against,  -- Cells that a sentence or another year bears out as printed
    w.has_rivals
    and w.has_support
    and count(*) filter (where w.has_support) over (
        partition by w.report_key, w.table_id, w.component_no
    ) = 1 as is_backed,  -- Of several explanations the only one that is supported
    w.solution_zh,  -- What it would change, in Chinese
    w.solution_en  -- What it would change, in English
from weighed as w
