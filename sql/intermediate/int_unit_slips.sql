-- description: Figures that differ from those of the years around by a power of ten:
-- amounts by a unit of money, counts by a digit; only what stands out.
-- grain: institution_id, report_year, signal_id, unit_code
with amount_powers as (
    select
        s.signal_id,
        s.min_amount,
        log10(s.max_residual) as residual,
        cast(unnest(string_split(s.powers, '|')) as integer) as power
    from seed_signals as s
    where s.signal_id = 'amount_unit_slip'
),

amount_limits as (
    select distinct
        a.signal_id,
        a.min_amount,
        a.residual
    from amount_powers as a
),

amounts as (
    select
        c.institution_id,
        c.report_year,
        c.table_id,
        c.item,
        c.breakdown,
        c.edition,
        c.value,
        c.unit,
        in_base_unit(c.value, c.unit, c.value_kind) as value_normalised,
        plain_number(c.value) || coalesce(c.unit, '（未注明单位）') as text_zh,
        plain_number(c.value) || ' ' || coalesce(c.unit, '(no unit)') as text_en
    from int_printed_cells as c
    where
        c.value_kind = 'amount'
        and c.value > 0
),

steps as (
    -- from one year to the next in one edition; an amount without a unit is read in
    -- the unit of the other year, two without any are compared as printed
    select
        t.institution_id,
        t.report_year,
        t.table_id,
        t.item,
        t.breakdown,
        t.text_zh,
        t.text_en,
        p.text_zh as prior_zh,
        p.text_en as prior_en,
        coalesce(
            p.value_normalised, in_base_unit(p.value, t.unit, 'amount'), p.value
        ) as value_prior,
        coalesce(
            t.value_normalised, in_base_unit(t.value, p.unit, 'amount'), t.value
        ) as value_now,
        log10(cast(value_now as double)) - log10(cast(value_prior as double)) as size
    from amounts as t
    inner join amounts as p
        on
            t.institution_id = p.institution_id
            and t.report_year - 1 = p.report_year
            and t.edition = p.edition
            and t.table_id = p.table_id
            and t.item = p.item
            and t.breakdown = p.breakdown
),

graded as (
    -- the power that a step is near to, with its sign; a step within the residual
    -- is none at all
    select
        s.*,
        abs(s.size) <= l.residual as is_level,
        cast(sign(s.size) as integer) * w.power as power
    from steps as s
    cross join amount_limits as l
    left join amount_powers as w
        on
            abs(abs(s.size) - w.power) <= w.residual
            and greatest(s.value_now, s.value_prior) >= w.min_amount
),

seen_around as (
    select
        t.institution_id,
        t.report_year,
        t.table_id,
        t.item,
        t.breakdown,
        t.edition,
        t.value,
        t.value_normalised,
        t.text_zh,
        t.text_en,
        b.prior_zh,
        b.prior_en,
        a.text_zh as next_zh,
        a.text_en as next_en,
        case
            when b.power = -a.power then 'both_years'
            -- the year before is the odd one: it is a row of its own
            when b.power = -c.power then null
            when b.power is not null and c.size is null and a.is_level then null
            when b.power is not null then 'year_before'
            when b.size is null and a.power is not null and d.is_level
                then 'years_after'
        end as seen_in,
        coalesce(b.power, -a.power) as power
    from amounts as t
    left join graded as b
        on
            t.institution_id = b.institution_id
            and t.report_year = b.report_year
            and t.table_id = b.table_id
            and t.item = b.item
            and t.breakdown = b.breakdown
    left join graded as a
        on
            t.institution_id = a.institution_id
            and t.report_year + 1 = a.report_year
            and t.table_id = a.table_id
            and t.item = a.item
            and t.breakdown = a.breakdown
    left join graded as c
        on
            t.institution_id = c.institution_id
            and t.report_year - 1 = c.report_year
            and t.table_id = c.table_id
            and t.item = c.item
            and t.breakdown = c.breakdown
    left join graded as d
        on
            t.institution_id = d.institution_id
            and t.report_year + 2 = d.report_year
            and t.table_id = d.table_id
            and t.item = d.item
            and t.breakdown = d.breakdown
),

amount_slips as (
    select
        l.signal_id,
        s.institution_id,
        s.report_year,
        s.table_id || '/' || s.item || '/' || s.breakdown as unit_code,
        s.table_id,
        s.edition,
        s.seen_in,
        s.power,
        s.value_normalised is not null as is_unit_known,
        s.text_zh,
        s.text_en,
        in_chinese(f.item_zh) || '：' || in_chinese(f.breakdown_zh) as subject_zh,
        f.item_en || ' / ' || f.breakdown_en as subject_en,
        coalesce(s.value_normalised, s.value) as printed,
        case when s.seen_in <> 'years_after' then s.prior_zh end as prior_zh,
        case when s.seen_in <> 'years_after' then s.prior_en end as prior_en,
        case when s.seen_in <> 'year_before' then s.next_zh end as next_zh,
        case when s.seen_in <> 'year_before' then s.next_en end as next_en
    from seen_around as s
    cross join amount_limits as l
    inner join seed_form_cells as f
        on
            s.edition = f.edition
            and s.table_id = f.table_id
            and s.item = f.item
            and s.breakdown = f.breakdown
    where s.seen_in is not null
),

count_powers as (
    select
        s.signal_id,
        s.min_count,
        s.metrics,
        log10(s.max_residual) as residual,
        cast(unnest(string_split(s.powers, '|')) as integer) as power
    from seed_signals as s
    where s.signal_id = 'count_digit_slip'
),

counts as (
    select
        w.signal_id,
        w.power,
        y.institution_id,
        y.report_year,
        y.metric_id,
        y.edition,
        y.value,
        y.value_prior,
        y.log_difference
    from out_yoy_metrics as y
    inner join count_powers as w
        on
            list_contains(string_split(w.metrics, '|'), y.metric_id)
            and abs(abs(y.log_difference) / ln(10) - w.power) <= w.residual
            and greatest(y.value, y.value_prior) >= w.min_count
    where y.is_comparable
),

count_slips as (
    select
        b.signal_id,
        b.institution_id,
        b.report_year,
        b.metric_id as unit_code,
        b.edition,
        'both_years' as seen_in,
        true as is_unit_known,
        m.label_zh as subject_zh,
        m.label_en as subject_en,
        cast(sign(b.log_difference) as integer) * b.power as power,
        as_figure(b.value) as printed,
        plain_number(printed) as text_zh,
        plain_number(printed) as text_en,
        plain_number(as_figure(b.value_prior)) as prior_zh,
        prior_zh as prior_en,
        plain_number(as_figure(a.value)) as next_zh,
        next_zh as next_en
    from counts as b
    inner join counts as a
        on
            b.institution_id = a.institution_id
            and b.report_year + 1 = a.report_year
            and b.metric_id = a.metric_id
            and b.power = a.power
            and sign(b.log_difference) = -sign(a.log_difference)
    inner join seed_metrics as m
        on b.metric_id = m.metric_id
),

slips as (
    select * from amount_slips
    union all by name
    select * from count_slips
),

spoken as (
    select
        s.*,
        plain_number(cast(power(10, abs(s.power)) as decimal(26, 6))) as factor_text
    from slips as s
)

select
    s.institution_id,  -- Institution
    s.report_year,  -- Year that the report is about
    s.signal_id,  -- amount_unit_slip or count_digit_slip
    s.unit_code,  -- The cell (table/item/breakdown), or the metric
    s.table_id,  -- Statistics table, null for a metric
    s.edition,  -- Edition of the form
    s.seen_in,  -- both_years, year_before, or years_after where none is before
    cast(s.power as integer) as power,  -- Power of ten by which it differs
    s.is_unit_known,  -- The unit of an amount is printed, or the form says it
    s.printed,  -- The figure, of an amount in yuan, or as printed without a unit
    case
        when s.is_unit_known
            then
                try_cast(
                    round(cast(s.printed as double) / power(10, s.power), 6)
                    as decimal(26, 6)
                )
    end as scaled,  -- The figure less that power; null where the unit is not known
    s.prior_zh as printed_prior,  -- As printed the year before, where it is compared
    s.next_zh as printed_next,  -- As printed the year after, where it is compared
    s.subject_zh || '，本年为' || s.text_zh || '，'
    || concat_ws('，', '上年为' || s.prior_zh, '下一年为' || s.next_zh)
    || '，相差约' || s.factor_text || '倍。' as message_zh,  -- The signal in Chinese
    s.subject_en || ': ' || s.text_en || ', against '
    || concat_ws(
        ' and ',
        s.prior_en || ' the year before',
        s.next_en || ' the year after'
    )
    || ', about ' || s.factor_text || ' times apart.'
        as message_en  -- The signal in English
from spoken as s
