-- description: Reports that count fewer than those of the institutions directly below
-- them do, which a report on the whole jurisdiction cannot; only what stands out.
-- grain: institution_id, report_year, metric_id
with watched as (
    select
        s.signal_id,
        unnest(string_split(s.metrics, '|')) as metric_id
    from seed_signals as s
    where s.signal_id in ('below_parts', 'below_parts_unstated')
),

counted as (
    select
        m.institution_id,
        m.report_year,
        m.metric_id,
        m.edition,
        m.comparable_with,
        m.numerator as figure,
        r.scope,
        r.document_sha256
    from out_metrics as m
    inner join int_reports as r
        on
            m.institution_id = r.institution_id
            and m.report_year = r.report_year
    where
        m.null_reason is null
        and m.metric_id in (select w.metric_id from watched as w)
),

wholes as (
    -- not those of the organ alone: they hold nothing of the parts
    select
        c.*,
        w.signal_id
    from counted as c
    inner join watched as w
        on
            c.metric_id = w.metric_id
            and w.signal_id = case c.scope
                when 'jurisdiction' then 'below_parts'
                else 'below_parts_unstated'
            end
    where c.scope is distinct from 'own'
),

parts as (
    -- those directly below, each once; what lies below them is in theirs, or unknown.
    -- A document that serves both is no part.
    select
        w.institution_id,
        w.report_year,
        w.metric_id,
        i.institution_id as part_id,
        p.figure
    from wholes as w
    inner join seed_institutions as i
        on
            w.institution_id = i.parent_id
            and w.report_year >= coalesce(i.valid_from, w.report_year)
            and w.report_year <= coalesce(i.valid_to, w.report_year)
    left join counted as p
        on
            i.institution_id = p.institution_id
            and w.report_year = p.report_year
            and w.metric_id = p.metric_id
            and w.document_sha256 <> p.document_sha256
            and (
                w.edition = p.edition
                or w.comparable_with = p.comparable_with
            )
),

covered as (
    select
        p.institution_id,
        p.report_year,
        p.metric_id,
        count(*) as parts,
        count(p.figure) as parts_known,
        sum(p.figure) as parts_sum,
        max(struct_pack(figure := p.figure, part_id := p.part_id)) filter (
            where p.figure is not null
        ) as largest
    from parts as p
    group by all
)

select
    w.institution_id,  -- Institution
    w.report_year,  -- Year that the report is about
    w.signal_id,  -- below_parts, or below_parts_unstated where the scope is not said
    w.metric_id,  -- Metric, a count
    w.edition,  -- Edition of the tables that it reads
    w.scope,  -- jurisdiction, or null where the report does not say
    w.figure,  -- The figure of the report
    cast(c.parts_sum as decimal(26, 6)) as parts_sum,  -- Those of the parts together
    c.largest.figure as largest_part,  -- The largest of them
    c.largest.part_id as largest_part_id,  -- Whose it is; of equals the last by id
    w.figure < c.largest.figure as is_below_largest,  -- One part alone is larger
    cast(c.parts_known as integer) as parts_known,  -- Parts whose figure we have
    cast(c.parts as integer) as parts,  -- Parts that the registry has for the year
    m.label_zh || '为' || plain_number(w.figure)
    || case
        when w.scope is null then '，报告未说明是否包括下级机关'
        else '，报告涵盖下级机关'
    end
    || '；登记的' || cast(c.parts as varchar) || '个下级机关中，有数字的'
    || cast(c.parts_known as varchar) || '个合计为' || plain_number(c.parts_sum)
    || '，其中最大的是' || n.name || '，为' || plain_number(c.largest.figure)
    || '。' as message_zh,  -- The signal in Chinese
    m.label_en || ': ' || plain_number(w.figure)
    || case
        when w.scope is null
            then ' in a report that does not say whether it covers those below it'
        else ' in a report that covers those below it'
    end
    || '; of ' || cast(c.parts as varchar) || ' registered institutions below it, '
    || cast(c.parts_known as varchar) || ' with a figure add up to '
    || plain_number(c.parts_sum) || ', the largest being ' || n.name || ' with '
    || plain_number(c.largest.figure) || '.' as message_en  -- The signal in English
from wholes as w
inner join covered as c
    on
        w.institution_id = c.institution_id
        and w.report_year = c.report_year
        and w.metric_id = c.metric_id
        and w.figure < c.parts_sum
inner join seed_metrics as m
    on w.metric_id = m.metric_id
inner join seed_institutions as n
    on c.largest.part_id = n.institution_id
