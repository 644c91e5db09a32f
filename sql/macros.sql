-- Macros that every model may use. One statement each.

-- a / b, or null where there is nothing to divide by
create or replace macro safe_ratio(numerator, denominator) as
case when denominator = 0 then null else numerator / denominator end;

-- a figure that no count can be: not whole, or negative where that means nothing
create or replace macro is_no_count(figure, is_signed) as
figure <> floor(figure) or (figure < 0 and not is_signed);

-- a figure as people write it: no trailing zeros
create or replace macro plain_number(x) as
case
    when x is null then null
    when x = floor(x) then cast(cast(x as hugeint) as varchar)
    else rtrim(cast(x as varchar), '0')
end;

-- a label of the form in running Chinese text: full-width marks
create or replace macro in_chinese(label) as
translate(label, '(),:', '（），：');

-- a figure in the base unit, money in yuan (元); null where its unit is not known, or
-- where it cannot be: an amount of 10^19 yuan is a misread one, and would fit no column
create or replace macro in_base_unit(figure, unit, kind) as
case
    when kind = 'count' then cast(figure as decimal(26, 6))
    when unit = '元' then cast(figure as decimal(26, 6))
    when unit = '千元' then cast(figure * 1000 as decimal(26, 6))
    when unit = '万元' then cast(figure * 10000 as decimal(26, 6))
    when unit = '百万元' and abs(figure) < 10000000000000
        then cast(figure * 1000000 as decimal(26, 6))
    when unit = '亿元' and abs(figure) < 100000000000
        then cast(figure * 100000000 as decimal(26, 6))
end;

-- the figure that a metric was before it became a double: by way of its text, for a
-- double of more than nine thousand million is not cast to six decimals exactly
create or replace macro as_figure(x) as
cast(cast(x as varchar) as decimal(26, 6));

-- how sure a reading is that another form of the report confirms
create or replace macro confirmed(confidence) as
greatest(cast(confidence as double), cast(0.98 as double));

-- what is printed in a cell, for people
create or replace macro as_printed(printed) as
case when printed = '' then 'a blank' else '"' || printed || '"' end;

-- what stands for a printed figure that is corrected; null where it is dropped
create or replace macro corrected_value(
    correction_action, replacement, factor, printed_in_base_unit
) as
case correction_action
    when 'override' then cast(replacement as decimal(26, 6))
    when 'scale' then cast(printed_in_base_unit * factor as decimal(26, 6))
end;

-- what a term of an equation is, as a number of which each eight bits count one thing,
-- so that a sum over terms counts all of them at once (an equation has at most 127):
-- 0 a term, 1 no report of that year, 2 not printed, marked or unreadable, 3 blank,
-- 4 a blank without supported meaning, 5 a blank read as a figure, 6 read by equations,
-- 7 in a form of that year that does not say it
create or replace macro kind_of_term(
    has_report, is_edition_break, obs_status, figure, inferred, reading
) as
cast(1 as bigint)
+ case when has_report then 0 else 256 end
+ case
    when
        has_report
        and not is_edition_break
        and figure is null
        and obs_status <> 'blank'
        then 65536
    else 0
end
+ case when obs_status = 'blank' then 16777216 else 0 end
+ case
    when obs_status = 'blank' and inferred is null then 4294967296 else 0
end
+ case when inferred <> 0 then 1099511627776 else 0 end
+ case when reading = 'by_equations' then 281474976710656 else 0 end
+ case when is_edition_break then 72057594037927936 else 0 end;

-- how many terms of a kind such a sum counts
create or replace macro terms_of_kind(kinds, place) as
cast((kinds >> (8 * place)) & 255 as smallint);

-- a computed number with one decimal: never -0.0, nor with an exponent
create or replace macro one_decimal(x) as
cast(cast(cast(round(x, 1) as varchar) as decimal(38, 1)) as varchar);

-- a computed number in a sentence: as many places as one reads
create or replace macro short_number(x) as
case
    when x is null then null
    when abs(x) >= 1e15 then cast(x as varchar)
    when abs(x) >= 100
        then plain_number(try_cast(cast(round(x, 0) as varchar) as decimal(38, 0)))
    when abs(x) >= 10 then plain_number(try_cast(round(x, 1) as decimal(38, 6)))
    when abs(x) >= 0.1 then plain_number(try_cast(round(x, 2) as decimal(38, 6)))
    else plain_number(try_cast(round(x, 6) as decimal(38, 6)))
end;

-- votes: 1 where all are for, -1 where all are against; null for none, and for both
create or replace macro for_or_against(votes_for, votes_against) as
cast(
    case
        when coalesce(votes_for, 0) > 0 and coalesce(votes_against, 0) = 0 then 1
        when coalesce(votes_against, 0) > 0 and coalesce(votes_for, 0) = 0 then -1
    end as tinyint
);

-- a cell in running Chinese text: row and column as on the form
create or replace macro place_zh(item_group, item, breakdown) as
coalesce(in_chinese(item_group) || '中', '')
|| in_chinese(item) || '一行' || in_chinese(breakdown) || '一列';

-- what stands in a cell without a figure, in Chinese
create or replace macro status_zh(obs_status) as
case obs_status
    when 'blank' then '空白'
    when 'dash' then '横线'
    when 'not_applicable' then '不适用标记'
    when 'unreadable' then '未能识别的内容'
end;

-- half of the last digit that is printed of a number, zeros at its end left out
create or replace macro half_of_last_digit(x) as
cast(0.5 / power(10, length(split_part(plain_number(x), '.', 2))) as decimal(26, 6));

-- by how much an amount may have been rounded to be printed in a unit above yuan: half
-- of its last digit; null for what is not rounded, a zero among it
create or replace macro may_be_rounded_by(figure, unit, kind) as
case
    when kind = 'amount' and unit <> '元' and figure <> 0
        then in_base_unit(half_of_last_digit(figure), unit, kind)
end;

-- one in the first digit of a number: 100 for 120, 1 below ten
create or replace macro first_digit_of(x) as
cast(
    '1' || repeat('0', length(cast(cast(floor(abs(x)) as hugeint) as varchar)) - 1)
    as decimal(26, 6)
);

-- whether two counts are one and the same but for a slip of the hand: a digit changed,
-- lost or added, or two that changed places. Shorter numbers are alike by chance.
create or replace macro is_slip(a, b) as
least(length(plain_number(a)), length(plain_number(b))) > 2
and damerau_levenshtein(plain_number(a), plain_number(b)) = 1;

-- whether a figure is what was stated. About: within 5 %. At least: no less, and less
-- than one more in the first digit (百余件 is 100 to 199). Of a fall, the size counts.
create or replace macro claim_agrees(stated, figure, tolerance, bound) as
case bound
    when 'exact' then abs(stated - figure) <= tolerance
    when 'about'
        then
            abs(stated - figure) <= tolerance
            or 20 * abs(stated - figure) <= abs(stated)
    when 'at_least'
        then
            case when stated < 0 then stated - figure else figure - stated end
            >= -tolerance
            and case when stated < 0 then stated - figure else figure - stated end
            < greatest(first_digit_of(stated), 2 * tolerance)
    when 'at_most'
        then
            case when stated < 0 then stated - figure else figure - stated end
            <= tolerance
end;
