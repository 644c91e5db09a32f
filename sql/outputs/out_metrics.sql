-- description: Counts, amounts and rates of every report; null only with a reason.
-- grain: institution_id, report_year, metric_id
with divisions as (
    -- reports of a government about the whole division whose code it bears; the code of
    -- a township or zone is that of the division that holds it
    select
        r.report_key,
        r.report_year,
        i.adcode
    from int_reports as r
    inner join seed_institutions as i
        on r.institution_id = i.institution_id
    where
        r.scope = 'jurisdiction'
        and i.kind = 'government'
        and i.level <> 'township'
),

people as (
    -- the last figure that is not after the report, else the first one after it: a
    -- figure that is added later changes no report that had one of its time
    select
        d.report_key,
        cast(p.population as decimal(26, 6)) as population,
        p.population_year,
        p.vintage,
        row_number() over (
            partition by d.report_key
            order by
                p.population_year > d.report_year asc,
                abs(p.population_year - d.report_year) asc
        ) as choice
    from divisions as d
    left join seed_population as p
        on d.adcode = p.adcode
),

reports as (
    select
        r.report_key,
        r.institution_id,
        r.report_year,
        p.report_key is not null as is_of_division,
        p.population,
        p.population_year,
        p.vintage
    from int_reports as r
    left join people as p
        on
            r.report_key = p.report_key
            and p.choice = 1
),

metric_editions as (
    select
        m.metric_no,
        e.edition,
        e.comparable_with
    from seed_metric_editions as e
    inner join seed_metrics as m
        on e.metric_id = m.metric_id
),

computed as (
    select
        v.*,
        r.institution_id,
        r.report_year,
        m.metric_id,
        m.kind,
        m.scale,
        m.external_denominator = 'population' as is_per_people,
        v.is_in_edition and v.terms_known = v.terms as has_parts,
        case
            when m.external_denominator is null then v.denominator
            when m.external_denominator = 'population' then r.population
        end as divisor,
        e.comparable_with,
        r.is_of_division,
        r.population_year,
        r.vintage
    from int_metric_values as v
    inner join seed_metrics as m
        on v.metric_no = m.metric_no
    inner join reports as r
        on v.report_key = r.report_key
    left join metric_editions as e
        on
            v.metric_no = e.metric_no
            and v.edition = e.edition
),

judged as (
    select
        c.*,
        case
            when not c.is_in_edition then 'not_in_edition'
            when c.is_per_people and not c.is_of_division then 'not_a_jurisdiction'
            when c.is_per_people and c.divisor is null then 'no_population'
            when not c.has_parts and c.terms_blank > 0 then 'blank_cell'
            when not c.has_parts then 'missing_cell'
            when c.kind = 'ratio' and c.divisor = 0 then 'zero_denominator'
            when c.kind = 'ratio' and c.divisor < 0 then 'negative_denominator'
        end as null_reason
    from computed as c
)

select
    j.institution_id,  -- Institution
    j.report_year,  -- Year that the report is about
    j.metric_id,  -- Metric
    j.kind,  -- count, amount (yuan) or ratio
    j.edition,  -- Edition of the tables that it reads
    case
        when j.null_reason is not null then null
        when j.kind = 'ratio'
            then
                cast(j.scale as double)
                * safe_ratio(cast(j.numerator as double), cast(j.divisor as double))
        else cast(j.numerator as double)
    end as value,  -- The metric
    j.null_reason,  -- Why it is null, see docs/metrics.md
    case when j.has_parts then j.numerator
    end as numerator,  -- Numerator (of a count: the count)
    case when j.has_parts then j.divisor
    end as denominator,  -- Denominator, null for counts and amounts
    case
        when j.null_reason is not null then null
        when j.terms_corrected > 0 then 'corrected'
        when j.terms_inferred > 0 then 'inferred'
        else 'printed'
    end as basis,  -- printed; inferred: blanks read as equations demand; corrected
    j.comparable_with,  -- Editions in which it means the same; null: not in the edition
    case
        when j.has_parts and j.is_per_people then j.population_year
    end as population_year,  -- Year of the people in the denominator
    case
        when j.has_parts and j.is_per_people then j.vintage
    end as population_vintage  -- Day on which that figure was published or revised
from judged as j
