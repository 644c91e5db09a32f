-- description: Tables whose figures are all those of an earlier report of the same
-- institution, or of another institution in the same year; only what stands out.
-- grain: institution_id, report_year, signal_id, table_id
with limits as (
    select
        min(s.min_cells) as min_cells,
        min(s.min_sum) as min_sum
    from seed_signals as s
    where s.signal_id in ('stale_copy_own', 'stale_copy_other')
),

places as (
    -- each cell with a number of its table, and two numbers below the prime 2^31 - 1:
    -- powers of its place, so that no swap or shift of figures leaves a sum as it was
    select
        f.cell_no,
        f.table_id,
        f.edition,
        min(f.cell_no) over (partition by f.edition, f.table_id) as table_no,
        (cast(f.position as bigint) + 1) * 1597334677 % 2147483647 as base_1,
        base_1 * base_1 % 2147483647 * base_1 % 2147483647 as weight_1,
        (cast(f.position as bigint) + 1) * 1103515245 % 2147483647 as base_2,
        base_2 * base_2 % 2147483647 as square_2,
        square_2 * square_2 % 2147483647 * base_2 % 2147483647 as weight_2
    from seed_form_cells as f
),

figures as (
    select
        c.report_key,
        c.cell_no,
        coalesce(in_base_unit(c.value, c.unit, c.value_kind), c.value) as figure,
        cast(cast(figure as hugeint) % 2147483647 as bigint) as figure_rest
    from int_printed_cells as c
    where c.value <> 0
),

fingerprints as (
    -- sums of whole numbers: the order of rows is of no matter, nor is the engine; two
    -- tables that differ share both with odds of about one to 2^62, and what shares
    -- them is compared figure by figure below
    select
        f.report_key,
        p.table_no,
        cast(count(*) as integer) as cells,
        sum(f.figure) as figures_sum,
        cast(sum(f.figure_rest * p.weight_1) % 2147483647 as bigint) as print_1,
        cast(sum(f.figure_rest * p.weight_2) % 2147483647 as bigint) as print_2
    from figures as f
    inner join places as p
        on f.cell_no = p.cell_no
    group by
        f.report_key,
        p.table_no
),

prints as (
    select p.*
    from fingerprints as p
    inner join limits as l
        on
            p.cells >= l.min_cells
            and p.figures_sum >= l.min_sum
),

repeated as (
    select
        p.table_no,
        p.print_1,
        p.print_2
    from prints as p
    group by all
    having count(*) > 1
),

suspects as (
    select
        p.report_key,
        p.table_no,
        p.cells,
        p.figures_sum
    from prints as p
    inner join repeated as r
        on
            p.table_no = r.table_no
            and p.print_1 = r.print_1
            and p.print_2 = r.print_2
),

suspect_figures as (
    -- their figures themselves, in the order of the form
    select
        s.report_key,
        s.table_no,
        s.cells,
        s.figures_sum,
        count(distinct f.figure) as distinct_figures,
        list(f.cell_no order by f.cell_no) as cell_numbers,
        list(f.figure order by f.cell_no) as printed
    from figures as f
    inner join places as p
        on f.cell_no = p.cell_no
    inner join suspects as s
        on
            f.report_key = s.report_key
            and p.table_no = s.table_no
    group by
        s.report_key,
        s.table_no,
        s.cells,
        s.figures_sum
),

contents as (
    select
        r.institution_id,
        r.report_year,
        r.document_sha256,
        p.table_id,
        p.edition,
        s.cells,
        s.figures_sum,
        s.distinct_figures,
        s.cell_numbers,
        s.printed
    from suspect_figures as s
    inner join int_reports as r
        on s.report_key = r.report_key
    inner join places as p
        on s.table_no = p.cell_no
),

earlier as (
    -- the nearest earlier year with the same content
    select
        c.signal_id,
        t.institution_id,
        t.report_year,
        t.table_id,
        max(p.report_year) as other_year
    from contents as t
    inner join contents as p
        on
            t.institution_id = p.institution_id
            and t.report_year > p.report_year
            and t.cell_numbers = p.cell_numbers
            and t.printed = p.printed
    inner join seed_signals as c
        on
            c.signal_id = 'stale_copy_own'
            and t.cells >= c.min_cells
            and t.distinct_figures >= c.min_distinct
            and t.figures_sum >= c.min_sum
    group by all
),

shared as (
    -- the institutions of one document are not two that agree
    select
        c.signal_id,
        t.report_year,
        t.table_id,
        t.cell_numbers,
        t.printed,
        t.document_sha256,
        min(t.institution_id) as first_institution,
        count(*) as institutions
    from contents as t
    inner join seed_signals as c
        on
            c.signal_id = 'stale_copy_other'
            and t.cells >= c.min_cells
            and t.distinct_figures >= c.min_distinct
            and t.figures_sum >= c.min_sum
    group by all
),

agreeing as (
    select
        s.signal_id,
        s.report_year,
        s.table_id,
        s.cell_numbers,
        s.printed,
        sum(s.institutions) as institutions,
        min(s.first_institution, 2) as first_institutions
    from shared as s
    group by all
    having count(*) > 1
),

elsewhere as (
    -- the first institution that agrees, and how many do
    select
        a.signal_id,
        t.institution_id,
        t.report_year,
        t.table_id,
        t.report_year as other_year,
        a.institutions - s.institutions as alike,
        case
            when s.first_institution = a.first_institutions[1]
                then a.first_institutions[2]
            else a.first_institutions[1]
        end as other_institution_id
    from contents as t
    inner join shared as s
        on
            t.report_year = s.report_year
            and t.cell_numbers = s.cell_numbers
            and t.printed = s.printed
            and t.document_sha256 = s.document_sha256
    inner join agreeing as a
        on
            t.report_year = a.report_year
            and t.cell_numbers = a.cell_numbers
            and t.printed = a.printed
),

copies as (
    select
        e.signal_id,
        e.institution_id,
        e.report_year,
        e.table_id,
        e.other_year,
        e.institution_id as other_institution_id,
        1 as alike
    from earlier as e
    union all by name
    select
        w.signal_id,
        w.institution_id,
        w.report_year,
        w.table_id,
        w.other_year,
        w.other_institution_id,
        w.alike
    from elsewhere as w
),

tables_named as (
    select distinct
        r.edition,
        r.table_id,
        r.table_zh,
        r.table_en
    from seed_rules as r
),

copied_tables as (
    select distinct
        c.institution_id,
        c.report_year,
        c.table_id
    from copies as c
),

cells_named as (
    select
        c.institution_id,
        c.report_year,
        c.table_id,
        list(
            f.table_id || '/' || f.item || '/' || f.breakdown
            order by f.cell_no
        ) as cell_names
    from copied_tables as c
    inner join contents as t
        on
            c.institution_id = t.institution_id
            and c.report_year = t.report_year
            and c.table_id = t.table_id
    inner join seed_form_cells as f
        on list_contains(t.cell_numbers, f.cell_no)
    group by all
)

select
    c.institution_id,  -- Institution
    c.report_year,  -- Year that the report is about
    c.signal_id,  -- stale_copy_own or stale_copy_other
    c.table_id,  -- Statistics table
    t.edition,  -- Edition of the form, the same on both sides
    c.other_institution_id,  -- Whose report agrees; of several the first by id
    cast(c.other_year as smallint) as other_year,  -- Year of that report
    cast(c.alike as integer) as alike,  -- Institutions that agree
    t.cells as figures,  -- Figures other than zero, all of which agree
    cast(t.distinct_figures as integer) as distinct_figures,  -- Different ones of them
    cast(t.figures_sum as decimal(38, 6)) as figures_sum,  -- Their sum
    n.cell_names as cells,  -- Where they stand, table/item/breakdown
    '《' || coalesce(r.table_zh, c.table_id) || '》表中不为零的'
    || cast(t.cells as varchar) || '个数字，与'
    || case c.signal_id
        when 'stale_copy_own'
            then '本机关' || cast(c.other_year as varchar) || '年度报告的全部相同。'
        else
            coalesce(i.name, c.other_institution_id)
            || case
                when c.alike > 1 then '等' || cast(c.alike as varchar) || '个机关'
                else ''
            end
            || '同年报告的全部相同。'
    end as message_zh,  -- The signal in Chinese
    coalesce(r.table_en, c.table_id) || ': all '
    || cast(t.cells as varchar) || ' figures other than zero are those of '
    || case c.signal_id
        when 'stale_copy_own'
            then
                'the report of the same institution for '
                || cast(c.other_year as varchar) || '.'
        else
            'the report of ' || coalesce(i.name, c.other_institution_id)
            || case
                when c.alike > 2
                    then ' and of ' || cast(c.alike - 1 as varchar) || ' others'
                when c.alike > 1 then ' and of another'
                else ''
            end
            || ' for the same year.'
    end as message_en  -- The signal in English
from copies as c
inner join contents as t
    on
        c.institution_id = t.institution_id
        and c.report_year = t.report_year
        and c.table_id = t.table_id
inner join cells_named as n
    on
        c.institution_id = n.institution_id
        and c.report_year = n.report_year
        and c.table_id = n.table_id
left join tables_named as r
    on
        t.edition = r.edition
        and t.table_id = r.table_id
left join seed_institutions as i
    on c.other_institution_id = i.institution_id
