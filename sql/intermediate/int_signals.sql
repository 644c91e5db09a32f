-- description: Contradictions that are no equation: none are looked for yet.
-- grain: institution_id, report_year, signal_id, unit_code
select
    r.institution_id,  -- Institution
    r.report_year,  -- Year that the report is about
    cast(null as varchar) as signal_id,  -- Signal
    cast(null as varchar) as unit_code,  -- What it is about
    cast(null as varchar) as table_id,  -- Statistics table, null if of none
    r.edition,  -- Edition of the form
    cast(null as varchar) as severity,  -- soft or informative
    cast(null as decimal(26, 6)) as printed_value,  -- Figure as printed
    cast(null as decimal(26, 6)) as expected_value,  -- Figure expected, if there is one
    cast(null as decimal(27, 6)) as difference,  -- Printed less expected
    cast(null as varchar[]) as cells,  -- Cells, table/item/breakdown each
    cast(null as varchar) as message_zh,  -- The signal in Chinese
    cast(null as varchar) as message_en  -- The signal in English
from int_reports as r
where false
