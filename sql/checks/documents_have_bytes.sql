-- description: A document that was fetched has the hash of its bytes.
-- asset: raw_documents
-- severity: error
select
    d.source_id,
    d.url,
    d.outcome,
    d.sha256
from raw_documents as d
where
    d.outcome in ('fetched', 'not_modified', 'unchanged')
    and d.sha256 is null
