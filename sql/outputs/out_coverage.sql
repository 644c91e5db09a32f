-- description: Which institutions have a report for which year, and what was found.
-- grain: institution_id, report_year
with span as (
    select
        min(r.report_year) as first_year,
        max(r.report_year) as last_year
    from core_reports as r
),

years as (
    -- every year of the span, also one of which nobody has a report
    select cast(y.report_year as smallint) as report_year
    from span as s,
        lateral unnest(range(s.first_year, s.last_year + 1)) as y (report_year)
),

listed as (
    -- institutions that a crawled source lists, and those that we have reports of
    select distinct unnest(string_split(s.institution_ids, '|')) as institution_id
    from seed_sources as s
    where s.enabled
    union
    select r.institution_id
    from core_reports as r
    where r.institution_id is not null
),

documents as (
    -- also those in which no figure was found
    select
        d.institution_id,
        d.report_year,
        min(coalesce(d.parent_url, d.url)) as url
    from core_reports as d
    group by all
),

expected as (
    -- in the years in which they existed, and wherever there is a document
    select
        i.institution_id,
        i.name,
        i.province_id,
        y.report_year,
        d.url
    from seed_institutions as i
    inner join listed as l
        on i.institution_id = l.institution_id
    cross join years as y
    left join documents as d
        on
            i.institution_id = d.institution_id
            and y.report_year = d.report_year
    where
        d.url is not null
        or (
            coalesce(i.valid_from, 0) <= y.report_year
            and coalesce(i.valid_to, 9999) >= y.report_year
        )
)

select
    e.institution_id,  -- Institution
    e.report_year,  -- Year
    e.province_id,  -- Province-level division or central
    e.name as institution_name,  -- Official name
    case
        when r.cells_reported > 0 then 'figures'
        when e.url is not null then 'no_figures'
        else 'no_report'
    end as status,  -- figures, no_figures (a document without any) or no_report
    coalesce(r.cells, 0) as cells,  -- Cells of the form in the report that counts
    coalesce(r.cells_reported, 0) as cells_reported,  -- Of these, with a figure
    coalesce(r.cells_unreadable, 0) as cells_unreadable,  -- Of these, not readable
    coalesce(r.page_url, e.url) as url  -- Page to link to
from expected as e
left join int_reports as r
    on
        e.institution_id = r.institution_id
        and e.report_year = r.report_year
