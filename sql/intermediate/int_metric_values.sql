-- description: Numerator and denominator of every metric for every report.
-- grain: report_key, metric_no
with metric_terms as (
    select
        m.metric_no,
        t.table_id,
        t.edition,
        t.role,
        t.coefficient,
        f.cell_no
    from seed_metric_terms as t
    inner join seed_metrics as m
        on t.metric_id = m.metric_id
    left join seed_form_cells as f
        on
            t.edition = f.edition
            and t.table_id = f.table_id
            and t.item = f.item
            and t.breakdown = f.breakdown
),

figures as (
    -- what a cell counts as: corrected, printed or inferred, in this order
    select
        c.report_key,
        c.cell_no,
        c.obs_status,
        case
            when not c.is_dropped
                then
                    coalesce(c.value_corrected, c.value_normalised, c.value_inferred)
        end as used,
        case
            when c.is_dropped then null
            when c.value_corrected is not null then 'corrected'
            when c.value_normalised is null and c.value_inferred is not null
                then 'inferred'
        end as basis
    from int_cells as c
),

sums as (
    -- what the cells that are there say
    select
        c.report_key,
        t.metric_no,
        count(c.used) as known,
        count(*) filter (
            where c.used is null and c.obs_status = 'blank'
        ) as blank,
        count(*) filter (where c.basis = 'inferred') as inferred,
        count(*) filter (where c.basis = 'corrected') as corrected,
        sum(
            case when t.role = 'numerator' then t.coefficient * c.used end
        ) as numerator,
        sum(
            case when t.role = 'denominator' then t.coefficient * c.used end
        ) as denominator
    from figures as c
    inner join metric_terms as t
        on c.cell_no = t.cell_no
    group by all
),

layouts as (
    -- which edition each table of a report follows: few combinations in all
    select
        r.report_key,
        coalesce(r.edition, '') || ':' || coalesce(
            string_agg(
                t.table_id || '=' || t.edition, ' ' order by t.table_id, t.edition
            ),
            ''
        ) as layout
    from int_reports as r
    left join int_tables as t
        on r.report_key = t.report_key
    group by
        r.report_key,
        r.edition
),

examples as (
    -- one report of each combination
    select
        l.layout,
        min(l.report_key) as report_key
    from layouts as l
    group by all
),

needed as (
    -- which tables a metric reads
    select
        t.metric_no,
        t.table_id
    from metric_terms as t
    group by all
),

sizes as (
    -- how many cells it needs of a table of an edition
    select
        t.metric_no,
        t.table_id,
        t.edition,
        count(*) as terms
    from metric_terms as t
    group by all
),

wanted as (
    -- each table with its own edition; that of the report where the table is missing
    select
        x.layout,
        n.metric_no,
        coalesce(k.edition, r.edition) as edition,
        s.terms
    from examples as x
    inner join int_reports as r
        on x.report_key = r.report_key
    cross join needed as n
    left join int_tables as k
        on
            x.report_key = k.report_key
            and n.table_id = k.table_id
    left join sizes as s
        on
            n.metric_no = s.metric_no
            and n.table_id = s.table_id
            and s.edition = coalesce(k.edition, r.edition)
),

of_layout as (
    select
        w.layout,
        w.metric_no,
        string_agg(distinct w.edition, '+' order by w.edition) as edition,
        bool_and(w.terms is not null) as is_in_edition,
        sum(w.terms) as terms
    from wanted as w
    group by all
),

metrics as (
    select
        l.report_key,
        o.metric_no,
        o.edition,
        o.is_in_edition,
        o.terms
    from layouts as l
    inner join of_layout as o
        on l.layout = o.layout
)

select
    m.report_key,  -- Number of the report, see int_reports
    m.metric_no,  -- Number of the metric, see seed_metrics
    m.edition,  -- Edition of the tables that it reads; joined by + if they differ
    m.is_in_edition,  -- The edition has what it needs
    cast(coalesce(m.terms, 0) as smallint) as terms,  -- Cells that the metric needs
    cast(
        coalesce(s.known, 0) as smallint
    ) as terms_known,  -- Of these, printed, inferred or corrected
    cast(
        coalesce(s.blank, 0) as smallint
    ) as terms_blank,  -- Of these, blank without a supported meaning
    cast(coalesce(s.inferred, 0) as smallint) as terms_inferred,  -- Of these, inferred
    cast(
        coalesce(s.corrected, 0) as smallint
    ) as terms_corrected,  -- Of these, given by a correction
    cast(
        s.numerator as decimal(26, 6)
    ) as numerator,  -- Numerator (of a count: the count)
    cast(
        s.denominator as decimal(26, 6)
    ) as denominator  -- Denominator, null for counts and amounts
from metrics as m
left join sums as s
    on
        m.report_key = s.report_key
        and m.metric_no = s.metric_no
