-- description: Every link to a report has a document that says how asking for it went,
-- and the form that it names is a link of the same listing.
-- asset: raw_report_links
-- severity: warn
select
    k.source_id,
    k.url,
    k.form_of
from raw_report_links as k
left join raw_documents as d
    on
        k.source_id = d.source_id
        and k.url = d.url
left join raw_report_links as f
    on
        k.source_id = f.source_id
        and k.form_of = f.url
where
    d.url is null
    or (k.form_of is not null and f.url is null)
    or k.form_of = k.url
