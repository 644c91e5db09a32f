-- description: Every finding of equations or of prose has cells to look at, and every
-- cell to look at belongs to a finding.
-- asset: out_consistency_flags
-- severity: error
with counted as (
    select
        c.institution_id,
        c.report_year,
        c.finding_id,
        count(*) as cells
    from out_flag_cells as c
    group by all
)

select
    coalesce(f.institution_id, c.institution_id) as institution_id,
    coalesce(f.report_year, c.report_year) as report_year,
    coalesce(f.finding_id, c.finding_id) as finding_id,
    c.cells
from out_consistency_flags as f
full outer join counted as c
    on
        f.institution_id = c.institution_id
        and f.report_year = c.report_year
        and f.finding_id = c.finding_id
where
    f.finding_id is null
    or (c.finding_id is null and f.kind <> 'signal')
