-- description: Metrics that moved from the year before by more than is usual among the
-- peers of that year, or from or to zero; only what stands out.
-- grain: institution_id, report_year, signal_id, metric_id
with watched as (
    select
        s.signal_id,
        s.deviations,
        s.min_peers,
        s.min_count,
        s.min_amount,
        s.min_denominator,
        s.min_points,
        ln(s.min_factor) as min_log,
        unnest(string_split(s.metrics, '|')) as metric_id
    from seed_signals as s
    where s.signal_id in ('count_jump', 'count_from_or_to_zero', 'rate_jump')
),

pairs as (
    -- two years that compare, of which one is large enough to be news
    select
        y.institution_id,
        y.report_year,
        y.metric_id,
        y.kind,
        y.edition,
        y.value,
        y.value_prior,
        y.log_difference,
        y.pp_change,
        w.signal_id
    from out_yoy_metrics as y
    inner join watched as w
        on y.metric_id = w.metric_id
    where
        y.is_comparable
        and (
            w.signal_id = 'rate_jump'
            or greatest(y.value, y.value_prior)
            >= case y.kind when 'amount' then w.min_amount else w.min_count end
        )
),

weighty as (
    -- the years in which the denominator of a rate carries it
    select
        m.institution_id,
        m.metric_id,
        list(m.report_year) as years
    from out_metrics as m
    inner join watched as w
        on
            m.metric_id = w.metric_id
            and w.signal_id = 'rate_jump'
            and m.denominator >= w.min_denominator
    where m.kind = 'ratio'
    group by all
),

changes as (
    select
        p.institution_id,
        p.report_year,
        p.metric_id,
        p.signal_id,
        p.kind,
        p.edition,
        p.value,
        p.value_prior,
        p.log_difference as moved_by
    from pairs as p
    where
        p.signal_id = 'count_jump'
        and p.log_difference is not null
    union all by name
    select
        p.institution_id,
        p.report_year,
        p.metric_id,
        p.signal_id,
        p.kind,
        p.edition,
        p.value,
        p.value_prior,
        p.pp_change as moved_by
    from pairs as p
    inner join weighty as w
        on
            p.institution_id = w.institution_id
            and p.metric_id = w.metric_id
            and list_contains(w.years, p.report_year)
            and list_contains(w.years, p.report_year - 1)
    where p.signal_id = 'rate_jump'
),

placed as (
    select
        c.*,
        i.level,
        i.province_id
    from changes as c
    inner join seed_institutions as i
        on c.institution_id = i.institution_id
),

neighbours as (
    select
        p.report_year,
        p.metric_id,
        p.level,
        p.province_id,
        count(*) as peers,
        median(p.moved_by) as median_change,
        mad(p.moved_by) as deviation
    from placed as p
    group by all
),

sparse as (
    -- where a province has too few
    select distinct
        n.report_year,
        n.metric_id,
        n.level
    from neighbours as n
    inner join watched as w
        on
            n.metric_id = w.metric_id
            and n.peers < w.min_peers
),

ranks as (
    select
        p.report_year,
        p.metric_id,
        p.level,
        count(*) as peers,
        median(p.moved_by) as median_change,
        mad(p.moved_by) as deviation
    from placed as p
    inner join sparse as s
        on
            p.report_year = s.report_year
            and p.metric_id = s.metric_id
            and p.level = s.level
    group by all
),

sparser as (
    -- where a level has too few as well
    select distinct
        r.report_year,
        r.metric_id
    from ranks as r
    inner join watched as w
        on
            r.metric_id = w.metric_id
            and r.peers < w.min_peers
),

everybody as (
    select
        p.report_year,
        p.metric_id,
        count(*) as peers,
        median(p.moved_by) as median_change,
        mad(p.moved_by) as deviation
    from placed as p
    inner join sparser as s
        on
            p.report_year = s.report_year
            and p.metric_id = s.metric_id
    group by all
),

circles as (
    -- the narrowest circle that is large enough, for each place and level
    select
        n.report_year,
        n.metric_id,
        n.level,
        n.province_id,
        case
            when n.peers >= w.min_peers then 'province_and_level'
            when r.peers >= w.min_peers then 'level'
            when e.peers >= w.min_peers then 'all'
        end as peers_are,
        case peers_are
            when 'province_and_level' then n.peers
            when 'level' then r.peers
            when 'all' then e.peers
        end as peers_counted,
        case peers_are
            when 'province_and_level' then n.median_change
            when 'level' then r.median_change
            when 'all' then e.median_change
        end as usual_change,
        case peers_are
            when 'province_and_level' then n.deviation
            when 'level' then r.deviation
            when 'all' then e.deviation
        end as usual_deviation,
        greatest(
            w.deviations * usual_deviation, coalesce(w.min_log, w.min_points)
        ) as reach
    from neighbours as n
    left join ranks as r
        on
            n.report_year = r.report_year
            and n.metric_id = r.metric_id
            and n.level = r.level
    left join everybody as e
        on
            n.report_year = e.report_year
            and n.metric_id = e.metric_id
    inner join watched as w
        on
            n.metric_id = w.metric_id
            and w.deviations is not null
    where peers_are is not null
),

jumps as (
    select
        p.institution_id,
        p.report_year,
        p.signal_id,
        p.metric_id,
        p.kind,
        p.edition,
        p.value,
        p.value_prior,
        p.moved_by,
        c.peers_are,
        c.peers_counted as peers,
        c.usual_change as median_change,
        c.usual_deviation as deviation,
        c.usual_change - c.reach as band_low,
        c.usual_change + c.reach as band_high
    from placed as p
    inner join circles as c
        on
            p.report_year = c.report_year
            and p.metric_id = c.metric_id
            and p.level = c.level
            and p.province_id = c.province_id
    where abs(p.moved_by - c.usual_change) > c.reach
    union all by name
    select
        p.institution_id,
        p.report_year,
        p.signal_id,
        p.metric_id,
        p.kind,
        p.edition,
        p.value,
        p.value_prior
    from pairs as p
    left join pairs as b
        -- where it fell to zero the year before, that is the news
        on
            p.institution_id = b.institution_id
            and p.report_year - 1 = b.report_year
            and p.metric_id = b.metric_id
            and p.signal_id = b.signal_id
            and b.value = 0
    where
        p.signal_id = 'count_from_or_to_zero'
        and least(p.value, p.value_prior) = 0
        and b.report_year is null
),

spoken as (
    -- the numbers as a sentence has them: factors of a logarithm, rates in %
    select
        j.*,
        m.label_zh,
        m.label_en,
        case j.kind when 'amount' then '元' else '' end as unit_zh,
        case j.kind when 'amount' then ' yuan' else '' end as unit_en,
        plain_number(as_figure(j.value)) as value_text,
        plain_number(as_figure(j.value_prior)) as prior_text,
        short_number(100 * j.value / m.scale) as rate_text,
        short_number(100 * j.value_prior / m.scale) as prior_rate_text,
        case j.peers_are
            when 'province_and_level' then '同省同级'
            when 'level' then '全国同级'
            else '全国各级'
        end || cast(j.peers as varchar) || '个机关' as circle_zh,
        'among ' || cast(j.peers as varchar) || ' institutions of ' || case j.peers_are
            when 'province_and_level' then 'the same level and province'
            when 'level' then 'the same level'
            else 'all levels'
        end as circle_en
    from jumps as j
    inner join seed_metrics as m
        on j.metric_id = m.metric_id
)

select
    s.institution_id,  -- Institution
    s.report_year,  -- Year that the report is about
    s.signal_id,  -- count_jump, count_from_or_to_zero or rate_jump
    s.metric_id,  -- Metric
    s.kind,  -- count, amount (yuan) or ratio
    s.edition,  -- Edition of the tables that it reads
    s.value,  -- This year
    s.value_prior,  -- The year before
    s.moved_by,  -- Log difference; percentage points of a rate; null from or to zero
    s.peers_are,  -- province_and_level, level or all: the circle that is compared with
    cast(s.peers as integer) as peers,  -- How many of it changed in a comparable way
    s.median_change,  -- Median of their changes
    s.deviation,  -- Median absolute deviation of their changes
    s.band_low,  -- Lower end of the band
    s.band_high,  -- Upper end of the band
    case s.signal_id
        when 'count_from_or_to_zero'
            then
                s.label_zh || '上年为' || s.prior_text || s.unit_zh
                || '，本年为' || s.value_text || s.unit_zh || '。'
        when 'count_jump'
            then
                s.label_zh || '由上年的' || s.prior_text || s.unit_zh
                || '变为' || s.value_text || s.unit_zh
                || '，为上年的' || short_number(exp(s.moved_by)) || '倍；'
                || s.circle_zh || '当年变化的中位数为'
                || short_number(exp(s.median_change)) || '倍，常见范围为'
                || short_number(exp(s.band_low)) || '倍至'
                || short_number(exp(s.band_high)) || '倍。'
        else
            s.label_zh || '由上年的' || s.prior_rate_text
            || '%变为' || s.rate_text
            || '%，变化' || short_number(s.moved_by) || '个百分点；'
            || s.circle_zh || '当年变化的中位数为'
            || short_number(s.median_change) || '个百分点，常见范围为'
            || short_number(s.band_low) || '至'
            || short_number(s.band_high) || '个百分点。'
    end as message_zh,  -- The signal in Chinese
    case s.signal_id
        when 'count_from_or_to_zero'
            then
                s.label_en || ': ' || s.value_text || s.unit_en
                || ', after ' || s.prior_text || s.unit_en || ' the year before.'
        when 'count_jump'
            then
                s.label_en || ': ' || s.value_text || s.unit_en
                || ', after ' || s.prior_text || s.unit_en
                || ' the year before, ' || short_number(exp(s.moved_by))
                || ' times as much; ' || s.circle_en || ' the median is '
                || short_number(exp(s.median_change)) || ' times and the usual range '
                || short_number(exp(s.band_low)) || ' to '
                || short_number(exp(s.band_high)) || ' times.'
        else
            s.label_en || ': ' || s.rate_text
            || '%, after ' || s.prior_rate_text
            || '% the year before, a change of ' || short_number(s.moved_by)
            || ' percentage points; ' || s.circle_en || ' the median is '
            || short_number(s.median_change) || ' and the usual range '
            || short_number(s.band_low) || ' to '
            || short_number(s.band_high) || ' points.'
    end as message_en  -- The signal in English
from spoken as s
