-- description: 面板数据，每个机关每个年度一行，缺报年度也列出，每项指标一列
-- · The panel: one row an institution and year, gaps explicit, one column a metric;
-- every institution has every year from the first to the last
-- kind: view
-- grain: institution_id, report_year
with years as (
    -- written by tools/build_views.py from data/metrics: edit those files
    select
        unnest(range(
            min(v.report_year), max(v.report_year) + 1
        )) as report_year
    from out_coverage as v
),

members as (
    -- every institution of which a report was ever expected, in every year
    select
        i.institution_id,
        i.name,
        i.province_id,
        i.level,
        i.kind as institution_kind,
        cast(y.report_year as smallint) as report_year
    from seed_institutions as i
    semi join out_coverage as v
        on i.institution_id = v.institution_id
    cross join years as y
),

metrics as (
    select
        m.institution_id,
        m.report_year,
        i.province_id,
        list(cast(s.metric_no as integer)) as numbers,
        list(m.value) as figures
    from out_metrics as m
    inner join seed_metrics as s
        on m.metric_id = s.metric_id
    inner join seed_institutions as i
        on m.institution_id = i.institution_id
    group by
        m.institution_id,
        m.report_year,
        i.province_id
),

findings as (
    select
        f.institution_id,
        f.report_year,
        cast(count(*) as integer) as hard_findings
    from out_consistency_flags as f
    where f.severity = 'hard'
    group by
        f.institution_id,
        f.report_year
)

-- noqa: disable=LT05
select
    b.institution_id,  -- 机关编号 · Institution
    b.name as institution_name,  -- 机关全称 · Official name
    b.province_id,  -- 省级行政区或中央 · Province-level division or central
    b.level,  -- 行政层级 · Level of the institution
    b.institution_kind,  -- 机关类别 · Kind of institution
    b.report_year,  -- 年度 · Year
    coalesce(v.status, 'not_expected') as status,  -- 应报情况 · What was found of the report
    r.edition,  -- 报告的表式版本，无报告则为空 · Edition of the form, null without a report
    r.scope,  -- 统计范围，未写明则为空 · own, jurisdiction, or null where it does not say
    case
        when v.status = 'figures' then coalesce(f.hard_findings, 0)
    end as hard_findings,  -- 必须成立而不成立之处，无数字则为空 · Hard findings, null without figures
    case
        when v.status = 'figures' then coalesce(f.hard_findings, 0) = 0
    end as is_consistent,  -- 必须成立的勾稽关系无一不成立，无数字则为空 · No hard finding, null without figures
    coalesce(
        r.edition = p.edition, false
    ) as is_comparable,  -- 上一年度有报告且表式相同 · The year before has a report, of the same edition
    v.url,  -- 供链接的页面网址 · Page to link to
    m.figures[list_position(m.numbers, 0)] as received_new,  -- 本年新收申请 · Applications newly received
    m.figures[list_position(m.numbers, 1)] as carried_in,  -- 上年结转申请 · Applications carried over
    m.figures[list_position(m.numbers, 2)] as disposed_total,  -- 办理结果总计 · Applications disposed of
    m.figures[list_position(m.numbers, 3)] as carried_out,  -- 结转下年度 · Applications carried forward
    m.figures[list_position(m.numbers, 4)] as granted,  -- 予以公开 · Granted in full
    m.figures[list_position(m.numbers, 5)] as partially_granted,  -- 部分公开 · Granted in part
    m.figures[list_position(m.numbers, 6)] as denied,  -- 不予公开 · Denied
    m.figures[list_position(m.numbers, 7)] as unavailable,  -- 无法提供 · Unavailable
    m.figures[list_position(m.numbers, 8)] as not_processed_count,  -- 不予处理 · Not processed
    m.figures[list_position(m.numbers, 9)] as other_count,  -- 其他处理 · Handled otherwise
    m.figures[list_position(m.numbers, 10)] as reconsideration_total,  -- 行政复议 · Reconsideration cases
    m.figures[list_position(m.numbers, 11)] as litigation_total,  -- 行政诉讼 · Litigation cases
    m.figures[list_position(m.numbers, 12)] as normative_issued,  -- 本年制发行政规范性文件 · Normative documents issued
    m.figures[list_position(m.numbers, 13)] as normative_in_force,  -- 现行有效行政规范性文件 · Normative documents in force
    m.figures[list_position(m.numbers, 14)] as net_normative,  -- 行政规范性文件净增 · Net normative documents
    m.figures[list_position(m.numbers, 15)] as licensing_decisions,  -- 行政许可处理决定 · Licensing decisions
    m.figures[list_position(m.numbers, 16)] as penalty_decisions,  -- 行政处罚处理决定 · Penalty decisions
    m.figures[list_position(m.numbers, 17)] as coercive_decisions,  -- 行政强制处理决定 · Coercive measures
    m.figures[list_position(m.numbers, 18)] as fees_amount,  -- 行政事业性收费金额 · Administrative fees, in yuan
    m.figures[list_position(m.numbers, 19)] as clearance,  -- 办结率 · Clearance rate
    m.figures[list_position(m.numbers, 20)] as carry_rate,  -- 结转率 · Carry-over rate
    m.figures[list_position(m.numbers, 21)] as grant_full,  -- 予以公开率 · Share granted in full
    m.figures[list_position(m.numbers, 22)] as disclosure_any,  -- 公开率（含部分公开） · Share granted in full or in part
    m.figures[list_position(m.numbers, 23)] as disclosure_resolvable,  -- 实体答复公开率 · Share granted of granted and denied
    m.figures[list_position(m.numbers, 24)] as denial,  -- 不予公开率 · Share denied
    m.figures[list_position(m.numbers, 25)] as unable,  -- 无法提供率 · Share unavailable
    m.figures[list_position(m.numbers, 26)] as not_held_share,  -- 不掌握占无法提供比 · Share not held of unavailable
    m.figures[list_position(m.numbers, 27)] as not_processed,  -- 不予处理率 · Share not processed
    m.figures[list_position(m.numbers, 28)] as other,  -- 其他处理率 · Share handled otherwise
    m.figures[list_position(m.numbers, 29)] as reconsideration_corrected,  -- 行政复议纠错率（已审结） · Corrected, of reconsiderations decided
    m.figures[list_position(m.numbers, 30)] as reconsideration_corrected_of_all,  -- 行政复议纠错率（全部） · Corrected, of all reconsiderations
    m.figures[list_position(m.numbers, 31)] as litigation_corrected,  -- 行政诉讼纠错率（已审结） · Corrected, of litigation decided
    m.figures[list_position(m.numbers, 32)] as litigation_corrected_direct,  -- 直接起诉纠错率（已审结） · Corrected, of direct litigation decided
    m.figures[list_position(m.numbers, 33)] as litigation_corrected_after_reconsideration,  -- 复议后起诉纠错率（已审结） · Corrected, of litigation after reconsideration decided
    m.figures[list_position(m.numbers, 34)] as dispute_rate,  -- 争议率 · Disputes per application disposed of
    m.figures[list_position(m.numbers, 35)] as dispute_rate_per_1000,  -- 每千件申请争议数 · Disputes per 1,000 applications disposed of
    m.figures[list_position(m.numbers, 36)] as natural_share,  -- 自然人申请占比 · Share of applications by natural persons
    m.figures[list_position(m.numbers, 37)] as denial_share_state_secret,  -- 不予公开理由占比：1.属于国家秘密 · Share of all denials: Denied: state secret
    m.figures[list_position(m.numbers, 38)] as denial_share_prohibited_by_law,  -- 不予公开理由占比：2.其他法律行政法规禁止公开 · Share of all denials: Denied: prohibited by other law or regulation
    m.figures[list_position(m.numbers, 39)] as denial_share_security_stability,  -- 不予公开理由占比：3.危及“三安全一稳定” · Share of all denials: Denied: endangers state, public or economic security or social stability
    m.figures[list_position(m.numbers, 40)] as denial_share_third_party_rights,  -- 不予公开理由占比：4.保护第三方合法权益 · Share of all denials: Denied: protects the rights of a third party
    m.figures[list_position(m.numbers, 41)] as denial_share_internal_affairs,  -- 不予公开理由占比：5.属于三类内部事务信息 · Share of all denials: Denied: information on internal affairs
    m.figures[list_position(m.numbers, 42)] as denial_share_process_information,  -- 不予公开理由占比：6.属于四类过程性信息 · Share of all denials: Denied: process information
    m.figures[list_position(m.numbers, 43)] as denial_share_enforcement_files,  -- 不予公开理由占比：7.属于行政执法案卷 · Share of all denials: Denied: administrative enforcement files
    m.figures[list_position(m.numbers, 44)] as denial_share_administrative_inquiries,  -- 不予公开理由占比：8.属于行政查询事项 · Share of all denials: Denied: administrative inquiries under other rules
    m.figures[list_position(m.numbers, 45)] as received_new_per_100k,  -- 每十万人新收申请 · Applications newly received per 100,000 people
    m.figures[list_position(m.numbers, 46)] as disposed_total_per_100k,  -- 每十万人办结申请 · Applications disposed of per 100,000 people
    m.figures[list_position(m.numbers, 47)] as disputes_per_100k  -- 每十万人争议 · Disputes per 100,000 people
from members as b
left join out_coverage as v
    on
        b.institution_id = v.institution_id
        and b.report_year = v.report_year
left join int_reports as r
    on
        b.institution_id = r.institution_id
        and b.report_year = r.report_year
left join int_reports as p
    on
        b.institution_id = p.institution_id
        and b.report_year - 1 = p.report_year
left join findings as f
    on
        b.institution_id = f.institution_id
        and b.report_year = f.report_year
left join metrics as m
    on
        b.institution_id = m.institution_id
        and b.report_year = m.report_year
        and b.province_id = m.province_id
