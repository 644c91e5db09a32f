-- Reports that count, by province and year: the last twelve years.
select
    r.report_year,
    coalesce(p.name_zh, r.province_id, '—') as province,
    coalesce(p.place, 99) as place,
    count(*) as reports,
    100.0 * count(*) / max(count(*)) over () as share_of_most
from int_reports as r
left join plot_provinces as p
    on r.province_id = p.province_id
where r.report_year > (select max(m.report_year) - 12 from int_reports as m)
group by all
order by place, r.report_year
