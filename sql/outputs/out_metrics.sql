-- description: Counts, amounts and rates of every report; null only with a reason.
-- grain: institution_id, report_year, metric_id
with computed as (
    select
        v.*,
        r.institution_id,
        r.report_year,
        m.metric_id,
        m.kind,
        m.scale,
        case
            when not v.is_in_edition then 'not_in_edition'
            when v.terms_known < v.terms and v.terms_blank > 0 then 'blank_cell'
            when v.terms_known < v.terms then 'missing_cell'
            when m.kind = 'ratio' and v.denominator = 0 then 'zero_denominator'
            when m.kind = 'ratio' and v.denominator < 0 then 'negative_denominator'
        end as null_reason
    from int_metric_values as v
    inner join seed_metrics as m
        on v.metric_no = m.metric_no
    inner join int_reports as r
        on v.report_key = r.report_key
),

judged as (
    select
        c.*,
        coalesce(c.null_reason, 'known') in (
            'known', 'zero_denominator', 'negative_denominator'
        ) as has_parts
    from computed as c
)

select
    j.institution_id,  -- Institution
    j.report_year,  -- Year that the report is about
    j.metric_id,  -- Metric
    j.kind,  -- count, amount (yuan) or ratio
    j.edition,  -- Edition of the tables that it reads
    case
        when j.null_reason is not null then null
        when j.kind = 'ratio'
            then
                cast(j.scale as double)
                * safe_ratio(cast(j.numerator as double), cast(j.denominator as double))
        else cast(j.numerator as double)
    end as value,  -- The metric
    j.null_reason,  -- Why it is null, see docs/metrics.md
    case when j.has_parts then j.numerator
    end as numerator,  -- Numerator (of a count: the count)
    case when j.has_parts then j.denominator
    end as denominator,  -- Denominator, null for counts and amounts
    case
        when j.null_reason is not null then null
        when j.terms_inferred > 0 then 'inferred'
        else 'printed'
    end as basis  -- printed, or inferred where blanks were read as equations demand
from judged as j
