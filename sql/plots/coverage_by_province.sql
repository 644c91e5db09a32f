-- Of the reports that are owed and due, how many were found with figures: the last
-- twelve years.
select
    c.report_year,
    coalesce(p.name_zh, c.province_id) as province,
    coalesce(p.place, 99) as place,
    round(
        100.0 * count(*) filter (where c.status = 'figures') / count(*)
    ) as pct
from out_coverage as c
left join plot_provinces as p
    on c.province_id = p.province_id
where
    c.is_owed
    and c.status <> 'not_due'
    and c.report_year > (select max(m.report_year) - 12 from out_coverage as m)
group by all
order by place, c.report_year
