-- description: The claims of the prose that counts, with the report that they are of.
-- kind: view
-- grain: institution_id, report_year, claim_no
select
    d.institution_id,  -- Institution
    d.report_year,  -- Year that the report is about
    c.claim_no,  -- Number of the claim in the report, from 1
    d.report_key,  -- Number of the report that counts, see int_reports
    d.document_sha256,  -- Document whose prose counts
    d.report_no,  -- Number of the report in it
    c.section,  -- Section that the sentence stands in
    c.sentence,  -- The sentence as printed
    c.span_start,  -- Where in it the number begins, from 0
    c.span_end,  -- The character after its last
    c.subject,  -- What is counted
    c.breakdown,  -- Which applicants, total for all
    c.kind,  -- count, amount, rate or change
    c.value,  -- Number in the base unit
    c.value_text,  -- The number as printed
    c.unit,  -- Unit as printed
    c.tolerance,  -- Half of the last digit of a rounded number
    c.bound,  -- exact, about, at_least or at_most
    c.is_negation,  -- Words say none
    c.claim_year,  -- Year that the sentence is about, null where that of the report
    c.measure,  -- Of a change: difference or percent
    case
        when c.why_not_compared is not null then c.why_not_compared
        when c.kind = 'rate' then 'rate'
        when c.claim_year <> d.report_year then 'other_year'
    end as why_not_compared,  -- Why it is never compared, null where it may be
    c.locator,  -- Where in the document
    d.page_url  -- Address of the page to link to
from int_claim_documents as d
inner join core_claims as c
    on
        d.document_sha256 = c.document_sha256
        and d.report_no = c.report_no
        and d.province_id is not distinct from c.province_id
