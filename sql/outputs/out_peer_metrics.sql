-- description: Each rate among its peers: the same kind of body, of the same level, in
-- the same province and year.
-- grain: institution_id, report_year, metric_id
with reports as (
    select
        r.institution_id,
        r.report_year,
        i.province_id,
        i.level,
        i.kind as institution_kind,
        r.report_year between
        coalesce(i.valid_from, r.report_year)
        and coalesce(i.valid_to, r.report_year) as is_valid
    from int_reports as r
    inner join seed_institutions as i
        on r.institution_id = i.institution_id
),

years as (
    select distinct r.report_year
    from int_reports as r
),

peer_groups as (
    -- all who owe a report, whether one was found or not
    select
        i.province_id,
        i.level,
        i.kind as institution_kind,
        y.report_year,
        count(*) as institutions,
        row_number() over (
            order by i.province_id, i.level, i.kind, y.report_year
        ) as group_no
    from seed_institutions as i
    inner join years as y
        on
            y.report_year between
            coalesce(i.valid_from, y.report_year)
            and coalesce(i.valid_to, y.report_year)
    group by
        i.province_id,
        i.level,
        i.kind,
        y.report_year
),

members as (
    select
        r.institution_id,
        r.report_year,
        r.province_id,
        r.level,
        r.institution_kind,
        r.is_valid,
        g.group_no,
        g.institutions
    from reports as r
    left join peer_groups as g
        on
            r.province_id = g.province_id
            and r.level = g.level
            and r.institution_kind = g.institution_kind
            and r.report_year = g.report_year
),

figures as (
    select
        o.institution_id,
        o.report_year,
        o.metric_id,
        m.metric_no,
        m.min_denominator,
        m.min_peers,
        o.edition,
        o.comparable_with,
        o.value,
        o.denominator,
        b.province_id,
        b.level,
        b.institution_kind,
        b.group_no,
        b.institutions,
        case
            when o.value is null then 'no_value: ' || o.null_reason
            when not b.is_valid then 'not_valid_in_year'
            when o.denominator < m.min_denominator then 'small_denominator'
        end as why_no_rank
    from out_metrics as o
    inner join seed_metrics as m
        on
            o.metric_id = m.metric_id
            and m.is_peer
    inner join members as b
        on
            o.institution_id = b.institution_id
            and o.report_year = b.report_year
),

distinct_values as (
    select
        f.group_no,
        f.metric_no,
        f.comparable_with,
        f.value,
        count(*) as tied
    from figures as f
    where f.why_no_rank is null
    group by
        f.group_no,
        f.metric_no,
        f.comparable_with,
        f.value
),

places as (
    -- figures of editions in which the metric means something else are no peers
    select
        d.group_no,
        d.metric_no,
        d.comparable_with,
        d.value,
        d.tied,
        sum(d.tied) over (
            partition by d.group_no, d.metric_no, d.comparable_with
            order by d.value desc
            rows between unbounded preceding and current row
        ) as peers_down_to
    from distinct_values as d
),

wholes as (
    select
        f.group_no,
        f.metric_no,
        f.comparable_with,
        count(*) as peers,
        median(f.value) as peer_median
    from figures as f
    where f.why_no_rank is null
    group by
        f.group_no,
        f.metric_no,
        f.comparable_with
)

select
    f.institution_id,  -- Institution
    f.report_year,  -- Year
    f.metric_id,  -- Metric
    f.province_id,  -- Peers: their province-level division
    f.level,  -- Peers: their level
    f.institution_kind,  -- Peers: their kind; governments and departments do not mix
    f.edition,  -- Edition of the form
    f.value,  -- The metric
    f.denominator,  -- Its denominator
    cast(
        p.peers_down_to - p.tied + 1 as integer
    ) as peer_rank,  -- 1 is the highest; equal figures share a rank (1, 2, 2, 4)
    cast(p.tied as integer) as tied,  -- Peers with this very figure, itself among them
    case
        when w.peers >= f.min_peers
            then 100 * (w.peers - p.peers_down_to + p.tied / 2) / w.peers
    end as percentile,  -- 100 × (peers with less + half of the ties) / peers
    w.peer_median,  -- Median of the peers that are ranked
    cast(coalesce(w.peers, 0) as integer) as peers,  -- N: the peers that are ranked
    cast(f.institutions as integer) as institutions,  -- Peers that owe a report
    coalesce(w.peers, 0) / f.institutions as coverage,  -- Share of these that is ranked
    f.why_no_rank,  -- Why it has no rank, see docs/metrics.md
    case
        when f.why_no_rank is null and w.peers < f.min_peers then 'few_peers'
    end as why_no_percentile  -- Why it has a rank and no percentile
from figures as f
left join places as p
    on
        f.group_no = p.group_no
        and f.metric_no = p.metric_no
        and f.comparable_with = p.comparable_with
        and f.value = p.value
        and f.why_no_rank is null
left join wholes as w
    on
        f.group_no = w.group_no
        and f.metric_no = w.metric_no
        and f.comparable_with = w.comparable_with
