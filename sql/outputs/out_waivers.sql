-- description: Every waiver and whether it still applies.
-- grain: waiver_id
with members as (
    select
        f.institution_id,
        f.report_year,
        f.finding_id,
        f.values_hash,
        f.is_waived,
        unnest(f.equations) as equation
    from out_consistency_flags as f
),

found as (
    -- the findings that a waiver could be about, best the one with its figures
    select
        v.waiver_id,
        arg_min(
            {
                'finding_id': m.finding_id,
                'values_hash': m.values_hash,
                'is_waived': m.is_waived
            },
            (m.values_hash <> v.values_hash, m.finding_id)
        ) as finding
    from seed_waivers as v
    inner join members as m
        on
            v.institution_id = m.institution_id
            and v.report_year = m.report_year
            and (
                m.equation = v.rule_id || '/' || v.unit_code
                or (v.unit_code is null and starts_with(m.equation, v.rule_id || '/'))
            )
    group by all
)

select
    v.waiver_id,  -- Waiver
    v.institution_id,  -- Institution
    v.report_year,  -- Year that the report is about
    v.rule_id,  -- Rule or signal
    v.unit_code,  -- Row or column; null: every one of the rule
    case
        when r.report_year is null then 'no_report'
        when f.finding is null then 'no_finding'
        when f.finding.values_hash <> v.values_hash then 'lapsed'
        when not f.finding.is_waived then 'partial'
        else 'applies'
    end as state,  -- applies, partial (more fails), lapsed, no_finding or no_report
    f.finding.finding_id,  -- Finding that it is about
    v.values_hash,  -- Hash of the figures that it was given for
    f.finding.values_hash as values_hash_now,  -- Hash of the figures of the finding now
    v.reason,  -- Why the contradiction is accepted
    v.evidence  -- What shows it
from seed_waivers as v
left join int_reports as r
    on
        v.institution_id = r.institution_id
        and v.report_year = r.report_year
left join found as f
    on v.waiver_id = f.waiver_id
