-- description: What the prose of a report states, held against its tables: which sum of
-- cells agrees, or that none does, or why nothing can be said.
-- grain: institution_id, report_year, claim_no
with table_names as (
    select distinct
        r.table_id,
        r.edition,
        r.table_zh,
        r.table_en
    from seed_rules as r
),

named_terms as (
    select
        t.choice_no,
        t.edition,
        t.alternative,
        t.table_id,
        t.item,
        t.breakdown,
        f.position,
        f.item_group_zh,
        in_chinese(f.item_zh) as item_zh,
        f.item_en,
        in_chinese(f.breakdown_zh) as breakdown_zh,
        f.breakdown_en,
        '《' || n.table_zh || '》表' as table_zh,
        n.table_en
    from seed_claim_terms as t
    inner join seed_form_cells as f
        on
            t.edition = f.edition
            and t.table_id = f.table_id
            and t.item = f.item
            and t.breakdown = f.breakdown
    inner join table_names as n
        on
            t.table_id = n.table_id
            and t.edition = n.edition
),

spelled as (
    -- a sum of cells in words; more than three rows of a group are named by the group
    select
        n.choice_no,
        n.edition,
        min(n.alternative) as alternative,
        list(
            n.table_id || '/' || n.item || '/' || n.breakdown
            order by n.table_id, n.position
        ) as cells,
        string_agg(distinct n.table_zh, '、' order by n.table_zh)
        || case
            when count(*) = 1
                then '“' || min(n.item_zh) || '”一行“' || min(n.breakdown_zh) || '”一列'
            when count(*) > 3 and count(distinct n.item_group_zh) = 1
                then
                    '“' || in_chinese(min(n.item_group_zh)) || '”各行“'
                    || min(n.breakdown_zh) || '”一列之和'
            else
                string_agg(
                    '“' || n.item_zh || '”', '、' order by n.table_id, n.position
                )
                || '各行“' || min(n.breakdown_zh) || '”一列之和'
        end as sum_zh,
        string_agg(distinct n.table_en, ', ' order by n.table_en) || ': '
        || case
            when count(*) = 1 then min(n.item_en) || ' / ' || min(n.breakdown_en)
            else
                'sum of '
                || string_agg(n.item_en, ' + ' order by n.table_id, n.position)
                || ' / ' || min(n.breakdown_en)
        end as sum_en
    from named_terms as n
    group by
        n.choice_no,
        n.edition
),

claims as (
    select
        c.*,
        s.subject_zh,
        s.subject_en,
        s.unit as base_unit,
        o.outcome,
        o.reason,
        o.expected_value,
        o.difference,
        o.figure_of_year,
        o.figure_prior,
        o.is_inferred,
        o.alternatives,
        w.alternative,
        w.cells,
        w.sum_zh,
        w.sum_en,
        y.reason_zh,
        y.reason_en,
        -- the part of the sentence that ends with the number
        regexp_extract(
            right(left(c.sentence, c.span_start), 40), '[^，。；：！？]{0,40}$'
        )
        || substring(c.sentence, c.span_start + 1, c.span_end - c.span_start) as quoted
    from int_claims as c
    inner join int_claim_outcomes as o
        on
            c.report_key = o.report_key
            and c.claim_no = o.claim_no
    left join seed_claim_subjects as s
        on c.subject = s.subject
    left join spelled as w
        on
            o.choice_no = w.choice_no
            and o.edition = w.edition
    left join seed_claim_reasons as y
        on o.reason = y.reason
),

numbers as (
    -- as text once, and only where they are said
    select
        c.*,
        case
            when c.outcome <> 'mismatch' then null
            when c.measure = 'percent' then short_number(abs(c.difference))
            else plain_number(abs(c.difference))
        end as apart,
        case
            when c.kind <> 'change' then plain_number(c.expected_value)
            when c.measure = 'percent' then short_number(abs(c.expected_value))
            else plain_number(abs(c.expected_value))
        end as expected,
        case
            when c.kind = 'change' then plain_number(c.figure_of_year)
        end as this_year,
        case
            when c.kind = 'change' then plain_number(c.figure_prior)
        end as last_year
    from claims as c
),

figures as (
    -- what the tables say, in words
    select
        c.*,
        c.apart
        || case c.measure when 'percent' then '个百分点' else c.base_unit end as apart_zh,
        c.apart || case c.measure when 'percent' then ' points' else '' end as apart_en,
        case
            when c.kind <> 'change' then c.expected || c.base_unit
            else
                c.this_year || c.base_unit || '、上年报告为'
                || c.last_year || c.base_unit || '，'
                || case when c.expected_value < 0 then '减少' else '增加' end
                || c.expected
                || case c.measure when 'percent' then '%' else c.base_unit end
        end
        || case when c.is_inferred then '（空白处按勾稽关系推定）' else '' end as said_zh,
        case
            when c.kind <> 'change' then c.expected
            else
                c.this_year || ', last year ' || c.last_year || ', a change of '
                || case when c.expected_value < 0 then '-' else '' end
                || c.expected
                || case c.measure when 'percent' then '%' else '' end
        end
        || case
            when c.is_inferred then ' (blanks as the equations have them)' else ''
        end as said_en
    from numbers as c
)

select
    f.institution_id,  -- Institution
    f.report_year,  -- Year that the report is about
    f.claim_no,  -- Number of the claim in the report, from 1
    f.document_sha256,  -- Document whose prose says it
    f.report_no,  -- Number of the report in it
    f.section,  -- Section that the sentence stands in, null before the first heading
    f.sentence,  -- The sentence as printed
    f.span_start,  -- Where in it the number begins, or the words for none, from 0
    f.span_end,  -- The character after its last
    f.subject,  -- What is counted
    f.subject_zh,  -- The same in Chinese
    f.subject_en,  -- The same in English
    f.breakdown,  -- Which applicants, a column of table three; total for all
    f.kind,  -- count, amount (of money), rate or change (against the year before)
    f.value,  -- Number in the base unit: cases or documents, yuan (元), percent
    f.value_text,  -- The number as printed, with its unit, or the words for none
    f.unit,  -- Unit as printed, without 万 or 亿
    f.tolerance,  -- Half of the last digit of a rounded number, else zero
    f.bound,  -- How the number is meant: exact, about, at_least or at_most
    f.is_negation,  -- Words say none, no number does
    f.claim_year,  -- Year that the sentence is about, null where that of the report
    f.measure,  -- Of a change: difference or percent
    f.outcome,  -- match, mismatch or not_compared
    f.reason,  -- Why it is not compared, see seed_claim_reasons
    f.alternative,  -- Sum that agrees, else the likeliest, see seed_claim_terms
    f.expected_value,  -- What the claim would be by that sum, in the base unit
    f.difference,  -- The claim less that
    f.alternatives,  -- Sums that the claim could mean in the tables of the report
    f.cells,  -- Cells of that sum: table/item/breakdown
    '正文“' || f.quoted || '”，'
    || case f.outcome
        when 'match' then '与' || f.sum_zh || '（' || f.said_zh || '）一致'
        when 'mismatch'
            then
                f.sum_zh || '为' || f.said_zh || '，相差' || f.apart_zh
                || case
                    when f.alternatives > 1
                        then '（已对照' || f.alternatives || '种口径，此为最可能所指者）'
                    else ''
                end
        else '未作比对：' || f.reason_zh
    end as message_zh,  -- What it states and what the tables say, in Chinese
    'The text says “' || f.quoted || '” (' || f.subject_en || '), '
    || case f.outcome
        when 'match' then 'as does ' || f.sum_en || ' (' || f.said_en || ')'
        when 'mismatch'
            then
                f.sum_en || ' is ' || f.said_en || ', difference ' || f.apart_en
                || case
                    when f.alternatives > 1
                        then
                            ' (the likeliest of ' || f.alternatives
                            || ' sums that it may mean)'
                    else ''
                end
        else 'not compared: ' || f.reason_en
    end as message_en,  -- The same in English
    f.locator,  -- Where in the document
    f.page_url as url  -- Page to link to
from figures as f
