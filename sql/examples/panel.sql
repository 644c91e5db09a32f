-- A panel ready for regression: one row an institution and year, a column a metric.
pivot (
    select
        institution_id,
        report_year,
        metric_id,
        value
    from out_metrics
    where metric_id in ('received_new', 'clearance', 'disclosure_any', 'dispute_rate')
)
on metric_id using any_value(value)
order by institution_id, report_year;
