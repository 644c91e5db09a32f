-- description: The report that counts for an institution and year, and why it does.
-- grain: institution_id, report_year
with documents as (
    select
        r.*,
        coalesce(d.version_no, 1) as version_no,
        coalesce(d.is_newest, true) as is_newest,
        coalesce(d.is_superseded, false) as is_superseded,
        coalesce(r.cells_derived, 0) as derived
    from core_reports as r
    left join int_documents as d
        on
            r.document_sha256 = d.document_sha256
            and r.report_no = d.report_no
            and r.url = d.url
            and r.source_id is not distinct from d.source_id
    where
        r.institution_id is not null
        and r.report_year is not null
        and r.cells > 0
),

addresses as (
    select
        d.*,
        row_number() over (
            partition by
                d.institution_id,
                d.report_year,
                d.document_sha256,
                d.report_no
            order by
                d.is_newest desc,
                d.source_id is null asc,
                d.url asc,
                d.source_id asc
        ) as address_no
    from documents as d
    where not d.is_superseded
),

older as (
    -- versions of these addresses in whose place a newer one has come
    select
        d.institution_id,
        d.report_year,
        count(distinct d.document_sha256) as versions
    from documents as d
    where d.is_superseded
    group by all
),

candidates as (
    -- the same bytes under several addresses are one candidate
    select
        a.*,
        row_number() over ranked as choice,
        lead(a.cells_reported) over ranked as next_cells_reported,
        lead(a.derived) over ranked as next_derived,
        lead(a.cells) over ranked as next_cells,
        lead(a.cells_unreadable) over ranked as next_cells_unreadable,
        a.source_id is null as is_deposit,
        lead(a.source_id is null) over ranked as next_is_deposit,
        lead(a.published_on) over ranked as next_published_on,
        count(*) over (
            partition by a.institution_id, a.report_year
        ) as documents
    from addresses as a
    where a.address_no = 1
    window ranked as (
        partition by a.institution_id, a.report_year
        order by
            a.cells_reported desc,
            a.derived asc,
            a.cells desc,
            a.cells_unreadable asc,
            -- what a site serves is the publisher's word of today
            a.source_id is null asc,
            a.published_on desc nulls last,
            a.document_sha256 asc,
            a.report_no asc
    )
)

select
    c.institution_id,  -- Institution
    c.report_year,  -- Year that the report is about
    cast(row_number() over (
        order by c.institution_id, c.report_year
    ) as integer) as report_key,  -- Number of the report in this release, for joins
    c.province_id,  -- Province-level division or central
    c.source_id,  -- Listing that led to it, null for a deposited file
    c.document_sha256,  -- Document that was chosen
    c.report_no,  -- Number of the report in the document
    c.scope,  -- own (the organ itself), jurisdiction, or null where it does not say
    c.edition,  -- Edition of the form; a table may follow another, see int_cells
    c.year_basis,  -- What says which year it is
    c.title,  -- Title as printed
    c.publisher,  -- Publisher as printed
    c.published_on,  -- Date of publication as printed
    c.media,  -- Kind of document
    c.url,  -- Address of the document
    coalesce(c.parent_url, c.url) as page_url,  -- Address of the page to link to
    c.version_no,  -- Version of the address, see int_versions
    c.is_newest,  -- None came after it; false: those say less, or of another year
    c.cells,  -- Cells of the form that the document holds
    c.cells_reported,  -- Of these, with a figure
    c.cells_derived,  -- Of the figures, read by equations or character recognition
    c.cells_unreadable,  -- Of the cells, not readable
    cast(c.documents as integer) as documents,  -- Documents to choose from
    cast(
        coalesce(o.versions, 0) as integer
    ) as older_versions,  -- Versions not to choose from: a newer one took their place
    case
        when c.documents = 1 and o.versions > 0 then 'newest_version'
        when c.documents = 1 then 'only_document'
        when c.cells_reported > c.next_cells_reported then 'most_figures'
        when c.derived < c.next_derived then 'most_printed'
        when c.cells > c.next_cells then 'most_cells'
        when c.cells_unreadable < c.next_cells_unreadable then 'fewest_unreadable'
        when c.is_deposit < c.next_is_deposit then 'served'
        when c.published_on > coalesce(c.next_published_on, date '0001-01-01')
            then 'newest'
        else 'none_better'
    end as choice_reason  -- What decided, in this order; none_better: by hash
from candidates as c
left join older as o
    on
        c.institution_id = o.institution_id
        and c.report_year = o.report_year
where c.choice = 1
