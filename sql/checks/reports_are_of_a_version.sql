-- description: Every report was read from bytes that its address served.
-- asset: core_reports
-- severity: error
select
    r.document_sha256,
    r.url,
    r.source_id
from core_reports as r
left join raw_document_versions as v
    on
        r.source_id = v.source_id
        and r.url = v.url
        and r.document_sha256 = v.sha256
where v.url is null
