-- description: Numerator and denominator of every metric for every report.
-- grain: institution_id, report_year, metric_id
with terms as (
    select
        r.institution_id,
        r.report_year,
        t.metric_id,
        t.role,
        t.coefficient,
        c.obs_status,
        c.value_inferred,
        coalesce(c.value_normalised, c.value_inferred) as used
    from int_reports as r
    inner join seed_metric_terms as t
        on r.edition = t.edition
    left join int_cells as c
        on
            r.institution_id = c.institution_id
            and r.report_year = c.report_year
            and t.table_id = c.table_id
            and t.item = c.item
            and t.breakdown = c.breakdown
)

select
    t.institution_id,  -- Institution
    t.report_year,  -- Year that the report is about
    t.metric_id,  -- Metric
    cast(count(*) as integer) as terms,  -- Cells that the metric needs
    cast(count(t.used) as integer) as terms_known,  -- Of these, printed or inferred
    cast(count(*) filter (
        where t.obs_status = 'blank' and t.used is null
    ) as integer) as terms_blank,  -- Of these, blank without a supported meaning
    cast(count(*) filter (
        where t.used is not null and t.value_inferred is not null
    ) as integer) as terms_inferred,  -- Of these, blank and inferred
    cast(sum(case when t.role = 'numerator' then t.coefficient * t.used end)
    as decimal(26, 6)) as numerator,  -- Numerator (of a count: the count)
    cast(sum(case when t.role = 'denominator' then t.coefficient * t.used end)
    as decimal(26, 6)) as denominator  -- Denominator, null for counts and amounts
from terms as t
group by
    t.institution_id,
    t.report_year,
    t.metric_id
