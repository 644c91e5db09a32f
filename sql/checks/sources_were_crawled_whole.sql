-- description: The newest crawl of every source was complete: its list was read whole
-- and nothing was left for another time.
-- asset: raw_crawls
-- severity: warn
select
    c.source_id,
    c.status,
    c.reason,
    c.announced,
    c.listed,
    c.not_asked,
    c.rested_until
from raw_crawls as c
where c.status <> 'complete'
