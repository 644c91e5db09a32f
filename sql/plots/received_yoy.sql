-- How applications received changed against the year before, where both years compare.
-- A year in which none does is there without a figure: the line breaks.
with changes as (
    select
        y.report_year,
        y.pct_change
    from out_yoy_metrics as y
    where
        y.metric_id = 'received_new'
        and y.pct_change is not null
),

years as (
    select unnest(range(min(c.report_year), max(c.report_year) + 1)) as report_year
    from changes as c
),

spread as (
    select
        y.report_year,
        count(c.pct_change) as bodies,
        round(quantile_cont(c.pct_change, 0.25), 1) as low,
        round(median(c.pct_change), 1) as median,
        round(quantile_cont(c.pct_change, 0.75), 1) as high
    from years as y
    left join changes as c
        on y.report_year = c.report_year
    group by all
)

select
    s.report_year || '|(' || s.bodies || ')' as report_year,
    s.low,
    s.median,
    s.high,
    format('{:+.1f}', s.median) as median_text
from spread as s
order by s.report_year
