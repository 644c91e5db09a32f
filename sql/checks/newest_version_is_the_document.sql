-- description: The bytes of a document are those of its newest version, and it has as
-- many versions as it says.
-- asset: raw_document_versions
-- severity: error
with versions as (
    select
        v.source_id,
        v.url,
        count(*) as versions,
        arg_max(v.sha256, v.version_no) as newest
    from raw_document_versions as v
    group by all
)

select
    coalesce(d.source_id, v.source_id) as source_id,
    coalesce(d.url, v.url) as url,
    d.sha256 as of_document,
    v.newest as of_versions,
    d.versions as versions_said,
    v.versions as versions_found
from raw_documents as d
full outer join versions as v
    on
        d.source_id = v.source_id
        and d.url = v.url
where
    d.url is null
    or d.sha256 is distinct from v.newest
    or d.versions is distinct from coalesce(v.versions, 0)
