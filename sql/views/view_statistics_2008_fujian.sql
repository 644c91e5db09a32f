-- description: 《政府信息公开情况统计表》（2008-fujian表式），每份报告一行，每格一列，按原文，金额折算为元
-- · Open-information statistics, form 2008-fujian: one row a report, one column a cell;
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
        c.table_id = 'statistics'
        and c.edition = '2008-fujian'
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
    '2008-fujian' as edition,  -- 表式版本 · Edition of the form that the table follows
    r.page_url as url,  -- 供链接的页面网址 · Page to link to
    f.figures[list_position(f.positions, 0)] as disclosed__year,  -- 主动公开信息数 / 年度 · Information disclosed on own initiative / Year
    f.figures[list_position(f.positions, 1)] as disclosed__cumulative,  -- 主动公开信息数 / 历年累计 · Information disclosed on own initiative / All years so far
    f.figures[list_position(f.positions, 2)] as disclosed_website__year,  -- 1.网站公开 / 年度 · Disclosed on the website / Year
    f.figures[list_position(f.positions, 3)] as disclosed_website__cumulative,  -- 1.网站公开 / 历年累计 · Disclosed on the website / All years so far
    f.figures[list_position(f.positions, 4)] as disclosed_gazette__year,  -- 2.政府公报公开 / 年度 · Disclosed in the gazette / Year
    f.figures[list_position(f.positions, 5)] as disclosed_gazette__cumulative,  -- 2.政府公报公开 / 历年累计 · Disclosed in the gazette / All years so far
    f.figures[list_position(f.positions, 6)] as received__year,  -- 受理依申请公开信息总数 / 年度 · Applications received / Year
    f.figures[list_position(f.positions, 7)] as received__cumulative,  -- 受理依申请公开信息总数 / 历年累计 · Applications received / All years so far
    f.figures[list_position(f.positions, 8)] as received_in_person__year,  -- 1.当面申请数 / 年度 · Applications in person / Year
    f.figures[list_position(f.positions, 9)] as received_in_person__cumulative,  -- 1.当面申请数 / 历年累计 · Applications in person / All years so far
    f.figures[list_position(f.positions, 10)] as received_fax__year,  -- 2.传真申请数 / 年度 · Applications by fax / Year
    f.figures[list_position(f.positions, 11)] as received_fax__cumulative,  -- 2.传真申请数 / 历年累计 · Applications by fax / All years so far
    f.figures[list_position(f.positions, 12)] as received_email__year,  -- 3.电子邮件申请数 / 年度 · Applications by e-mail / Year
    f.figures[list_position(f.positions, 13)] as received_email__cumulative,  -- 3.电子邮件申请数 / 历年累计 · Applications by e-mail / All years so far
    f.figures[list_position(f.positions, 14)] as received_online__year,  -- 4.网上申请数 / 年度 · Applications online / Year
    f.figures[list_position(f.positions, 15)] as received_online__cumulative,  -- 4.网上申请数 / 历年累计 · Applications online / All years so far
    f.figures[list_position(f.positions, 16)] as received_letter__year,  -- 5.信函申请数 / 年度 · Applications by letter / Year
    f.figures[list_position(f.positions, 17)] as received_letter__cumulative,  -- 5.信函申请数 / 历年累计 · Applications by letter / All years so far
    f.figures[list_position(f.positions, 18)] as received_other__year,  -- 6.其它形式申请数 / 年度 · Applications otherwise / Year
    f.figures[list_position(f.positions, 19)] as received_other__cumulative,  -- 6.其它形式申请数 / 历年累计 · Applications otherwise / All years so far
    f.figures[list_position(f.positions, 20)] as answered__year,  -- 对申请的答复数 / 年度 · Answers given / Year
    f.figures[list_position(f.positions, 21)] as answered__cumulative,  -- 对申请的答复数 / 历年累计 · Answers given / All years so far
    f.figures[list_position(f.positions, 22)] as answered_granted__year,  -- 1.同意公开答复数 / 年度 · Granted / Year
    f.figures[list_position(f.positions, 23)] as answered_granted__cumulative,  -- 1.同意公开答复数 / 历年累计 · Granted / All years so far
    f.figures[list_position(f.positions, 24)] as answered_partially_granted__year,  -- 2.同意部分公开答复数 / 年度 · Granted in part / Year
    f.figures[list_position(f.positions, 25)] as answered_partially_granted__cumulative,  -- 2.同意部分公开答复数 / 历年累计 · Granted in part / All years so far
    f.figures[list_position(f.positions, 26)] as answered_refused__year,  -- 3.否决公开答复数 / 年度 · Refused / Year
    f.figures[list_position(f.positions, 27)] as answered_refused__cumulative,  -- 3.否决公开答复数 / 历年累计 · Refused / All years so far
    f.figures[list_position(f.positions, 28)] as reconsideration__year,  -- 行政复议数 / 年度 · Reconsideration cases / Year
    f.figures[list_position(f.positions, 29)] as reconsideration__cumulative,  -- 行政复议数 / 历年累计 · Reconsideration cases / All years so far
    f.figures[list_position(f.positions, 30)] as litigation__year,  -- 行政诉讼数 / 年度 · Litigation cases / Year
    f.figures[list_position(f.positions, 31)] as litigation__cumulative,  -- 行政诉讼数 / 历年累计 · Litigation cases / All years so far
    f.figures[list_position(f.positions, 32)] as appeals__year,  -- 行政申诉数 / 年度 · Appeals / Year
    f.figures[list_position(f.positions, 33)] as appeals__cumulative  -- 行政申诉数 / 历年累计 · Appeals / All years so far
from figures as f
inner join int_reports as r
    on
        f.institution_id = r.institution_id
        and f.report_year = r.report_year
inner join seed_institutions as i
    on f.institution_id = i.institution_id
