-- description: Which institutions have a report for which year, and what was found.
-- grain: institution_id, report_year
with years as (
    select distinct r.report_year
    from core_reports as r
    where r.report_year is not null
),

expected as (
    -- institutions that a crawled source lists, in the years in which they existed
    select
        i.institution_id,
        i.name,
        i.province_id,
        y.report_year
    from seed_institutions as i
    cross join years as y
    where
        coalesce(i.valid_from, 0) <= y.report_year
        and coalesce(i.valid_to, 9999) >= y.report_year
        and exists (
            select 1
            from seed_sources as s
            where
                s.enabled
                and list_contains(
                    string_split(s.institution_ids, '|'), i.institution_id
                )
        )
)

select
    e.institution_id,  -- Institution
    e.report_year,  -- Year
    e.province_id,  -- Province-level division or central
    e.name as institution_name,  -- Official name
    case
        when r.institution_id is not null then 'figures'
        when count(d.url) > 0 then 'no_figures'
        else 'no_report'
    end as status,  -- figures, no_figures (a document without tables) or no_report
    coalesce(r.cells, 0) as cells,  -- Cells of the form in the report that counts
    coalesce(r.cells_reported, 0) as cells_reported,  -- Of these, with a figure
    coalesce(r.cells_unreadable, 0) as cells_unreadable,  -- Of these, not readable
    any_value(r.page_url) as url  -- Page to link to
from expected as e
left join int_reports as r
    on
        e.institution_id = r.institution_id
        and e.report_year = r.report_year
left join core_reports as d
    on
        e.institution_id = d.institution_id
        and e.report_year = d.report_year
group by
    e.institution_id,
    e.report_year,
    e.province_id,
    e.name,
    r.institution_id,
    r.cells,
    r.cells_reported,
    r.cells_unreadable
