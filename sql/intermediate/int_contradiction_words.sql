-- description: Each contradiction in words, with what is printed and what would agree.
-- grain: institution_id, report_year, rule_id, unit_code
with single_cells as (
    -- the side of an equation that is one cell of this year's report, left before right
    select
        s.rule_id,
        s.edition,
        s.unit_code,
        min(s.side) as side
    from (
        select
            t.rule_id,
            t.edition,
            t.unit_code,
            t.side
        from seed_rule_terms as t
        group by all
        having
            count(*) = 1
            and min(t.year_offset) = 0
            and min(t.coefficient) = 1
    ) as s
    group by all
),

spelled_cells as (
    -- where the figures stand that are no counts, or that last year's report prints
    select
        c.institution_id,
        c.report_year,
        c.rule_id,
        c.unit_code,
        min(c.cell_year) as first_year,
        min(c.value) as first_value,
        string_agg(
            coalesce(in_chinese(s.item_group_zh) || '中', '') || in_chinese(s.item_zh)
            || '一行' || in_chinese(s.breakdown_zh) || '一列为' || c.printed,
            '、' order by c.position
        ) as cells_zh,
        string_agg(
            s.item_en || ' / ' || s.breakdown_en || ' is ' || c.printed,
            ', ' order by c.position
        ) as cells_en
    from int_contradiction_cells as c
    inner join seed_form_cells as s
        on
            c.edition = s.edition
            and c.table_id = s.table_id
            and c.item = s.item
            and c.breakdown = s.breakdown
    where
        c.kind = 'domain'
        or (c.kind = 'equation' and c.cell_year < c.report_year)
    group by all
),

worded as (
    select
        d.*,
        r.unit_position,
        r.table_zh,
        r.table_en,
        coalesce(m.side = 'right', false) as is_right_printed,
        p.first_value,
        case
            when d.kind = 'domain' then r.label_zh || '，' || p.cells_zh
            else
                in_chinese(r.unit_zh)
                || case r.for_each
                    when 'item' then '一行：'
                    when 'breakdown' then '一列：'
                    else '：'
                end
                || in_chinese(r.left_zh) || '为' || plain_number(d.left_value) || '，'
                || in_chinese(r.right_zh) || '为' || plain_number(d.right_value)
                || case d.comparison
                    when '>=' then '，前者不应小于后者'
                    when '<=' then '，前者不应大于后者'
                    else ''
                end
                || '，相差' || plain_number(abs(d.difference))
                || coalesce('（' || p.first_year || '年报告：' || p.cells_zh || '）', '')
        end as sentence_zh,
        case
            when d.kind = 'domain' then r.label_en || ': ' || p.cells_en
            else
                r.unit_en
                || case r.for_each
                    when 'item' then ' (row): '
                    when 'breakdown' then ' (column): '
                    else ': '
                end
                || r.left_en || ' ' || plain_number(d.left_value) || ', '
                || r.right_en || ' ' || plain_number(d.right_value)
                || case d.comparison
                    when '>=' then ', the first should not be less'
                    when '<=' then ', the first should not be more'
                    else ''
                end
                || ', difference ' || plain_number(abs(d.difference))
                || coalesce(
                    ' (report of ' || p.first_year || ': ' || p.cells_en || ')', ''
                )
        end as sentence_en
    from int_contradictions as d
    inner join seed_rules as r
        on
            d.rule_id = r.rule_id
            and d.edition = r.edition
            and d.unit_code = r.unit_code
    left join single_cells as m
        on
            d.rule_id = m.rule_id
            and d.edition = m.edition
            and d.unit_code = m.unit_code
    left join spelled_cells as p
        on
            d.institution_id = p.institution_id
            and d.report_year = p.report_year
            and d.rule_id = p.rule_id
            and d.unit_code = p.unit_code
    where d.kind not in ('claim', 'signal')
)

select
    w.institution_id,  -- Institution
    w.report_year,  -- Year that the report is about
    w.rule_id,  -- Rule, signal, or claim_ and the subject of a claim
    w.unit_code,  -- Row or column, what the signal is about, or where the claim stands
    w.unit_position,  -- Place of that row or column in the form; null for others
    w.table_zh,  -- Statistics table in Chinese; null for a claim or signal
    w.table_en,  -- Statistics table in English; null for a claim or signal
    case
        when w.kind = 'domain' then w.first_value
        when w.is_right_printed then w.right_value
        else w.left_value
    end as printed_value,  -- The side that is one printed cell, else the left; or said
    case
        when w.kind = 'domain' then null
        when w.is_right_printed then w.left_value
        else w.right_value
    end as expected_value,  -- The other side; null where nothing says what is due
    w.sentence_zh,  -- The contradiction in Chinese
    w.sentence_en  -- The contradiction in English
from worded as w
union all by name
select
    s.institution_id,
    s.report_year,
    s.signal_id as rule_id,
    s.unit_code,
    null as unit_position,
    null as table_zh,
    null as table_en,
    s.printed_value,
    s.expected_value,
    s.message_zh as sentence_zh,
    s.message_en as sentence_en
from int_signals as s
union all by name
select
    c.institution_id,
    c.report_year,
    c.rule_id,
    c.unit_code,
    null as unit_position,
    null as table_zh,
    null as table_en,
    c.printed_value,
    c.expected_value,
    c.message_zh as sentence_zh,
    c.message_en as sentence_en
from int_claim_contradictions as c
