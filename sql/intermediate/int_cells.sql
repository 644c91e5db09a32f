-- description: Cells with the base unit, and with what a blank must mean where every
-- equation that names it closes.
-- grain: institution_id, report_year, table_id, item, breakdown
with row_sums as (
    -- what a blank total would be: the sum of its row, blanks read as zero
    select
        p.institution_id,
        p.report_year,
        p.table_id,
        p.item,
        sum(coalesce(p.value, 0)) as row_sum,
        count(*) filter (
            where p.value is null and p.obs_status <> 'blank'
        ) as not_known
    from int_printed_cells as p
    where not p.is_total
    group by all
),

printed_tables as (
    -- a table without any figure says nothing: its blanks are no zeros
    select distinct
        p.institution_id,
        p.report_year,
        p.table_id
    from int_printed_cells as p
    where p.value is not null
),

candidates as (
    select
        p.*,
        case
            when p.value is not null then p.value
            when p.obs_status <> 'blank' then null
            when t.table_id is null then null
            when not p.is_total then 0
            when s.not_known = 0 then s.row_sum
        end as candidate
    from int_printed_cells as p
    left join row_sums as s
        on
            p.institution_id = s.institution_id
            and p.report_year = s.report_year
            and p.table_id = s.table_id
            and p.item = s.item
    left join printed_tables as t
        on
            p.institution_id = t.institution_id
            and p.report_year = t.report_year
            and p.table_id = t.table_id
),

form_equations as (
    -- equations inside one report that must hold, with how many cells each names
    select
        r.rule_id,
        r.edition,
        r.unit_code,
        r.tolerance,
        count(*) as terms
    from seed_rules as r
    inner join seed_rule_terms as t
        on
            r.rule_id = t.rule_id
            and r.edition = t.edition
            and r.unit_code = t.unit_code
    where
        r.severity = 'hard'
        and r.operator = '=='
        and not r.needs_prior
    group by all
),

equations as (
    -- does the equation close when blanks are read as the candidate says?
    select
        c.institution_id,
        c.report_year,
        c.edition,
        t.rule_id,
        t.unit_code,
        coalesce(
            abs(sum(
                case when t.side = 'left' then 1 else -1 end
                * t.coefficient * c.candidate
            )) <= any_value(e.tolerance)
            and count(c.candidate) = any_value(e.terms),
            false
        ) as closes
    from candidates as c
    inner join seed_rule_terms as t
        on
            c.edition = t.edition
            and c.table_id = t.table_id
            and c.item = t.item
            and c.breakdown = t.breakdown
    inner join form_equations as e
        on
            t.rule_id = e.rule_id
            and t.edition = e.edition
            and t.unit_code = e.unit_code
    group by all
),

supported as (
    -- blanks that at least one equation names and that no equation contradicts
    select
        c.institution_id,
        c.report_year,
        c.table_id,
        c.item,
        c.breakdown,
        bool_and(e.closes) as all_close
    from candidates as c
    inner join seed_rule_terms as t
        on
            c.edition = t.edition
            and c.table_id = t.table_id
            and c.item = t.item
            and c.breakdown = t.breakdown
    inner join equations as e
        on
            c.institution_id = e.institution_id
            and c.report_year = e.report_year
            and t.edition = e.edition
            and t.rule_id = e.rule_id
            and t.unit_code = e.unit_code
    where c.obs_status = 'blank'
    group by all
),

forms as (
    -- the same report in other documents
    select
        f.institution_id,
        f.report_year,
        f.table_id,
        f.item,
        f.breakdown,
        cast(count(*) filter (where f.outcome = 'agrees') as integer) as agreeing,
        cast(count(*) filter (where f.outcome = 'differs') as integer) as differing,
        bool_or(f.confirms) and not bool_or(f.outcome = 'differs') as is_confirmed
    from int_parallel_cells as f
    where f.is_parallel
    group by all
)

select
    c.institution_id,  -- Institution
    c.report_year,  -- Year that the report is about
    c.table_id,  -- Statistics table
    c.item,  -- Row of the form
    c.breakdown,  -- Column of the form
    c.document_sha256,  -- Document
    c.report_no,  -- Number of the report in the document
    c.edition,  -- Edition of the form that the table follows
    c.position,  -- Place in the table, from 0
    c.value_kind,  -- count or amount
    c.is_signed,  -- May be negative
    c.is_total,  -- The total column; leave it out when summing over breakdowns
    c.value,  -- Figure as printed, in the printed unit
    c.unit,  -- Unit of the printed figure
    c.value_text,  -- Text of the cell
    c.obs_status,  -- reported, blank, dash, not_applicable or unreadable
    in_base_unit(
        c.value, c.unit, c.value_kind
    ) as value_normalised,  -- In the base unit (money in yuan, 元); null: unit unknown
    case
        when s.all_close then cast(c.candidate as decimal(26, 6))
    end as value_inferred,  -- Only for blanks: zero, or the sum of the row for a total
    c.reading,  -- printed, by_equations or ocr
    case
        when f.is_confirmed then confirmed(c.confidence)
        else c.confidence
    end as confidence,  -- How sure the reading is, 0 to 1; raised by another form
    coalesce(f.agreeing, 0) as corroborated_by,  -- Other forms with the same figure
    coalesce(f.differing, 0) as contradicted_by,  -- Other forms that print another
    c.locator  -- Where in the document
from candidates as c
left join supported as s
    on
        c.institution_id = s.institution_id
        and c.report_year = s.report_year
        and c.table_id = s.table_id
        and c.item = s.item
        and c.breakdown = s.breakdown
left join forms as f
    on
        c.institution_id = f.institution_id
        and c.report_year = f.report_year
        and c.table_id = f.table_id
        and c.item = f.item
        and c.breakdown = f.breakdown
