-- description: A metric is null exactly where a reason is given.
-- asset: out_metrics
-- severity: error
select
    m.institution_id,
    m.report_year,
    m.metric_id,
    m.value,
    m.null_reason
from out_metrics as m
where (m.value is null) <> (m.null_reason is not null)
