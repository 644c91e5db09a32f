-- The last sixty runs, oldest first.
with last as (
    select
        r.started_at,
        r.seconds,
        r.outcome
    from plot_runs as r
    order by r.started_at desc
    limit 60
)

select
    strftime(l.started_at, '%m-%d %H:%M') as started,
    row_number() over (order by l.started_at) as place,
    round(l.seconds / 60.0, 2) as minutes,
    case l.outcome
        when 'SUCCESS' then '成功 success'
        when 'FAILURE' then '失败 failure'
        else '取消 canceled'
    end as outcome
from last as l
order by place
