-- description: 《政府信息公开情况统计表》（2014表式），每份报告一行，每格一列，按原文，金额折算为元
-- · Open-information statistics, form 2014: one row a report, one column a cell;
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
        and c.edition = '2014'
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
    '2014' as edition,  -- 表式版本 · Edition of the form that the table follows
    r.page_url as url,  -- 供链接的页面网址 · Page to link to
    f.figures[list_position(f.positions, 0)] as disclosed__count,  -- 一、主动公开情况 / (一)主动公开政府信息数(不同渠道和方式公开相同信息计1条) / 统计数 · Information disclosed on own initiative / Count
    f.figures[list_position(f.positions, 1)] as disclosed_normative__count,  -- 一、主动公开情况 / 其中:主动公开规范性文件数 / 统计数 · Normative documents disclosed / Count
    f.figures[list_position(f.positions, 2)] as normative_issued__count,  -- 一、主动公开情况 / 制发规范性文件总数 / 统计数 · Normative documents issued / Count
    f.figures[list_position(f.positions, 3)] as disclosed_gazette__count,  -- (二)通过不同渠道和方式公开政府信息的情况 / 1.政府公报公开政府信息数 / 统计数 · Disclosed in the gazette / Count
    f.figures[list_position(f.positions, 4)] as disclosed_website__count,  -- (二)通过不同渠道和方式公开政府信息的情况 / 2.政府网站公开政府信息数 / 统计数 · Disclosed on the website / Count
    f.figures[list_position(f.positions, 5)] as disclosed_microblog__count,  -- (二)通过不同渠道和方式公开政府信息的情况 / 3.政务微博公开政府信息数 / 统计数 · Disclosed by microblog / Count
    f.figures[list_position(f.positions, 6)] as disclosed_wechat__count,  -- (二)通过不同渠道和方式公开政府信息的情况 / 4.政务微信公开政府信息数 / 统计数 · Disclosed by WeChat / Count
    f.figures[list_position(f.positions, 7)] as disclosed_other__count,  -- (二)通过不同渠道和方式公开政府信息的情况 / 5.其他方式公开政府信息数 / 统计数 · Disclosed otherwise / Count
    f.figures[list_position(f.positions, 8)] as responded__count,  -- 二、回应解读情况 / (一)回应公众关注热点或重大舆情数(不同方式回应同一热点或舆情计1次) / 统计数 · Public concerns responded to / Count
    f.figures[list_position(f.positions, 9)] as responded_press__count,  -- (二)通过不同渠道和方式回应解读的情况 / 1.参加或举办新闻发布会总次数 / 统计数 · Press conferences / Count
    f.figures[list_position(f.positions, 10)] as responded_press_by_head__count,  -- (二)通过不同渠道和方式回应解读的情况 / 其中:主要负责同志参加新闻发布会次数 / 统计数 · Press conferences with the head of the organ / Count
    f.figures[list_position(f.positions, 11)] as responded_interviews__count,  -- (二)通过不同渠道和方式回应解读的情况 / 2.政府网站在线访谈次数 / 统计数 · Online interviews / Count
    f.figures[list_position(f.positions, 12)] as responded_interviews_by_head__count,  -- (二)通过不同渠道和方式回应解读的情况 / 其中:主要负责同志参加政府网站在线访谈次数 / 统计数 · Online interviews with the head of the organ / Count
    f.figures[list_position(f.positions, 13)] as responded_articles__count,  -- (二)通过不同渠道和方式回应解读的情况 / 3.政策解读稿件发布数 / 统计数 · Explanations of policies published / Count
    f.figures[list_position(f.positions, 14)] as responded_microblog_wechat__count,  -- (二)通过不同渠道和方式回应解读的情况 / 4.微博微信回应事件数 / 统计数 · Events responded to by microblog or WeChat / Count
    f.figures[list_position(f.positions, 15)] as responded_other__count,  -- (二)通过不同渠道和方式回应解读的情况 / 5.其他方式回应事件数 / 统计数 · Events responded to otherwise / Count
    f.figures[list_position(f.positions, 16)] as received__count,  -- 三、依申请公开情况 / (一)收到申请数 / 统计数 · Applications received / Count
    f.figures[list_position(f.positions, 17)] as received_in_person__count,  -- 三、依申请公开情况 / 1.当面申请数 / 统计数 · Applications in person / Count
    f.figures[list_position(f.positions, 18)] as received_fax__count,  -- 三、依申请公开情况 / 2.传真申请数 / 统计数 · Applications by fax / Count
    f.figures[list_position(f.positions, 19)] as received_online__count,  -- 三、依申请公开情况 / 3.网络申请数 / 统计数 · Applications online / Count
    f.figures[list_position(f.positions, 20)] as received_letter__count,  -- 三、依申请公开情况 / 4.信函申请数 / 统计数 · Applications by letter / Count
    f.figures[list_position(f.positions, 21)] as handled__count,  -- 三、依申请公开情况 / (二)申请办结数 / 统计数 · Applications handled / Count
    f.figures[list_position(f.positions, 22)] as handled_on_time__count,  -- 三、依申请公开情况 / 1.按时办结数 / 统计数 · Handled in time / Count
    f.figures[list_position(f.positions, 23)] as handled_extended__count,  -- 三、依申请公开情况 / 2.延期办结数 / 统计数 · Handled after an extension / Count
    f.figures[list_position(f.positions, 24)] as answered__count,  -- 三、依申请公开情况 / (三)申请答复数 / 统计数 · Answers given / Count
    f.figures[list_position(f.positions, 25)] as answered_already_public__count,  -- 三、依申请公开情况 / 1.属于已主动公开范围数 / 统计数 · Already public / Count
    f.figures[list_position(f.positions, 26)] as answered_granted__count,  -- 三、依申请公开情况 / 2.同意公开答复数 / 统计数 · Granted / Count
    f.figures[list_position(f.positions, 27)] as answered_partially_granted__count,  -- 三、依申请公开情况 / 3.同意部分公开答复数 / 统计数 · Granted in part / Count
    f.figures[list_position(f.positions, 28)] as answered_refused__count,  -- 三、依申请公开情况 / 4.不同意公开答复数 / 统计数 · Refused / Count
    f.figures[list_position(f.positions, 29)] as refused_state_secret__count,  -- 三、依申请公开情况 / 其中:涉及国家秘密 / 统计数 · State secrets / Count
    f.figures[list_position(f.positions, 30)] as refused_trade_secret__count,  -- 三、依申请公开情况 / 涉及商业秘密 / 统计数 · Trade secrets / Count
    f.figures[list_position(f.positions, 31)] as refused_privacy__count,  -- 三、依申请公开情况 / 涉及个人隐私 / 统计数 · Privacy / Count
    f.figures[list_position(f.positions, 32)] as refused_security_stability__count,  -- 三、依申请公开情况 / 危及国家安全、公共安全、经济安全和社会稳定 / 统计数 · National, public or economic security, social stability / Count
    f.figures[list_position(f.positions, 33)] as refused_not_information__count,  -- 三、依申请公开情况 / 不是《条例》所指政府信息 / 统计数 · No government information in the sense of the Regulations / Count
    f.figures[list_position(f.positions, 34)] as refused_other_by_law__count,  -- 三、依申请公开情况 / 法律法规规定的其他情形 / 统计数 · Other cases laid down by law / Count
    f.figures[list_position(f.positions, 35)] as answered_not_ours__count,  -- 三、依申请公开情况 / 5.不属于本行政机关公开数 / 统计数 · Not for this organ to disclose / Count
    f.figures[list_position(f.positions, 36)] as answered_not_existing__count,  -- 三、依申请公开情况 / 6.申请信息不存在数 / 统计数 · Information does not exist / Count
    f.figures[list_position(f.positions, 37)] as answered_to_be_supplemented__count,  -- 三、依申请公开情况 / 7.告知作出更改补充数 / 统计数 · Told to change or complete the application / Count
    f.figures[list_position(f.positions, 38)] as answered_other_channel__count,  -- 三、依申请公开情况 / 8.告知通过其他途径办理数 / 统计数 · Referred to another channel / Count
    f.figures[list_position(f.positions, 39)] as reconsideration__count,  -- 四、行政复议数量 / 统计数 · Reconsideration cases / Count
    f.figures[list_position(f.positions, 40)] as reconsideration_upheld__count,  -- (一)维持具体行政行为数 / 统计数 · Upheld / Count
    f.figures[list_position(f.positions, 41)] as reconsideration_corrected__count,  -- (二)被依法纠错数 / 统计数 · Corrected / Count
    f.figures[list_position(f.positions, 42)] as reconsideration_other__count,  -- (三)其他情形数 / 统计数 · Otherwise / Count
    f.figures[list_position(f.positions, 43)] as litigation__count,  -- 五、行政诉讼数量 / 统计数 · Litigation cases / Count
    f.figures[list_position(f.positions, 44)] as litigation_upheld__count,  -- (一)维持具体行政行为或者驳回原告诉讼请求数 / 统计数 · Upheld, or claim rejected / Count
    f.figures[list_position(f.positions, 45)] as litigation_corrected__count,  -- (二)被依法纠错数 / 统计数 · Corrected / Count
    f.figures[list_position(f.positions, 46)] as litigation_other__count,  -- (三)其他情形数 / 统计数 · Otherwise / Count
    f.figures[list_position(f.positions, 47)] as complaints__count,  -- 六、举报投诉数量 / 统计数 · Complaints / Count
    f.figures[list_position(f.positions, 48)] as fees__count,  -- 七、依申请公开信息收取的费用 / 统计数，元 · Fees charged for applications / Count, in yuan
    f.figures[list_position(f.positions, 49)] as offices__count,  -- 八、机构建设和保障经费情况 / (一)政府信息公开工作专门机构数 / 统计数 · Offices for open information / Count
    f.figures[list_position(f.positions, 50)] as reading_points__count,  -- 八、机构建设和保障经费情况 / (二)设置政府信息公开查阅点数 / 统计数 · Reading points / Count
    f.figures[list_position(f.positions, 51)] as staff__count,  -- 八、机构建设和保障经费情况 / (三)从事政府信息公开工作人员数 / 统计数 · Staff / Count
    f.figures[list_position(f.positions, 52)] as staff_full_time__count,  -- 八、机构建设和保障经费情况 / 1.专职人员数(不包括政府公报及政府网站工作人员数) / 统计数 · Full-time staff / Count
    f.figures[list_position(f.positions, 53)] as staff_part_time__count,  -- 八、机构建设和保障经费情况 / 2.兼职人员数 / 统计数 · Part-time staff / Count
    f.figures[list_position(f.positions, 54)] as budget__count,  -- 八、机构建设和保障经费情况 / (四)政府信息公开专项经费(不包括用于政府公报编辑管理及政府网站建设维护等方面的经费) / 统计数，元 · Budget for open information / Count, in yuan
    f.figures[list_position(f.positions, 55)] as meetings__count,  -- 九、政府信息公开会议和培训情况 / (一)召开政府信息公开工作会议或专题会议数 / 统计数 · Meetings / Count
    f.figures[list_position(f.positions, 56)] as trainings__count,  -- 九、政府信息公开会议和培训情况 / (二)举办各类培训班数 / 统计数 · Training courses / Count
    f.figures[list_position(f.positions, 57)] as trained__count  -- 九、政府信息公开会议和培训情况 / (三)接受培训人员数 / 统计数 · People trained / Count
from figures as f
inner join int_reports as r
    on
        f.institution_id = r.institution_id
        and f.report_year = r.report_year
inner join seed_institutions as i
    on f.institution_id = i.institution_id
