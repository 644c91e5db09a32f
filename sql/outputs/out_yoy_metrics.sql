-- description: Each metric against the year before, where there is a report of it.
-- grain: institution_id, report_year, metric_id
with paired as (
    -- by year - 1, never by the row before: a gap is a gap
    select
        c.institution_id,
        c.report_year,
        c.metric_id,
        c.kind,
        m.scale,
        c.edition,
        p.edition as edition_prior,
        c.value,
        p.value as value_prior,
        c.null_reason,
        p.null_reason as null_reason_prior,
        coalesce(
            c.edition = p.edition
            or list_contains(
                string_split(m.comparable_across, ' '),
                p.edition || '>' || c.edition
            ),
            false
        ) as same_meaning
    from out_metrics as c
    inner join out_metrics as p
        on
            c.institution_id = p.institution_id
            and c.report_year - 1 = p.report_year
            and c.metric_id = p.metric_id
    inner join seed_metrics as m
        on c.metric_id = m.metric_id
),

judged as (
    select
        p.*,
        case
            when p.value is null then 'no_value: ' || p.null_reason
            when p.value_prior is null
                then 'no_prior_value: ' || p.null_reason_prior
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
        when j.why_not is null and j.kind = 'ratio'
            then 100 * (j.value - j.value_prior) / j.scale
    end as pp_change,  -- Change in percentage points, for rates
    case
        when
            j.why_not is null and j.kind <> 'ratio'
            and j.value > 0 and j.value_prior > 0
            then ln(j.value) - ln(j.value_prior)
    end as log_difference,  -- Logarithmic difference, for counts and amounts
    j.why_not is null as is_comparable,  -- Both years known and of one meaning
    j.why_not,  -- Why it is not comparable
    j.edition,  -- Edition of the form this year
    j.edition_prior  -- Edition of the form the year before
from judged as j
