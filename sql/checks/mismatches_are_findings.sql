-- description: Each claim that the tables do not bear out is in one finding, and a
-- finding of claims has no others.
-- asset: out_consistency_flags
-- severity: error
with named as (
    select
        k.institution_id,
        k.report_year,
        k.rule_id || '/' || k.unit_code as equation,
        unnest(k.claim_nos) as claim_no
    from int_claim_contradictions as k
),

listed as (
    select
        f.institution_id,
        f.report_year,
        unnest(f.equations) as equation
    from out_consistency_flags as f
    where f.kind = 'claim'
),

found as (
    select
        l.*,
        n.claim_no
    from listed as l
    left join named as n
        on
            l.institution_id = n.institution_id
            and l.report_year = n.report_year
            and l.equation = n.equation
),

mismatches as (
    select
        c.institution_id,
        c.report_year,
        c.claim_no
    from out_claims as c
    where c.outcome = 'mismatch'
)

select
    coalesce(f.institution_id, m.institution_id) as institution_id,
    coalesce(f.report_year, m.report_year) as report_year,
    coalesce(f.claim_no, m.claim_no) as claim_no,
    min(f.equation) as equation,
    count(f.equation) as findings
from found as f
full outer join mismatches as m
    on
        f.institution_id = m.institution_id
        and f.report_year = m.report_year
        and f.claim_no = m.claim_no
group by all
having
    count(f.equation) <> 1
    or count(m.claim_no) <> 1
