-- description: The panel holds every cell of a report and every figure, none twice: as
-- many cells and figures as its document gave, of the same sum. Nothing is inferred
-- where something is printed.
-- asset: int_cells
-- severity: error
with transcripts as (
    select
        o.document_sha256,
        o.report_no,
        o.province_id,
        sum(o.value) as figures_sum
    from int_readings as o
    group by all
),

readings as (
    select
        r.institution_id,
        r.report_year,
        r.report_key,
        r.cells,
        r.cells_reported,
        t.figures_sum
    from int_reports as r
    left join transcripts as t
        on
            r.document_sha256 = t.document_sha256
            and r.report_no = t.report_no
            and r.province_id is not distinct from t.province_id
),

panel as (
    select
        c.report_key,
        count(*) as cells,
        count(c.value) as figures,
        sum(c.value) as figures_sum,
        count(*) filter (
            where c.value_inferred is not null and c.obs_status <> 'blank'
        ) as inferred_beside_print
    from int_cells as c
    group by all
)

select
    r.institution_id,
    r.report_year,
    r.cells as cells_of_document,
    coalesce(p.cells, 0) as cells_in_panel,
    r.cells_reported as figures_of_document,
    coalesce(p.figures, 0) as figures_in_panel,
    r.figures_sum as sum_of_document,
    p.figures_sum as sum_in_panel,
    coalesce(p.inferred_beside_print, 0) as inferred_beside_print
from readings as r
left join panel as p
    on r.report_key = p.report_key
where
    r.cells <> coalesce(p.cells, 0)
    or r.cells_reported <> coalesce(p.figures, 0)
    or r.figures_sum is distinct from p.figures_sum
    or p.inferred_beside_print > 0
