-- description: One series a concept over all editions of the form, as far as they mean
-- the same; nothing is filled in where they do not.
-- grain: institution_id, report_year, concept_id
with concepts as (
    select distinct
        c.concept_id,
        c.concept_no,
        c.unit
    from seed_crosswalk as c
),

terms as (
    select
        c.concept_no,
        t.edition,
        t.coefficient,
        f.cell_no
    from seed_crosswalk_terms as t
    inner join concepts as c
        on t.concept_id = c.concept_id
    inner join seed_form_cells as f
        on
            t.edition = f.edition
            and t.table_id = f.table_id
            and t.item = f.item
            and t.breakdown = f.breakdown
),

used_cells as (
    -- what a cell counts as: corrected, printed or inferred, in this order
    select
        i.report_key,
        t.concept_no,
        t.edition,
        t.coefficient,
        i.obs_status,
        i.value_corrected is not null as is_corrected,
        i.value_normalised is null as is_inferred,
        case
            when not i.is_dropped
                then
                    coalesce(i.value_corrected, i.value_normalised, i.value_inferred)
        end as used
    from int_cells as i
    inner join terms as t
        on i.cell_no = t.cell_no
),

sums as (
    select
        u.report_key,
        u.concept_no,
        u.edition,
        count(u.used) as terms_known,
        count(*) filter (
            where u.used is null and u.obs_status = 'blank'
        ) as terms_blank,
        bool_or(u.is_corrected) as is_corrected,
        bool_or(u.is_inferred) as is_inferred,
        sum(u.coefficient * u.used) as total
    from used_cells as u
    group by
        u.report_key,
        u.concept_no,
        u.edition
),

several as (
    -- a report with tables of several editions counts by the newest that has it
    select
        s.report_key,
        s.concept_no,
        max(s.edition) as newest
    from sums as s
    group by
        s.report_key,
        s.concept_no
    having count(*) > 1
),

figures as (
    select s.*
    from sums as s
    left join several as v
        on
            s.report_key = v.report_key
            and s.concept_no = v.concept_no
    where coalesce(v.newest = s.edition, true)
),

wanted as (
    -- every concept for every report, with the edition that its figures follow, else
    -- that of the report
    select
        r.institution_id,
        r.report_year,
        c.concept_id,
        c.concept_no,
        c.unit,
        coalesce(f.edition, r.edition) as edition,
        coalesce(f.terms_known, 0) as terms_known,
        coalesce(f.terms_blank, 0) as terms_blank,
        f.is_corrected,
        f.is_inferred,
        f.total
    from int_reports as r
    cross join concepts as c
    left join figures as f
        on
            r.report_key = f.report_key
            and c.concept_no = f.concept_no
),

judged as (
    select
        w.*,
        m.match,
        m.note_zh,
        m.note_en,
        m.is_proven,
        case
            when m.match = 'not_comparable' then 'not_comparable'
            when w.terms_known = m.terms then null
            when w.terms_blank > 0 then 'blank_cell'
            else 'missing_cell'
        end as null_reason
    from wanted as w
    inner join seed_crosswalk as m
        on
            w.concept_no = m.concept_no
            and w.edition = m.edition
)

select
    j.institution_id,  -- Institution
    j.report_year,  -- Year that the report is about
    j.concept_id,  -- Concept, see docs/harmonised.md
    case
        when j.null_reason is null then cast(j.total as decimal(26, 6))
    end as value,  -- The figure, money in yuan; null where the edition has none
    j.unit,  -- 件, 条 or 元
    j.match,  -- exact, approximate or not_comparable
    j.edition,  -- Edition of the form that it is read from
    case
        when j.null_reason is not null then null
        when j.is_corrected then 'corrected'
        when j.is_inferred then 'inferred'
        else 'printed'
    end as basis,  -- printed; inferred: blanks read as equations demand; corrected
    j.null_reason,  -- Why it is null: not_comparable, blank_cell or missing_cell
    j.is_proven,  -- The form of the edition was seen filled in on a real page
    j.note_zh,  -- What differs from the concept, in Chinese
    j.note_en  -- What differs from the concept, in English
from judged as j
