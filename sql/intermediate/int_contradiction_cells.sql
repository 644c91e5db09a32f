-- description: The cells that each contradiction names, with what is printed in them.
-- grain: institution_id, report_year, rule_id, unit_code, cell_year, table_id, item,
-- breakdown
with terms as (
    select
        t.*,
        count(*) over (
            partition by t.rule_id, t.edition, t.unit_code, t.side
        ) = 1 as is_side
    from seed_rule_terms as t
),

equation_cells as (
    select
        d.institution_id,
        d.report_year,
        d.rule_id,
        d.unit_code,
        d.kind,
        cast(d.report_year + t.year_offset as smallint) as cell_year,
        t.table_id,
        t.item,
        t.breakdown,
        t.side,
        t.coefficient,
        t.is_side,
        true as is_named
    from int_contradictions as d
    inner join terms as t
        on
            d.rule_id = t.rule_id
            and d.edition = t.edition
            and d.unit_code = t.unit_code
    where d.kind = 'equation'
),

signal_names as (
    select
        s.institution_id,
        s.report_year,
        s.signal_id,
        s.unit_code,
        unnest(list_distinct(s.cells)) as cell
    from int_signals as s
),

signal_cells as (
    select
        n.institution_id,
        n.report_year,
        n.signal_id as rule_id,
        n.unit_code,
        'signal' as kind,
        n.report_year as cell_year,
        split_part(n.cell, '/', 1) as table_id,
        split_part(n.cell, '/', 2) as item,
        split_part(n.cell, '/', 3) as breakdown,
        true as is_named
    from signal_names as n
    union all by name
    -- of a signal that names a table and no cell, where that table begins
    select
        s.institution_id,
        s.report_year,
        s.signal_id as rule_id,
        s.unit_code,
        'signal' as kind,
        s.report_year as cell_year,
        s.table_id,
        f.item,
        f.breakdown,
        false as is_named
    from int_signals as s
    inner join seed_form_cells as f
        on
            s.edition = f.edition
            and s.table_id = f.table_id
            and f.position = 0
    where coalesce(len(s.cells), 0) = 0
),

claim_names as (
    select
        k.institution_id,
        k.report_year,
        k.rule_id,
        k.unit_code,
        k.needs_prior,
        len(k.cells) = 1 as is_side,
        unnest(k.cells) as cell
    from int_claim_contradictions as k
),

claim_cells as (
    -- of a claim about a change, the same cells a year before as well
    select
        n.institution_id,
        n.report_year,
        n.rule_id,
        n.unit_code,
        'claim' as kind,
        cast(n.report_year - y.years_before as smallint) as cell_year,
        split_part(n.cell, '/', 1) as table_id,
        split_part(n.cell, '/', 2) as item,
        split_part(n.cell, '/', 3) as breakdown,
        n.is_side,
        true as is_named
    from claim_names as n
    inner join (values (0), (1)) as y (years_before)
        on
            n.needs_prior
            or y.years_before = 0
),

count_cells as (
    -- every count of a table of which some are none
    select
        d.institution_id,
        d.report_year,
        d.rule_id,
        d.unit_code,
        d.kind,
        d.report_year as cell_year,
        d.table_id,
        f.item,
        f.breakdown,
        true as is_named
    from int_contradictions as d
    inner join seed_form_cells as f
        on
            d.edition = f.edition
            and d.table_id = f.table_id
            and f.value_kind = 'count'
    where d.kind = 'domain'
),

named_cells as (
    select * from equation_cells
    union all by name
    select * from signal_cells
    union all by name
    select * from claim_cells
    union all by name
    select * from count_cells
),

wanted as (
    -- by number: whichever edition the table of the report follows
    select distinct
        r.report_key,
        f.cell_no
    from named_cells as n
    inner join int_reports as r
        on
            n.institution_id = r.institution_id
            and n.cell_year = r.report_year
    inner join seed_form_cells as f
        on
            n.table_id = f.table_id
            and n.item = f.item
            and n.breakdown = f.breakdown
),

cells as (
    select
        c.institution_id,
        c.report_year,
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
        c.obs_status,
        c.locator
    from int_printed_cells as c
    inner join wanted as w
        on
            c.report_key = w.report_key
            and c.cell_no = w.cell_no
)

select
    n.institution_id,  -- Institution
    n.report_year,  -- Year of the report that contradicts something
    n.rule_id,  -- Rule, signal, or claim_ and the subject of a claim
    n.unit_code,  -- Row or column, what the signal is about, or where the claim stands
    n.cell_year,  -- Year of the report that the cell is in
    n.table_id,  -- Statistics table
    n.item,  -- Row of the form
    n.breakdown,  -- Column of the form
    n.kind,  -- equation, domain, claim or signal
    n.side,  -- Side of the equation: left or right; null for others
    n.coefficient,  -- Its factor there
    coalesce(n.is_side, false) as is_side,  -- No other cell is on that side, or named
    c.edition,  -- Edition of the form that the cell is of
    c.position,  -- Place in the table, from 0
    c.value_kind,  -- count or amount
    c.is_signed,  -- May be negative
    c.value,  -- Figure as printed
    c.unit,  -- Unit of the printed figure
    coalesce(plain_number(c.value), c.obs_status) as printed,  -- Figure, or what it is
    c.value_text,  -- Text of the cell
    c.locator,  -- Where in the document
    n.is_named  -- False: its signal names only the table, of which this is the first
from named_cells as n
left join cells as c
    on
        n.institution_id = c.institution_id
        and n.cell_year = c.report_year
        and n.table_id = c.table_id
        and n.item = c.item
        and n.breakdown = c.breakdown
where
    n.kind <> 'domain'
    or is_no_count(c.value, c.is_signed)
