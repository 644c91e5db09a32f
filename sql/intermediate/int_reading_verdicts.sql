-- description: Where two forms of a report (page, PDF, DOCX) print different figures:
-- with which of the two the equations hold.
-- grain: institution_id, report_year, document_sha256, table_id, item, breakdown
with differing as (
    select
        r.report_key,
        p.institution_id,
        p.report_year,
        p.document_sha256,
        p.report_no,
        p.table_id,
        p.item,
        p.breakdown,
        p.cell_no,
        p.url,
        p.media,
        p.value,
        p.value_text,
        p.reading,
        p.confidence,
        p.locator
    from int_parallel_cells as p
    inner join int_reports as r
        on
            p.institution_id = r.institution_id
            and p.report_year = r.report_year
    where p.is_parallel and p.outcome = 'differs'
),

touched as (
    -- of each cell that differs, the equations that name it and all cells of these
    select
        d.report_key,
        d.document_sha256,
        d.cell_no,
        a.equation_no,
        a.equation,
        a.tolerance,
        b.cell_no as term_no,
        b.coefficient
    from differing as d
    inner join int_hard_terms as a
        on d.cell_no = a.cell_no
    inner join int_hard_terms as b
        on a.equation_no = b.equation_no
),

wanted as (
    select distinct
        t.report_key,
        t.term_no as cell_no
    from touched as t
),

counted as (
    select
        c.report_key,
        c.cell_no,
        c.value_text,
        c.reading,
        c.confidence,
        c.locator,
        coalesce(c.value, b.value_inferred) as figure
    from int_printed_cells as c
    inner join wanted as w
        on
            c.report_key = w.report_key
            and c.cell_no = w.cell_no
    left join int_blanks as b
        on
            c.report_key = b.report_key
            and c.cell_no = b.cell_no
),

pairs as (
    -- a cell in which the two forms do not differ is the same in both
    select
        t.*,
        t.term_no = t.cell_no as is_itself,
        c.figure as ours,
        case when o.cell_no is null then c.figure else o.value end as theirs,
        -- what served to read a cell cannot bear witness to it as well
        'by_equations' in (c.reading, coalesce(o.reading, c.reading)) as is_key
    from touched as t
    left join counted as c
        on
            t.report_key = c.report_key
            and t.term_no = c.cell_no
    left join differing as o
        on
            t.report_key = o.report_key
            and t.document_sha256 = o.document_sha256
            and t.term_no = o.cell_no
),

sums as (
    -- the cell as one form has it, and the others as either form has them
    select
        p.report_key,
        p.document_sha256,
        p.cell_no,
        p.equation_no,
        p.equation,
        p.tolerance,
        sum(p.coefficient * p.ours) as ours_in_ours,
        sum(
            p.coefficient * case when p.is_itself then p.ours else p.theirs end
        ) as ours_in_theirs,
        sum(
            p.coefficient * case when p.is_itself then p.theirs else p.ours end
        ) as theirs_in_ours,
        sum(p.coefficient * p.theirs) as theirs_in_theirs,
        count(*) = count(p.ours)
        and count(*) = count(p.theirs)
        and not bool_or(p.is_key) as is_known
    from pairs as p
    group by all
),

held as (
    select
        s.report_key,
        s.document_sha256,
        s.cell_no,
        list(s.equation order by s.equation_no) as equations,
        bool_and(abs(s.ours_in_ours) <= s.tolerance)
        or bool_and(abs(s.ours_in_theirs) <= s.tolerance) as holds_with_ours,
        bool_and(abs(s.theirs_in_theirs) <= s.tolerance)
        or bool_and(abs(s.theirs_in_ours) <= s.tolerance) as holds_with_theirs
    from sums as s
    where s.is_known
    group by all
)

select
    d.institution_id,  -- Institution
    d.report_year,  -- Year that the report is about
    d.document_sha256,  -- The other document
    d.report_no,  -- Number of the report in it
    d.table_id,  -- Statistics table
    d.item,  -- Row of the form
    d.breakdown,  -- Column of the form
    d.cell_no,  -- Number of the cell, see seed_form_cells
    d.url,  -- Address of the other document
    d.media,  -- Kind of document
    c.value_text as value_text_counted,  -- Text of the cell in the report that counts
    c.reading as reading_counted,  -- How it was read there
    c.confidence as confidence_counted,  -- How sure that reading is, 0 to 1
    c.locator as locator_counted,  -- Where it stands there
    d.value_text,  -- Text of the cell in the other document
    d.reading,  -- How it was read there
    d.confidence,  -- How sure that reading is, 0 to 1
    d.locator,  -- Where it stands there
    coalesce(h.equations, []) as equations,  -- Equations that can tell (rule/unit)
    h.holds_with_ours,  -- They hold with the figure that counts; null: none can tell
    h.holds_with_theirs,  -- They hold with the figure of the other document
    case
        when h.holds_with_ours and h.holds_with_theirs then 'both_hold'
        when h.holds_with_ours then 'counted_right'
        when h.holds_with_theirs then 'other_right'
        when not h.holds_with_ours then 'none_holds'
        else 'undecided'
    end as verdict  -- Which of the two the equations bear out
from differing as d
inner join int_printed_cells as c
    on
        d.report_key = c.report_key
        and d.cell_no = c.cell_no
left join held as h
    on
        d.report_key = h.report_key
        and d.document_sha256 = h.document_sha256
        and d.cell_no = h.cell_no
