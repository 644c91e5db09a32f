-- description: The bytes of every document with an issue are in the archive: as a
-- version that was fetched, or as a deposit.
-- asset: core_issues
-- severity: error
with archived as (
    select v.sha256
    from raw_document_versions as v
    union
    select f.sha256
    from raw_deposits as f
    where f.outcome = 'taken'
)

select distinct
    i.document_sha256,
    i.url
from core_issues as i
left join archived as a
    on i.document_sha256 = a.sha256
where
    i.document_sha256 is not null
    and a.sha256 is null
