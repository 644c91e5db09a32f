-- How applications received changed against the year before, where both years compare.
select
    y.report_year || '|(' || count(*) || ')' as report_year,
    round(quantile_cont(y.pct_change, 0.25), 1) as low,
    round(median(y.pct_change), 1) as median,
    round(quantile_cont(y.pct_change, 0.75), 1) as high,
    format('{:+.1f}', round(median(y.pct_change), 1)) as median_text
from out_yoy_metrics as y
where
    y.metric_id = 'received_new'
    and y.pct_change is not null
group by y.report_year
order by y.report_year
