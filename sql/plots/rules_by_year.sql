-- Rules that hold, of those that could be decided, over all reports of a year.
select
    q.report_year || '|(' || count(*) || ')' as report_year,
    round(100.0 * sum(q.rules_passed) / sum(q.rules_applicable), 2) as share,
    format('{:.2f}', round(
        100.0 * sum(q.rules_passed) / sum(q.rules_applicable), 2
    )) as share_text
from out_report_quality as q
group by q.report_year
having sum(q.rules_applicable) > 0
order by q.report_year
