-- description: No more documents of a province failed when last asked for than
-- seed_budgets allows (share); what was left for another time did not fail.
-- asset: raw_documents
-- severity: warn
with budget as (
    -- one row, also where nobody wrote a budget: then nothing is allowed
    select max(b.share_allowed) as share_allowed
    from seed_budgets as b
    where
        b.asset = 'raw_documents'
        and b.check_name = 'failed_fetches_within_budget'
),

provinces as (
    select
        d.province_id,
        count(*) as documents,
        count(*) filter (where d.outcome in ('failed', 'refused')) as failed
    from raw_documents as d
    where d.outcome <> 'not_asked'
    group by all
)

select
    p.province_id,
    p.documents,
    p.failed,
    b.share_allowed
from provinces as p
cross join budget as b
where p.failed > coalesce(b.share_allowed, 0) * p.documents
