-- description: The cells to look at for each finding, with what is printed, and which
-- of them are suspected to be wrong.
-- grain: institution_id, report_year, finding_id, cell_year, table_id, item, breakdown
with cells as (
    -- one row a cell; `equations` counts the failing equations that name it
    select
        f.finding_id,
        c.institution_id,
        c.report_year,
        c.cell_year,
        c.table_id,
        c.item,
        c.breakdown,
        c.edition,
        c.position,
        c.value_kind,
        c.is_signed,
        c.value,
        c.unit,
        c.value_text,
        c.printed,
        c.locator,
        count(*) as contradictions,
        bool_or(c.is_side) as is_side
    from int_contradiction_cells as c
    inner join int_findings as f
        on
            c.institution_id = f.institution_id
            and c.report_year = f.report_year
            and c.rule_id = f.rule_id
            and c.unit_code = f.unit_code
    where c.is_named
    group by all
)

select
    c.institution_id,  -- Institution
    c.report_year,  -- Year of the report that the finding is about
    c.finding_id,  -- Finding, see out_consistency_flags
    c.cell_year,  -- Year of the report that prints the cell; the year before for some
    c.table_id,  -- Statistics table
    c.item,  -- Row of the form
    c.breakdown,  -- Column of the form
    s.item_zh,  -- Label of the row in Chinese
    s.item_en,  -- Label of the row in English
    s.item_group_zh,  -- Label beside several rows, in Chinese
    s.breakdown_zh,  -- Label of the column in Chinese
    s.breakdown_en,  -- Label of the column in English
    c.edition,  -- Edition of the form that its table follows
    c.position,  -- Place in the table, from 0
    c.value_kind,  -- count or amount
    c.value_text,  -- Text of the cell
    c.printed,  -- Figure as printed, or blank, dash, not_applicable, unreadable
    c.value,  -- Figure as printed, in the printed unit
    c.unit,  -- Unit of that figure
    -- a zero among others says little, as a side of an equation it says much
    c.printed is not null
    and (
        c.value is distinct from 0 or c.is_side
    ) as is_listed,  -- In the list of cells of the finding: most zeros are not
    cast(c.contradictions as integer) as equations_failed,  -- Equations that name it
    u.cell_no is not null as is_suspect,  -- It may be wrong, see out_suspect_cells
    coalesce(u.is_unique, false) as is_unique,  -- It must be: nothing else explains it
    u.implied_value,  -- What it should be, if it is wrong and that is known
    c.locator,  -- Where in the document
    r.page_url as url,  -- Page of the report that prints it
    r.document_sha256  -- Document that prints it
from cells as c
left join seed_form_cells as s
    on
        c.edition = s.edition
        and c.table_id = s.table_id
        and c.item = s.item
        and c.breakdown = s.breakdown
left join int_reports as r
    on
        c.institution_id = r.institution_id
        and c.cell_year = r.report_year
left join int_suspects as u
    on
        r.report_key = u.report_key
        and s.cell_no = u.cell_no
