-- description: Every correction of an institution that we hold is about a cell of a
-- report that counts, and that cell prints the figure that the correction expects.
-- asset: int_cells
-- severity: error
with held as (
    select distinct r.institution_id
    from int_reports as r
)

select
    s.correction_id,
    s.expect as expected,
    c.value as printed_now,
    c.obs_status,
    'data/corrections/' || s.institution_id || '.yml' as file_to_edit
from seed_corrections as s
inner join held as h
    on s.institution_id = h.institution_id
left join int_cells as c
    on
        s.institution_id = c.institution_id
        and s.report_year = c.report_year
        and s.table_id = c.table_id
        and s.item = c.item
        and s.breakdown = c.breakdown
where c.value is distinct from s.expect
