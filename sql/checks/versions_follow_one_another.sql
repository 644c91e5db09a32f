-- description: Versions are numbered from 1 without a gap, each begins after the one
-- before it ended, and neighbours differ.
-- asset: raw_document_versions
-- severity: error
with neighbours as (
    select
        v.*,
        row_number() over of_document as expected_no,
        lag(v.sha256) over of_document as sha256_before,
        lag(v.last_seen) over of_document as ended_before
    from raw_document_versions as v
    window of_document as (
        partition by v.source_id, v.url
        order by v.version_no
    )
)

select
    n.source_id,
    n.url,
    n.version_no,
    n.sha256,
    n.first_seen,
    n.last_seen
from neighbours as n
where
    n.version_no <> n.expected_no
    or n.sha256 = n.sha256_before
    or n.sha256 is null
    or n.last_seen < n.first_seen
    or n.first_seen <= n.ended_before
