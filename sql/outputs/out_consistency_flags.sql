-- description: What a report contradicts, one row a finding: failing equations that one
-- cause can explain are one finding, what its prose says otherwise is one by itself,
-- and so is a signal.
-- grain: institution_id, report_year, finding_id
with members as (
    select
        f.finding_id,
        d.*,
        w.unit_position,
        w.table_zh,
        w.table_en,
        w.printed_value,
        w.expected_value,
        w.sentence_zh,
        w.sentence_en
    from int_contradictions as d
    inner join int_findings as f
        on
            d.institution_id = f.institution_id
            and d.report_year = f.report_year
            and d.rule_id = f.rule_id
            and d.unit_code = f.unit_code
    inner join int_contradiction_words as w
        on
            d.institution_id = w.institution_id
            and d.report_year = w.report_year
            and d.rule_id = w.rule_id
            and d.unit_code = w.unit_code
),

findings as (
    select
        m.institution_id,
        m.report_year,
        m.finding_id,
        min(m.table_id) as table_id,
        min(m.edition) as edition,
        min(m.severity_no) as severity_no,
        count(*) as contradictions,
        list(m.equation order by m.equation) as equations,
        list(distinct m.rule_id order by m.rule_id) as rules,
        max(abs(m.difference)) filter (
            where m.kind <> 'domain'
        ) as largest_difference,
        -- an equation before a figure that is no count: it says how much is amiss
        arg_min(
            {
                'severity': m.severity,
                'kind': m.kind,
                'printed_value': m.printed_value,
                'expected_value': m.expected_value
            },
            (
                m.severity_no,
                m.kind = 'domain',
                -coalesce(abs(m.difference), 0),
                m.equation
            )
        ) as worst,
        min(
            concat_ws('|', m.printed_value, m.expected_value)
        ) filter (where m.kind in ('claim', 'signal')) as stated_values,
        '《' || min(m.table_zh) || '》表，' as table_zh,
        min(m.table_en) || ': ' as table_en,
        string_agg(
            m.sentence_zh, '；' order by m.rule_id, m.unit_position
        ) as sentences_zh,
        string_agg(
            m.sentence_en, '; ' order by m.rule_id, m.unit_position
        ) as sentences_en
    from members as m
    group by all
),

cell_lists as (
    select
        c.institution_id,
        c.report_year,
        c.finding_id,
        min(c.cell_year) as first_year,
        list(
            case
                when c.cell_year < c.report_year then c.cell_year || '/'
                else ''
            end || c.item || '/' || c.breakdown || '=' || c.printed
            order by c.cell_year desc, c.table_id asc, c.position asc
        ) filter (where c.is_listed) as cells,
        arg_min(
            c.locator, (not c.is_listed, -c.cell_year, c.table_id, c.position)
        ) filter (where c.locator is not null) as locator,
        string_agg(
            concat_ws('/', c.cell_year, c.table_id, c.item, c.breakdown)
            || '=' || coalesce(c.printed, '')
            || case when c.value_kind = 'amount' then coalesce(c.unit, '') else '' end,
            '|' order by c.cell_year, c.table_id, c.item, c.breakdown
        ) as hashed
    from out_flag_cells as c
    group by all
),

table_places as (
    -- of a signal that names a table and no cell
    select
        f.institution_id,
        f.report_year,
        f.finding_id,
        min(c.locator) as locator
    from int_contradiction_cells as c
    inner join int_findings as f
        on
            c.institution_id = f.institution_id
            and c.report_year = f.report_year
            and c.rule_id = f.rule_id
            and c.unit_code = f.unit_code
    where not c.is_named
    group by all
),

hashed as (
    -- a claim, or a signal that names no cell, is told apart by its figures as well
    select
        f.*,
        n.first_year,
        n.cells,
        coalesce(n.locator, t.locator) as locator,
        md5(
            coalesce(n.hashed, '')
            || coalesce('|' || f.stated_values, '')
        ) as values_hash
    from findings as f
    left join cell_lists as n
        on
            f.institution_id = n.institution_id
            and f.report_year = n.report_year
            and f.finding_id = n.finding_id
    left join table_places as t
        on
            f.institution_id = t.institution_id
            and f.report_year = t.report_year
            and f.finding_id = t.finding_id
),

waived as (
    -- a waiver given for these figures, for each of the contradictions
    select
        h.institution_id,
        h.report_year,
        h.finding_id,
        string_agg(distinct v.waiver_id, ', ' order by v.waiver_id) as waiver_id,
        string_agg(distinct v.reason, '; ' order by v.reason) as waiver_reason
    from hashed as h
    inner join members as m
        on
            h.institution_id = m.institution_id
            and h.report_year = m.report_year
            and h.finding_id = m.finding_id
    inner join seed_waivers as v
        on
            m.institution_id = v.institution_id
            and m.report_year = v.report_year
            and m.rule_id = v.rule_id
            and m.unit_code = coalesce(v.unit_code, m.unit_code)
            and h.values_hash = v.values_hash
    group by all
    having count(distinct m.equation) = min(h.contradictions)
)

select
    h.institution_id,  -- Institution
    h.report_year,  -- Year that the report is about
    h.finding_id,  -- Finding, stable over releases
    h.table_id,  -- Statistics table, null for a signal of none
    h.edition,  -- Edition of the form
    h.worst.severity,  -- The worst of its equations
    cast(h.contradictions as integer) as equations_failed,  -- Equations explained by it
    h.equations,  -- These equations (rule/unit), or the claim or signal
    h.rules,  -- The rules among them, or the claim or signal
    h.cells,  -- Cells that they name, most zeros left out; year/ of last year's
    h.largest_difference,  -- Largest difference of the sides of an equation
    coalesce(h.table_zh, '') || h.sentences_zh as message_zh,  -- The finding in Chinese
    coalesce(h.table_en, '') || h.sentences_en as message_en,  -- The finding in English
    r.page_url as url,  -- Page to link to
    r.document_sha256,  -- Document
    h.worst.kind,  -- equation, domain (a figure that is no count), claim or signal
    h.worst.printed_value,  -- Figure as printed, of the worst; or as the prose says it
    h.worst.expected_value,  -- Figure that would agree; null for none
    h.locator,  -- Where in the document: the first of these cells, or its table
    p.page_url as url_prior,  -- Page of last year's report, if it names cells of that
    w.waiver_id is not null as is_waived,  -- Accepted by a waiver for these figures
    w.waiver_id,  -- That waiver, or several
    w.waiver_reason,  -- Why it is accepted
    h.values_hash  -- Hash of the figures that it names; a waiver is given for it
from hashed as h
inner join int_reports as r
    on
        h.institution_id = r.institution_id
        and h.report_year = r.report_year
left join int_reports as p
    on
        h.institution_id = p.institution_id
        and h.first_year = p.report_year
        and h.first_year < h.report_year
left join waived as w
    on
        h.institution_id = w.institution_id
        and h.report_year = w.report_year
        and h.finding_id = w.finding_id
