-- description: The number of a claim, or the words that say none, stand in its
-- sentence, and its value is one that its kind can have.
-- asset: core_claims
-- severity: error
select
    c.document_sha256,
    c.report_no,
    c.claim_no,
    c.sentence,
    c.span_start,
    c.span_end,
    c.kind,
    c.value
from core_claims as c
where
    c.span_start < 0
    or c.span_end <= c.span_start
    or c.span_end > length(c.sentence)
    or c.tolerance < 0
    or (c.is_negation and c.value <> 0)
    or (c.kind = 'change') <> (c.measure is not null)
    or (c.kind in ('count', 'amount') and c.value < 0)
