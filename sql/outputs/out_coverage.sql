-- description: Which institutions owe a report for which year, and what was found.
-- grain: institution_id, report_year
with sources as (
    select
        s.source_id,
        s.enabled,
        unnest(string_split(s.institution_ids, '|')) as institution_id,
        len(string_split(s.institution_ids, '|')) as institutions
    from seed_sources as s
),

asked as (
    -- the day in China on which a listing of the institution was last asked: it
    -- decides what was due
    select
        s.institution_id,
        cast(
            max(cast(coalesce(c.finished_at, c.started_at) as timestamp))
            + interval 8 hour as date
        ) as asked_on,
        bool_and(c.status = 'complete') as was_complete
    from sources as s
    inner join raw_crawls as c
        on s.source_id = c.source_id
    group by all
),

listed as (
    -- institutions that a crawled source lists, and those that we have reports of
    select s.institution_id
    from sources as s
    where s.enabled
    union
    select r.institution_id
    from core_reports as r
    where r.institution_id is not null
),

span as (
    select max(r.report_year) as last_year
    from core_reports as r
),

owed as (
    -- the Regulations (条例) are in force since 2008, so that the first reports are those
    -- of 2008; the last year is the one before the crawl, or before it was ever crawled
    -- the last that anybody reports on
    select
        i.institution_id,
        unnest(range(
            greatest(2008, coalesce(i.valid_from, 2008)),
            least(
                coalesce(year(a.asked_on) - 1, s.last_year),
                coalesce(i.valid_to, 9999)
            ) + 1
        )) as report_year
    from seed_institutions as i
    inner join listed as l
        on i.institution_id = l.institution_id
    cross join span as s
    left join asked as a
        on i.institution_id = a.institution_id
),

documents as (
    -- also those in which no figure was found
    select
        d.institution_id,
        d.report_year,
        min(coalesce(d.parent_url, d.url)) as url
    from core_reports as d
    where
        d.institution_id is not null
        and d.report_year is not null
    group by all
),

links as (
    -- a link is of the organ that it names, else of the only one of its listing
    select
        s.institution_id,
        k.report_year,
        k.source_id,
        k.url
    from raw_report_links as k
    inner join sources as s
        on k.source_id = s.source_id
    inner join seed_institutions as i
        on s.institution_id = i.institution_id
    where
        k.report_year is not null
        and (
            (k.publisher is null and s.institutions = 1)
            or i.name in (k.publisher, k.publisher || '人民政府')
            or list_contains(string_split(i.short_names, '|'), k.publisher)
        )
),

held as (
    select distinct v.url
    from raw_document_versions as v
),

named as (
    select
        k.institution_id,
        k.report_year,
        min(k.url) as url,
        bool_or(h.url is not null) as is_held,
        min(q.code) as issue_code
    from links as k
    left join held as h
        on k.url = h.url
    left join raw_issues as q
        on
            k.source_id = q.source_id
            and k.url = q.url
    group by all
),

expected as (
    select
        o.institution_id,
        o.report_year
    from owed as o
    union
    select
        d.institution_id,
        d.report_year
    from documents as d
    union
    select
        n.institution_id,
        n.report_year
    from named as n
),

dated as (
    -- 条例 (2007) 第三十一条: all organs by 31 March; 条例 (2019) 第四十九条: departments by
    -- 31 January, governments by 31 March, which is taken for those it does not name
    select
        i.institution_id,
        i.name,
        i.province_id,
        cast(e.report_year as smallint) as report_year,
        make_date(
            e.report_year + 1,
            case
                when e.report_year < 2019 then 3
                when i.kind in ('department', 'central_agency') then 1
                else 3
            end,
            31
        ) as due_on
    from expected as e
    inner join seed_institutions as i
        on e.institution_id = i.institution_id
)

select
    e.institution_id,  -- Institution
    e.report_year,  -- Year
    e.province_id,  -- Province-level division or central
    e.name as institution_name,  -- Official name
    e.due_on,  -- Day by which the report had to be published
    case
        when r.cells_reported > 0 then 'figures'
        when coalesce(n.is_held, false) or d.url is not null then 'no_figures'
        when n.url is not null then 'listed_not_fetched'
        when a.asked_on <= e.due_on then 'not_due'
        else 'no_report'
    end as status,  -- figures; no_figures; listed_not_fetched; not_due; no_report
    case
        when d.url is null and not n.is_held then n.issue_code
    end as issue_code,  -- Why a report that is listed could not be fetched
    coalesce(
        a.was_complete, false
    ) as is_crawl_complete,  -- Else a report may be there that was not found
    coalesce(r.cells, 0) as cells,  -- Cells of the form in the report that counts
    coalesce(r.cells_reported, 0) as cells_reported,  -- Of these, with a figure
    coalesce(r.cells_unreadable, 0) as cells_unreadable,  -- Of these, not readable
    coalesce(r.page_url, d.url, n.url) as url  -- Page to link to
from dated as e
left join asked as a
    on e.institution_id = a.institution_id
left join int_reports as r
    on
        e.institution_id = r.institution_id
        and e.report_year = r.report_year
left join documents as d
    on
        e.institution_id = d.institution_id
        and e.report_year = d.report_year
left join named as n
    on
        e.institution_id = n.institution_id
        and e.report_year = n.report_year
