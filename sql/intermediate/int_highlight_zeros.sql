-- description: Disputes after years of none, and reports whose figures are all zero
-- after years of figures.
-- grain: institution_id, report_year, kind, metric_id
with first_parameters as (
    select h.min_years
    from seed_highlights as h
    where h.kind = 'first_dispute'
),

zero_parameters as (
    select
        h.min_years,
        h.min_known
    from seed_highlights as h
    where h.kind = 'all_zero'
),

zeros as (
    -- years in a row have the same difference to their number
    select
        m.institution_id,
        m.metric_id,
        m.report_year,
        m.report_year - row_number() over (
            partition by m.institution_id, m.metric_id
            order by m.report_year
        ) as run
    from out_metrics as m
    inner join seed_highlight_metrics as t
        on
            m.metric_id = t.metric_id
            and t.kind = 'first_dispute'
    where m.value = 0
),

runs as (
    select
        z.institution_id,
        z.metric_id,
        max(z.report_year) as last_year,
        count(*) as years
    from zeros as z
    group by
        z.institution_id,
        z.metric_id,
        z.run
),

first_disputes as (
    select
        y.institution_id,
        y.report_year,
        'first_dispute' as kind,
        y.metric_id,
        r.years as strength,
        y.value,
        y.value_prior,
        r.years as n,
        r.last_year as prior_year,
        true as is_comparable,
        cast(null as varchar) as why_not,
        in_chinese(d.label_zh) || '：连续' || r.years || '年为0后，' || y.report_year
        || '年为' || plain_number(as_figure(y.value)) as message_zh,
        d.label_en || ': ' || plain_number(as_figure(y.value)) || ' in '
        || y.report_year || ' after ' || r.years || ' years of zero' as message_en
    from out_yoy_metrics as y
    inner join runs as r
        on
            y.institution_id = r.institution_id
            and y.metric_id = r.metric_id
            and y.report_year - 1 = r.last_year
    inner join seed_metrics as d
        on y.metric_id = d.metric_id
    cross join first_parameters as p
    where
        y.is_comparable
        and y.value > 0
        and r.years >= p.min_years
),

totals as (
    select
        m.institution_id,
        m.report_year,
        count(m.value) as known,
        count(*) filter (
            where m.null_reason is distinct from 'not_in_edition'
        ) as asked,
        count(*) filter (where m.value <> 0) as not_zero
    from out_metrics as m
    inner join seed_highlight_metrics as t
        on
            m.metric_id = t.metric_id
            and t.kind = 'all_zero'
    group by all
),

all_zero as (
    select
        n.institution_id,
        n.report_year,
        n.known
    from totals as n
    cross join zero_parameters as p
    where
        n.not_zero = 0
        and n.known = n.asked
        and n.known >= p.min_known
),

before_zero as (
    select
        z.institution_id,
        z.report_year,
        z.known,
        count(*) filter (where n.not_zero > 0) as years,
        max(n.report_year) as last_report,
        max(n.report_year) filter (where n.not_zero > 0) as last_figures
    from all_zero as z
    inner join totals as n
        on
            z.institution_id = n.institution_id
            and z.report_year > n.report_year
    group by all
),

zero_reports as (
    select
        b.institution_id,
        b.report_year,
        'all_zero' as kind,
        cast(null as varchar) as metric_id,
        b.years as strength,
        cast(0 as double) as value,
        cast(null as double) as value_prior,
        b.known as n,
        b.last_figures as prior_year,
        coalesce(r.edition = l.edition, false) as is_comparable,
        case
            when coalesce(r.edition <> l.edition, true) then 'edition_break'
        end as why_not,
        b.report_year || '年度报告的' || b.known || '项统计数全部为0；此前有'
        || b.years || '个年度的报告数字不为0，最近为' || b.last_figures
        || '年度' as message_zh,
        'All ' || b.known || ' figures that were looked at in the report on '
        || b.report_year || ' are zero; earlier reports with other figures: '
        || b.years || ', the last on ' || b.last_figures as message_en
    from before_zero as b
    inner join int_reports as r
        on
            b.institution_id = r.institution_id
            and b.report_year = r.report_year
    inner join int_reports as l
        on
            b.institution_id = l.institution_id
            and b.last_figures = l.report_year
    cross join zero_parameters as p
    where
        b.last_report = b.last_figures
        and b.years >= p.min_years
),

found as (
    select * from first_disputes
    union all by name
    select * from zero_reports
)

select
    f.institution_id,  -- Institution
    f.report_year,  -- Year
    f.kind,  -- first_dispute or all_zero
    f.metric_id,  -- Metric, null where all are meant
    cast(f.strength as double) as strength,  -- Years of zero, or of figures, before
    f.value,  -- This year
    f.value_prior,  -- The year before
    f.n,  -- Years of zero in a row, or figures that are zero
    f.prior_year,  -- Year that it is compared with
    f.is_comparable,  -- Both years are of one meaning
    f.why_not,  -- Why they are not
    f.message_zh,  -- What happened, in Chinese
    f.message_en  -- What happened, in English
from found as f
