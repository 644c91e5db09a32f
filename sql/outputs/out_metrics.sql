-- description: Counts, amounts and rates of every report; null only with a reason.
-- grain: institution_id, report_year, metric_id
with wanted as (
    select
        r.institution_id,
        r.report_year,
        r.edition,
        m.metric_id,
        m.kind,
        m.scale
    from int_reports as r
    cross join seed_metrics as m
),

computed as (
    select
        w.*,
        v.numerator,
        v.denominator,
        v.terms_inferred,
        case
            when v.metric_id is null then 'not_in_edition'
            when v.terms_known < v.terms and v.terms_blank > 0 then 'blank_cell'
            when v.terms_known < v.terms then 'missing_cell'
            when w.kind = 'ratio' and v.denominator = 0 then 'zero_denominator'
        end as null_reason
    from wanted as w
    left join int_metric_values as v
        on
            w.institution_id = v.institution_id
            and w.report_year = v.report_year
            and w.metric_id = v.metric_id
)

select
    c.institution_id,  -- Institution
    c.report_year,  -- Year that the report is about
    c.metric_id,  -- Metric
    c.kind,  -- count, amount (yuan) or ratio
    c.edition,  -- Edition of the form
    case
        when c.null_reason is not null then null
        when c.kind = 'ratio'
            then
                cast(c.scale as double)
                * safe_ratio(cast(c.numerator as double), cast(c.denominator as double))
        else cast(c.numerator as double)
    end as value,  -- The metric
    c.null_reason,  -- not_in_edition, blank_cell, missing_cell or zero_denominator
    case
        when c.null_reason is null or c.null_reason = 'zero_denominator'
            then c.numerator
    end as numerator,  -- Numerator (of a count: the count)
    case
        when c.null_reason is null or c.null_reason = 'zero_denominator'
            then c.denominator
    end as denominator,  -- Denominator, null for counts and amounts
    case
        when c.null_reason is null
            then
                case when c.terms_inferred > 0 then 'inferred' else 'printed' end
    end as basis  -- printed, or inferred where blanks were read as equations demand
from computed as c
