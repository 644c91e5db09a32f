-- description: At most one in five documents of a province failed when last asked for;
-- what was left for another time did not fail.
-- asset: raw_documents
-- severity: warn
select
    d.province_id,
    count(*) as documents,
    count(*) filter (where d.outcome in ('failed', 'refused')) as failed
from raw_documents as d
where d.outcome <> 'not_asked'
group by all
having count(*) filter (where d.outcome in ('failed', 'refused')) > 0.2 * count(*)
