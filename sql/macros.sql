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

-- a figure in the base unit, money in yuan (元); null where its unit is not known
create or replace macro in_base_unit(figure, unit, kind) as
case
    when kind = 'count' then cast(figure as decimal(26, 6))
    when unit = '元' then cast(figure as decimal(26, 6))
    when unit = '千元' then cast(figure * 1000 as decimal(26, 6))
    when unit = '万元' then cast(figure * 10000 as decimal(26, 6))
    when unit = '百万元' then cast(figure * 1000000 as decimal(26, 6))
    when unit = '亿元' then cast(figure * 100000000 as decimal(26, 6))
end;

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
