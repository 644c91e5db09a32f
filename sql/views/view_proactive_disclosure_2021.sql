-- description: 《主动公开政府信息情况》（2021表式），每份报告一行，每格一列，按原文，金额折算为元
-- · Proactive disclosure, form 2021: one row a report, one column a cell; figures as
-- printed, money in yuan, null where no figure is printed
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
        c.table_id = 'proactive_disclosure'
        and c.edition = '2021'
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
    '2021' as edition,  -- 表式版本 · Edition of the form that the table follows
    r.page_url as url,  -- 供链接的页面网址 · Page to link to
    f.figures[list_position(f.positions, 0)] as rules__issued,  -- 规章 / 本年制发件数 · Government rules / Issued this year
    f.figures[list_position(f.positions, 1)] as rules__repealed,  -- 规章 / 本年废止件数 · Government rules / Repealed this year
    f.figures[list_position(f.positions, 2)] as rules__in_force,  -- 规章 / 现行有效件数 · Government rules / In force
    f.figures[list_position(f.positions, 3)] as normative_documents__issued,  -- 行政规范性文件 / 本年制发件数 · Administrative normative documents / Issued this year
    f.figures[list_position(f.positions, 4)] as normative_documents__repealed,  -- 行政规范性文件 / 本年废止件数 · Administrative normative documents / Repealed this year
    f.figures[list_position(f.positions, 5)] as normative_documents__in_force,  -- 行政规范性文件 / 现行有效件数 · Administrative normative documents / In force
    f.figures[list_position(f.positions, 6)] as licensing__decisions,  -- 行政许可 / 本年处理决定数量 · Administrative licensing / Decisions
    f.figures[list_position(f.positions, 7)] as penalties__decisions,  -- 行政处罚 / 本年处理决定数量 · Administrative penalties / Decisions
    f.figures[list_position(f.positions, 8)] as coercive_measures__decisions,  -- 行政强制 / 本年处理决定数量 · Administrative coercive measures / Decisions
    f.figures[list_position(f.positions, 9)] as administrative_fees__amount  -- 行政事业性收费 / 本年收费金额(单位:万元)，元 · Administrative fees / Amount, in yuan
from figures as f
inner join int_reports as r
    on
        f.institution_id = r.institution_id
        and f.report_year = r.report_year
inner join seed_institutions as i
    on f.institution_id = i.institution_id
