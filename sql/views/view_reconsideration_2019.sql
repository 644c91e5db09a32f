-- description: 《政府信息公开行政复议情况》（2019表式），每份报告一行，每格一列，按原文，金额折算为元
-- · Administrative reconsideration, form 2019: one row a report, one column a cell;
-- figures as printed, money in yuan, null where no figure is printed
-- kind: view
-- grain: institution_id, report_year
with figures as (
    -- written by tools/build_views.py from data/forms: edit those files
    select
        c.institution_id,
        c.report_year,
        i.province_id,
        i.level,
        i.kind as institution_kind,
        list(cast(c.position as integer)) as positions,
        list(
            cast(in_base_unit(c.value, c.unit, c.value_kind) as double)
        ) as figures
    from int_printed_cells as c
    inner join seed_institutions as i
        on c.institution_id = i.institution_id
    where
        c.table_id = 'reconsideration'
        and c.edition = '2019'
    group by
        c.institution_id,
        c.report_year,
        i.province_id,
        i.level,
        i.kind
)

-- noqa: disable=LT05
select
    f.institution_id,  -- 机关编号 · Institution
    i.name as institution_name,  -- 机关全称 · Official name
    f.province_id,  -- 省级行政区或中央 · Province-level division or central
    f.level,  -- 行政层级 · Level of the institution
    f.institution_kind,  -- 机关类别 · Kind of institution
    f.report_year,  -- 报告所述年度 · Year that the report is about
    '2019' as edition,  -- 表式版本 · Edition of the form that the table follows
    r.page_url as url,  -- 供链接的页面网址 · Page to link to
    f.figures[list_position(f.positions, 0)] as reconsideration__upheld,  -- 行政复议 / 结果维持 · Administrative reconsideration / Upheld
    f.figures[list_position(f.positions, 1)] as reconsideration__corrected,  -- 行政复议 / 结果纠正 · Administrative reconsideration / Corrected
    f.figures[list_position(f.positions, 2)] as reconsideration__other,  -- 行政复议 / 其他结果 · Administrative reconsideration / Other result
    f.figures[list_position(f.positions, 3)] as reconsideration__pending,  -- 行政复议 / 尚未审结 · Administrative reconsideration / Pending
    f.figures[list_position(f.positions, 4)] as reconsideration__total  -- 行政复议 / 总计 · Administrative reconsideration / Total
from figures as f
inner join int_reports as r
    on
        f.institution_id = r.institution_id
        and f.report_year = r.report_year
inner join seed_institutions as i
    on f.institution_id = i.institution_id
