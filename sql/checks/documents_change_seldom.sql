-- description: No document has more than ten versions: if one has, its site serves
-- other bytes at every visit (a counter, a stamp), and every visit is kept and read.
-- asset: raw_document_versions
-- severity: warn
select
    v.source_id,
    v.url,
    max(v.version_no) as versions
from raw_document_versions as v
group by all
having max(v.version_no) > 10
