-- Table three of one report as it is printed: rows of the form, columns of applicants.
pivot (
    select
        f.position,
        coalesce(f.item_group_zh || ' / ', '') || f.item_zh as item,
        f.breakdown_zh,
        c.value_text
    from int_cells as c
    inner join seed_form_cells as f
        on
            c.edition = f.edition
            and c.table_id = f.table_id
            and c.item = f.item
            and c.breakdown = f.breakdown
    where
        c.institution_id = 'henan-zhumadian'
        and c.report_year = 2024
        and c.table_id = 'applications'
)
on breakdown_zh using any_value(value_text)
group by position, item
order by position;
