-- description: What stands out in a year, ranked: news to look into, no judgement.
-- grain: institution_id, report_year, highlight_id
with candidates as (
    select
        m.institution_id,
        m.report_year,
        'move' as kind,
        m.metric_id,
        'move:' || m.metric_id as highlight_id,
        m.strength,
        m.value,
        m.value_prior,
        m.n,
        m.n_peers,
        cast(m.report_year - 1 as smallint) as prior_year,
        true as is_comparable,
        cast(null as varchar) as why_not,
        m.message_zh,
        m.message_en
    from int_highlight_moves as m
    union all by name
    select
        z.*,
        z.kind || coalesce(':' || z.metric_id, '') as highlight_id
    from int_highlight_zeros as z
    union all by name
    select
        e.* exclude (about),
        e.kind || case e.about when '' then '' else ':' || e.about end as highlight_id
    from int_highlight_events as e
),

strongest as (
    select
        c.*,
        i.province_id,
        h.weight,
        h.per_province,
        -- a contradiction by a millionth is one
        greatest(
            cast(
                h.weight * c.strength / (c.strength + h.half_at) as decimal(7, 3)
            ),
            0.001
        ) as score
    from candidates as c
    inner join seed_institutions as i
        on c.institution_id = i.institution_id
    inner join seed_highlights as h
        on c.kind = h.kind
    qualify
        row_number() over (
            partition by c.institution_id, c.report_year, c.kind
            order by c.strength desc, c.highlight_id asc
        ) <= h.per_report
),

kept as (
    select s.*
    from strongest as s
    qualify
        row_number() over (
            partition by s.province_id, s.report_year, s.kind
            order by s.score desc, s.institution_id asc, s.highlight_id asc
        ) <= s.per_province
),

ranked as (
    select
        k.*,
        row_number() over (
            partition by k.report_year
            order by
                k.score desc,
                k.weight desc,
                k.kind asc,
                k.institution_id asc,
                k.highlight_id asc
        ) as rank_no,
        row_number() over (
            partition by k.report_year, k.province_id
            order by
                k.score desc,
                k.weight desc,
                k.kind asc,
                k.institution_id asc,
                k.highlight_id asc
        ) as rank_in_province
    from kept as k
),

contradicted as (
    select
        f.institution_id,
        f.report_year,
        count(*) as findings
    from out_consistency_flags as f
    where
        f.severity = 'hard'
        and not f.is_waived
    group by all
)

select
    r.institution_id,  -- Institution
    r.report_year,  -- Year
    r.highlight_id,  -- Highlight, stable over releases
    r.kind,  -- Kind, see seed_highlights
    r.province_id,  -- Province-level division or central
    cast(r.rank_no as integer) as rank,  -- Place among all of the year, from 1
    cast(r.rank_in_province as integer) as rank_in_province,  -- In its province
    r.score,  -- Orders news: weight of the kind times strength / (strength + half_at)
    r.metric_id,  -- Metric, where it is about one
    r.value,  -- Figure of the year: metric, difference, days or figures changed
    r.value_prior,  -- The same the year before, where it is compared
    r.n,  -- What it rests on: count, denominator, equations, years before or cells
    r.n_peers,  -- Others that a move was compared with, null where too few
    r.is_comparable,  -- The two years mean the same, null where none are compared
    r.why_not,  -- Why they do not
    cast(
        coalesce(f.findings, 0)
        + case when r.value_prior is null then 0 else coalesce(g.findings, 0) end
        as integer
    ) as findings,  -- Contradictions in the reports compared: it may come of them
    r.message_zh,  -- What happened, in Chinese
    r.message_en,  -- What happened, in English
    c.url,  -- Page of the report, null where there is none
    p.page_url as url_prior  -- Page of the report that it is compared with
from ranked as r
left join out_coverage as c
    on
        r.institution_id = c.institution_id
        and r.report_year = c.report_year
left join int_reports as p
    on
        r.institution_id = p.institution_id
        and r.prior_year = p.report_year
left join contradicted as f
    on
        r.institution_id = f.institution_id
        and r.report_year = f.report_year
left join contradicted as g
    on
        r.institution_id = g.institution_id
        and r.prior_year = g.report_year
