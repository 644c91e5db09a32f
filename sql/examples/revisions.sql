-- How often reports were published anew, and how many figures were others since.
select
    c.institution_id,
    c.report_year,
    count(r.version_no) as revisions,
    coalesce(
        sum(r.figures_changed + r.figures_filled + r.figures_emptied), 0
    ) as figures,
    max(r.changed_on) as last_change,
    c.url
from out_coverage as c
left join out_revisions as r
    on
        c.institution_id = r.institution_id
        and c.report_year = r.report_year
where c.status = 'figures'
group by all
order by figures desc, c.institution_id asc, c.report_year asc;
