-- description: A suspect cell is a cell of the panel, with the figure that is printed;
-- what it should be is another figure.
-- asset: out_suspect_cells
-- severity: error
select
    s.institution_id,
    s.report_year,
    s.table_id,
    s.item,
    s.breakdown,
    s.value,
    c.value as value_printed,
    s.implied_value
from out_suspect_cells as s
left join int_cells as c
    on
        s.institution_id = c.institution_id
        and s.report_year = c.report_year
        and s.table_id = c.table_id
        and s.item = c.item
        and s.breakdown = c.breakdown
where
    c.item is null
    or s.value is distinct from c.value
    or s.value_text is distinct from c.value_text
    or s.implied_value = c.value_normalised
    or s.backed_value = c.value_normalised
