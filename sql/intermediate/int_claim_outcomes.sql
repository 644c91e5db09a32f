-- description: What each claim comes to when it is held against the sums of cells that
-- it may mean: the first that agrees, or the nearest of them, a slip of the hand before
-- all.
-- grain: report_key, claim_no
with claims as (
    select
        c.report_key,
        c.claim_no,
        c.subject,
        c.breakdown,
        c.value,
        c.tolerance,
        c.bound,
        c.kind = 'change' as is_change,
        c.measure = 'percent' as is_percent,
        c.why_not_compared,
        p.report_key as prior_key
    from int_claims as c
    left join int_reports as p
        on
            c.kind = 'change'
            and c.institution_id = p.institution_id
            and c.report_year - 1 = p.report_year
),

choices as (
    select
        t.choice_no,
        t.subject,
        t.claim_breakdown,
        min(t.position) as place
    from seed_claim_terms as t
    group by all
),

sums as (
    -- every sum that a claim may mean, in the report and, for a change, the year before
    select
        c.report_key,
        c.claim_no,
        c.value,
        c.bound,
        c.is_change,
        -- either of the two may be the rounded one
        greatest(
            c.tolerance,
            case
                when c.is_percent then half_of_last_digit(c.value)
                else f.rounding + coalesce(p.rounding, 0)
            end
        ) as tolerance,
        h.choice_no,
        h.place,
        f.edition,
        f.figure as figure_of_year,
        p.figure as figure_prior,
        coalesce(f.is_inferred, false) or coalesce(p.is_inferred, false) as is_inferred,
        case
            when not c.is_change then f.figure
            when not c.is_percent then cast(f.figure - p.figure as decimal(26, 6))
            when p.figure <> 0
                then
                    try_cast(
                        100 * (f.figure - p.figure) / p.figure as decimal(26, 6)
                    )
        end as figure,
        case
            when f.null_reason is not null then f.null_reason
            when p.null_reason is not null then p.null_reason
            when c.is_percent and p.figure = 0 then 'prior_zero'
        end as null_reason
    from claims as c
    inner join choices as h
        on
            c.subject = h.subject
            and c.breakdown = h.claim_breakdown
    inner join int_claim_figures as f
        on
            c.report_key = f.report_key
            and h.choice_no = f.choice_no
    left join int_claim_figures as p
        on
            c.prior_key = p.report_key
            and h.choice_no = p.choice_no
    where
        c.why_not_compared is null
        and (not c.is_change or p.report_key is not null)
),

held as (
    select
        s.*,
        coalesce(
            claim_agrees(s.value, s.figure, s.tolerance, s.bound), false
        ) as agrees
    from sums as s
),

tried as (
    select
        h.report_key,
        h.claim_no,
        count(*) as alternatives,
        bool_or(h.agrees) as agrees,
        min(h.null_reason) as null_reason,
        arg_min(
            {
                'choice_no': h.choice_no,
                'edition': h.edition,
                'figure': h.figure,
                'figure_of_year': h.figure_of_year,
                'figure_prior': h.figure_prior,
                'is_inferred': h.is_inferred
            },
            (
                not h.agrees,
                -- 2004 is a slip of 2040, though 2033 is nearer
                not h.agrees and (h.is_change or not is_slip(h.value, h.figure)),
                case when h.agrees then 0 else abs(h.value - h.figure) end,
                h.place
            )
        ) filter (where h.figure is not null) as nearest
    from held as h
    group by
        h.report_key,
        h.claim_no
),

there as (
    -- what the report itself says, whatever the year before says
    select distinct
        f.report_key,
        h.subject,
        h.claim_breakdown
    from int_claim_figures as f
    inner join choices as h
        on f.choice_no = h.choice_no
),

meant as (
    -- subjects that have cells at all, and for which applicants
    select distinct
        h.subject,
        h.claim_breakdown
    from choices as h
),

decided as (
    select
        c.report_key,
        c.claim_no,
        c.value,
        coalesce(t.alternatives, 0) as alternatives,
        t.nearest,
        case
            when c.why_not_compared is not null then c.why_not_compared
            when m.subject is null then coalesce(s.reason, 'no_cell')
            when c.is_change and c.prior_key is null then 'no_prior_report'
            when t.agrees then null
            when t.null_reason is not null then t.null_reason
            when t.claim_no is not null then null
            when c.is_change and f.report_key is not null then 'edition_break'
            else 'no_table'
        end as reason,
        coalesce(t.agrees, false) as agrees
    from claims as c
    left join tried as t
        on
            c.report_key = t.report_key
            and c.claim_no = t.claim_no
    left join meant as m
        on
            c.subject = m.subject
            and c.breakdown = m.claim_breakdown
    left join seed_claim_subjects as s
        on c.subject = s.subject
    left join there as f
        on
            c.is_change
            and c.report_key = f.report_key
            and c.subject = f.subject
            and c.breakdown = f.claim_breakdown
)

select
    d.report_key,  -- Number of the report, see int_reports
    d.claim_no,  -- Number of the claim in the report, from 1
    case
        when d.reason is not null then 'not_compared'
        when d.agrees then 'match'
        else 'mismatch'
    end as outcome,  -- match, mismatch or not_compared
    d.reason,  -- Why it is not compared
    case
        when d.reason is null then d.nearest.choice_no
    end as choice_no,  -- Sum that agrees, else the likeliest, see seed_claim_terms
    case
        when d.reason is null then d.nearest.edition
    end as edition,  -- Edition of the form that its table follows
    case
        when d.reason is null then d.nearest.figure
    end as expected_value,  -- What the claim would be by that sum
    case
        when d.reason is null then cast(d.value - d.nearest.figure as decimal(27, 6))
    end as difference,  -- The claim less that
    case
        when d.reason is null then d.nearest.figure_of_year
    end as figure_of_year,  -- What the sum comes to in the report
    case
        when d.reason is null then d.nearest.figure_prior
    end as figure_prior,  -- Of a change: in the report of the year before
    d.reason is null
    and coalesce(
        d.nearest.is_inferred, false
    ) as is_inferred,  -- Blanks are in these figures, as the equations have them
    cast(d.alternatives as smallint) as alternatives  -- Sums that it could mean there
from decided as d
