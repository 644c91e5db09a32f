-- description: The report that counts is not an older version of its address in whose
-- place a newer one has come.
-- asset: int_reports
-- severity: error
select
    r.institution_id,
    r.report_year,
    r.url,
    r.document_sha256
from int_reports as r
left join int_documents as d
    on
        r.document_sha256 = d.document_sha256
        and r.report_no = d.report_no
        and r.url = d.url
        and r.source_id is not distinct from d.source_id
where coalesce(d.is_superseded, true)
