-- description: A deposit that was taken in has bytes, institution and year; of those
-- that are read one is the newest of its address; a refused one has a reason.
-- asset: raw_deposits
-- severity: error
with addresses as (
    select
        f.url,
        count(*) filter (where f.is_newest) as newest
    from raw_deposits as f
    where f.is_current
    group by all
)

select
    f.deposit_no,
    f.file_name,
    f.outcome,
    f.reason
from raw_deposits as f
left join addresses as a
    on f.url = a.url
where
    (f.outcome = 'refused') <> (f.reason is not null)
    or (f.outcome = 'refused' and f.is_current)
    or (
        f.outcome = 'taken'
        and (
            f.sha256 is null
            or f.url is null
            or f.report_year is null
            or f.province_id is null
        )
    )
    or a.newest <> 1
