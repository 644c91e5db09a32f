-- description: When each report was published, as far as that is known, against the day
-- by which it had to be.
-- grain: institution_id, report_year
with documents as (
    select
        d.institution_id,
        d.report_year,
        d.source_id,
        d.page_url,
        c.published_on,
        c.date_basis,
        row_number() over (
            partition by d.institution_id, d.report_year
            order by
                r.document_sha256 is not null desc,
                d.is_superseded asc,
                d.cells_reported desc,
                c.published_on asc nulls last,
                d.document_sha256 asc,
                d.report_no asc,
                d.url asc,
                d.source_id asc
        ) as choice
    from int_documents as d
    inner join core_reports as c
        on
            d.document_sha256 = c.document_sha256
            and d.report_no = c.report_no
            and d.url = c.url
            and d.source_id is not distinct from c.source_id
    left join int_reports as r
        on
            d.institution_id = r.institution_id
            and d.report_year = r.report_year
            and d.document_sha256 = r.document_sha256
            and d.report_no = r.report_no
            and d.url = r.url
    where
        d.institution_id is not null
        and d.report_year is not null
),

pages as (
    select
        w.source_id,
        w.url,
        -- days in China
        cast(
            cast(w.first_seen as timestamp) + interval 8 hour as date
        ) as first_seen_on,
        cast(
            cast(w.absent_at as timestamp) + interval 8 hour as date
        ) as absent_on
    from raw_documents as w
),

sightings as (
    -- a report that moved to another address was there before: it was missing only
    -- where each of its pages was, and only until the first of them came
    select
        d.institution_id,
        d.report_year,
        min(p.first_seen_on) as first_seen_on,
        case
            when count(*) = count(p.absent_on) then min(p.absent_on)
        end as not_found_on
    from documents as d
    left join pages as p
        on
            d.page_url = p.url
            and d.source_id = p.source_id
    -- that somebody handed in a file does not say when it was on a site
    where d.source_id is not null
    group by all
),

revised as (
    select
        v.institution_id,
        v.report_year,
        max(v.changed_on) as last_changed_on,
        max(v.changed_on) filter (
            where v.what_changed = 'figures'
        ) as figures_changed_on
    from out_revisions as v
    group by all
),

known as (
    select
        e.institution_id,
        e.report_year,
        e.province_id,
        e.due_on,
        e.null_reason,
        d.published_on,
        d.date_basis,
        d.page_url,
        s.first_seen_on,
        s.not_found_on,
        v.last_changed_on,
        v.figures_changed_on,
        -- a report on a year is not published before the year has ended
        d.published_on > make_date(e.report_year, 12, 31) as is_date_possible
    from int_expected as e
    inner join documents as d
        on
            e.institution_id = d.institution_id
            and e.report_year = d.report_year
            and d.choice = 1
    left join sightings as s
        on
            e.institution_id = s.institution_id
            and e.report_year = s.report_year
    left join revised as v
        on
            e.institution_id = v.institution_id
            and e.report_year = v.report_year
),

ordered as (
    -- a report that is not older than one on a later year was put there again, such as
    -- when a site moved
    select
        k.*,
        coalesce(k.published_on >= min(k.published_on) filter (
            where k.is_date_possible
        ) over (
            partition by k.institution_id
            order by k.report_year
            rows between 1 following and unbounded following
        ), false) as is_anew
    from known as k
),

judged as (
    -- what was seen outweighs what is stated; a report is not published before it is
    -- written or signed, so that such a date can only say that it is late
    select
        o.*,
        case
            when o.due_on is null then null
            when o.first_seen_on <= o.due_on then 'seen'
            when
                o.is_date_possible
                and not o.is_anew
                and (o.date_basis = 'published' or o.published_on > o.due_on)
                then 'stated'
            when o.not_found_on > o.due_on then 'not_found'
        end as status_basis
    from ordered as o
)

select
    j.institution_id,  -- Institution
    j.report_year,  -- Year that the report is about
    j.province_id,  -- Province-level division or central
    j.due_on,  -- Last day on time, null where the Regulations name none
    j.published_on as stated_on,  -- Date that the report states
    j.date_basis,  -- What it is the date of: published, written or signed
    case
        when j.due_on is null then 'no_deadline'
        when j.status_basis is null then 'unknown'
        when j.status_basis = 'seen' then 'on_time'
        when j.status_basis = 'not_found' then 'late'
        when j.published_on <= j.due_on then 'on_time'
        else 'late'
    end as status,  -- on_time, late, unknown or no_deadline
    j.status_basis,  -- What says so: seen (in time), stated, not_found (afterwards)
    case
        when j.due_on is null then j.null_reason
        when j.status_basis is not null then null
        when j.published_on is null then 'no_date'
        when not j.is_date_possible then 'date_before_end_of_year'
        when j.is_anew then 'date_after_later_reports'
        else 'not_the_day_of_publication'
    end as why_not,  -- Why it is unknown, or has no deadline
    case
        when j.status_basis = 'stated'
            then cast(date_diff('day', j.due_on, j.published_on) as integer)
    end as days_late,  -- Stated date less due_on, where it decides; negative: early
    j.not_found_on,  -- Day in China of the last whole crawl that did not find it yet
    case
        when j.not_found_on is not null or j.first_seen_on <= j.due_on
            then j.first_seen_on
    end as first_seen_on,  -- Day in China on which it was met, where that says anything
    case
        when j.date_basis = 'published'
            then j.published_on < j.not_found_on
    end as possible_backdating,  -- Said to be there when it was not found
    j.last_changed_on,  -- Day (UTC) on which it was last met changed, see out_revisions
    j.figures_changed_on,  -- The same, with other figures
    j.page_url as url  -- Page to link to
from judged as j
