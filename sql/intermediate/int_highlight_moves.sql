-- description: Metrics that moved much further against the year before than those of
-- their peers, and than chance alone moves figures of this size.
-- grain: institution_id, report_year, metric_id
with parameters as (
    select
        h.min_strength,
        h.min_count,
        h.min_denominator,
        h.min_peers,
        h.least_log_spread,
        h.least_pp_spread
    from seed_highlights as h
    where h.kind = 'move'
),

told as (
    select
        t.metric_id,
        m.label_zh,
        m.label_en
    from seed_highlight_metrics as t
    inner join seed_metrics as m
        on t.metric_id = m.metric_id
    where t.kind = 'move'
),

count_moves as (
    -- half a case more on both sides, so that a fall to zero has a logarithm
    select
        y.institution_id,
        y.report_year,
        y.metric_id,
        y.kind,
        y.value,
        y.value_prior,
        cast(greatest(y.value, y.value_prior) as bigint) as n,
        ln(y.value + 0.5) - ln(y.value_prior + 0.5) as moved,
        1 / (y.value + 0.5) + 1 / (y.value_prior + 0.5) as chance,
        p.least_log_spread as least_spread
    from out_yoy_metrics as y
    cross join parameters as p
    semi join told as t
        on y.metric_id = t.metric_id
    where
        y.kind = 'count'
        and y.is_comparable
        and y.value >= 0
        and y.value_prior >= 0
        and y.value + y.value_prior >= p.min_count
),

parts as (
    select
        m.institution_id,
        m.report_year,
        m.metric_id,
        cast(m.numerator as double) as numerator,
        cast(m.denominator as double) as denominator
    from out_metrics as m
    cross join parameters as p
    semi join told as t
        on m.metric_id = t.metric_id
    where
        m.kind = 'ratio'
        and m.value is not null
        and m.denominator >= p.min_denominator
),

rate_pairs as (
    select
        y.institution_id,
        y.report_year,
        y.metric_id,
        y.kind,
        y.value,
        y.value_prior,
        y.pp_change,
        c.denominator,
        b.denominator as denominator_prior,
        -- rates above one exist (disputes per application); chance is bounded below
        least(greatest(
            (c.numerator + b.numerator + 0.5) / (c.denominator + b.denominator + 1),
            0.01
        ), 0.99) as pooled
    from out_yoy_metrics as y
    inner join parts as c
        on
            y.institution_id = c.institution_id
            and y.report_year = c.report_year
            and y.metric_id = c.metric_id
    inner join parts as b
        on
            y.institution_id = b.institution_id
            and y.report_year - 1 = b.report_year
            and y.metric_id = b.metric_id
    where
        y.kind = 'ratio'
        and y.is_comparable
),

moves as (
    select
        c.institution_id,
        c.report_year,
        c.metric_id,
        c.kind,
        c.value,
        c.value_prior,
        c.n,
        c.moved,
        c.chance,
        c.least_spread
    from count_moves as c
    union all
    select
        r.institution_id,
        r.report_year,
        r.metric_id,
        r.kind,
        r.value,
        r.value_prior,
        cast(least(r.denominator, r.denominator_prior) as bigint) as n,
        r.pp_change as moved,
        10000 * r.pooled * (1 - r.pooled)
        * (1 / r.denominator + 1 / r.denominator_prior) as chance,
        p.least_pp_spread as least_spread
    from rate_pairs as r
    cross join parameters as p
),

placed as (
    select
        m.*,
        i.province_id,
        i.level
    from moves as m
    inner join seed_institutions as i
        on m.institution_id = i.institution_id
),

of_province as (
    select
        m.metric_id,
        m.report_year,
        m.level,
        m.province_id,
        count(*) as institutions,
        median(m.moved) as middle,
        mad(m.moved) as deviation
    from placed as m
    group by all
),

of_country as (
    select
        m.metric_id,
        m.report_year,
        m.level,
        count(*) as institutions,
        median(m.moved) as middle,
        mad(m.moved) as deviation
    from placed as m
    group by all
),

peers as (
    select
        b.metric_id,
        b.report_year,
        b.level,
        b.province_id,
        q.min_peers,
        case
            when b.institutions > q.min_peers then b.institutions - 1
            else c.institutions - 1
        end as n_peers,
        case
            when b.institutions > q.min_peers then b.middle
            when c.institutions > q.min_peers then c.middle
            else 0
        end as middle,
        -- a standard deviation where moves are normal
        1.4826 * case
            when b.institutions > q.min_peers then b.deviation
            when c.institutions > q.min_peers then c.deviation
            else 0
        end as spread,
        case
            when b.institutions > q.min_peers then 'province_and_level'
            when c.institutions > q.min_peers then 'level'
        end as peers_are
    from of_province as b
    inner join of_country as c
        on
            b.metric_id = c.metric_id
            and b.report_year = c.report_year
            and b.level is not distinct from c.level
    cross join parameters as q
),

compared as (
    select
        m.*,
        case when p.peers_are is not null then p.n_peers end as n_peers,
        p.middle,
        p.peers_are,
        abs(m.moved - p.middle)
        / sqrt(pow(greatest(p.spread, m.least_spread), 2) + m.chance) as strength
    from placed as m
    inner join peers as p
        on
            m.metric_id = p.metric_id
            and m.report_year = p.report_year
            and m.province_id is not distinct from p.province_id
            and m.level is not distinct from p.level
),

worded as (
    select
        c.*,
        t.label_zh,
        t.label_en,
        case
            when c.kind = 'ratio' then one_decimal(100 * c.value) || '%'
            else plain_number(as_figure(c.value))
        end as now_text,
        case
            when c.kind = 'ratio' then one_decimal(100 * c.value_prior) || '%'
            else plain_number(as_figure(c.value_prior))
        end as before_text,
        case
            when c.kind = 'ratio' then one_decimal(c.middle)
            else one_decimal(100 * (exp(c.middle) - 1))
        end as middle_text
    from compared as c
    inner join told as t
        on c.metric_id = t.metric_id
    cross join parameters as q
    where c.strength >= q.min_strength
)

select
    w.institution_id,  -- Institution
    w.report_year,  -- Year
    w.metric_id,  -- Metric
    round(w.strength, 4) as strength,  -- Distance from the median move, in usual moves
    w.value,  -- This year
    w.value_prior,  -- The year before
    w.n,  -- The larger count, or the smaller of the two denominators
    w.n_peers,  -- Others of its level that it was compared with, null where too few
    w.peers_are,  -- province_and_level or level; null where there are too few peers
    in_chinese(w.label_zh) || '：' || (w.report_year - 1) || '年为' || w.before_text
    || '，' || w.report_year || '年为' || w.now_text || coalesce(
        '；' || case w.peers_are when 'level' then '全国' else '本省' end
        || '同级' || (w.n_peers + 1) || '家（含本机关）的变化中位数为' || w.middle_text
        || case w.kind when 'ratio' then '个百分点' else '%' end, ''
    ) as message_zh,  -- What happened, in Chinese
    w.label_en || ': ' || w.before_text || ' in ' || (w.report_year - 1) || ', '
    || w.now_text || ' in ' || w.report_year || coalesce(
        '; the median change of ' || (w.n_peers + 1) || ' of its level in the '
        || case w.peers_are when 'level' then 'country' else 'province' end
        || ', itself among them, is ' || w.middle_text
        || case w.kind when 'ratio' then ' percentage points' else ' %' end, ''
    ) as message_en  -- What happened, in English
from worded as w
