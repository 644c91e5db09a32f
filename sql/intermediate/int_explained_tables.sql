-- description: STAND-IN
-- grain: report_key, table_id, component_no
select
    cast(null as integer) as report_key,  -- x
    cast(null as varchar) as table_id,  -- x
    cast(null as integer) as component_no,  -- x
    cast(null as varchar) as status,  -- x
    cast(null as integer) as solutions,  -- x
    cast(null as integer) as changes,  -- x
    cast(null as boolean) as is_complete,  -- x
    cast(null as varchar) as pattern,  -- x
    cast(null as varchar) as method,  -- x
    cast(null as integer) as equations_failed  -- x
where false
