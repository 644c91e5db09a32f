-- description: What each sum of cells that a claim may mean comes to in its report, as
-- printed, and in the report of the year before where the claim is about a change.
-- grain: report_key, choice_no
with choices as (
    select distinct
        t.choice_no,
        t.subject,
        t.claim_breakdown
    from seed_claim_terms as t
),

terms as (
    select
        t.choice_no,
        t.edition,
        t.table_id,
        t.terms,
        t.coefficient,
        f.cell_no
    from seed_claim_terms as t
    inner join seed_form_cells as f
        on
            t.edition = f.edition
            and t.table_id = f.table_id
            and t.item = f.item
            and t.breakdown = f.breakdown
),

stated as (
    select
        c.institution_id,
        c.report_year,
        c.report_key,
        c.subject,
        c.breakdown,
        bool_or(c.kind = 'change') as needs_prior
    from int_claims as c
    where c.why_not_compared is null
    group by all
),

reports as (
    select
        s.report_key,
        s.subject,
        s.breakdown
    from stated as s
    union
    select
        p.report_key,
        s.subject,
        s.breakdown
    from stated as s
    inner join int_reports as p
        on
            s.institution_id = p.institution_id
            and s.report_year - 1 = p.report_year
    where s.needs_prior
),

meant as materialized (
    -- before the tables: these times all terms are many times as many
    select
        r.report_key,
        t.choice_no,
        t.edition,
        t.table_id,
        t.terms,
        t.coefficient,
        t.cell_no
    from reports as r
    inner join choices as h
        on
            r.subject = h.subject
            and r.breakdown = h.claim_breakdown
    inner join terms as t
        on h.choice_no = t.choice_no
),

asked as (
    -- the cells, whether they are there or not, of tables that the report has
    select
        m.report_key,
        m.choice_no,
        m.edition,
        m.terms,
        m.coefficient,
        m.cell_no
    from meant as m
    inner join int_tables as b
        on
            m.report_key = b.report_key
            and m.table_id = b.table_id
            and m.edition = b.edition
),

cells as (
    select
        c.report_key,
        c.cell_no,
        c.obs_status,
        coalesce(
            in_base_unit(c.value, c.unit, c.value_kind), b.value_inferred
        ) as figure,
        c.value is null and b.value_inferred is not null as is_inferred,
        may_be_rounded_by(c.value, c.unit, c.value_kind) as rounding,
        c.value is not null
        and in_base_unit(c.value, c.unit, c.value_kind) is null as lacks_unit
    from int_printed_cells as c
    left join int_blanks as b
        on
            c.report_key = b.report_key
            and c.cell_no = b.cell_no
),

summed as (
    select
        a.report_key,
        a.choice_no,
        -- of a sum over two tables that follow different editions, always the same one
        min(a.edition) as edition,
        sum(a.coefficient * c.figure) as figure,
        -- factors are one or minus one
        sum(c.rounding) as rounding,
        count(c.figure) = max(a.terms) as is_known,
        bool_or(coalesce(c.lacks_unit, false)) as lacks_unit,
        bool_or(coalesce(c.is_inferred, false)) as is_inferred,
        count(*) = max(a.terms)
        and bool_and(
            c.figure is not null or coalesce(c.obs_status = 'blank', false)
        ) as lacks_blanks_only
    from asked as a
    left join cells as c
        on
            a.report_key = c.report_key
            and a.cell_no = c.cell_no
    group by
        a.report_key,
        a.choice_no
)

select
    s.report_key,  -- Number of the report, see int_reports
    s.choice_no,  -- Number of the sum, see seed_claim_terms
    s.edition,  -- Edition of the form that its table follows
    case
        when s.is_known then cast(s.figure as decimal(26, 6))
    end as figure,  -- What it comes to in the base unit, null where a cell is not known
    cast(
        coalesce(s.rounding, 0) as decimal(26, 6)
    ) as rounding,  -- By how much its amounts may have been rounded to be printed so
    s.is_known
    and s.is_inferred as is_inferred,  -- A blank is in it, as the equations have it
    case
        when s.is_known then null
        when s.lacks_unit then 'unit_unknown'
        when s.lacks_blanks_only then 'cell_blank'
        else 'cell_unreadable'
    end as null_reason  -- Why it is not known
from summed as s
