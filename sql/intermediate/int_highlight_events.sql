-- description: Contradictions, reports that are missing or late, and figures that were
-- changed after publication.
-- grain: institution_id, report_year, kind, about
with contradictions as (
    select
        f.institution_id,
        f.report_year,
        'contradiction' as kind,
        f.finding_id as about,
        -- a figure that is no count differs from nothing: it is one figure
        coalesce(cast(f.largest_difference as double), 1) as strength,
        cast(f.largest_difference as double) as value,
        f.equations_failed as n,
        -- a finding may name cells of last year's report as well
        cast(case
            when f.url_prior is not null then f.report_year - 1
        end as smallint) as prior_year,
        f.message_zh,
        f.message_en
    from out_consistency_flags as f
    where
        f.severity = 'hard'
        and not f.is_waived
),

silent as (
    -- in no list, and all lists were read whole; told once, in the first such year
    select
        c.institution_id,
        c.report_year,
        count(*) filter (where b.status = 'figures') as years,
        max(b.report_year) filter (where b.status = 'figures') as last_year
    from out_coverage as c
    inner join out_coverage as b
        on
            c.institution_id = b.institution_id
            and c.report_year > b.report_year
            and b.status in ('figures', 'no_figures', 'listed_not_fetched')
    where
        c.status = 'no_report'
        and c.is_owed
        and c.is_crawl_complete
        and not c.is_perhaps_unplaced
    group by
        c.institution_id,
        c.report_year
    having max(b.report_year) = c.report_year - 1
),

silences as (
    select
        s.institution_id,
        s.report_year,
        'silence' as kind,
        '' as about,
        cast(s.years as double) as strength,
        cast(null as double) as value,
        s.years as n,
        s.last_year as prior_year,
        '未见' || s.report_year || '年度报告；此前有' || s.years
        || '个年度的报告，最近为' || s.last_year || '年度' as message_zh,
        'No report on ' || s.report_year || ' was found; earlier reports with figures: '
        || s.years || ', the last on ' || s.last_year as message_en
    from silent as s
    inner join seed_highlights as h
        on
            h.kind = 'silence'
            and s.years >= h.min_years
),

overdue as (
    select
        t.institution_id,
        t.report_year,
        t.due_on,
        t.status_basis,
        case t.status_basis
            when 'stated' then t.stated_on
            else t.not_found_on
        end as shown_on
    from out_timeliness as t
    where t.status = 'late'
),

lates as (
    select
        o.institution_id,
        o.report_year,
        'late' as kind,
        '' as about,
        cast(date_diff('day', o.due_on, o.shown_on) as double) as strength,
        cast(date_diff('day', o.due_on, o.shown_on) as double) as value,
        1 as n,
        cast(null as smallint) as prior_year,
        case o.status_basis
            when 'stated'
                then
                    o.report_year || '年度报告所载日期为' || o.shown_on || '，应于'
                    || o.due_on || '前公布，晚'
                    || date_diff('day', o.due_on, o.shown_on) || '天'
            else
                o.report_year || '年度报告应于' || o.due_on || '前公布，'
                || o.shown_on || '尚未列出'
        end as message_zh,
        case o.status_basis
            when 'stated'
                then
                    'The report on ' || o.report_year || ' is dated ' || o.shown_on
                    || '; it was due by ' || o.due_on || ', days between: '
                    || date_diff('day', o.due_on, o.shown_on)
            else
                'The report on ' || o.report_year || ' was due by ' || o.due_on
                || '; on ' || o.shown_on || ' it was not listed yet'
        end as message_en
    from overdue as o
    inner join seed_highlights as h
        on
            h.kind = 'late'
            and date_diff('day', o.due_on, o.shown_on) >= h.min_days
),

revised as (
    select
        v.institution_id,
        v.report_year,
        sum(v.figures_changed + v.figures_emptied) as figures,
        max(v.cells) as cells,
        max(v.changed_on) as changed_on
    from out_revisions as v
    where v.what_changed = 'figures'
    group by all
),

revisions as (
    select
        v.institution_id,
        v.report_year,
        'revised' as kind,
        '' as about,
        cast(v.figures as double) as strength,
        cast(v.figures as double) as value,
        v.cells as n,
        cast(null as smallint) as prior_year,
        v.report_year || '年度报告公布后，有' || v.figures
        || '处数字被更改或删去，最近一次发现于' || v.changed_on as message_zh,
        'Figures of the report on ' || v.report_year || ' that were changed or taken '
        || 'out after publication: ' || v.figures || '; the last change was met on '
        || v.changed_on as message_en
    from revised as v
    inner join seed_highlights as h
        on
            h.kind = 'revised'
            and v.figures >= h.min_figures
),

events as (
    select * from contradictions
    union all by name
    select * from silences
    union all by name
    select * from lates
    union all by name
    select * from revisions
)

select
    e.institution_id,  -- Institution
    e.report_year,  -- Year
    e.kind,  -- contradiction, silence, late or revised
    e.about,  -- Finding, empty where there is one of the kind at most
    e.strength,  -- Largest difference, years before, days or figures
    e.value,  -- The same, where it is a figure: difference, days or figures
    cast(e.n as bigint) as n,  -- Failing equations, years, 1, or cells of the form
    e.prior_year,  -- Year of the last report before, where this one is missing
    e.message_zh,  -- What happened, in Chinese
    e.message_en  -- What happened, in English
from events as e
