-- description: The cells of each equation inside one report that must hold, by number:
-- what blanks, readings that differ and wrong cells are judged by.
-- kind: view
-- grain: equation_no, cell_no
select
    r.equation_no,  -- Number of the equation, see seed_rules
    f.cell_no,  -- Number of the cell, see seed_form_cells
    r.rule_id,  -- Rule
    r.edition,  -- Edition of the form
    r.unit_code,  -- Row or column
    r.rule_id || '/' || r.unit_code as equation,  -- Both in one
    r.tolerance,  -- Difference that is allowed
    case
        when t.side = 'left' then 1 else -1
    end * t.coefficient as coefficient  -- Its factor, negative on the right side
from seed_rules as r
inner join seed_rule_terms as t
    on
        r.rule_id = t.rule_id
        and r.edition = t.edition
        and r.unit_code = t.unit_code
inner join seed_form_cells as f
    on
        t.edition = f.edition
        and t.table_id = f.table_id
        and t.item = f.item
        and t.breakdown = f.breakdown
where
    r.severity = 'hard'
    and r.operator = '=='
    and not r.needs_prior
