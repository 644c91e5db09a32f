-- description: The report that counts for an institution and year, and why it does.
-- grain: institution_id, report_year
with candidates as (
    select
        r.*,
        count(*) over same_report as documents,
        row_number() over (
            same_report
            order by
                r.cells_reported desc,
                r.cells desc,
                r.cells_unreadable asc,
                r.published_on desc nulls last,
                r.document_sha256 asc,
                r.report_no asc,
                r.url asc
        ) as choice
    from core_reports as r
    where
        r.institution_id is not null
        and r.report_year is not null
        and r.cells > 0
    window same_report as (partition by r.institution_id, r.report_year)
)

select
    c.institution_id,  -- Institution
    c.report_year,  -- Year that the report is about
    c.province_id,  -- Province-level division or central
    c.source_id,  -- Listing that led to it
    c.document_sha256,  -- Document that was chosen
    c.report_no,  -- Number of the report in the document
    c.edition,  -- Edition of the form
    c.year_basis,  -- What says which year it is
    c.title,  -- Title as printed
    c.publisher,  -- Publisher as printed
    c.published_on,  -- Date of publication as printed
    c.media,  -- Kind of document
    c.url,  -- Address of the document
    coalesce(c.parent_url, c.url) as page_url,  -- Address of the page to link to
    c.cells,  -- Cells of the form that the document holds
    c.cells_reported,  -- Of these, with a figure
    c.cells_unreadable,  -- Of these, not readable
    cast(c.documents as integer) as documents,  -- Documents to choose from
    case
        when c.documents = 1 then 'only_document' else 'most_figures'
    end as choice_reason  -- Why this one: only_document, most_figures
from candidates as c
where c.choice = 1
