-- description: What the equations say of each suspect cell, in words: what is printed,
-- what it should be, why, and what else would explain it.
-- grain: report_key, cell_no
with cells as (
    select
        s.*,
        f.edition,
        f.item_zh,
        f.item_en,
        f.item_group_zh,
        f.breakdown_zh,
        f.breakdown_en,
        coalesce(plain_number(p.value), p.obs_status) as printed,
        coalesce(plain_number(p.value), status_zh(p.obs_status)) as printed_zh
    from int_suspects as s
    inner join seed_form_cells as f
        on s.cell_no = f.cell_no
    inner join int_printed_cells as p
        on
            s.report_key = p.report_key
            and s.cell_no = p.cell_no
),

equations as (
    select
        c.report_key,
        c.cell_no,
        c.edition,
        unnest(c.equations) as equation
    from cells as c
),

equation_words as (
    select
        e.report_key,
        e.cell_no,
        string_agg(
            case r.for_each
                when 'item' then in_chinese(r.unit_zh) || '一行'
                when 'breakdown' then in_chinese(r.unit_zh) || '一列'
                else ''
            end || in_chinese(r.label_zh),
            '；' order by r.equation_no
        ) as equations_zh,
        string_agg(
            case r.for_each
                when 'item' then r.unit_en || ' (row): '
                when 'breakdown' then r.unit_en || ' (column): '
                else ''
            end || r.label_en,
            '; ' order by r.equation_no
        ) as equations_en
    from equations as e
    inner join seed_rules as r
        on
            e.edition = r.edition
            and e.equation = r.rule_id || '/' || r.unit_code
    group by all
),

solution_words as (
    -- more than six nobody reads, and one needs no number
    select
        w.report_key,
        w.table_id,
        w.component_no,
        case
            when max(w.solution_no) = 1 then min(w.solution_zh)
            else
                string_agg(
                    '（' || w.solution_no || '）' || w.solution_zh,
                    '；' order by w.solution_no
                ) filter (where w.solution_no <= 6)
        end
        || case when max(w.solution_no) > 6 then '……' else '' end as solutions_zh,
        case
            when max(w.solution_no) = 1 then min(w.solution_en)
            else
                string_agg(
                    '(' || w.solution_no || ') ' || w.solution_en,
                    '; ' order by w.solution_no
                ) filter (where w.solution_no <= 6)
        end
        || case when max(w.solution_no) > 6 then '; …' else '' end as solutions_en
    from int_suspect_solutions as w
    group by all
),

table_words as (
    select
        r.edition,
        r.table_id,
        min(r.table_zh) as table_zh,
        min(r.table_en) as table_en
    from seed_rules as r
    group by all
),

worded as (
    select
        c.*,
        l.pattern_zh,
        l.pattern_en,
        '《' || t.table_zh || '》表，'
        || place_zh(c.item_group_zh, c.item_zh, c.breakdown_zh)
        || '印为' || c.printed_zh as cell_zh,
        t.table_en || ': ' || c.item_en || ' / ' || c.breakdown_en
        || ' is ' || c.printed as cell_en,
        e.equations_zh,
        e.equations_en,
        w.solutions_zh,
        w.solutions_en,
        -- an explanation names what happened to the figure, or does not know
        case when c.pattern <> 'none' then '（' || l.pattern_zh || '）' else '' end
            as because_zh,
        case when c.pattern <> 'none' then ' (' || l.pattern_en || ')' else '' end
            as because_en
    from cells as c
    left join table_words as t
        on
            c.edition = t.edition
            and c.table_id = t.table_id
    left join seed_patterns as l
        on c.pattern = l.pattern
    left join equation_words as e
        on
            c.report_key = e.report_key
            and c.cell_no = e.cell_no
    left join solution_words as w
        on
            c.report_key = w.report_key
            and c.table_id = w.table_id
            and c.component_no = w.component_no
)

select
    w.report_key,  -- Number of the report, see int_reports
    w.cell_no,  -- Number of the cell, see seed_form_cells
    case
        when w.is_systematic
            then
                w.cell_zh || '。'
                || case when w.solutions > 1 then '可能是' else '' end
                || coalesce(w.pattern_zh, '整体错位')
                || '：多个数字一并有误，须对照原始数据重新填写，不逐格更正'
        when w.is_block
            then
                w.cell_zh || '。' || w.equations_zh
                || '，现不成立；这一组只有这一条勾稽关系，'
                || '只能确定该组有误，无法确定是哪一处'
                || coalesce('。若仅此处有误，应为' || plain_number(w.implied_value), '')
        when w.is_unique
            then
                w.cell_zh || '，应为' || plain_number(w.implied_value)
                || w.because_zh
                || case
                    when w.changes > 1
                        then
                            '，须与另外' || (w.changes - 1) || '处一并更正：'
                            || w.solutions_zh
                    else ''
                end
                || coalesce('。更正后即成立：' || w.equations_zh, '')
        else
            w.cell_zh
            || coalesce(
                '。若此处有误，应为' || plain_number(w.implied_value) || w.because_zh,
                ''
            )
            || case
                when w.solutions = 1 and w.implied_value is null
                    then
                        '。此处有误' || coalesce('：' || w.equations_zh, '')
                        || '；应为多少无从推得'
                when not w.is_complete
                    then '。未能找全同样好的解释，已找到的解释都更改此处'
                when w.in_solutions = w.solutions
                    then '。同样好的解释有' || w.solutions || '种，都更改此处'
                when w.changes = 1
                    then
                        '。以下' || w.solutions
                        || '处任一处有误均可解释，无法确定是哪一处'
                else
                    '。以下' || w.solutions
                    || '组更正任一组均可解释，无法确定是哪一组'
            end
            || coalesce('：' || w.solutions_zh, '')
    end as sentence_zh,  -- What the equations say of it, in Chinese
    case
        when w.is_systematic
            then
                w.cell_en || '; '
                || case when w.solutions > 1 then 'perhaps ' else '' end
                || coalesce(w.pattern_en, 'a shift')
                || ': many figures are wrong together and are to be filled in again'
                || ' from the source, not one by one'
        when w.is_block
            then
                w.cell_en || '; this does not hold: ' || w.equations_en
                || '; no other equation names these cells: the block is wrong,'
                || ' which cell of it cannot be said'
                || coalesce(
                    '; if only this one is, it should be '
                    || plain_number(w.implied_value),
                    ''
                )
        when w.is_unique
            then
                w.cell_en || ', should be ' || plain_number(w.implied_value)
                || w.because_en
                || case
                    when w.changes > 1
                        then
                            ', together with ' || (w.changes - 1) || ' more: '
                            || w.solutions_en
                    else ''
                end
                || coalesce('; then these hold: ' || w.equations_en, '')
        else
            w.cell_en
            || coalesce(
                '; if this one is wrong, it should be '
                || plain_number(w.implied_value) || w.because_en,
                ''
            )
            || case
                when w.solutions = 1 and w.implied_value is null
                    then
                        '; it is wrong' || coalesce(': ' || w.equations_en, '')
                        || '; nothing says what it should be'
                when not w.is_complete
                    then
                        '; not all explanations as good were found, those that'
                        || ' were change this cell'
                when w.in_solutions = w.solutions
                    then
                        '; each of ' || w.solutions
                        || ' explanations as good changes this cell'
                when w.changes = 1
                    then
                        '; any one of these ' || w.solutions
                        || ' would explain it, which one cannot be said'
                else
                    '; any one of these ' || w.solutions
                    || ' sets of changes would explain it, which one cannot be said'
            end
            || coalesce(': ' || w.solutions_en, '')
    end as sentence_en  -- What the equations say of it, in English
from worded as w
