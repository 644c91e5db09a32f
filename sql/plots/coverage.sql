-- Which reports were found: a mark for each institution and year.
select
    c.institution_name as institution,
    c.report_year,
    case c.status
        when 'figures' then '有数字 figures'
        when 'no_figures' then '无数字 no figures'
        when 'listed_not_fetched' then '未能取得 not fetched'
        when 'not_due' then '未到期 not due'
        else '未见 none found'
    end as status,
    coalesce(p.place, 99) * 100000
    + dense_rank() over (order by c.institution_id) as place
from out_coverage as c
left join plot_provinces as p
    on c.province_id = p.province_id
order by place, c.report_year
