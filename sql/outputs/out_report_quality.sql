-- description: How far each report agrees with the rules and with its own sentences. It
-- says how the report was written, nothing about what the office did.
-- grain: institution_id, report_year
with rules as (
    -- what is only worth a look (informative) is no rule to be kept
    select
        o.institution_id,
        o.report_year,
        count(*) as applied,
        count(*) filter (where o.outcome <> 'undecided') as applicable,
        count(*) filter (where o.outcome not in ('undecided', 'fail')) as passed,
        count(*) filter (
            where o.outcome = 'fail' and o.severity = 'hard'
        ) as hard_failed,
        count(*) filter (
            where o.outcome = 'fail' and o.severity = 'soft'
        ) as soft_failed
    from out_rule_results as o
    where o.severity in ('hard', 'soft')
    group by all
),

flagged as (
    select
        f.institution_id,
        f.report_year,
        count(*) as findings
    from out_consistency_flags as f
    where f.severity in ('hard', 'soft')
    group by all
),

suspected as (
    select
        s.institution_id,
        s.report_year,
        count(*) as suspects,
        count(*) filter (where s.is_unique) as suspects_unique
    from out_suspect_cells as s
    group by all
),

localised as (
    select
        e.report_key,
        count(*) filter (
            where e.status not in ('explained', 'systematic')
        ) as not_localised
    from int_explained_tables as e
    group by all
),

claims as (
    select
        c.institution_id,
        c.report_year,
        count(*) as claims_read,
        count(*) filter (where c.outcome = 'match') as agreeing,
        count(*) filter (where c.outcome = 'mismatch') as differing
    from out_claims as c
    group by all
),

restatable as (
    -- what the sentences of a report in these tables may restate
    select distinct
        t.report_key,
        s.subject
    from int_tables as t
    inner join seed_claim_terms as s
        on
            t.edition = s.edition
            and t.table_id = s.table_id
),

stated as (
    select distinct
        r.report_key,
        c.subject
    from out_claims as c
    inner join int_reports as r
        on
            c.institution_id = r.institution_id
            and c.report_year = r.report_year
    where c.outcome in ('match', 'mismatch')
),

subjects as (
    select
        s.report_key,
        list(s.subject order by s.subject) filter (
            where p.subject is not null
        ) as restated,
        list(s.subject order by s.subject) filter (
            where p.subject is null
        ) as not_restated
    from restatable as s
    left join stated as p
        on
            s.report_key = p.report_key
            and s.subject = p.subject
    group by all
)

select
    r.institution_id,  -- Institution
    r.report_year,  -- Year that the report is about
    safe_ratio(
        cast(k.passed as double), coalesce(k.applicable, 0)
    ) as score,  -- Rules passed of those applicable, 0 to 1; null with a reason
    case
        when k.applied is null then 'no_rule'
        when k.applicable = 0 then 'all_undecided'
    end as score_reason,  -- Why there is no score
    cast(
        coalesce(k.applicable, 0) as integer
    ) as rules_applicable,  -- Rules, hard or soft, that could be decided
    cast(coalesce(k.passed, 0) as integer) as rules_passed,  -- Of these, that hold
    cast(
        coalesce(k.applied - k.applicable, 0) as integer
    ) as rules_undecided,  -- Rules that could not be decided
    cast(
        coalesce(k.hard_failed, 0) as integer
    ) as hard_failed,  -- Rules that must hold and do not
    cast(
        coalesce(k.soft_failed, 0) as integer
    ) as soft_failed,  -- Rules that should hold and do not
    cast(
        coalesce(f.findings, 0) as integer
    ) as findings,  -- Findings, hard or soft, see out_consistency_flags
    cast(
        coalesce(s.suspects, 0) as integer
    ) as suspects,  -- Cells that may be wrong, see out_suspect_cells
    cast(
        coalesce(s.suspects_unique, 0) as integer
    ) as suspects_unique,  -- Of these, proven: no other explanation is as good
    cast(
        coalesce(l.not_localised, 0) as integer
    ) as not_localised,  -- Parts of tables that fail, and no explanation was found
    cast(coalesce(c.claims_read, 0) as integer) as claims_read,  -- Statements in prose
    cast(
        coalesce(c.agreeing + c.differing, 0) as integer
    ) as claims_compared,  -- Of these, held against figures
    cast(
        coalesce(c.agreeing, 0) as integer
    ) as claims_agreeing,  -- Of those compared, that agree
    cast(
        coalesce(c.differing, 0) as integer
    ) as claims_differing,  -- Of those compared, that do not
    coalesce(
        b.restated, []
    ) as subjects_restated,  -- Subjects of the tables that the sentences state as well
    coalesce(
        b.not_restated, []
    ) as subjects_not_restated,  -- Subjects that no sentence states
    r.cells,  -- Cells of the form that the report holds
    r.cells_reported,  -- Of these, with a figure
    r.cells_unreadable,  -- Of the cells, not readable
    r.page_url as url,  -- Page to link to
    r.document_sha256  -- Document
from int_reports as r
left join rules as k
    on
        r.institution_id = k.institution_id
        and r.report_year = k.report_year
left join flagged as f
    on
        r.institution_id = f.institution_id
        and r.report_year = f.report_year
left join suspected as s
    on
        r.institution_id = s.institution_id
        and r.report_year = s.report_year
left join claims as c
    on
        r.institution_id = c.institution_id
        and r.report_year = c.report_year
left join localised as l
    on r.report_key = l.report_key
left join subjects as b
    on r.report_key = b.report_key
