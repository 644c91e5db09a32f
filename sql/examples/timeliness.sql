-- How many reports came in time, by kind of institution and year, and of how many that
-- can be said. The median is of reports that state the day of their publication.
select
    t.report_year,
    i.kind,
    count(*) as reports,
    count(*) filter (where t.status = 'on_time') as on_time,
    count(*) filter (where t.status = 'late') as late,
    count(*) filter (where t.status = 'unknown') as not_known,
    count(*) filter (where t.status = 'no_deadline') as without_deadline,
    median(t.days_late) as median_days_late,
    count(t.possible_backdating) as backdating_can_be_told,
    count(*) filter (where t.possible_backdating) as possible_backdating
from out_timeliness as t
inner join seed_institutions as i
    on t.institution_id = i.institution_id
group by all
order by t.report_year, i.kind;
