-- description: A cell has at most one correction: with two it would be twice in the
-- panel.
-- asset: int_cells
-- severity: error
select
    k.institution_id,
    k.report_year,
    k.table_id,
    k.item,
    k.breakdown,
    k.expect,
    count(*) as corrections
from seed_corrections as k
group by all
having count(*) > 1
