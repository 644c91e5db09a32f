-- description: The cells that each optimal explanation of what fails in a table
-- changes, and what they should be.
-- grain: report_key, table_id, component_no, solution_no, cell_no
select
    l.report_key,  -- Number of the report, see int_reports
    l.table_id,  -- Statistics table
    l.edition,  -- Edition of the form
    l.component_no,  -- Independent part of what fails in the table, from 1
    l.solution_no,  -- Optimal solution of that part, from 1
    f.cell_no,  -- Number of the changed cell, see seed_form_cells
    l.implied_value,  -- What it should be; null where that is open or systematic
    l.changes,  -- Cells that this solution changes
    l.solutions,  -- Optimal solutions of the part
    l.is_complete,  -- These are all, proven, and each says all its figures
    l.pattern,  -- How the print differs from what it should be, see seed_patterns
    l.method,  -- What found it: signature, search or milp
    l.is_systematic  -- A slip of a whole row or column: nothing to repair cell by cell
from int_localised as l
inner join seed_form_cells as f
    on
        l.edition = f.edition
        and l.table_id = f.table_id
        and l.position = f.position
