-- description: How many other forms of the report (page, PDF, DOCX) print the same in a
-- cell, how many print another figure.
-- grain: report_key, cell_no
select
    r.report_key,  -- Number of the report, see int_reports
    p.cell_no,  -- Number of the cell, see seed_form_cells
    cast(
        count(*) filter (where p.outcome = 'agrees') as integer
    ) as agreeing,  -- Other forms with the same figure
    cast(
        count(*) filter (where p.outcome = 'differs') as integer
    ) as differing,  -- Other forms that print another
    bool_or(p.confirms) and not bool_or(
        p.outcome = 'differs'
    ) as is_confirmed  -- One was read more surely or by other means, none differs
from int_parallel_cells as p
inner join int_reports as r
    on
        p.institution_id = r.institution_id
        and p.report_year = r.report_year
where p.is_parallel
group by all
