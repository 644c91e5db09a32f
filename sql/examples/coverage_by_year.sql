-- What share of the reports that are owed the panel holds, and what is between.
select
    c.report_year,
    c.level,
    c.kind,
    sum(c.expected) as expected,
    sum(c.with_figures) as with_figures,
    round(
        100 * sum(c.with_figures) / nullif(sum(c.expected), 0), 1
    ) as share_in_percent,
    sum(c.without_figures) as no_figure_read,
    sum(c.not_fetched) as not_fetched,
    sum(c.missing) as missing,
    sum(c.not_found) as not_all_lists_read
from out_coverage_by_year as c
group by all
order by c.report_year desc, c.level asc, c.kind asc;
