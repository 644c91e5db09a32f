-- description: What is owed is owed under the Regulations, and has a day or a reason.
-- asset: int_expected
-- severity: error
select
    e.institution_id,
    e.report_year,
    e.kind,
    e.regulations,
    e.due_on,
    e.null_reason
from int_expected as e
where
    (e.is_owed and (e.regulations is null or e.missing_after is null))
    or (e.due_on is null) <> (e.null_reason is not null)
    or e.due_on > e.missing_after
