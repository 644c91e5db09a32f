-- description: Which cell is probably wrong, what it should be, and what else speaks
-- for it. What is printed stays as it is.
-- grain: institution_id, report_year, table_id, item, breakdown
with cells as (
    select
        s.*,
        c.institution_id,
        c.report_year,
        c.item,
        c.breakdown,
        c.edition,
        c.position,
        c.value_text,
        coalesce(plain_number(c.value), c.obs_status) as printed,
        c.value,
        c.unit,
        c.confidence,
        c.corroborated_by,
        c.contradicted_by,
        c.locator
    from int_suspects as s
    inner join int_cells as c
        on
            s.report_key = c.report_key
            and s.cell_no = c.cell_no
),

votes as (
    -- of a cell that an explanation with support changes, what speaks of that one; of
    -- others, what speaks of the one figure that all explanations put there
    select
        e.*,
        b.is_backed,
        s.implied_value is not null as is_agreed,
        bool_or(b.is_backed) over (
            partition by e.report_key, e.cell_no
        ) as is_of_backed
    from int_suspect_evidence as e
    inner join int_suspects as s
        on
            e.report_key = s.report_key
            and e.cell_no = s.cell_no
    inner join int_suspect_solutions as b
        on
            e.report_key = b.report_key
            and e.table_id = b.table_id
            and e.component_no = b.component_no
            and e.solution_no = b.solution_no
),

evidence as (
    select
        v.report_key,
        v.cell_no,
        bool_or(v.is_backed) as is_backed,
        min(v.implied_value) filter (where v.is_backed) as backed_value,
        for_or_against(
            count(*) filter (where v.evidence_prose = 1),
            count(*) filter (where v.evidence_prose = -1)
        ) as evidence_prose,
        list_sort(list_distinct(flatten(list(v.claim_nos)))) as claim_nos,
        for_or_against(
            count(*) filter (where v.evidence_prior = 1),
            count(*) filter (where v.evidence_prior = -1)
        ) as evidence_prior,
        for_or_against(
            count(*) filter (where v.evidence_second = 1),
            count(*) filter (where v.evidence_second = -1)
        ) as evidence_second,
        min(v.evidence_second_value) as evidence_second_value
    from votes as v
    where v.is_backed or (v.is_agreed and not v.is_of_backed)
    group by all
),

sentences as (
    select
        w.report_key,
        w.cell_no,
        rtrim(arg_min(c.sentence, c.claim_no), '。；') as sentence
    from (
        select
            e.report_key,
            e.cell_no,
            unnest(e.claim_nos) as claim_no
        from evidence as e
    ) as w
    inner join int_reports as r
        on w.report_key = r.report_key
    inner join out_claims as c
        on
            r.institution_id = c.institution_id
            and r.report_year = c.report_year
            and w.claim_no = c.claim_no
    group by all
)

select
    e.institution_id,  -- Institution
    e.report_year,  -- Year that the report is about
    e.table_id,  -- Statistics table
    e.item,  -- Row of the form
    e.breakdown,  -- Column of the form
    f.item_zh,  -- Label of the row in Chinese
    f.item_en,  -- Label of the row in English
    f.item_group_zh,  -- Label beside several rows, in Chinese
    f.breakdown_zh,  -- Label of the column in Chinese
    f.breakdown_en,  -- Label of the column in English
    e.edition,  -- Edition of the form that the table follows
    e.position,  -- Place in the table, from 0
    e.finding_id,  -- Finding that it may explain, see out_consistency_flags
    e.component_no,  -- Part of what fails in the table, see int_explained_tables
    e.value_text,  -- Text of the cell
    e.printed,  -- Figure as printed, or blank, dash, not_applicable, unreadable
    e.value,  -- Figure as printed, in the printed unit
    e.unit,  -- Unit of that figure
    e.implied_value,  -- What every explanation that changes it would have it be
    e.is_unique,  -- It must be wrong: no other explanation is as good, proven
    coalesce(
        v.is_backed, false
    ) as is_backed,  -- Of several explanations only that which changes it has support
    v.backed_value,  -- What that one would have it be, in the base unit
    e.is_block,  -- No second equation tells the cells of its block apart
    e.is_systematic,  -- Part of a shift or the like, which is not repaired by the cell
    e.solutions,  -- Best explanations of that part of the table
    e.in_solutions,  -- Of these, that change the cell
    e.changes,  -- Cells that one of them changes
    e.is_complete,  -- All best explanations were found
    e.pattern,  -- What happened to the figure, or none
    l.pattern_zh,  -- The same in Chinese
    l.pattern_en,  -- The same in English
    cast(
        len(e.equations) as integer
    ) as equations_failed,  -- Rules that must hold, fail and name the cell
    e.equations,  -- These rules (rule/unit)
    case
        when e.contradicted_by > 0 or e.confidence < a.reader_below then 'reader'
        when e.corroborated_by > 0 or e.confidence >= a.publisher_from then 'publisher'
        else 'unknown'
    end as attribution,  -- publisher, reader (our reading is in doubt) or unknown
    e.confidence,  -- How sure the reading is, 0 to 1; raised by another form
    v.evidence_prose,  -- 1: a sentence agrees only so; -1: only with the print
    v.claim_nos,  -- These sentences, see out_claims
    v.evidence_prior,  -- 1: it fits another year only so; -1: only as printed
    v.evidence_second,  -- 1: another form of the report prints it; -1: the same
    v.evidence_second_value,  -- What another form prints, in the base unit
    w.sentence_zh
    || coalesce(
        '。佐证：' || nullif(
            concat_ws(
                '；',
                case v.evidence_prose
                    when 1 then '正文“' || s.sentence || '”与应有的数字一致'
                    when -1 then '正文“' || s.sentence || '”与印出的数字一致'
                end,
                case v.evidence_prior
                    when 1 then '按应有的数字与相邻年度报告衔接，按印出的则不衔接'
                    when -1 then '按印出的数字与相邻年度报告衔接，按应有的则不衔接'
                end,
                case
                    when v.evidence_second = -1 then '报告的另一版本所印相同'
                    else
                        '报告的另一版本印为' || plain_number(v.evidence_second_value)
                end
            ),
            ''
        ),
        ''
    )
    || coalesce(
        '。只有此处应为' || plain_number(v.backed_value) || '的解释得到佐证', ''
    )
    || case
        when
            e.contradicted_by > 0 or e.confidence < a.reader_below
            then '。也可能是读取有误，请先核对原文。'
        else '。'
    end as message_zh,  -- All of this in Chinese
    w.sentence_en
    || coalesce(
        '; evidence: ' || nullif(
            concat_ws(
                ', ',
                case v.evidence_prose
                    when 1
                        then
                            'a sentence agrees with what it should be ('
                            || s.sentence || ')'
                    when -1
                        then 'a sentence agrees with the print (' || s.sentence || ')'
                end,
                case v.evidence_prior
                    when 1 then 'it fits the report of another year only so'
                    when -1 then 'it fits the report of another year only as printed'
                end,
                case
                    when v.evidence_second = -1
                        then 'another form of the report prints the same'
                    else
                        'another form of the report prints '
                        || plain_number(v.evidence_second_value)
                end
            ),
            ''
        ),
        ''
    )
    || coalesce(
        '; only the explanation that it should be ' || plain_number(v.backed_value)
        || ' has support',
        ''
    )
    || case
        when e.contradicted_by > 0 or e.confidence < a.reader_below
            then '; it may have been misread, compare with the page first'
        else ''
    end as message_en,  -- All of this in English
    e.locator,  -- Where in the document
    r.page_url as url,  -- Page to link to
    r.document_sha256  -- Document
from cells as e
cross join seed_attribution as a
inner join int_reports as r
    on e.report_key = r.report_key
inner join seed_form_cells as f
    on e.cell_no = f.cell_no
inner join int_suspect_words as w
    on
        e.report_key = w.report_key
        and e.cell_no = w.cell_no
left join seed_patterns as l
    on e.pattern = l.pattern
left join evidence as v
    on
        e.report_key = v.report_key
        and e.cell_no = v.cell_no
left join sentences as s
    on
        e.report_key = s.report_key
        and e.cell_no = s.cell_no
