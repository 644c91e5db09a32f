-- description: A cell is the only explanation only where all explanations are known,
-- there is one, and it says what the cell should be.
-- asset: out_suspect_cells
-- severity: error
select
    s.institution_id,
    s.report_year,
    s.table_id,
    s.item,
    s.breakdown,
    s.solutions,
    s.in_solutions,
    s.is_complete
from out_suspect_cells as s
where
    s.in_solutions > s.solutions
    or (
        s.is_unique
        and (
            s.solutions <> 1
            or s.in_solutions <> 1
            or not s.is_complete
            or s.is_block
            or s.is_systematic
            or s.is_backed
            or s.implied_value is null
        )
    )
    or s.is_backed <> (s.backed_value is not null)
