-- description: Each table of a report that was read has one outcome for each rule of
-- its edition, and no other table has any.
-- asset: out_rule_results
-- severity: error
with rules_of_form as (
    select
        r.edition,
        r.table_id,
        count(*) as rules
    from seed_rules as r
    group by all
),

owed as (
    select
        r.institution_id,
        r.report_year,
        t.table_id,
        t.edition,
        f.rules
    from int_tables as t
    inner join int_reports as r
        on t.report_key = r.report_key
    inner join rules_of_form as f
        on
            t.edition = f.edition
            and t.table_id = f.table_id
),

found as (
    select
        o.institution_id,
        o.report_year,
        o.table_id,
        o.edition,
        count(o.outcome) as outcomes
    from out_rule_results as o
    group by all
)

select
    coalesce(w.institution_id, f.institution_id) as institution_id,
    coalesce(w.report_year, f.report_year) as report_year,
    coalesce(w.table_id, f.table_id) as table_id,
    coalesce(w.edition, f.edition) as edition,
    coalesce(w.rules, 0) as rules,
    coalesce(f.outcomes, 0) as outcomes
from owed as w
full outer join found as f
    on
        w.institution_id = f.institution_id
        and w.report_year = f.report_year
        and w.table_id = f.table_id
        and w.edition = f.edition
where coalesce(w.rules, 0) <> coalesce(f.outcomes, 0)
