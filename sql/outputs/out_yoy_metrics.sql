-- description: Each metric against the year before; where they do not compare, why.
-- grain: institution_id, report_year, metric_id
with reports as (
    -- what both years of a comparison must have in common, and when the body existed
    select
        r.institution_id,
        r.report_year,
        case
            when p.report_key is null then 'no_prior_report'
            when r.report_year > i.valid_to or p.report_year < i.valid_from
                then 'institution_break'
            when r.scope <> p.scope then 'scope_break'
        end as report_break
    from int_reports as r
    left join int_reports as p
        on
            r.institution_id = p.institution_id
            and r.report_year - 1 = p.report_year
    left join seed_institutions as i
        on r.institution_id = i.institution_id
),

paired as (
    -- by year - 1, never by the row before: a gap is a gap
    select
        c.institution_id,
        c.report_year,
        c.metric_id,
        c.kind,
        m.scale,
        m.external_denominator,
        c.edition,
        p.edition as edition_prior,
        c.value,
        p.value as value_prior,
        c.null_reason,
        p.null_reason as null_reason_prior,
        r.report_break,
        coalesce(c.comparable_with = p.comparable_with, false) as same_meaning
    from out_metrics as c
    left join out_metrics as p
        on
            c.institution_id = p.institution_id
            and c.report_year - 1 = p.report_year
            and c.metric_id = p.metric_id
    inner join reports as r
        on
            c.institution_id = r.institution_id
            and c.report_year = r.report_year
    inner join seed_metrics as m
        on c.metric_id = m.metric_id
),

judged as (
    select
        p.*,
        case
            when p.report_break = 'no_prior_report' then p.report_break
            when p.value is null then 'no_value: ' || p.null_reason
            when p.value_prior is null
                then 'no_prior_value: ' || p.null_reason_prior
            when p.report_break is not null then p.report_break
            when not p.same_meaning then 'edition_break'
        end as why_not
    from paired as p
)

select
    j.institution_id,  -- Institution
    j.report_year,  -- Year
    j.metric_id,  -- Metric
    j.kind,  -- count, amount (yuan) or ratio
    j.value,  -- This year
    j.value_prior,  -- The year before
    case when j.why_not is null then j.value - j.value_prior
    end as difference,  -- This year less the year before, in the unit of the metric
    case
        when j.why_not is null and j.kind <> 'ratio'
            then 100 * safe_ratio(j.value - j.value_prior, abs(j.value_prior))
    end as pct_change,  -- Change in %, for counts and amounts; null from zero
    case
        when
            j.why_not is null and j.kind = 'ratio'
            and j.external_denominator is null
            then 100 * (j.value - j.value_prior) / j.scale
    end as pp_change,  -- Change in percentage points, for rates but those per people
    case
        when
            j.why_not is null and j.kind <> 'ratio'
            and j.value > 0 and j.value_prior > 0
            then ln(j.value) - ln(j.value_prior)
    end as log_difference,  -- Logarithmic difference, for counts and amounts
    j.why_not is null as is_comparable,  -- Both years known, of one body and meaning
    j.why_not,  -- Why it is not comparable, see docs/metrics.md
    j.edition,  -- Edition of the form this year
    j.edition_prior  -- Edition of the form the year before
from judged as j
