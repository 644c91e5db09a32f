-- description: Every highlight has a sentence in both languages, a score within the
-- weight of its kind, and a page to look at.
-- asset: out_highlights
-- severity: error
select
    h.institution_id,
    h.report_year,
    h.highlight_id,
    h.score,
    h.message_zh,
    h.message_en,
    h.url,
    h.url_prior
from out_highlights as h
left join seed_highlights as k
    on h.kind = k.kind
where
    h.message_zh is null
    or h.message_en is null
    or h.score is null
    or h.score <= 0
    or h.score > coalesce(k.weight, 0)
    or coalesce(h.url, h.url_prior) is null
