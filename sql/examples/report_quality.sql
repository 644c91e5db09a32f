-- How far reports agree with the rules and with their own sentences, by year. This says
-- how reports are written, nothing about what offices did.
select
    q.report_year,
    count(*) as reports,
    count(q.score) as with_score,
    round(avg(q.score), 4) as mean_score,
    count(*) filter (where q.hard_failed > 0) as contradicting_themselves,
    sum(q.suspects_unique) as cells_pinned_down,
    sum(q.claims_read) as claims_read,
    sum(q.claims_compared) as claims_compared,
    sum(q.claims_differing) as claims_differing
from out_report_quality as q
group by all
order by q.report_year desc;
