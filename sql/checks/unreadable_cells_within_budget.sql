-- description: At most 1 % of the cells of a province and year are unreadable.
-- asset: out_coverage
-- severity: warn
select
    c.province_id,
    c.report_year,
    sum(c.cells_unreadable) as cells_unreadable,
    sum(c.cells) as cells
from out_coverage as c
group by all
having sum(c.cells_unreadable) > 0.01 * sum(c.cells)
