-- description: A link of a listing is a report or was left, never both, and what was
-- left has a reason.
-- asset: raw_links_left
-- severity: warn
select
    k.source_id,
    k.url,
    k.reason
from raw_links_left as k
left join raw_report_links as r
    on
        k.source_id = r.source_id
        and k.url = r.url
where
    r.url is not null
    or coalesce(k.reason, '') = ''
