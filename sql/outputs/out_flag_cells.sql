-- description: The cells to look at for each finding, with what is printed and, where
-- one equation alone names a cell, what that equation would have it be.
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
        bool_or(c.is_side) as is_side,
        min(d.equation) as equation,
        -- meaningful for one equation only
        min(
            case
                when d.comparison <> '==' or abs(c.coefficient) <> 1 then null
                when c.side = 'left' then c.value - c.coefficient * d.difference
                when c.side = 'right' then c.value + c.coefficient * d.difference
            end
        ) as implied
    from int_contradiction_cells as c
    inner join int_contradictions as d
        on
            c.institution_id = d.institution_id
            and c.report_year = d.report_year
            and c.rule_id = d.rule_id
            and c.unit_code = d.unit_code
    inner join int_findings as f
        on
            c.institution_id = f.institution_id
            and c.report_year = f.report_year
            and c.rule_id = f.rule_id
            and c.unit_code = f.unit_code
    where c.is_named
    group by all
),

implied as (
    select
        c.*,
        cast(
            case
                when c.contradictions <> 1 then null
                -- a count is never what an equation could only have by being none
                when c.value_kind = 'count' and c.implied <> floor(c.implied) then null
                when c.implied < 0 and not c.is_signed then null
                else c.implied
            end as decimal(26, 6)
        ) as expected_value
    from cells as c
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
    c.expected_value,  -- What the one equation that names it would have it be
    case
        when c.expected_value is not null then c.equation
    end as expected_by,  -- That equation (rule/unit)
    c.locator,  -- Where in the document
    r.page_url as url,  -- Page of the report that prints it
    r.document_sha256  -- Document that prints it
from implied as c
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
