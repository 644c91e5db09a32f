-- description: The independent parts of what fails in a table, and whether each is
-- explained.
-- grain: report_key, table_id, component_no
select distinct
    l.report_key,  -- Number of the report, see int_reports
    l.table_id,  -- Statistics table
    l.edition,  -- Edition of the form
    l.component_no,  -- Independent part of what fails in the table, from 1
    l.status,  -- explained, systematic, too_many, timed_out or not_explained
    l.solutions,  -- Optimal solutions of the part
    l.component_changes as changes,  -- Cells that its first solution changes
    l.is_complete,  -- All optimal solutions are there, each with all its figures
    l.component_pattern as pattern,  -- Pattern of all its cells if it is one, else none
    l.method,  -- What found it: signature, search or milp; null if nothing did
    l.equations_failed  -- Failing equations that name a cell of the solutions
from int_localised as l
