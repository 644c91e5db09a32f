-- Which cell of which report is probably wrong, what it should be, and why: proven ones
-- and those for which something else speaks first.
select
    s.report_year,
    i.name,
    coalesce(s.item_group_zh || ' / ', '') || s.item_zh as item,
    s.breakdown_zh,
    s.printed,
    coalesce(s.backed_value, s.implied_value) as should_be,
    s.is_unique,
    s.is_backed,
    s.pattern_zh,
    s.attribution,
    s.message_zh,
    s.url
from out_suspect_cells as s
inner join seed_institutions as i
    on s.institution_id = i.institution_id
order by
    s.is_unique desc,
    s.is_backed desc,
    s.report_year desc,
    s.institution_id asc,
    s.table_id asc,
    s.position asc;
