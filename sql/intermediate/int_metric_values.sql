-- description: Numerator and denominator of every metric for every report.
-- grain: institution_id, report_year, metric_id
with tables_read as (
    select distinct
        c.institution_id,
        c.report_year,
        c.table_id,
        c.edition
    from int_cells as c
),

needed as (
    select distinct
        t.metric_id,
        t.table_id
    from seed_metric_terms as t
),

wanted as (
    -- each table with its own edition; that of the report where the table is missing
    select
        r.institution_id,
        r.report_year,
        n.metric_id,
        n.table_id,
        coalesce(k.edition, r.edition) as edition
    from int_reports as r
    cross join needed as n
    left join tables_read as k
        on
            r.institution_id = k.institution_id
            and r.report_year = k.report_year
            and n.table_id = k.table_id
),

terms as (
    select
        w.institution_id,
        w.report_year,
        w.metric_id,
        w.edition,
        t.role,
        t.coefficient,
        c.obs_status,
        c.value_inferred,
        t.metric_id is not null as is_in_edition,
        coalesce(c.value_normalised, c.value_inferred) as used
    from wanted as w
    left join seed_metric_terms as t
        on
            w.metric_id = t.metric_id
            and w.table_id = t.table_id
            and w.edition = t.edition
    left join int_cells as c
        on
            w.institution_id = c.institution_id
            and w.report_year = c.report_year
            and t.table_id = c.table_id
            and t.item = c.item
            and t.breakdown = c.breakdown
)

select
    t.institution_id,  -- Institution
    t.report_year,  -- Year that the report is about
    t.metric_id,  -- Metric
    string_agg(
        distinct t.edition, '+' order by t.edition
    ) as edition,  -- Edition of the tables that it reads; joined by + if they differ
    bool_and(t.is_in_edition) as is_in_edition,  -- The edition has what it needs
    cast(
        count(*) filter (where t.is_in_edition) as integer
    ) as terms,  -- Cells that the metric needs
    cast(count(t.used) as integer) as terms_known,  -- Of these, printed or inferred
    cast(
        count(*) filter (
            where t.obs_status = 'blank' and t.used is null
        ) as integer
    ) as terms_blank,  -- Of these, blank without a supported meaning
    cast(
        count(*) filter (
            where t.used is not null and t.value_inferred is not null
        ) as integer
    ) as terms_inferred,  -- Of these, blank and inferred
    cast(
        sum(case when t.role = 'numerator' then t.coefficient * t.used end)
        as decimal(26, 6)
    ) as numerator,  -- Numerator (of a count: the count)
    cast(
        sum(case when t.role = 'denominator' then t.coefficient * t.used end)
        as decimal(26, 6)
    ) as denominator  -- Denominator, null for counts and amounts
from terms as t
group by
    t.institution_id,
    t.report_year,
    t.metric_id
