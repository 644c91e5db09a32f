-- description: A claim that was compared names the cells and differs as it says; one
-- that was not has a reason. Rates and other years are never compared.
-- asset: out_claims
-- severity: error
select
    c.institution_id,
    c.report_year,
    c.claim_no,
    c.outcome,
    c.reason,
    c.value,
    c.expected_value,
    c.difference
from out_claims as c
where
    (c.outcome = 'not_compared') <> (c.reason is not null)
    or (c.outcome = 'not_compared') <> (c.cells is null)
    or c.difference is distinct from c.value - c.expected_value
    or (c.outcome = 'mismatch' and c.difference = 0)
    or (
        c.outcome <> 'not_compared'
        and (c.kind = 'rate' or c.claim_year <> c.report_year)
    )
