-- description: A cell has a figure exactly where its status is reported.
-- asset: int_cells
-- severity: error
select
    c.institution_id,
    c.report_year,
    c.table_id,
    c.item,
    c.breakdown,
    c.obs_status,
    c.value,
    c.value_inferred
from int_cells as c
where
    (c.obs_status = 'reported') <> (c.value is not null)
    or (c.value_inferred is not null and c.obs_status <> 'blank')
    or c.obs_status not in (
        'reported', 'blank', 'dash', 'not_applicable', 'unreadable'
    )
