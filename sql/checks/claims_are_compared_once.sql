-- description: Each claim of the prose that counts for a report is in out_claims once.
-- asset: out_claims
-- severity: error
with compared as (
    select
        c.institution_id,
        c.report_year,
        count(*) as compared,
        count(distinct c.claim_no) as claims
    from out_claims as c
    group by all
)

select
    d.institution_id,
    d.report_year,
    d.claims,
    coalesce(c.compared, 0) as compared
from int_claim_documents as d
left join compared as c
    on
        d.institution_id = c.institution_id
        and d.report_year = c.report_year
where
    d.claims <> coalesce(c.compared, 0)
    or d.claims <> coalesce(c.claims, 0)
