-- description: What else speaks for or against each explanation and each cell that it
-- changes: the report's own sentences, the years beside it, its other forms.
-- grain: report_key, table_id, component_no, solution_no, cell_no
with changed as (
    -- what an explanation would put in the place of what is printed
    select
        e.report_key,
        e.table_id,
        e.component_no,
        e.solution_no,
        e.cell_no,
        e.implied_value
    from int_explanations as e
    where e.implied_value is not null and not e.is_systematic
),

suspected as (
    select distinct
        r.report_key,
        r.institution_id,
        r.report_year
    from changed as h
    inner join int_reports as r
        on h.report_key = r.report_key
),

-- -- the report's own sentences
claim_terms as (
    -- every cell of every figure that a claim may restate
    select
        r.report_key,
        c.claim_no,
        c.outcome,
        c.value,
        c.tolerance,
        c.bound,
        t.choice_no,
        t.edition,
        t.coefficient,
        f.cell_no
    from out_claims as c
    inner join suspected as r
        on
            c.institution_id = r.institution_id
            and c.report_year = r.report_year
    inner join seed_claim_terms as t
        on
            c.subject = t.subject
            and c.breakdown = t.claim_breakdown
    inner join seed_form_cells as f
        on
            t.edition = f.edition
            and t.table_id = f.table_id
            and t.item = f.item
            and t.breakdown = f.breakdown
    where
        c.outcome in ('match', 'mismatch')
        and c.kind in ('count', 'amount')
),

wanted as (
    select
        t.report_key,
        t.cell_no
    from claim_terms as t
    union
    select
        h.report_key,
        h.cell_no
    from changed as h
),

figures as (
    select
        p.report_key,
        p.cell_no,
        coalesce(
            in_base_unit(p.value, p.unit, p.value_kind), b.value_inferred
        ) as figure
    from int_printed_cells as p
    inner join wanted as w
        on
            p.report_key = w.report_key
            and p.cell_no = w.cell_no
    left join int_blanks as b
        on
            p.report_key = b.report_key
            and p.cell_no = b.cell_no
),

touched_claims as (
    select distinct
        h.report_key,
        h.table_id,
        h.component_no,
        h.solution_no,
        t.claim_no
    from changed as h
    inner join claim_terms as t
        on
            h.report_key = t.report_key
            and h.cell_no = t.cell_no
),

restated as (
    -- each figure that the claim may restate, as printed and as explained
    select
        n.report_key,
        n.table_id,
        n.component_no,
        n.solution_no,
        n.claim_no,
        t.outcome,
        t.value,
        t.tolerance,
        t.bound,
        t.choice_no,
        t.edition,
        sum(t.coefficient * v.figure) as printed,
        count(v.figure) = count(*) as is_printed,
        sum(t.coefficient * coalesce(h.implied_value, v.figure)) as explained,
        count(coalesce(h.implied_value, v.figure)) = count(*) as is_explained,
        list(t.cell_no) as cells
    from touched_claims as n
    inner join claim_terms as t
        on
            n.report_key = t.report_key
            and n.claim_no = t.claim_no
    left join figures as v
        on
            t.report_key = v.report_key
            and t.cell_no = v.cell_no
    left join changed as h
        on
            n.report_key = h.report_key
            and n.table_id = h.table_id
            and n.component_no = h.component_no
            and n.solution_no = h.solution_no
            and t.cell_no = h.cell_no
    group by all
),

agreeing as (
    select
        s.*,
        s.is_printed
        and claim_agrees(s.value, s.printed, s.tolerance, s.bound) as with_print,
        s.is_explained
        and claim_agrees(s.value, s.explained, s.tolerance, s.bound) as with_implied
    from restated as s
),

claim_votes as (
    select
        a.report_key,
        a.table_id,
        a.component_no,
        a.solution_no,
        a.claim_no,
        a.outcome,
        bool_or(a.with_implied) as is_kept,
        flatten(list(a.cells) filter (where a.with_implied)) as cells_implied,
        flatten(list(a.cells) filter (where a.with_print)) as cells_printed
    from agreeing as a
    group by all
),

prose as (
    select
        h.report_key,
        h.table_id,
        h.component_no,
        h.solution_no,
        h.cell_no,
        list(c.claim_no order by c.claim_no) filter (
            where
            c.outcome = 'mismatch' and list_contains(c.cells_implied, h.cell_no)
        ) as claims_for,
        list(c.claim_no order by c.claim_no) filter (
            where
            c.outcome = 'match'
            and not c.is_kept
            and list_contains(c.cells_printed, h.cell_no)
        ) as claims_against
    from changed as h
    inner join claim_votes as c
        on
            h.report_key = c.report_key
            and h.table_id = c.table_id
            and h.component_no = c.component_no
            and h.solution_no = c.solution_no
    group by all
),

-- -- the report of the year before, and that of the year after
equations_over_years as (
    select
        r.equation_no,
        r.tolerance,
        t.table_id,
        t.item,
        t.breakdown,
        t.year_offset,
        case when t.side = 'left' then 1 else -1 end * t.coefficient as coefficient
    from seed_rules as r
    inner join seed_rule_terms as t
        on
            r.rule_id = t.rule_id
            and r.edition = t.edition
            and r.unit_code = t.unit_code
    where r.needs_prior and r.operator = '=='
),

over_years as (
    -- equations of the report itself, and those in which a later one names its cells;
    -- a cell that is in both years of one equation is none
    select
        h.report_key,
        h.table_id,
        h.component_no,
        h.solution_no,
        h.cell_no,
        l.report_key as equation_key,
        e.equation_no,
        e.tolerance,
        e.coefficient * (h.implied_value - v.figure) as moved_by
    from changed as h
    inner join figures as v
        on
            h.report_key = v.report_key
            and h.cell_no = v.cell_no
    inner join seed_form_cells as f
        on h.cell_no = f.cell_no
    inner join equations_over_years as e
        on
            f.table_id = e.table_id
            and f.item = e.item
            and f.breakdown = e.breakdown
    inner join suspected as r
        on h.report_key = r.report_key
    inner join int_reports as l
        on
            r.institution_id = l.institution_id
            and r.report_year = l.report_year + e.year_offset
    where v.figure is not null
),

differences as (
    select
        o.report_key,
        o.table_id,
        o.component_no,
        o.solution_no,
        o.equation_key,
        o.equation_no,
        abs(u.left_value - u.right_value) <= o.tolerance as with_print,
        abs(
            u.left_value - u.right_value + sum(o.moved_by)
        ) <= o.tolerance as with_implied
    from over_years as o
    inner join int_rule_units as u
        on
            o.equation_key = u.report_key
            and o.equation_no = u.equation_no
    where
        u.terms_no_prior
        + u.terms_edition_break
        + u.terms_unknown
        + u.terms_blank_open = 0
    group by
        o.report_key,
        o.table_id,
        o.component_no,
        o.solution_no,
        o.equation_key,
        o.equation_no,
        o.tolerance,
        u.left_value,
        u.right_value
),

prior as (
    select
        o.report_key,
        o.table_id,
        o.component_no,
        o.solution_no,
        o.cell_no,
        count(*) filter (where d.with_implied and not d.with_print) as votes_for,
        count(*) filter (where d.with_print and not d.with_implied) as votes_against
    from over_years as o
    inner join differences as d
        on
            o.report_key = d.report_key
            and o.table_id = d.table_id
            and o.component_no = d.component_no
            and o.solution_no = d.solution_no
            and o.equation_key = d.equation_key
            and o.equation_no = d.equation_no
    group by all
),

-- -- other forms of the report
forms as (
    select
        r.report_key,
        p.cell_no,
        p.outcome,
        in_base_unit(p.value, p.unit, f.value_kind) as figure
    from int_parallel_cells as p
    inner join suspected as r
        on
            p.institution_id = r.institution_id
            and p.report_year = r.report_year
    inner join seed_form_cells as f
        on p.cell_no = f.cell_no
    where p.is_parallel and p.outcome <> 'not_compared'
),

second as (
    select
        h.report_key,
        h.table_id,
        h.component_no,
        h.solution_no,
        h.cell_no,
        count(*) filter (where o.figure = h.implied_value) as votes_for,
        count(*) filter (where o.outcome = 'agrees') as votes_against,
        -- what the explanation would have it be, else what is not what we read
        arg_min(
            o.figure,
            case
                when o.figure = h.implied_value then 1
                when o.outcome = 'differs' then 2
                else 3
            end
        ) as figure
    from changed as h
    inner join forms as o
        on
            h.report_key = o.report_key
            and h.cell_no = o.cell_no
    group by all
)

select
    h.report_key,  -- Number of the report, see int_reports
    h.table_id,  -- Statistics table
    h.component_no,  -- Part of what fails in the table, see int_explained_tables
    h.solution_no,  -- Explanation of that part, from 1
    h.cell_no,  -- Number of the cell, see seed_form_cells
    h.implied_value,  -- What the explanation would have it be, in the base unit
    for_or_against(
        len(p.claims_for), len(p.claims_against)
    ) as evidence_prose,  -- 1: a sentence agrees only so; -1: only with the print
    list_sort(
        list_concat(
            coalesce(p.claims_for, []), coalesce(p.claims_against, [])
        )
    ) as claim_nos,  -- These sentences, see out_claims
    for_or_against(
        y.votes_for, y.votes_against
    ) as evidence_prior,  -- 1: it fits another year only so; -1: only as printed
    for_or_against(
        s.votes_for, s.votes_against
    ) as evidence_second,  -- 1: another form of the report prints it; -1: the same
    cast(
        s.figure as decimal(26, 6)
    ) as evidence_second_value  -- What another form prints, in the base unit
from changed as h
left join prose as p
    on
        h.report_key = p.report_key
        and h.table_id = p.table_id
        and h.component_no = p.component_no
        and h.solution_no = p.solution_no
        and h.cell_no = p.cell_no
left join prior as y
    on
        h.report_key = y.report_key
        and h.table_id = y.table_id
        and h.component_no = y.component_no
        and h.solution_no = y.solution_no
        and h.cell_no = y.cell_no
left join second as s
    on
        h.report_key = s.report_key
        and h.table_id = s.table_id
        and h.component_no = s.component_no
        and h.solution_no = s.solution_no
        and h.cell_no = s.cell_no
