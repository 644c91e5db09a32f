-- description: Every report was read from bytes that its address served, or that were
-- deposited under it.
-- asset: core_reports
-- severity: error
with versions as (
    select
        v.source_id,
        v.url,
        v.sha256
    from raw_document_versions as v
    union all
    select
        null as source_id,
        f.url,
        f.sha256
    from raw_deposits as f
    where f.is_current
)

select
    r.document_sha256,
    r.url,
    r.source_id
from core_reports as r
left join versions as v
    on
        r.source_id is not distinct from v.source_id
        and r.url = v.url
        and r.document_sha256 = v.sha256
where v.url is null
