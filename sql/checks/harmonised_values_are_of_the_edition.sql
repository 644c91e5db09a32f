-- description: A harmonised figure is there exactly where no reason is given, and never
-- from an edition that has no such cell.
-- asset: out_harmonised
-- severity: error
select
    h.institution_id,
    h.report_year,
    h.concept_id,
    h.value,
    h.match,
    h.null_reason
from out_harmonised as h
where
    (h.value is null) <> (h.null_reason is not null)
    or (h.match = 'not_comparable' and h.value is not null)
