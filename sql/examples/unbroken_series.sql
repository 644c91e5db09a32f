-- The longest run of years without a gap for each institution: what can be compared
-- year over year.
with runs as (
    select
        c.institution_id,
        c.report_year,
        c.report_year - row_number() over (
            partition by c.institution_id
            order by c.report_year
        ) as run
    from out_coverage as c
    where c.status = 'figures'
)

select
    r.institution_id,
    min(r.report_year) as first_year,
    max(r.report_year) as last_year,
    count(*) as years
from runs as r
group by
    r.institution_id,
    r.run
qualify
    row_number() over (
        partition by r.institution_id
        order by count(*) desc, min(r.report_year) desc
    ) = 1
order by years desc, r.institution_id asc;
