-- description: 《主动公开政府信息情况》（2019表式），每份报告一行，每格一列，按原文，金额折算为元
-- · Proactive disclosure, form 2019: one row a report, one column a cell; figures as
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
    f.figures[list_position(f.positions, 0)] as rules__newly_made,  -- 规章 / 本年新制作数量 · Government rules / Newly made this year
    f.figures[list_position(f.positions, 1)] as rules__newly_disclosed,  -- 规章 / 本年新公开数量 · Government rules / Newly disclosed this year
    f.figures[list_position(f.positions, 2)] as rules__total_disclosed,  -- 规章 / 对外公开总数量 · Government rules / Total disclosed
    f.figures[list_position(f.positions, 3)] as normative_documents__newly_made,  -- 规范性文件 / 本年新制作数量 · Administrative normative documents / Newly made this year
    f.figures[list_position(f.positions, 4)] as normative_documents__newly_disclosed,  -- 规范性文件 / 本年新公开数量 · Administrative normative documents / Newly disclosed this year
    f.figures[list_position(f.positions, 5)] as normative_documents__total_disclosed,  -- 规范性文件 / 对外公开总数量 · Administrative normative documents / Total disclosed
    f.figures[list_position(f.positions, 6)] as licensing__items_last_year,  -- 行政许可 / 上一年项目数量 · Administrative licensing / Items last year
    f.figures[list_position(f.positions, 7)] as licensing__items_change,  -- 行政许可 / 本年增/减 · Administrative licensing / Increase or decrease this year
    f.figures[list_position(f.positions, 8)] as licensing__decisions,  -- 行政许可 / 处理决定数量 · Administrative licensing / Decisions
    f.figures[list_position(f.positions, 9)] as other_services__items_last_year,  -- 其他对外管理服务事项 / 上一年项目数量 · Other external administrative services / Items last year
    f.figures[list_position(f.positions, 10)] as other_services__items_change,  -- 其他对外管理服务事项 / 本年增/减 · Other external administrative services / Increase or decrease this year
    f.figures[list_position(f.positions, 11)] as other_services__decisions,  -- 其他对外管理服务事项 / 处理决定数量 · Other external administrative services / Decisions
    f.figures[list_position(f.positions, 12)] as penalties__items_last_year,  -- 行政处罚 / 上一年项目数量 · Administrative penalties / Items last year
    f.figures[list_position(f.positions, 13)] as penalties__items_change,  -- 行政处罚 / 本年增/减 · Administrative penalties / Increase or decrease this year
    f.figures[list_position(f.positions, 14)] as penalties__decisions,  -- 行政处罚 / 处理决定数量 · Administrative penalties / Decisions
    f.figures[list_position(f.positions, 15)] as coercive_measures__items_last_year,  -- 行政强制 / 上一年项目数量 · Administrative coercive measures / Items last year
    f.figures[list_position(f.positions, 16)] as coercive_measures__items_change,  -- 行政强制 / 本年增/减 · Administrative coercive measures / Increase or decrease this year
    f.figures[list_position(f.positions, 17)] as coercive_measures__decisions,  -- 行政强制 / 处理决定数量 · Administrative coercive measures / Decisions
    f.figures[list_position(f.positions, 18)] as administrative_fees__items_last_year,  -- 行政事业性收费 / 上一年项目数量 · Administrative fees / Items last year
    f.figures[list_position(f.positions, 19)] as administrative_fees__items_change,  -- 行政事业性收费 / 本年增/减 · Administrative fees / Increase or decrease this year
    f.figures[list_position(f.positions, 20)] as procurement__projects,  -- 政府集中采购 / 采购项目数量 · Centralised government procurement / Procurement projects
    f.figures[list_position(f.positions, 21)] as procurement__amount  -- 政府集中采购 / 采购总金额，元 · Centralised government procurement / Amount, in yuan
from figures as f
inner join int_reports as r
    on
        f.institution_id = r.institution_id
        and f.report_year = r.report_year
inner join seed_institutions as i
    on f.institution_id = i.institution_id
