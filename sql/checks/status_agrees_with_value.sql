-- description: A cell has a figure exactly where its status is reported, and a status
-- that is known.
-- asset: int_readings
-- severity: error
select
    o.document_sha256,
    o.report_no,
    o.table_id,
    o.item,
    o.breakdown,
    o.obs_status,
    o.value
from int_readings as o
where
    (o.obs_status = 'reported') <> (o.value is not null)
    or o.obs_status not in (
        'reported', 'blank', 'dash', 'not_applicable', 'unreadable'
    )
