-- description: Which cells of each table that contradicts itself are wrong, and what
-- they should be: all optimal explanations, by pipeline.quality.
-- grain: report_key, table_id, component_no, solution_no, position
with failing as (
    -- tables in which something that must hold within the year does not
    select distinct
        p.report_key,
        o.table_id,
        o.edition
    from out_rule_results as o
    inner join seed_rules as r
        on
            o.rule_id = r.rule_id
            and o.edition = r.edition
            and o.unit_code = r.unit_code
    inner join int_reports as p
        on
            o.institution_id = p.institution_id
            and o.report_year = p.report_year
    where
        o.outcome = 'fail'
        and o.severity = 'hard'
        and not r.needs_prior
        and (r.kind = 'domain' or (r.operator = '==' and r.tolerance = 0))
),

asked as (
    select
        f.report_key,
        f.table_id,
        f.edition
    from failing as f
    union
    -- a cell without a figure leaves rules undecided that may contradict each other
    select
        t.report_key,
        t.table_id,
        t.edition
    from int_tables as t
    where
        t.counts > 0
        and t.counts_blank + t.counts_unreadable + t.counts_by_equations > 0
),

cells as (
    select
        f.report_key,
        f.table_id,
        f.edition,
        c.position,
        -- what served to read a cell cannot bear witness to it as well
        case
            when coalesce(c.reading, '') <> 'by_equations'
                then cast(coalesce(c.value, b.value_inferred) as decimal(26, 6))
        end as figure,
        cast(c.confidence as double) as confidence
    from asked as f
    inner join int_printed_cells as c
        on
            f.report_key = c.report_key
            and f.table_id = c.table_id
            and f.edition = c.edition
    left join int_blanks as b
        on
            c.report_key = b.report_key
            and c.cell_no = b.cell_no
    -- few reports have such a table: then few documents are read
    where c.report_key in (select t.report_key from asked as t)
),

tables as (
    select
        c.report_key,
        c.table_id,
        c.edition,
        list(c.position order by c.position) as positions,
        list(c.figure order by c.position) as figures,
        list(c.confidence order by c.position) as confidences
    from cells as c
    left join failing as f
        on
            c.report_key = f.report_key
            and c.table_id = f.table_id
            and c.edition = f.edition
    group by all
    -- without a rule that fails, only what rules with an unknown cell say together
    having count(f.report_key) > 0 or count(c.figure) < count(*)
),

found as (
    select
        t.report_key,
        t.table_id,
        t.edition,
        unnest(
            localised(t.edition, t.table_id, t.positions, t.figures, t.confidences)
        ) as found
    from tables as t
)

select
    f.report_key,  -- Number of the report, see int_reports
    f.table_id,  -- Statistics table
    f.edition,  -- Edition of the form
    f.found.component_no,  -- Independent part of what fails in the table, from 1
    f.found.status,  -- explained, systematic, too_many, timed_out or not_explained
    f.found.method,  -- What found it: signature, search or milp; null if nothing did
    f.found.is_complete,  -- All optimal solutions are there, each with all its figures
    f.found.is_systematic,  -- A slip of a whole row or column
    f.found.equations_failed,  -- Failing equations that name a cell of the solutions
    f.found.component_pattern,  -- Pattern of all its cells if it is one, else none
    f.found.component_changes,  -- Cells that its first solution changes
    f.found.solutions,  -- Optimal solutions of the part
    f.found.solution_no,  -- Solution, from 1; null where there is none
    f.found.changes,  -- Cells that the solution changes
    f.found.position,  -- Changed cell: place in the table, from 0
    f.found.implied_value,  -- What it should be, null where that is open
    f.found.pattern  -- How that differs from the print, see seed_patterns
from found as f
