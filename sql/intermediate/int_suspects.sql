-- description: Cells of which one must be wrong, by the equations alone: what the best
-- explanations of a table that contradicts itself would change.
-- grain: report_key, cell_no
with own_equations as (
    select
        h.equation_no,
        h.rule_id,
        h.edition,
        h.unit_code,
        h.cell_no,
        count(*) over (partition by h.cell_no) as equations
    from int_hard_terms as h
),

form_equations as (
    -- a block: cells that no second equation tells apart
    select
        e.*,
        max(e.equations) over (partition by e.equation_no) = 1 as is_block
    from own_equations as e
),

failing as (
    select
        r.report_key,
        d.equation,
        e.equation_no,
        e.cell_no,
        e.is_block,
        false as is_certain,
        n.finding_id
    from int_contradictions as d
    inner join int_reports as r
        on
            d.institution_id = r.institution_id
            and d.report_year = r.report_year
    inner join int_findings as n
        on
            d.institution_id = n.institution_id
            and d.report_year = n.report_year
            and d.rule_id = n.rule_id
            and d.unit_code = n.unit_code
    inner join form_equations as e
        on
            d.rule_id = e.rule_id
            and d.edition = e.edition
            and d.unit_code = e.unit_code
    union all by name
    -- a figure that is no count is wrong whatever the equations say
    select
        r.report_key,
        c.rule_id || '/' || c.unit_code as equation,
        f.cell_no,
        false as is_block,
        true as is_certain,
        n.finding_id
    from int_contradiction_cells as c
    inner join int_reports as r
        on
            c.institution_id = r.institution_id
            and c.report_year = r.report_year
    inner join int_findings as n
        on
            c.institution_id = n.institution_id
            and c.report_year = n.report_year
            and c.rule_id = n.rule_id
            and c.unit_code = n.unit_code
    inner join seed_form_cells as f
        on
            c.edition = f.edition
            and c.table_id = f.table_id
            and c.item = f.item
            and c.breakdown = f.breakdown
    where c.kind = 'domain'
),

failing_cells as (
    select
        f.report_key,
        f.cell_no,
        bool_or(f.is_block) and not bool_or(f.is_certain) as is_block,
        min(f.finding_id) as finding_id,
        list(f.equation order by f.equation_no nulls last) as equations
    from failing as f
    group by all
),

components as (
    select
        e.report_key,
        e.table_id,
        e.component_no,
        count(distinct e.solution_no) as listed,
        max(e.solutions) as solutions,
        min(e.changes) as changes,
        bool_and(e.is_complete) as is_complete,
        -- where cells explain it as well, a slip is one explanation of several
        bool_and(e.is_systematic) as is_systematic,
        min(f.finding_id) as finding_id
    from int_explanations as e
    left join failing_cells as f
        on
            e.report_key = f.report_key
            and e.cell_no = f.cell_no
    group by all
),

changed as (
    select
        e.report_key,
        e.table_id,
        e.component_no,
        e.cell_no,
        count(distinct e.solution_no) as in_solutions,
        min(e.changes) as changes,
        case
            when bool_or(e.is_systematic) then null
            when count(e.implied_value) < count(*) then null
            when min(e.implied_value) = max(e.implied_value)
                then min(e.implied_value)
        end as implied_value,
        case
            when count(distinct e.pattern) = 1 then min(e.pattern)
            else 'none'
        end as pattern
    from int_explanations as e
    group by all
),

of_blocks as (
    -- the other cells of a block, also where no best explanation changes them; where
    -- one of them holds what no cell of its kind can, it is that one
    select distinct
        c.report_key,
        c.table_id,
        c.component_no,
        b.cell_no
    from changed as c
    inner join failing_cells as n
        on
            c.report_key = n.report_key
            and c.cell_no = n.cell_no
            and n.is_block
    inner join failing as a
        on
            n.report_key = a.report_key
            and n.cell_no = a.cell_no
    inner join failing as b
        on
            a.report_key = b.report_key
            and a.equation_no = b.equation_no
),

cells as (
    select
        c.report_key,
        c.table_id,
        c.component_no,
        c.cell_no
    from changed as c
    union
    select
        b.report_key,
        b.table_id,
        b.component_no,
        b.cell_no
    from of_blocks as b
)

select
    c.report_key,  -- Number of the report, see int_reports
    c.table_id,  -- Statistics table
    c.component_no,  -- Part of what fails in the table, see int_explained_tables
    c.cell_no,  -- Number of the cell, see seed_form_cells
    coalesce(f.finding_id, k.finding_id) as finding_id,  -- Finding that it may explain
    h.implied_value,  -- What every explanation that changes it would have it be
    coalesce(
        k.solutions = 1
        and k.is_complete
        and not k.is_systematic
        and not coalesce(f.is_block, false)
        and h.implied_value is not null,
        false
    ) as is_unique,  -- It must be wrong: no other explanation is as good, proven
    coalesce(
        f.is_block, false
    ) as is_block,  -- No second equation tells the cells of its block apart
    k.is_systematic,  -- Part of a shift or the like, which is not repaired by the cell
    cast(k.solutions as integer) as solutions,  -- Best explanations of that part
    cast(
        coalesce(h.in_solutions, 0) as integer
    ) as in_solutions,  -- Of these, that change the cell
    cast(
        coalesce(h.changes, k.changes) as integer
    ) as changes,  -- Cells that one of them changes
    k.is_complete,  -- All best explanations were found
    coalesce(h.pattern, 'none') as pattern,  -- What happened to the figure, or none
    coalesce(
        f.equations, []
    ) as equations  -- Rules that must hold, fail and name the cell (rule/unit)
from cells as c
inner join components as k
    on
        c.report_key = k.report_key
        and c.table_id = k.table_id
        and c.component_no = k.component_no
left join changed as h
    on
        c.report_key = h.report_key
        and c.component_no = h.component_no
        and c.cell_no = h.cell_no
left join failing_cells as f
    on
        c.report_key = f.report_key
        and c.cell_no = f.cell_no
-- where not all were found, only what is in each that was
where k.is_complete or h.in_solutions = k.listed
