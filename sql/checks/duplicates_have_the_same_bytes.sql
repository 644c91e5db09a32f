-- description: A duplicate names a document of its province with the same bytes that is
-- none itself.
-- asset: raw_documents
-- severity: error
select
    d.source_id,
    d.url,
    d.duplicate_of
from raw_documents as d
left join raw_documents as f
    on
        d.province_id = f.province_id
        and d.duplicate_of = f.url
        and d.sha256 = f.sha256
        and f.duplicate_of is null
where
    d.duplicate_of is not null
    and (f.url is null or d.duplicate_of = d.url)
