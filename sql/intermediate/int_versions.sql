-- description: Every version that an address has served, oldest first, whichever
-- listing led to it; only what was served decides, not how often it was asked for.
-- grain: url, version_no
with seen as (
    -- two listings may lead to one address: one history, by the time of first sight
    select
        v.url,
        v.sha256,
        v.first_seen,
        v.source_id,
        v.version_no,
        lag(v.sha256) over (
            partition by v.url
            order by v.first_seen, v.source_id, v.version_no
        ) as sha256_before
    from raw_document_versions as v
),

versions as (
    select
        s.url,
        s.sha256,
        s.sha256_before,
        s.first_seen,
        row_number() over of_address as version_no,
        count(*) over (partition by s.url) as versions
    from seen as s
    where s.sha256 is distinct from s.sha256_before
    window of_address as (
        partition by s.url
        order by s.first_seen, s.source_id, s.version_no
    )
)

select
    v.url,  -- Address
    cast(v.version_no as integer) as version_no,  -- From 1, the oldest that we have
    v.sha256 as document_sha256,  -- Its bytes
    v.sha256_before as previous_sha256,  -- Bytes of the version before it
    case
        -- when the first one was met says when we came, nothing about the report
        when v.sha256_before is not null then cast(left(v.first_seen, 10) as date)
    end as changed_on,  -- Day (UTC) on which the change was met, null for the first
    v.version_no = v.versions as is_newest  -- No other bytes were served after them
from versions as v
