-- Rules that hold, of those that could be decided, over all reports of a year. A year
-- without a report is there without a share: the line breaks.
with years as (
    select unnest(range(min(q.report_year), max(q.report_year) + 1)) as report_year
    from out_report_quality as q
),

shares as (
    select
        y.report_year,
        count(q.report_year) as reports,
        round(100.0 * sum(q.rules_passed) / nullif(sum(q.rules_applicable), 0), 2)
            as pct
    from years as y
    left join out_report_quality as q
        on y.report_year = q.report_year
    group by all
)

select
    s.report_year || '|(' || s.reports || ')' as report_year,
    s.pct,
    format('{:.2f}', s.pct) as percent_text
from shares as s
order by s.report_year
