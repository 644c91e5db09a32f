-- description: 《政府信息公开情况统计表》（2008-shanghai表式），每份报告一行，每格一列，按原文，金额折算为元
-- · Open-information statistics, form 2008-shanghai: one row a report, one column a
-- cell; figures as printed, money in yuan, null where no figure is printed
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
        and c.edition = '2008-shanghai'
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
    '2008-shanghai' as edition,  -- 表式版本 · Edition of the form that the table follows
    r.page_url as url,  -- 供链接的页面网址 · Page to link to
    f.figures[list_position(f.positions, 0)] as disclosed__period,  -- 主动公开信息数 / 本期 · Information disclosed on own initiative / Reporting period
    f.figures[list_position(f.positions, 1)] as disclosed__year,  -- 主动公开信息数 / 本年累计 · Information disclosed on own initiative / Year so far
    f.figures[list_position(f.positions, 2)] as disclosed_full_text__period,  -- 其中:全文电子化的主动公开信息数 / 本期 · Disclosed with full text / Reporting period
    f.figures[list_position(f.positions, 3)] as disclosed_full_text__year,  -- 其中:全文电子化的主动公开信息数 / 本年累计 · Disclosed with full text / Year so far
    f.figures[list_position(f.positions, 4)] as disclosed_official_documents__period,  -- 公文类信息数 / 本期 · Official documents / Reporting period
    f.figures[list_position(f.positions, 5)] as disclosed_official_documents__year,  -- 公文类信息数 / 本年累计 · Official documents / Year so far
    f.figures[list_position(f.positions, 6)] as disclosed_normative__period,  -- 新增的行政规范性文件数 / 本期 · New normative documents / Reporting period
    f.figures[list_position(f.positions, 7)] as disclosed_normative__year,  -- 新增的行政规范性文件数 / 本年累计 · New normative documents / Year so far
    f.figures[list_position(f.positions, 8)] as disclosed_services__period,  -- 提供服务类信息数 / 本期 · Service information / Reporting period
    f.figures[list_position(f.positions, 9)] as disclosed_services__year,  -- 提供服务类信息数 / 本年累计 · Service information / Year so far
    f.figures[list_position(f.positions, 10)] as visits__period,  -- 网站专栏页面访问量 / 本期 · Visits to the web pages / Reporting period
    f.figures[list_position(f.positions, 11)] as visits__year,  -- 网站专栏页面访问量 / 本年累计 · Visits to the web pages / Year so far
    f.figures[list_position(f.positions, 12)] as reception__period,  -- 现场接待人数 / 本期 · People received on the spot / Reporting period
    f.figures[list_position(f.positions, 13)] as reception__year,  -- 现场接待人数 / 本年累计 · People received on the spot / Year so far
    f.figures[list_position(f.positions, 14)] as online_enquiries__period,  -- 网上咨询数 / 本期 · Enquiries online / Reporting period
    f.figures[list_position(f.positions, 15)] as online_enquiries__year,  -- 网上咨询数 / 本年累计 · Enquiries online / Year so far
    f.figures[list_position(f.positions, 16)] as phone_enquiries__period,  -- 咨询电话接听数 / 本期 · Enquiries by telephone / Reporting period
    f.figures[list_position(f.positions, 17)] as phone_enquiries__year,  -- 咨询电话接听数 / 本年累计 · Enquiries by telephone / Year so far
    f.figures[list_position(f.positions, 18)] as on_request_catalogue__period,  -- 依申请公开信息目录数 / 本期 · Entries open on application / Reporting period
    f.figures[list_position(f.positions, 19)] as on_request_catalogue__year,  -- 依申请公开信息目录数 / 本年累计 · Entries open on application / Year so far
    f.figures[list_position(f.positions, 20)] as received__period,  -- 申请总数 / 本期 · Applications received / Reporting period
    f.figures[list_position(f.positions, 21)] as received__year,  -- 申请总数 / 本年累计 · Applications received / Year so far
    f.figures[list_position(f.positions, 22)] as received_in_person__period,  -- 1.当面申请数 / 本期 · Applications in person / Reporting period
    f.figures[list_position(f.positions, 23)] as received_in_person__year,  -- 1.当面申请数 / 本年累计 · Applications in person / Year so far
    f.figures[list_position(f.positions, 24)] as received_fax__period,  -- 2.传真申请数 / 本期 · Applications by fax / Reporting period
    f.figures[list_position(f.positions, 25)] as received_fax__year,  -- 2.传真申请数 / 本年累计 · Applications by fax / Year so far
    f.figures[list_position(f.positions, 26)] as received_email__period,  -- 3.电子邮件申请数 / 本期 · Applications by e-mail / Reporting period
    f.figures[list_position(f.positions, 27)] as received_email__year,  -- 3.电子邮件申请数 / 本年累计 · Applications by e-mail / Year so far
    f.figures[list_position(f.positions, 28)] as received_online__period,  -- 4.网上申请数 / 本期 · Applications online / Reporting period
    f.figures[list_position(f.positions, 29)] as received_online__year,  -- 4.网上申请数 / 本年累计 · Applications online / Year so far
    f.figures[list_position(f.positions, 30)] as received_letter__period,  -- 5.信函申请数 / 本期 · Applications by letter / Reporting period
    f.figures[list_position(f.positions, 31)] as received_letter__year,  -- 5.信函申请数 / 本年累计 · Applications by letter / Year so far
    f.figures[list_position(f.positions, 32)] as received_other__period,  -- 6.其他形式申请数 / 本期 · Applications otherwise / Reporting period
    f.figures[list_position(f.positions, 33)] as received_other__year,  -- 6.其他形式申请数 / 本年累计 · Applications otherwise / Year so far
    f.figures[list_position(f.positions, 34)] as answered__period,  -- 对申请的答复总数 / 本期 · Answers given / Reporting period
    f.figures[list_position(f.positions, 35)] as answered__year,  -- 对申请的答复总数 / 本年累计 · Answers given / Year so far
    f.figures[list_position(f.positions, 36)] as answered_granted__period,  -- 1.同意公开答复数 / 本期 · Granted / Reporting period
    f.figures[list_position(f.positions, 37)] as answered_granted__year,  -- 1.同意公开答复数 / 本年累计 · Granted / Year so far
    f.figures[list_position(f.positions, 38)] as answered_partially_granted__period,  -- 2.同意部分公开答复数 / 本期 · Granted in part / Reporting period
    f.figures[list_position(f.positions, 39)] as answered_partially_granted__year,  -- 2.同意部分公开答复数 / 本年累计 · Granted in part / Year so far
    f.figures[list_position(f.positions, 40)] as answered_refused__period,  -- 3.否决公开答复总数 / 本期 · Refused / Reporting period
    f.figures[list_position(f.positions, 41)] as answered_refused__year,  -- 3.否决公开答复总数 / 本年累计 · Refused / Year so far
    f.figures[list_position(f.positions, 42)] as refused_not_information__period,  -- (1)“非《规定》所指政府信息”数 / 本期 · No government information in the sense of the rules / Reporting period
    f.figures[list_position(f.positions, 43)] as refused_not_information__year,  -- (1)“非《规定》所指政府信息”数 / 本年累计 · No government information in the sense of the rules / Year so far
    f.figures[list_position(f.positions, 44)] as refused_not_existing__period,  -- (2)“信息不存在”数 / 本期 · Information does not exist / Reporting period
    f.figures[list_position(f.positions, 45)] as refused_not_existing__year,  -- (2)“信息不存在”数 / 本年累计 · Information does not exist / Year so far
    f.figures[list_position(f.positions, 46)] as refused_not_held__period,  -- (3)“非本部门掌握”数 / 本期 · Not held by this organ / Reporting period
    f.figures[list_position(f.positions, 47)] as refused_not_held__year,  -- (3)“非本部门掌握”数 / 本年累计 · Not held by this organ / Year so far
    f.figures[list_position(f.positions, 48)] as refused_unclear__period,  -- (4)“申请内容不明确”数 / 本期 · Application unclear / Reporting period
    f.figures[list_position(f.positions, 49)] as refused_unclear__year,  -- (4)“申请内容不明确”数 / 本年累计 · Application unclear / Year so far
    f.figures[list_position(f.positions, 50)] as refused_exempt_one__period,  -- (5)“免予公开范围1”数 / 本期 · Exempt, ground 1 / Reporting period
    f.figures[list_position(f.positions, 51)] as refused_exempt_one__year,  -- (5)“免予公开范围1”数 / 本年累计 · Exempt, ground 1 / Year so far
    f.figures[list_position(f.positions, 52)] as refused_exempt_two__period,  -- (6)“免予公开范围2”数 / 本期 · Exempt, ground 2 / Reporting period
    f.figures[list_position(f.positions, 53)] as refused_exempt_two__year,  -- (6)“免予公开范围2”数 / 本年累计 · Exempt, ground 2 / Year so far
    f.figures[list_position(f.positions, 54)] as refused_exempt_three__period,  -- (7)“免予公开范围3”数 / 本期 · Exempt, ground 3 / Reporting period
    f.figures[list_position(f.positions, 55)] as refused_exempt_three__year,  -- (7)“免予公开范围3”数 / 本年累计 · Exempt, ground 3 / Year so far
    f.figures[list_position(f.positions, 56)] as refused_exempt_four__period,  -- (8)“免予公开范围4”数 / 本期 · Exempt, ground 4 / Reporting period
    f.figures[list_position(f.positions, 57)] as refused_exempt_four__year,  -- (8)“免予公开范围4”数 / 本年累计 · Exempt, ground 4 / Year so far
    f.figures[list_position(f.positions, 58)] as refused_exempt_five__period,  -- (9)“免予公开范围5”数 / 本期 · Exempt, ground 5 / Reporting period
    f.figures[list_position(f.positions, 59)] as refused_exempt_five__year,  -- (9)“免予公开范围5”数 / 本年累计 · Exempt, ground 5 / Year so far
    f.figures[list_position(f.positions, 60)] as refused_exempt_six__period,  -- (10)“免予公开范围6”数 / 本期 · Exempt, ground 6 / Reporting period
    f.figures[list_position(f.positions, 61)] as refused_exempt_six__year,  -- (10)“免予公开范围6”数 / 本年累计 · Exempt, ground 6 / Year so far
    f.figures[list_position(f.positions, 62)] as refused_other__period,  -- (11)其它原因 / 本期 · Other reasons / Reporting period
    f.figures[list_position(f.positions, 63)] as refused_other__year,  -- (11)其它原因 / 本年累计 · Other reasons / Year so far
    f.figures[list_position(f.positions, 64)] as reconsideration__period,  -- 行政复议数 / 本期 · Reconsideration cases / Reporting period
    f.figures[list_position(f.positions, 65)] as reconsideration__year,  -- 行政复议数 / 本年累计 · Reconsideration cases / Year so far
    f.figures[list_position(f.positions, 66)] as litigation__period,  -- 行政诉讼数 / 本期 · Litigation cases / Reporting period
    f.figures[list_position(f.positions, 67)] as litigation__year,  -- 行政诉讼数 / 本年累计 · Litigation cases / Year so far
    f.figures[list_position(f.positions, 68)] as appeals__period,  -- 行政申诉数 / 本期 · Appeals / Reporting period
    f.figures[list_position(f.positions, 69)] as appeals__year,  -- 行政申诉数 / 本年累计 · Appeals / Year so far
    f.figures[list_position(f.positions, 70)] as appeals_first__period,  -- 其中:对本部门首次处理不满意的行政申诉数 / 本期 · Appeals against a first decision of this organ / Reporting period
    f.figures[list_position(f.positions, 71)] as appeals_first__year  -- 其中:对本部门首次处理不满意的行政申诉数 / 本年累计 · Appeals against a first decision of this organ / Year so far
from figures as f
inner join int_reports as r
    on
        f.institution_id = r.institution_id
        and f.report_year = r.report_year
inner join seed_institutions as i
    on f.institution_id = i.institution_id
