-- Macros that every model may use. One statement each.

-- a / b, or null where there is nothing to divide by
create or replace macro safe_ratio(numerator, denominator) as
case when denominator = 0 then null else numerator / denominator end;

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
