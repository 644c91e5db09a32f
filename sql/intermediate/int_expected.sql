-- description: Who owes a report for which year, and by when; and the years beside
-- these of which there is a report, or a link to one.
-- grain: institution_id, report_year
with sources as (
    select
        s.source_id,
        s.enabled,
        unnest(string_split(s.institution_ids, '|')) as institution_id
    from seed_sources as s
),

asked as (
    -- the day in China on which a listing of the institution was last asked: it
    -- decides what was due. A listing that is crawled and was not yet is not read.
    select
        s.institution_id,
        cast(
            max(cast(coalesce(c.finished_at, c.started_at) as timestamp))
            + interval 8 hour as date
        ) as asked_on,
        bool_and(coalesce(c.status = 'complete', false)) as was_complete
    from sources as s
    left join raw_crawls as c
        on s.source_id = c.source_id
    where
        s.enabled
        or c.source_id is not null
    group by all
),

crawled as (
    -- a deposited file says nothing about the other years of its institution: nobody
    -- looked for them
    select r.institution_id
    from core_reports as r
    where r.source_id is not null
),

listed as (
    -- institutions that a crawled source lists, and those that we have reports of
    select s.institution_id
    from sources as s
    where s.enabled
    union
    select r.institution_id
    from crawled as r
    where r.institution_id is not null
),

span as (
    select max(r.report_year) as last_year
    from core_reports as r
),

governed as (
    -- the first year for which the Regulations ask for a report
    select min(d.first_year) as first_year
    from seed_deadlines as d
),

owed as (
    -- the last year is the one before the crawl, or before it was ever crawled the
    -- last that anybody reports on
    select
        i.institution_id,
        unnest(range(
            greatest(g.first_year, coalesce(i.valid_from, g.first_year)),
            least(
                coalesce(year(a.asked_on) - 1, s.last_year),
                coalesce(i.valid_to, 9999)
            ) + 1
        )) as report_year
    from seed_institutions as i
    inner join listed as l
        on i.institution_id = l.institution_id
    cross join span as s
    cross join governed as g
    left join asked as a
        on i.institution_id = a.institution_id
),

found as (
    select
        r.institution_id,
        r.report_year
    from core_reports as r
    where
        r.institution_id is not null
        and r.report_year is not null
    union
    select
        n.institution_id,
        n.report_year
    from int_listed_reports as n
),

expected as (
    select
        o.institution_id,
        cast(o.report_year as smallint) as report_year,
        true as is_owed
    from owed as o
    union all
    select
        f.institution_id,
        f.report_year,
        -- of institutions that are not crawled, the years that somebody deposited
        l.institution_id is null
        and f.report_year >= greatest(
            g.first_year, coalesce(i.valid_from, g.first_year)
        )
        and f.report_year <= coalesce(i.valid_to, 9999) as is_owed
    from found as f
    inner join seed_institutions as i
        on f.institution_id = i.institution_id
    cross join governed as g
    left join listed as l
        on f.institution_id = l.institution_id
    anti join owed as o
        on
            f.institution_id = o.institution_id
            and f.report_year = o.report_year
),

dated as (
    select
        i.institution_id,
        i.province_id,
        i.level,
        i.kind,
        e.report_year,
        e.is_owed,
        d.regulations,
        make_date(e.report_year + 1, d.month, d.day) as due_on,
        make_date(e.report_year + 1, d.wait_month, d.wait_day) as missing_after,
        case
            when d.regulations is null then 'no_regulations_yet'
            else d.null_reason
        end as null_reason
    from expected as e
    inner join seed_institutions as i
        on e.institution_id = i.institution_id
    left join seed_deadlines as d
        on
            i.kind = d.kind
            and e.report_year >= d.first_year
            and e.report_year <= coalesce(d.last_year, 9999)
)

select
    d.institution_id,  -- Institution
    d.report_year,  -- Year that the report is about
    d.province_id,  -- Province-level division or central
    d.level,  -- Level of administration
    d.kind,  -- Kind of institution
    d.is_owed,  -- The Regulations ask it for a report of this year
    d.regulations,  -- Version of the Regulations (条例), see seed_deadlines
    d.due_on,  -- Last day on time, null where the Regulations name none
    d.null_reason,  -- Why due_on is null: no_deadline_named or no_regulations_yet
    d.missing_after,  -- Until this day it may be missing: due_on or that of others
    coalesce(
        a.asked_on <= d.missing_after, false
    ) as is_not_due,  -- The last crawl came too early to miss it
    coalesce(
        a.was_complete, false
    ) as is_crawl_complete  -- Else a report may be there that was not found
from dated as d
left join asked as a
    on d.institution_id = a.institution_id
