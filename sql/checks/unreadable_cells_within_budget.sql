-- description: No more cells of a province and year are unreadable than seed_budgets
-- allows (share).
-- asset: out_coverage
-- severity: warn
with budget as (
    -- one row, also where nobody wrote a budget: then nothing is allowed
    select max(b.share_allowed) as share_allowed
    from seed_budgets as b
    where
        b.asset = 'out_coverage'
        and b.check_name = 'unreadable_cells_within_budget'
),

provinces as (
    select
        c.province_id,
        c.report_year,
        sum(c.cells_unreadable) as cells_unreadable,
        sum(c.cells) as cells
    from out_coverage as c
    group by all
)

select
    p.province_id,
    p.report_year,
    p.cells_unreadable,
    p.cells,
    b.share_allowed
from provinces as p
cross join budget as b
where p.cells_unreadable > coalesce(b.share_allowed, 0) * p.cells
