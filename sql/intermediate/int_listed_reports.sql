-- description: Links of the listings that name the year and, by themselves or by their
-- listing, the institution of a report.
-- grain: institution_id, report_year
with sources as (
    select
        s.source_id,
        unnest(string_split(s.institution_ids, '|')) as institution_id,
        len(string_split(s.institution_ids, '|')) as institutions
    from seed_sources as s
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
)

select
    k.institution_id,  -- Institution
    k.report_year,  -- Year that the link names
    min(k.url) as url,  -- Address, the first of several
    bool_or(h.url is not null) as is_held,  -- Bytes of one of them are in the archive
    min(q.code) as issue_code  -- What went wrong with them, see docs/issues.md
from links as k
left join held as h
    on k.url = h.url
left join raw_issues as q
    on
        k.source_id = q.source_id
        and k.url = q.url
group by all
