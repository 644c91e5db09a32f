-- description: 《收到和处理政府信息公开申请情况》（2021表式），每份报告一行，每格一列，按原文，金额折算为元
-- · Applications received and handled, form 2021: one row a report, one column a cell;
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
        c.table_id = 'applications'
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
    f.figures[list_position(f.positions, 0)] as received_new__natural_person,  -- 一、本年新收政府信息公开申请数量 / 自然人 · Applications newly received this year / Natural persons
    f.figures[list_position(f.positions, 1)] as received_new__enterprise,  -- 一、本年新收政府信息公开申请数量 / 商业企业 · Applications newly received this year / Commercial enterprises
    f.figures[list_position(f.positions, 2)] as received_new__research_institution,  -- 一、本年新收政府信息公开申请数量 / 科研机构 · Applications newly received this year / Research institutions
    f.figures[list_position(f.positions, 3)] as received_new__public_welfare_org,  -- 一、本年新收政府信息公开申请数量 / 社会公益组织 · Applications newly received this year / Public welfare organisations
    f.figures[list_position(f.positions, 4)] as received_new__legal_services,  -- 一、本年新收政府信息公开申请数量 / 法律服务机构 · Applications newly received this year / Legal service organisations
    f.figures[list_position(f.positions, 5)] as received_new__other_org,  -- 一、本年新收政府信息公开申请数量 / 其他 · Applications newly received this year / Other organisations
    f.figures[list_position(f.positions, 6)] as received_new__total,  -- 一、本年新收政府信息公开申请数量 / 总计 · Applications newly received this year / Total
    f.figures[list_position(f.positions, 7)] as carried_in__natural_person,  -- 二、上年结转政府信息公开申请数量 / 自然人 · Applications carried over from last year / Natural persons
    f.figures[list_position(f.positions, 8)] as carried_in__enterprise,  -- 二、上年结转政府信息公开申请数量 / 商业企业 · Applications carried over from last year / Commercial enterprises
    f.figures[list_position(f.positions, 9)] as carried_in__research_institution,  -- 二、上年结转政府信息公开申请数量 / 科研机构 · Applications carried over from last year / Research institutions
    f.figures[list_position(f.positions, 10)] as carried_in__public_welfare_org,  -- 二、上年结转政府信息公开申请数量 / 社会公益组织 · Applications carried over from last year / Public welfare organisations
    f.figures[list_position(f.positions, 11)] as carried_in__legal_services,  -- 二、上年结转政府信息公开申请数量 / 法律服务机构 · Applications carried over from last year / Legal service organisations
    f.figures[list_position(f.positions, 12)] as carried_in__other_org,  -- 二、上年结转政府信息公开申请数量 / 其他 · Applications carried over from last year / Other organisations
    f.figures[list_position(f.positions, 13)] as carried_in__total,  -- 二、上年结转政府信息公开申请数量 / 总计 · Applications carried over from last year / Total
    f.figures[list_position(f.positions, 14)] as granted__natural_person,  -- (一)予以公开 / 自然人 · Granted in full / Natural persons
    f.figures[list_position(f.positions, 15)] as granted__enterprise,  -- (一)予以公开 / 商业企业 · Granted in full / Commercial enterprises
    f.figures[list_position(f.positions, 16)] as granted__research_institution,  -- (一)予以公开 / 科研机构 · Granted in full / Research institutions
    f.figures[list_position(f.positions, 17)] as granted__public_welfare_org,  -- (一)予以公开 / 社会公益组织 · Granted in full / Public welfare organisations
    f.figures[list_position(f.positions, 18)] as granted__legal_services,  -- (一)予以公开 / 法律服务机构 · Granted in full / Legal service organisations
    f.figures[list_position(f.positions, 19)] as granted__other_org,  -- (一)予以公开 / 其他 · Granted in full / Other organisations
    f.figures[list_position(f.positions, 20)] as granted__total,  -- (一)予以公开 / 总计 · Granted in full / Total
    f.figures[list_position(f.positions, 21)] as partially_granted__natural_person,  -- (二)部分公开(区分处理的,只计这一情形,不计其他情形) / 自然人 · Granted in part / Natural persons
    f.figures[list_position(f.positions, 22)] as partially_granted__enterprise,  -- (二)部分公开(区分处理的,只计这一情形,不计其他情形) / 商业企业 · Granted in part / Commercial enterprises
    f.figures[list_position(f.positions, 23)] as partially_granted__research_institution,  -- (二)部分公开(区分处理的,只计这一情形,不计其他情形) / 科研机构 · Granted in part / Research institutions
    f.figures[list_position(f.positions, 24)] as partially_granted__public_welfare_org,  -- (二)部分公开(区分处理的,只计这一情形,不计其他情形) / 社会公益组织 · Granted in part / Public welfare organisations
    f.figures[list_position(f.positions, 25)] as partially_granted__legal_services,  -- (二)部分公开(区分处理的,只计这一情形,不计其他情形) / 法律服务机构 · Granted in part / Legal service organisations
    f.figures[list_position(f.positions, 26)] as partially_granted__other_org,  -- (二)部分公开(区分处理的,只计这一情形,不计其他情形) / 其他 · Granted in part / Other organisations
    f.figures[list_position(f.positions, 27)] as partially_granted__total,  -- (二)部分公开(区分处理的,只计这一情形,不计其他情形) / 总计 · Granted in part / Total
    f.figures[list_position(f.positions, 28)] as denied_state_secret__natural_person,  -- (三)不予公开 / 1.属于国家秘密 / 自然人 · Denied: state secret / Natural persons
    f.figures[list_position(f.positions, 29)] as denied_state_secret__enterprise,  -- (三)不予公开 / 1.属于国家秘密 / 商业企业 · Denied: state secret / Commercial enterprises
    f.figures[list_position(f.positions, 30)] as denied_state_secret__research_institution,  -- (三)不予公开 / 1.属于国家秘密 / 科研机构 · Denied: state secret / Research institutions
    f.figures[list_position(f.positions, 31)] as denied_state_secret__public_welfare_org,  -- (三)不予公开 / 1.属于国家秘密 / 社会公益组织 · Denied: state secret / Public welfare organisations
    f.figures[list_position(f.positions, 32)] as denied_state_secret__legal_services,  -- (三)不予公开 / 1.属于国家秘密 / 法律服务机构 · Denied: state secret / Legal service organisations
    f.figures[list_position(f.positions, 33)] as denied_state_secret__other_org,  -- (三)不予公开 / 1.属于国家秘密 / 其他 · Denied: state secret / Other organisations
    f.figures[list_position(f.positions, 34)] as denied_state_secret__total,  -- (三)不予公开 / 1.属于国家秘密 / 总计 · Denied: state secret / Total
    f.figures[list_position(f.positions, 35)] as denied_prohibited_by_law__natural_person,  -- (三)不予公开 / 2.其他法律行政法规禁止公开 / 自然人 · Denied: prohibited by other law or regulation / Natural persons
    f.figures[list_position(f.positions, 36)] as denied_prohibited_by_law__enterprise,  -- (三)不予公开 / 2.其他法律行政法规禁止公开 / 商业企业 · Denied: prohibited by other law or regulation / Commercial enterprises
    f.figures[list_position(f.positions, 37)] as denied_prohibited_by_law__research_institution,  -- (三)不予公开 / 2.其他法律行政法规禁止公开 / 科研机构 · Denied: prohibited by other law or regulation / Research institutions
    f.figures[list_position(f.positions, 38)] as denied_prohibited_by_law__public_welfare_org,  -- (三)不予公开 / 2.其他法律行政法规禁止公开 / 社会公益组织 · Denied: prohibited by other law or regulation / Public welfare organisations
    f.figures[list_position(f.positions, 39)] as denied_prohibited_by_law__legal_services,  -- (三)不予公开 / 2.其他法律行政法规禁止公开 / 法律服务机构 · Denied: prohibited by other law or regulation / Legal service organisations
    f.figures[list_position(f.positions, 40)] as denied_prohibited_by_law__other_org,  -- (三)不予公开 / 2.其他法律行政法规禁止公开 / 其他 · Denied: prohibited by other law or regulation / Other organisations
    f.figures[list_position(f.positions, 41)] as denied_prohibited_by_law__total,  -- (三)不予公开 / 2.其他法律行政法规禁止公开 / 总计 · Denied: prohibited by other law or regulation / Total
    f.figures[list_position(f.positions, 42)] as denied_security_stability__natural_person,  -- (三)不予公开 / 3.危及“三安全一稳定” / 自然人 · Denied: endangers state, public or economic security or social stability / Natural persons
    f.figures[list_position(f.positions, 43)] as denied_security_stability__enterprise,  -- (三)不予公开 / 3.危及“三安全一稳定” / 商业企业 · Denied: endangers state, public or economic security or social stability / Commercial enterprises
    f.figures[list_position(f.positions, 44)] as denied_security_stability__research_institution,  -- (三)不予公开 / 3.危及“三安全一稳定” / 科研机构 · Denied: endangers state, public or economic security or social stability / Research institutions
    f.figures[list_position(f.positions, 45)] as denied_security_stability__public_welfare_org,  -- (三)不予公开 / 3.危及“三安全一稳定” / 社会公益组织 · Denied: endangers state, public or economic security or social stability / Public welfare organisations
    f.figures[list_position(f.positions, 46)] as denied_security_stability__legal_services,  -- (三)不予公开 / 3.危及“三安全一稳定” / 法律服务机构 · Denied: endangers state, public or economic security or social stability / Legal service organisations
    f.figures[list_position(f.positions, 47)] as denied_security_stability__other_org,  -- (三)不予公开 / 3.危及“三安全一稳定” / 其他 · Denied: endangers state, public or economic security or social stability / Other organisations
    f.figures[list_position(f.positions, 48)] as denied_security_stability__total,  -- (三)不予公开 / 3.危及“三安全一稳定” / 总计 · Denied: endangers state, public or economic security or social stability / Total
    f.figures[list_position(f.positions, 49)] as denied_third_party_rights__natural_person,  -- (三)不予公开 / 4.保护第三方合法权益 / 自然人 · Denied: protects the rights of a third party / Natural persons
    f.figures[list_position(f.positions, 50)] as denied_third_party_rights__enterprise,  -- (三)不予公开 / 4.保护第三方合法权益 / 商业企业 · Denied: protects the rights of a third party / Commercial enterprises
    f.figures[list_position(f.positions, 51)] as denied_third_party_rights__research_institution,  -- (三)不予公开 / 4.保护第三方合法权益 / 科研机构 · Denied: protects the rights of a third party / Research institutions
    f.figures[list_position(f.positions, 52)] as denied_third_party_rights__public_welfare_org,  -- (三)不予公开 / 4.保护第三方合法权益 / 社会公益组织 · Denied: protects the rights of a third party / Public welfare organisations
    f.figures[list_position(f.positions, 53)] as denied_third_party_rights__legal_services,  -- (三)不予公开 / 4.保护第三方合法权益 / 法律服务机构 · Denied: protects the rights of a third party / Legal service organisations
    f.figures[list_position(f.positions, 54)] as denied_third_party_rights__other_org,  -- (三)不予公开 / 4.保护第三方合法权益 / 其他 · Denied: protects the rights of a third party / Other organisations
    f.figures[list_position(f.positions, 55)] as denied_third_party_rights__total,  -- (三)不予公开 / 4.保护第三方合法权益 / 总计 · Denied: protects the rights of a third party / Total
    f.figures[list_position(f.positions, 56)] as denied_internal_affairs__natural_person,  -- (三)不予公开 / 5.属于三类内部事务信息 / 自然人 · Denied: information on internal affairs / Natural persons
    f.figures[list_position(f.positions, 57)] as denied_internal_affairs__enterprise,  -- (三)不予公开 / 5.属于三类内部事务信息 / 商业企业 · Denied: information on internal affairs / Commercial enterprises
    f.figures[list_position(f.positions, 58)] as denied_internal_affairs__research_institution,  -- (三)不予公开 / 5.属于三类内部事务信息 / 科研机构 · Denied: information on internal affairs / Research institutions
    f.figures[list_position(f.positions, 59)] as denied_internal_affairs__public_welfare_org,  -- (三)不予公开 / 5.属于三类内部事务信息 / 社会公益组织 · Denied: information on internal affairs / Public welfare organisations
    f.figures[list_position(f.positions, 60)] as denied_internal_affairs__legal_services,  -- (三)不予公开 / 5.属于三类内部事务信息 / 法律服务机构 · Denied: information on internal affairs / Legal service organisations
    f.figures[list_position(f.positions, 61)] as denied_internal_affairs__other_org,  -- (三)不予公开 / 5.属于三类内部事务信息 / 其他 · Denied: information on internal affairs / Other organisations
    f.figures[list_position(f.positions, 62)] as denied_internal_affairs__total,  -- (三)不予公开 / 5.属于三类内部事务信息 / 总计 · Denied: information on internal affairs / Total
    f.figures[list_position(f.positions, 63)] as denied_process_information__natural_person,  -- (三)不予公开 / 6.属于四类过程性信息 / 自然人 · Denied: process information / Natural persons
    f.figures[list_position(f.positions, 64)] as denied_process_information__enterprise,  -- (三)不予公开 / 6.属于四类过程性信息 / 商业企业 · Denied: process information / Commercial enterprises
    f.figures[list_position(f.positions, 65)] as denied_process_information__research_institution,  -- (三)不予公开 / 6.属于四类过程性信息 / 科研机构 · Denied: process information / Research institutions
    f.figures[list_position(f.positions, 66)] as denied_process_information__public_welfare_org,  -- (三)不予公开 / 6.属于四类过程性信息 / 社会公益组织 · Denied: process information / Public welfare organisations
    f.figures[list_position(f.positions, 67)] as denied_process_information__legal_services,  -- (三)不予公开 / 6.属于四类过程性信息 / 法律服务机构 · Denied: process information / Legal service organisations
    f.figures[list_position(f.positions, 68)] as denied_process_information__other_org,  -- (三)不予公开 / 6.属于四类过程性信息 / 其他 · Denied: process information / Other organisations
    f.figures[list_position(f.positions, 69)] as denied_process_information__total,  -- (三)不予公开 / 6.属于四类过程性信息 / 总计 · Denied: process information / Total
    f.figures[list_position(f.positions, 70)] as denied_enforcement_files__natural_person,  -- (三)不予公开 / 7.属于行政执法案卷 / 自然人 · Denied: administrative enforcement files / Natural persons
    f.figures[list_position(f.positions, 71)] as denied_enforcement_files__enterprise,  -- (三)不予公开 / 7.属于行政执法案卷 / 商业企业 · Denied: administrative enforcement files / Commercial enterprises
    f.figures[list_position(f.positions, 72)] as denied_enforcement_files__research_institution,  -- (三)不予公开 / 7.属于行政执法案卷 / 科研机构 · Denied: administrative enforcement files / Research institutions
    f.figures[list_position(f.positions, 73)] as denied_enforcement_files__public_welfare_org,  -- (三)不予公开 / 7.属于行政执法案卷 / 社会公益组织 · Denied: administrative enforcement files / Public welfare organisations
    f.figures[list_position(f.positions, 74)] as denied_enforcement_files__legal_services,  -- (三)不予公开 / 7.属于行政执法案卷 / 法律服务机构 · Denied: administrative enforcement files / Legal service organisations
    f.figures[list_position(f.positions, 75)] as denied_enforcement_files__other_org,  -- (三)不予公开 / 7.属于行政执法案卷 / 其他 · Denied: administrative enforcement files / Other organisations
    f.figures[list_position(f.positions, 76)] as denied_enforcement_files__total,  -- (三)不予公开 / 7.属于行政执法案卷 / 总计 · Denied: administrative enforcement files / Total
    f.figures[list_position(f.positions, 77)] as denied_administrative_inquiries__natural_person,  -- (三)不予公开 / 8.属于行政查询事项 / 自然人 · Denied: administrative inquiries under other rules / Natural persons
    f.figures[list_position(f.positions, 78)] as denied_administrative_inquiries__enterprise,  -- (三)不予公开 / 8.属于行政查询事项 / 商业企业 · Denied: administrative inquiries under other rules / Commercial enterprises
    f.figures[list_position(f.positions, 79)] as denied_administrative_inquiries__research_institution,  -- (三)不予公开 / 8.属于行政查询事项 / 科研机构 · Denied: administrative inquiries under other rules / Research institutions
    f.figures[list_position(f.positions, 80)] as denied_administrative_inquiries__public_welfare_org,  -- (三)不予公开 / 8.属于行政查询事项 / 社会公益组织 · Denied: administrative inquiries under other rules / Public welfare organisations
    f.figures[list_position(f.positions, 81)] as denied_administrative_inquiries__legal_services,  -- (三)不予公开 / 8.属于行政查询事项 / 法律服务机构 · Denied: administrative inquiries under other rules / Legal service organisations
    f.figures[list_position(f.positions, 82)] as denied_administrative_inquiries__other_org,  -- (三)不予公开 / 8.属于行政查询事项 / 其他 · Denied: administrative inquiries under other rules / Other organisations
    f.figures[list_position(f.positions, 83)] as denied_administrative_inquiries__total,  -- (三)不予公开 / 8.属于行政查询事项 / 总计 · Denied: administrative inquiries under other rules / Total
    f.figures[list_position(f.positions, 84)] as unavailable_not_held__natural_person,  -- (四)无法提供 / 1.本机关不掌握相关政府信息 / 自然人 · Unavailable: not held by this organ / Natural persons
    f.figures[list_position(f.positions, 85)] as unavailable_not_held__enterprise,  -- (四)无法提供 / 1.本机关不掌握相关政府信息 / 商业企业 · Unavailable: not held by this organ / Commercial enterprises
    f.figures[list_position(f.positions, 86)] as unavailable_not_held__research_institution,  -- (四)无法提供 / 1.本机关不掌握相关政府信息 / 科研机构 · Unavailable: not held by this organ / Research institutions
    f.figures[list_position(f.positions, 87)] as unavailable_not_held__public_welfare_org,  -- (四)无法提供 / 1.本机关不掌握相关政府信息 / 社会公益组织 · Unavailable: not held by this organ / Public welfare organisations
    f.figures[list_position(f.positions, 88)] as unavailable_not_held__legal_services,  -- (四)无法提供 / 1.本机关不掌握相关政府信息 / 法律服务机构 · Unavailable: not held by this organ / Legal service organisations
    f.figures[list_position(f.positions, 89)] as unavailable_not_held__other_org,  -- (四)无法提供 / 1.本机关不掌握相关政府信息 / 其他 · Unavailable: not held by this organ / Other organisations
    f.figures[list_position(f.positions, 90)] as unavailable_not_held__total,  -- (四)无法提供 / 1.本机关不掌握相关政府信息 / 总计 · Unavailable: not held by this organ / Total
    f.figures[list_position(f.positions, 91)] as unavailable_requires_creation__natural_person,  -- (四)无法提供 / 2.没有现成信息需要另行制作 / 自然人 · Unavailable: would have to be created / Natural persons
    f.figures[list_position(f.positions, 92)] as unavailable_requires_creation__enterprise,  -- (四)无法提供 / 2.没有现成信息需要另行制作 / 商业企业 · Unavailable: would have to be created / Commercial enterprises
    f.figures[list_position(f.positions, 93)] as unavailable_requires_creation__research_institution,  -- (四)无法提供 / 2.没有现成信息需要另行制作 / 科研机构 · Unavailable: would have to be created / Research institutions
    f.figures[list_position(f.positions, 94)] as unavailable_requires_creation__public_welfare_org,  -- (四)无法提供 / 2.没有现成信息需要另行制作 / 社会公益组织 · Unavailable: would have to be created / Public welfare organisations
    f.figures[list_position(f.positions, 95)] as unavailable_requires_creation__legal_services,  -- (四)无法提供 / 2.没有现成信息需要另行制作 / 法律服务机构 · Unavailable: would have to be created / Legal service organisations
    f.figures[list_position(f.positions, 96)] as unavailable_requires_creation__other_org,  -- (四)无法提供 / 2.没有现成信息需要另行制作 / 其他 · Unavailable: would have to be created / Other organisations
    f.figures[list_position(f.positions, 97)] as unavailable_requires_creation__total,  -- (四)无法提供 / 2.没有现成信息需要另行制作 / 总计 · Unavailable: would have to be created / Total
    f.figures[list_position(f.positions, 98)] as unavailable_still_unclear__natural_person,  -- (四)无法提供 / 3.补正后申请内容仍不明确 / 自然人 · Unavailable: still unclear after correction / Natural persons
    f.figures[list_position(f.positions, 99)] as unavailable_still_unclear__enterprise,  -- (四)无法提供 / 3.补正后申请内容仍不明确 / 商业企业 · Unavailable: still unclear after correction / Commercial enterprises
    f.figures[list_position(f.positions, 100)] as unavailable_still_unclear__research_institution,  -- (四)无法提供 / 3.补正后申请内容仍不明确 / 科研机构 · Unavailable: still unclear after correction / Research institutions
    f.figures[list_position(f.positions, 101)] as unavailable_still_unclear__public_welfare_org,  -- (四)无法提供 / 3.补正后申请内容仍不明确 / 社会公益组织 · Unavailable: still unclear after correction / Public welfare organisations
    f.figures[list_position(f.positions, 102)] as unavailable_still_unclear__legal_services,  -- (四)无法提供 / 3.补正后申请内容仍不明确 / 法律服务机构 · Unavailable: still unclear after correction / Legal service organisations
    f.figures[list_position(f.positions, 103)] as unavailable_still_unclear__other_org,  -- (四)无法提供 / 3.补正后申请内容仍不明确 / 其他 · Unavailable: still unclear after correction / Other organisations
    f.figures[list_position(f.positions, 104)] as unavailable_still_unclear__total,  -- (四)无法提供 / 3.补正后申请内容仍不明确 / 总计 · Unavailable: still unclear after correction / Total
    f.figures[list_position(f.positions, 105)] as not_processed_petition_complaint__natural_person,  -- (五)不予处理 / 1.信访举报投诉类申请 / 自然人 · Not processed: petition, report or complaint / Natural persons
    f.figures[list_position(f.positions, 106)] as not_processed_petition_complaint__enterprise,  -- (五)不予处理 / 1.信访举报投诉类申请 / 商业企业 · Not processed: petition, report or complaint / Commercial enterprises
    f.figures[list_position(f.positions, 107)] as not_processed_petition_complaint__research_institution,  -- (五)不予处理 / 1.信访举报投诉类申请 / 科研机构 · Not processed: petition, report or complaint / Research institutions
    f.figures[list_position(f.positions, 108)] as not_processed_petition_complaint__public_welfare_org,  -- (五)不予处理 / 1.信访举报投诉类申请 / 社会公益组织 · Not processed: petition, report or complaint / Public welfare organisations
    f.figures[list_position(f.positions, 109)] as not_processed_petition_complaint__legal_services,  -- (五)不予处理 / 1.信访举报投诉类申请 / 法律服务机构 · Not processed: petition, report or complaint / Legal service organisations
    f.figures[list_position(f.positions, 110)] as not_processed_petition_complaint__other_org,  -- (五)不予处理 / 1.信访举报投诉类申请 / 其他 · Not processed: petition, report or complaint / Other organisations
    f.figures[list_position(f.positions, 111)] as not_processed_petition_complaint__total,  -- (五)不予处理 / 1.信访举报投诉类申请 / 总计 · Not processed: petition, report or complaint / Total
    f.figures[list_position(f.positions, 112)] as not_processed_repeated__natural_person,  -- (五)不予处理 / 2.重复申请 / 自然人 · Not processed: repeated application / Natural persons
    f.figures[list_position(f.positions, 113)] as not_processed_repeated__enterprise,  -- (五)不予处理 / 2.重复申请 / 商业企业 · Not processed: repeated application / Commercial enterprises
    f.figures[list_position(f.positions, 114)] as not_processed_repeated__research_institution,  -- (五)不予处理 / 2.重复申请 / 科研机构 · Not processed: repeated application / Research institutions
    f.figures[list_position(f.positions, 115)] as not_processed_repeated__public_welfare_org,  -- (五)不予处理 / 2.重复申请 / 社会公益组织 · Not processed: repeated application / Public welfare organisations
    f.figures[list_position(f.positions, 116)] as not_processed_repeated__legal_services,  -- (五)不予处理 / 2.重复申请 / 法律服务机构 · Not processed: repeated application / Legal service organisations
    f.figures[list_position(f.positions, 117)] as not_processed_repeated__other_org,  -- (五)不予处理 / 2.重复申请 / 其他 · Not processed: repeated application / Other organisations
    f.figures[list_position(f.positions, 118)] as not_processed_repeated__total,  -- (五)不予处理 / 2.重复申请 / 总计 · Not processed: repeated application / Total
    f.figures[list_position(f.positions, 119)] as not_processed_publication__natural_person,  -- (五)不予处理 / 3.要求提供公开出版物 / 自然人 · Not processed: asks for a public publication / Natural persons
    f.figures[list_position(f.positions, 120)] as not_processed_publication__enterprise,  -- (五)不予处理 / 3.要求提供公开出版物 / 商业企业 · Not processed: asks for a public publication / Commercial enterprises
    f.figures[list_position(f.positions, 121)] as not_processed_publication__research_institution,  -- (五)不予处理 / 3.要求提供公开出版物 / 科研机构 · Not processed: asks for a public publication / Research institutions
    f.figures[list_position(f.positions, 122)] as not_processed_publication__public_welfare_org,  -- (五)不予处理 / 3.要求提供公开出版物 / 社会公益组织 · Not processed: asks for a public publication / Public welfare organisations
    f.figures[list_position(f.positions, 123)] as not_processed_publication__legal_services,  -- (五)不予处理 / 3.要求提供公开出版物 / 法律服务机构 · Not processed: asks for a public publication / Legal service organisations
    f.figures[list_position(f.positions, 124)] as not_processed_publication__other_org,  -- (五)不予处理 / 3.要求提供公开出版物 / 其他 · Not processed: asks for a public publication / Other organisations
    f.figures[list_position(f.positions, 125)] as not_processed_publication__total,  -- (五)不予处理 / 3.要求提供公开出版物 / 总计 · Not processed: asks for a public publication / Total
    f.figures[list_position(f.positions, 126)] as not_processed_excessive__natural_person,  -- (五)不予处理 / 4.无正当理由大量反复申请 / 自然人 · Not processed: large number of repeated applications without good reason / Natural persons
    f.figures[list_position(f.positions, 127)] as not_processed_excessive__enterprise,  -- (五)不予处理 / 4.无正当理由大量反复申请 / 商业企业 · Not processed: large number of repeated applications without good reason / Commercial enterprises
    f.figures[list_position(f.positions, 128)] as not_processed_excessive__research_institution,  -- (五)不予处理 / 4.无正当理由大量反复申请 / 科研机构 · Not processed: large number of repeated applications without good reason / Research institutions
    f.figures[list_position(f.positions, 129)] as not_processed_excessive__public_welfare_org,  -- (五)不予处理 / 4.无正当理由大量反复申请 / 社会公益组织 · Not processed: large number of repeated applications without good reason / Public welfare organisations
    f.figures[list_position(f.positions, 130)] as not_processed_excessive__legal_services,  -- (五)不予处理 / 4.无正当理由大量反复申请 / 法律服务机构 · Not processed: large number of repeated applications without good reason / Legal service organisations
    f.figures[list_position(f.positions, 131)] as not_processed_excessive__other_org,  -- (五)不予处理 / 4.无正当理由大量反复申请 / 其他 · Not processed: large number of repeated applications without good reason / Other organisations
    f.figures[list_position(f.positions, 132)] as not_processed_excessive__total,  -- (五)不予处理 / 4.无正当理由大量反复申请 / 总计 · Not processed: large number of repeated applications without good reason / Total
    f.figures[list_position(f.positions, 133)] as not_processed_confirmation__natural_person,  -- (五)不予处理 / 5.要求行政机关确认或重新出具已获取信息 / 自然人 · Not processed: asks to confirm or reissue information already obtained / Natural persons
    f.figures[list_position(f.positions, 134)] as not_processed_confirmation__enterprise,  -- (五)不予处理 / 5.要求行政机关确认或重新出具已获取信息 / 商业企业 · Not processed: asks to confirm or reissue information already obtained / Commercial enterprises
    f.figures[list_position(f.positions, 135)] as not_processed_confirmation__research_institution,  -- (五)不予处理 / 5.要求行政机关确认或重新出具已获取信息 / 科研机构 · Not processed: asks to confirm or reissue information already obtained / Research institutions
    f.figures[list_position(f.positions, 136)] as not_processed_confirmation__public_welfare_org,  -- (五)不予处理 / 5.要求行政机关确认或重新出具已获取信息 / 社会公益组织 · Not processed: asks to confirm or reissue information already obtained / Public welfare organisations
    f.figures[list_position(f.positions, 137)] as not_processed_confirmation__legal_services,  -- (五)不予处理 / 5.要求行政机关确认或重新出具已获取信息 / 法律服务机构 · Not processed: asks to confirm or reissue information already obtained / Legal service organisations
    f.figures[list_position(f.positions, 138)] as not_processed_confirmation__other_org,  -- (五)不予处理 / 5.要求行政机关确认或重新出具已获取信息 / 其他 · Not processed: asks to confirm or reissue information already obtained / Other organisations
    f.figures[list_position(f.positions, 139)] as not_processed_confirmation__total,  -- (五)不予处理 / 5.要求行政机关确认或重新出具已获取信息 / 总计 · Not processed: asks to confirm or reissue information already obtained / Total
    f.figures[list_position(f.positions, 140)] as other_supplement_overdue__natural_person,  -- (六)其他处理 / 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 / 自然人 · Other: correction overdue without good reason / Natural persons
    f.figures[list_position(f.positions, 141)] as other_supplement_overdue__enterprise,  -- (六)其他处理 / 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 / 商业企业 · Other: correction overdue without good reason / Commercial enterprises
    f.figures[list_position(f.positions, 142)] as other_supplement_overdue__research_institution,  -- (六)其他处理 / 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 / 科研机构 · Other: correction overdue without good reason / Research institutions
    f.figures[list_position(f.positions, 143)] as other_supplement_overdue__public_welfare_org,  -- (六)其他处理 / 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 / 社会公益组织 · Other: correction overdue without good reason / Public welfare organisations
    f.figures[list_position(f.positions, 144)] as other_supplement_overdue__legal_services,  -- (六)其他处理 / 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 / 法律服务机构 · Other: correction overdue without good reason / Legal service organisations
    f.figures[list_position(f.positions, 145)] as other_supplement_overdue__other_org,  -- (六)其他处理 / 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 / 其他 · Other: correction overdue without good reason / Other organisations
    f.figures[list_position(f.positions, 146)] as other_supplement_overdue__total,  -- (六)其他处理 / 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 / 总计 · Other: correction overdue without good reason / Total
    f.figures[list_position(f.positions, 147)] as other_fee_overdue__natural_person,  -- (六)其他处理 / 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 / 自然人 · Other: fee not paid in time / Natural persons
    f.figures[list_position(f.positions, 148)] as other_fee_overdue__enterprise,  -- (六)其他处理 / 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 / 商业企业 · Other: fee not paid in time / Commercial enterprises
    f.figures[list_position(f.positions, 149)] as other_fee_overdue__research_institution,  -- (六)其他处理 / 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 / 科研机构 · Other: fee not paid in time / Research institutions
    f.figures[list_position(f.positions, 150)] as other_fee_overdue__public_welfare_org,  -- (六)其他处理 / 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 / 社会公益组织 · Other: fee not paid in time / Public welfare organisations
    f.figures[list_position(f.positions, 151)] as other_fee_overdue__legal_services,  -- (六)其他处理 / 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 / 法律服务机构 · Other: fee not paid in time / Legal service organisations
    f.figures[list_position(f.positions, 152)] as other_fee_overdue__other_org,  -- (六)其他处理 / 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 / 其他 · Other: fee not paid in time / Other organisations
    f.figures[list_position(f.positions, 153)] as other_fee_overdue__total,  -- (六)其他处理 / 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 / 总计 · Other: fee not paid in time / Total
    f.figures[list_position(f.positions, 154)] as other_other__natural_person,  -- (六)其他处理 / 3.其他 / 自然人 · Other: other / Natural persons
    f.figures[list_position(f.positions, 155)] as other_other__enterprise,  -- (六)其他处理 / 3.其他 / 商业企业 · Other: other / Commercial enterprises
    f.figures[list_position(f.positions, 156)] as other_other__research_institution,  -- (六)其他处理 / 3.其他 / 科研机构 · Other: other / Research institutions
    f.figures[list_position(f.positions, 157)] as other_other__public_welfare_org,  -- (六)其他处理 / 3.其他 / 社会公益组织 · Other: other / Public welfare organisations
    f.figures[list_position(f.positions, 158)] as other_other__legal_services,  -- (六)其他处理 / 3.其他 / 法律服务机构 · Other: other / Legal service organisations
    f.figures[list_position(f.positions, 159)] as other_other__other_org,  -- (六)其他处理 / 3.其他 / 其他 · Other: other / Other organisations
    f.figures[list_position(f.positions, 160)] as other_other__total,  -- (六)其他处理 / 3.其他 / 总计 · Other: other / Total
    f.figures[list_position(f.positions, 161)] as disposed_total__natural_person,  -- (七)总计 / 自然人 · Total disposed of / Natural persons
    f.figures[list_position(f.positions, 162)] as disposed_total__enterprise,  -- (七)总计 / 商业企业 · Total disposed of / Commercial enterprises
    f.figures[list_position(f.positions, 163)] as disposed_total__research_institution,  -- (七)总计 / 科研机构 · Total disposed of / Research institutions
    f.figures[list_position(f.positions, 164)] as disposed_total__public_welfare_org,  -- (七)总计 / 社会公益组织 · Total disposed of / Public welfare organisations
    f.figures[list_position(f.positions, 165)] as disposed_total__legal_services,  -- (七)总计 / 法律服务机构 · Total disposed of / Legal service organisations
    f.figures[list_position(f.positions, 166)] as disposed_total__other_org,  -- (七)总计 / 其他 · Total disposed of / Other organisations
    f.figures[list_position(f.positions, 167)] as disposed_total__total,  -- (七)总计 / 总计 · Total disposed of / Total
    f.figures[list_position(f.positions, 168)] as carried_out__natural_person,  -- 四、结转下年度继续办理 / 自然人 · Carried over to next year / Natural persons
    f.figures[list_position(f.positions, 169)] as carried_out__enterprise,  -- 四、结转下年度继续办理 / 商业企业 · Carried over to next year / Commercial enterprises
    f.figures[list_position(f.positions, 170)] as carried_out__research_institution,  -- 四、结转下年度继续办理 / 科研机构 · Carried over to next year / Research institutions
    f.figures[list_position(f.positions, 171)] as carried_out__public_welfare_org,  -- 四、结转下年度继续办理 / 社会公益组织 · Carried over to next year / Public welfare organisations
    f.figures[list_position(f.positions, 172)] as carried_out__legal_services,  -- 四、结转下年度继续办理 / 法律服务机构 · Carried over to next year / Legal service organisations
    f.figures[list_position(f.positions, 173)] as carried_out__other_org,  -- 四、结转下年度继续办理 / 其他 · Carried over to next year / Other organisations
    f.figures[list_position(f.positions, 174)] as carried_out__total  -- 四、结转下年度继续办理 / 总计 · Carried over to next year / Total
from figures as f
inner join int_reports as r
    on
        f.institution_id = r.institution_id
        and f.report_year = r.report_year
inner join seed_institutions as i
    on f.institution_id = i.institution_id
