-- Where people went to reconsideration or to court for the first time in years, and
-- whether the report contradicts itself (then look at the page first).
select
    h.report_year,
    i.province_id,
    i.name,
    m.label_zh,
    h.n as years_of_zero,
    h.value as cases,
    h.findings,
    h.url
from out_highlights as h
inner join seed_institutions as i
    on h.institution_id = i.institution_id
inner join seed_metrics as m
    on h.metric_id = m.metric_id
where h.kind = 'first_dispute'
order by h.value desc, h.report_year asc, i.name asc;
