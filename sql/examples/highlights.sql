-- The ten first highlights of each year, with the office, the sentence and the pages.
select
    h.report_year,
    h.rank,
    i.name,
    h.message_zh,
    h.message_en,
    h.n,
    h.n_peers,
    h.findings,
    h.url,
    h.url_prior
from out_highlights as h
inner join seed_institutions as i
    on h.institution_id = i.institution_id
where h.rank <= 10
order by h.report_year desc, h.rank asc;
