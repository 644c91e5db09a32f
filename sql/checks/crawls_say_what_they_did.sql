-- description: A crawl has a known status, a reason where it is not complete, and
-- counts the reports and links that are there.
-- asset: raw_crawls
-- severity: error
with reports as (
    select
        k.source_id,
        count(*) as links
    from raw_report_links as k
    group by all
),

others as (
    select
        k.source_id,
        count(*) as links
    from raw_links_left as k
    group by all
)

select
    c.source_id,
    c.status,
    c.reason,
    c.reports,
    c.links_left,
    coalesce(r.links, 0) as reports_found,
    coalesce(o.links, 0) as links_left_found
from raw_crawls as c
left join reports as r
    on c.source_id = r.source_id
left join others as o
    on c.source_id = o.source_id
where
    c.status not in ('complete', 'partial', 'failed')
    or (c.status = 'complete') <> (c.reason is null)
    or (
        c.status = 'complete'
        and (
            c.finished_at is null
            or c.not_asked > 0
            or c.reports <> coalesce(r.links, 0)
            or c.links_left <> coalesce(o.links, 0)
        )
    )
