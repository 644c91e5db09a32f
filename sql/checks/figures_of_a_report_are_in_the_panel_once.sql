-- description: The panel holds every cell of a report and every figure, none twice: as
-- many cells and figures as its document gave, and figures of the same sum.
-- asset: int_cells
-- severity: error
with observations as (
    select
        o.document_sha256,
        o.report_no,
        o.value
    from core_proactive_disclosure as o
    union all
    select
        o.document_sha256,
        o.report_no,
        o.value
    from core_applications as o
    union all
    select
        o.document_sha256,
        o.report_no,
        o.value
    from core_reconsideration as o
    union all
    select
        o.document_sha256,
        o.report_no,
        o.value
    from core_litigation as o
    union all
    select
        o.document_sha256,
        o.report_no,
        o.value
    from core_statistics as o
),

transcripts as (
    select
        o.document_sha256,
        o.report_no,
        count(*) as cells,
        sum(o.value) as figures_sum
    from observations as o
    group by all
),

readings as (
    -- bytes that several provinces list were read in each of them, alike
    select
        r.institution_id,
        r.report_year,
        r.cells,
        r.cells_reported,
        t.figures_sum / (t.cells // r.cells) as figures_sum
    from int_reports as r
    left join transcripts as t
        on
            r.document_sha256 = t.document_sha256
            and r.report_no = t.report_no
),

panel as (
    select
        c.institution_id,
        c.report_year,
        count(*) as cells,
        count(c.value) as figures,
        sum(c.value) as figures_sum
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
    p.figures_sum as sum_in_panel
from readings as r
left join panel as p
    on
        r.institution_id = p.institution_id
        and r.report_year = p.report_year
where
    r.cells <> coalesce(p.cells, 0)
    or r.cells_reported <> coalesce(p.figures, 0)
    or r.figures_sum is distinct from p.figures_sum
