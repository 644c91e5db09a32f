-- description: What a report contradicts, one row a finding: failing equations that one
-- cause can explain are one finding.
-- grain: institution_id, report_year, finding_id
with recursive failing as (
    select
        o.*,
        o.rule_id || '/' || o.unit_code as equation
    from out_rule_results as o
    where o.outcome = 'fail'
),

linked as (
    select
        a.institution_id,
        a.report_year,
        a.table_id,
        a.severity,
        a.equation,
        b.equation as other_equation
    from failing as a
    inner join failing as b
        on
            a.institution_id = b.institution_id
            and a.report_year = b.report_year
            and a.table_id = b.table_id
            and a.severity = b.severity
    left join int_equation_links as l
        on
            a.edition = l.edition
            and a.table_id = l.table_id
            and a.rule_id = l.rule_id
            and a.unit_code = l.unit_code
            and b.rule_id = l.other_rule_id
            and b.unit_code = l.other_unit_code
    where a.equation = b.equation or l.rule_id is not null
),

reached as (
    select
        k.institution_id,
        k.report_year,
        k.table_id,
        k.severity,
        k.equation,
        k.other_equation
    from linked as k
    union
    select
        r.institution_id,
        r.report_year,
        r.table_id,
        r.severity,
        r.equation,
        k.other_equation
    from reached as r
    inner join linked as k
        on
            r.institution_id = k.institution_id
            and r.report_year = k.report_year
            and r.table_id = k.table_id
            and r.severity = k.severity
            and r.other_equation = k.equation
),

components as (
    -- a component is named after its first equation
    select
        r.institution_id,
        r.report_year,
        r.table_id,
        r.severity,
        r.equation,
        min(r.other_equation) as component
    from reached as r
    group by all
),

labelled as (
    select
        f.*,
        c.component,
        coalesce(s.unit_zh, '各数量') as unit_zh,
        coalesce(s.unit_en, 'counts') as unit_en,
        coalesce(s.label_zh, '件数应为不小于零的整数') as label_zh,
        coalesce(s.label_en, 'counts are whole numbers, zero or more') as label_en
    from failing as f
    inner join components as c
        on
            f.institution_id = c.institution_id
            and f.report_year = c.report_year
            and f.table_id = c.table_id
            and f.severity = c.severity
            and f.equation = c.equation
    left join seed_rules as s
        on
            f.rule_id = s.rule_id
            and f.edition = s.edition
            and f.unit_code = s.unit_code
),

named_cells as (
    -- the cells that the failing equations name, with what is printed
    select
        l.institution_id,
        l.report_year,
        l.table_id,
        l.severity,
        l.component,
        list_sort(list_distinct(list(
            t.item || '/' || t.breakdown || '='
            || coalesce(plain_number(c.value), c.obs_status)
        ))) as cells
    from labelled as l
    inner join seed_rule_terms as t
        on
            l.rule_id = t.rule_id
            and l.edition = t.edition
            and l.unit_code = t.unit_code
            and t.year_offset = 0
    inner join int_cells as c
        on
            l.institution_id = c.institution_id
            and l.report_year = c.report_year
            and t.table_id = c.table_id
            and t.item = c.item
            and t.breakdown = c.breakdown
    where c.value is null or c.value <> 0
    group by all
)

select
    l.institution_id,  -- Institution
    l.report_year,  -- Year that the report is about
    l.table_id || ':' || l.component as finding_id,  -- Finding, stable over releases
    l.table_id,  -- Statistics table
    any_value(l.edition) as edition,  -- Edition of the form
    l.severity,  -- hard, soft or informative
    cast(count(*) as integer) as equations_failed,  -- Failing equations explained by it
    list(l.equation order by l.equation) as equations,  -- These equations (rule/unit)
    list(distinct l.rule_id order by l.rule_id) as rules,  -- The rules among them
    any_value(n.cells) as cells,  -- Cells that they name and that are not zero
    max(abs(l.difference)) as largest_difference,  -- Largest difference of the sides
    string_agg(
        l.unit_zh || '：' || l.label_zh || '（' || plain_number(l.left_value) || ' 与 '
        || plain_number(l.right_value) || '，差 ' || plain_number(l.difference) || '）',
        '；' order by l.equation
    ) as message_zh,  -- The finding in Chinese
    string_agg(
        l.unit_en || ': ' || l.label_en || ' (' || plain_number(l.left_value) || ' '
        || l.operator || ' ' || plain_number(l.right_value) || ' fails, difference '
        || plain_number(l.difference) || ')',
        '; ' order by l.equation
    ) as message_en,  -- The finding in English
    any_value(r.page_url) as url,  -- Page to link to
    any_value(r.document_sha256) as document_sha256  -- Document
from labelled as l
inner join int_reports as r
    on
        l.institution_id = r.institution_id
        and l.report_year = r.report_year
left join named_cells as n
    on
        l.institution_id = n.institution_id
        and l.report_year = n.report_year
        and l.table_id = n.table_id
        and l.severity = n.severity
        and l.component = n.component
group by
    l.institution_id,
    l.report_year,
    l.table_id,
    l.severity,
    l.component
