-- description: How many reports are owed and how many of them are here, for each
-- province, level and kind of institution.
-- grain: province_id, level, kind, report_year
with owed as (
    -- what is not due yet is apart, also where it is here already: the early ones alone
    -- would look like all
    select
        c.province_id,
        e.level,
        e.kind,
        c.report_year,
        e.is_not_due,
        case
            when
                c.status = 'no_report'
                and (c.is_perhaps_unplaced or not c.is_crawl_complete)
                then 'not_found'
            else c.status
        end as status
    from out_coverage as c
    inner join int_expected as e
        on
            c.institution_id = e.institution_id
            and c.report_year = e.report_year
    where e.is_owed
),

counted as (
    select
        o.province_id,
        o.level,
        o.kind,
        o.report_year,
        count(*) filter (where not o.is_not_due) as expected,
        count(*) filter (
            where not o.is_not_due and o.status = 'figures'
        ) as with_figures,
        count(*) filter (
            where not o.is_not_due and o.status = 'no_figures'
        ) as without_figures,
        count(*) filter (
            where not o.is_not_due and o.status = 'listed_not_fetched'
        ) as not_fetched,
        count(*) filter (where o.status = 'no_report') as missing,
        count(*) filter (
            where not o.is_not_due and o.status = 'not_found'
        ) as not_found,
        count(*) filter (where o.is_not_due) as not_due,
        count(*) filter (
            where o.is_not_due and o.status = 'figures'
        ) as early
    from owed as o
    group by all
)

select
    n.province_id,  -- Province-level division or central
    n.level,  -- Level of administration
    n.kind,  -- Kind of institution
    n.report_year,  -- Year that the reports are about
    cast(n.expected as integer) as expected,  -- Reports owed and due
    cast(n.with_figures as integer) as with_figures,  -- Of these, here with figures
    safe_ratio(
        cast(n.with_figures as double), n.expected
    ) as share_with_figures,  -- Share of them, 0 to 1; null where none is expected
    cast(n.without_figures as integer) as without_figures,  -- Here, no figure read
    cast(n.not_fetched as integer) as not_fetched,  -- Listed, but not to be had
    cast(n.missing as integer) as missing,  -- In no list; all were read
    cast(n.not_found as integer) as not_found,  -- In no list; it may be in one
    cast(n.not_due as integer) as not_due,  -- Reports owed, but not due when asked for
    cast(n.early as integer) as early  -- Of those not due, here with figures
from counted as n
