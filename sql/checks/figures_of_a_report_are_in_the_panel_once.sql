-- description: The cells of the panel are those that the document of a report gave: as
-- many, and as many with a figure. No cell is twice, since it is once in its document,
-- and what the panel adds to a cell is checked to be there once.
-- asset: int_tables
-- severity: error
with panel as (
    select
        t.report_key,
        sum(t.cells) as cells,
        sum(t.figures) as figures
    from int_tables as t
    group by all
)

select
    r.institution_id,
    r.report_year,
    r.cells as cells_of_document,
    coalesce(p.cells, 0) as cells_in_panel,
    r.cells_reported as figures_of_document,
    coalesce(p.figures, 0) as figures_in_panel
from int_reports as r
left join panel as p
    on r.report_key = p.report_key
where
    r.cells <> coalesce(p.cells, 0)
    or r.cells_reported <> coalesce(p.figures, 0)
