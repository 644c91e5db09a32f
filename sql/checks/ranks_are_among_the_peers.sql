-- description: A rank is one of the peers, and stands exactly where no reason is given.
-- asset: out_peer_metrics
-- severity: error
select
    p.institution_id,
    p.report_year,
    p.metric_id,
    p.peer_rank,
    p.tied,
    p.percentile,
    p.peers,
    p.institutions
from out_peer_metrics as p
where
    (p.peer_rank is null) <> (p.why_no_rank is not null)
    or p.peer_rank < 1
    or p.peer_rank + p.tied - 1 > p.peers
    or p.peers > p.institutions
    or p.percentile < 0
    or p.percentile > 100
    or (
        p.peer_rank is not null
        and (p.percentile is null) <> (p.why_no_percentile is not null)
    )
