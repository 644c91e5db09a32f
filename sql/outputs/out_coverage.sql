-- description: Which institutions owe a report for which year, and what was found.
-- grain: institution_id, report_year
with documents as (
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

sources as (
    select
        s.source_id,
        unnest(string_split(s.institution_ids, '|')) as institution_id
    from seed_sources as s
),

unplaced as (
    -- figures in a list of the institution that could not be given to anybody, or to
    -- no year
    select distinct
        s.institution_id,
        f.report_year
    from int_documents as f
    inner join sources as s
        on f.source_id = s.source_id
    where
        f.cells > 0
        and not f.is_superseded
        and (
            f.institution_id is null
            or (f.report_year is null and f.institution_id = s.institution_id)
        )
)

select
    e.institution_id,  -- Institution
    e.report_year,  -- Year
    e.province_id,  -- Province-level division or central
    i.name as institution_name,  -- Official name
    e.due_on,  -- Day by which it had to be published, null where none is named
    case
        when r.cells_reported > 0 then 'figures'
        when coalesce(n.is_held, false) or d.url is not null then 'no_figures'
        when n.url is not null then 'listed_not_fetched'
        when e.is_not_due then 'not_due'
        else 'no_report'
    end as status,  -- figures; no_figures; listed_not_fetched; not_due; no_report
    case
        when d.url is null and not n.is_held then n.issue_code
    end as issue_code,  -- Why a report that is listed could not be fetched
    e.is_crawl_complete,  -- Else a report may be there that was not found
    coalesce(r.cells, 0) as cells,  -- Cells of the form in the report that counts
    coalesce(r.cells_reported, 0) as cells_reported,  -- Of these, with a figure
    coalesce(r.cells_unreadable, 0) as cells_unreadable,  -- Of these, not readable
    coalesce(r.page_url, d.url, n.url) as url,  -- Page to link to
    e.is_owed,  -- The Regulations ask for it; else it is there nevertheless
    e.missing_after,  -- Day until which its absence says nothing
    (
        u.institution_id is not null or v.institution_id is not null
    ) as is_perhaps_unplaced  -- Its lists have figures of nobody, or of no year
from int_expected as e
inner join seed_institutions as i
    on e.institution_id = i.institution_id
left join int_reports as r
    on
        e.institution_id = r.institution_id
        and e.report_year = r.report_year
left join documents as d
    on
        e.institution_id = d.institution_id
        and e.report_year = d.report_year
left join int_listed_reports as n
    on
        e.institution_id = n.institution_id
        and e.report_year = n.report_year
left join unplaced as u
    on
        e.institution_id = u.institution_id
        and e.report_year = u.report_year
left join unplaced as v
    on
        e.institution_id = v.institution_id
        and v.report_year is null
