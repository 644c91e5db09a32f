-- description: What a report contradicts, one row a finding: failing equations that one
-- cause can explain are one finding.
-- grain: institution_id, report_year, finding_id
with recursive failing as (
    select
        o.*,
        o.rule_id || '/' || o.unit_code as equation,
        r.kind,
        r.for_each,
        r.unit_position,
        r.table_zh,
        r.table_en,
        r.unit_zh,
        r.unit_en,
        r.label_zh,
        r.label_en,
        r.left_zh,
        r.left_en,
        r.right_zh,
        r.right_en,
        case o.severity when 'hard' then 1 when 'soft' then 2 else 3 end as rank_no
    from out_rule_results as o
    inner join seed_rules as r
        on
            o.rule_id = r.rule_id
            and o.edition = r.edition
            and o.unit_code = r.unit_code
    where o.outcome = 'fail'
),

failing_cells as (
    -- what a failing equation names; of a table, the figures that are no counts
    select
        f.institution_id,
        f.report_year,
        f.table_id,
        f.equation,
        c.item,
        c.breakdown,
        c.position,
        coalesce(plain_number(c.value), c.obs_status) as printed,
        coalesce(c.value <> 0, true) as is_shown
    from failing as f
    inner join int_cells as c
        on
            f.institution_id = c.institution_id
            and f.report_year = c.report_year
            and f.table_id = c.table_id
    left join seed_rule_terms as t
        on
            f.rule_id = t.rule_id
            and f.edition = t.edition
            and f.unit_code = t.unit_code
            and c.item = t.item
            and c.breakdown = t.breakdown
            and t.year_offset = 0
    where
        t.rule_id is not null
        or (
            f.kind = 'domain'
            and c.value_kind = 'count'
            and (c.value <> floor(c.value) or (c.value < 0 and not c.is_signed))
        )
),

linked as (
    select
        a.institution_id,
        a.report_year,
        a.table_id,
        a.equation,
        b.equation as other_equation
    from failing as a
    inner join int_equation_links as l
        on
            a.edition = l.edition
            and a.table_id = l.table_id
            and a.rule_id = l.rule_id
            and a.unit_code = l.unit_code
    inner join failing as b
        on
            a.institution_id = b.institution_id
            and a.report_year = b.report_year
            and a.table_id = b.table_id
            and l.other_rule_id = b.rule_id
            and l.other_unit_code = b.unit_code
    union
    select
        a.institution_id,
        a.report_year,
        a.table_id,
        a.equation,
        b.equation as other_equation
    from failing_cells as a
    inner join failing_cells as b
        on
            a.institution_id = b.institution_id
            and a.report_year = b.report_year
            and a.table_id = b.table_id
            and a.item = b.item
            and a.breakdown = b.breakdown
),

reached as (
    select
        k.institution_id,
        k.report_year,
        k.table_id,
        k.equation,
        k.other_equation
    from linked as k
    union
    select
        r.institution_id,
        r.report_year,
        r.table_id,
        r.equation,
        k.other_equation
    from reached as r
    inner join linked as k
        on
            r.institution_id = k.institution_id
            and r.report_year = k.report_year
            and r.table_id = k.table_id
            and r.other_equation = k.equation
),

components as (
    -- a component is named after its first equation
    select
        r.institution_id,
        r.report_year,
        r.table_id,
        r.equation,
        min(r.other_equation) as component
    from reached as r
    group by all
),

named_cells as (
    select distinct
        c.institution_id,
        c.report_year,
        c.table_id,
        p.component,
        c.position,
        c.item || '/' || c.breakdown || '=' || c.printed as cell
    from failing_cells as c
    inner join components as p
        on
            c.institution_id = p.institution_id
            and c.report_year = p.report_year
            and c.table_id = p.table_id
            and c.equation = p.equation
    where c.is_shown
),

cell_lists as (
    select
        n.institution_id,
        n.report_year,
        n.table_id,
        n.component,
        list(n.cell order by n.position) as cells
    from named_cells as n
    group by all
),

offenders as (
    -- the figures that are no counts, in words
    select
        c.institution_id,
        c.report_year,
        c.table_id,
        c.equation,
        string_agg(
            coalesce(in_chinese(s.item_group_zh) || '中', '') || in_chinese(s.item_zh)
            || '一行' || in_chinese(s.breakdown_zh) || '一列为' || c.printed,
            '、' order by c.position
        ) as cells_zh,
        string_agg(
            s.item_en || ' / ' || s.breakdown_en || ' is ' || c.printed,
            ', ' order by c.position
        ) as cells_en
    from failing_cells as c
    inner join failing as f
        on
            c.institution_id = f.institution_id
            and c.report_year = f.report_year
            and c.table_id = f.table_id
            and c.equation = f.equation
            and f.kind = 'domain'
    inner join seed_form_cells as s
        on
            f.edition = s.edition
            and c.table_id = s.table_id
            and c.item = s.item
            and c.breakdown = s.breakdown
    group by all
),

worded as (
    select
        f.*,
        p.component,
        case
            when f.kind = 'domain' then f.label_zh || '，' || o.cells_zh
            else
                in_chinese(f.unit_zh)
                || case f.for_each when 'item' then '一行：' else '一列：' end
                || in_chinese(f.left_zh) || '为' || plain_number(f.left_value) || '，'
                || in_chinese(f.right_zh) || '为' || plain_number(f.right_value)
                || case f.operator
                    when '>=' then '，前者不应小于后者'
                    when '<=' then '，前者不应大于后者'
                    else ''
                end
                || '，相差' || plain_number(abs(f.difference))
        end as sentence_zh,
        case
            when f.kind = 'domain' then f.label_en || ': ' || o.cells_en
            else
                f.unit_en
                || case f.for_each when 'item' then ' (row): ' else ' (column): ' end
                || f.left_en || ' ' || plain_number(f.left_value) || ', '
                || f.right_en || ' ' || plain_number(f.right_value)
                || case f.operator
                    when '>=' then ', the first should not be less'
                    when '<=' then ', the first should not be more'
                    else ''
                end
                || ', difference ' || plain_number(abs(f.difference))
        end as sentence_en
    from failing as f
    inner join components as p
        on
            f.institution_id = p.institution_id
            and f.report_year = p.report_year
            and f.table_id = p.table_id
            and f.equation = p.equation
    left join offenders as o
        on
            f.institution_id = o.institution_id
            and f.report_year = o.report_year
            and f.table_id = o.table_id
            and f.equation = o.equation
)

select
    w.institution_id,  -- Institution
    w.report_year,  -- Year that the report is about
    w.table_id || ':' || w.component as finding_id,  -- Finding, stable over releases
    w.table_id,  -- Statistics table
    any_value(w.edition) as edition,  -- Edition of the form
    arg_min(w.severity, w.rank_no) as severity,  -- The worst of its equations
    cast(count(*) as integer) as equations_failed,  -- Failing equations explained by it
    list(w.equation order by w.equation) as equations,  -- These equations (rule/unit)
    list(distinct w.rule_id order by w.rule_id) as rules,  -- The rules among them
    any_value(n.cells) as cells,  -- Cells that they name and that are not zero
    max(abs(w.difference)) filter (
        where w.kind = 'equation'
    ) as largest_difference,  -- Largest difference of the sides of an equation
    '《' || any_value(w.table_zh) || '》表，' || string_agg(
        w.sentence_zh, '；' order by w.rule_id, w.unit_position
    ) as message_zh,  -- The finding in Chinese
    any_value(w.table_en) || ': ' || string_agg(
        w.sentence_en, '; ' order by w.rule_id, w.unit_position
    ) as message_en,  -- The finding in English
    any_value(r.page_url) as url,  -- Page to link to
    any_value(r.document_sha256) as document_sha256  -- Document
from worded as w
inner join int_reports as r
    on
        w.institution_id = r.institution_id
        and w.report_year = r.report_year
left join cell_lists as n
    on
        w.institution_id = n.institution_id
        and w.report_year = n.report_year
        and w.table_id = n.table_id
        and w.component = n.component
group by
    w.institution_id,
    w.report_year,
    w.table_id,
    w.component
