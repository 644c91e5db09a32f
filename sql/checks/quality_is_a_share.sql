-- description: The score of a report is between 0 and 1, the share that it says it is,
-- and null exactly where a reason is given.
-- asset: out_report_quality
-- severity: error
select
    q.institution_id,
    q.report_year,
    q.score,
    q.score_reason,
    q.rules_passed,
    q.rules_applicable
from out_report_quality as q
where
    (q.score is null) <> (q.score_reason is not null)
    or q.score not between 0 and 1
    or q.rules_passed + q.hard_failed + q.soft_failed <> q.rules_applicable
    or abs(q.score * q.rules_applicable - q.rules_passed) > 0.000001
    or q.claims_agreeing + q.claims_differing <> q.claims_compared
    or q.claims_compared > q.claims_read
    or q.suspects_unique > q.suspects
