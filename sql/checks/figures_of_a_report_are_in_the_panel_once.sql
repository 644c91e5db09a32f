-- description: The panel holds as many cells of a report as its document gave.
-- asset: int_cells
-- severity: error
with panel as (
    select
        c.institution_id,
        c.report_year,
        count(*) as cells
    from int_cells as c
    group by all
)

select
    r.institution_id,
    r.report_year,
    r.cells as cells_of_document,
    coalesce(p.cells, 0) as cells_in_panel
from int_reports as r
left join panel as p
    on
        r.institution_id = p.institution_id
        and r.report_year = p.report_year
where r.cells <> coalesce(p.cells, 0)
