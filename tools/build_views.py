"""Write sql/views/*.sql: the wide views from data/forms, the panel from data/metrics.

    python tools/build_views.py

A view a table and edition, one row a report and a column a cell, and `view_panel`. A
column is named by the codes of its cell, `<item>__<breakdown>`, or by its metric; a dot
in a code becomes `_`, because neither a spreadsheet nor a formula of R or statsmodels
takes one in a name. A test compares the files with what this writes.

Rows become columns by two lists a report and a look-up for each column. Of 50 million
cells, all 175 columns of one year took 5 seconds that way, one institution 0.1; PIVOT
took 44 for one institution, since no condition reaches the cells through it, and 175
filtered maxima did not come to an end in seven minutes. Institutions are joined below
the lists, so that a condition on the province reaches the cells, too.
"""

import textwrap
from collections.abc import Iterable
from pathlib import Path

from pipeline.forms import CellDef, Form, FormSet, load_forms
from pipeline.metrics import Metric, load_metrics
from pipeline.seeds import seed_tables

ROOT = Path(__file__).resolve().parent.parent
_WIDTH = 88

_WIDE = """\
{description}
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
        c.table_id = '{table}'
        and c.edition = '{edition}'
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
    '{edition}' as edition,  -- 表式版本 · Edition of the form that the table follows
    r.page_url as url,  -- 供链接的页面网址 · Page to link to
{columns}
from figures as f
inner join int_reports as r
    on
        f.institution_id = r.institution_id
        and f.report_year = r.report_year
inner join seed_institutions as i
    on f.institution_id = i.institution_id
"""

_PANEL = """\
{description}
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
{columns}
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
"""  # noqa: E501 - lines of the file that is written


def column_name(*codes: str) -> str:
    """The name of a column: its codes joined by `__`, without dots."""
    return "__".join(code.replace(".", "_") for code in codes)


def view_name(table_id: str, edition: str) -> str:
    """The name of the wide view of a table in an edition."""
    return f"view_{table_id}_{edition.replace('-', '_')}"


def _description(zh: str, en: str) -> str:
    lines = textwrap.wrap(en, _WIDTH - len("-- · "))
    return "\n".join(
        [f"-- description: {zh}", f"-- · {lines[0]}", *(f"-- {x}" for x in lines[1:])]
    )


def _columns(lines: Iterable[tuple[str, str, str]]) -> str:
    """`expression as name,  -- meaning` for each; no comma after the last."""
    listed = list(lines)
    return "\n".join(
        f"    {expression} as {name}{'' if line == listed[-1] else ','}  -- {meaning}"
        for line in listed
        for expression, name, meaning in (line,)
    )


def _cell_meaning(form: Form, cell: CellDef) -> str:
    group = next((g for g in form.groups if g.code == cell.item.group), None)
    above = f"{group.zh} / " if group else ""
    is_money = cell.breakdown.kind == "amount"
    zh = f"{above}{cell.item.zh} / {cell.breakdown.zh}{'，元' if is_money else ''}"
    en = f"{cell.item.en} / {cell.breakdown.en}{', in yuan' if is_money else ''}"
    return f"{zh} · {en}"


def wide_view(form: Form) -> str:
    """The text of the wide view of a form."""
    return _WIDE.format(
        description=_description(
            f"《{form.name_zh}》（{form.edition}表式），每份报告一行，每格一列，"
            "按原文，金额折算为元",
            f"{form.name_en}, form {form.edition}: one row a report, one column a "
            "cell; figures as printed, money in yuan, null where no figure is printed",
        ),
        table=form.table_id,
        edition=form.edition,
        columns=_columns(
            (
                f"f.figures[list_position(f.positions, {cell.position})]",
                column_name(cell.item.code, cell.breakdown.code),
                _cell_meaning(form, cell),
            )
            for cell in form.cells()
        ),
    )


def panel_view(metrics: list[Metric]) -> str:
    """The text of the panel."""
    seed = seed_tables(names=["seed_metrics"])["seed_metrics"].to_pylist()
    numbers = {row["metric_id"]: row["metric_no"] for row in seed}
    return _PANEL.format(
        description=_description(
            "面板数据，每个机关每个年度一行，缺报年度也列出，每项指标一列",
            "The panel: one row an institution and year, gaps explicit, one column a "
            "metric; every institution has every year from the first to the last",
        ),
        columns=_columns(
            (
                f"m.figures[list_position(m.numbers, {numbers[m.metric_id]})]",
                column_name(m.metric_id),
                f"{m.label_zh} · {m.label_en}",
            )
            for m in metrics
        ),
    )


def views(forms: FormSet | None = None) -> dict[Path, str]:
    """Each generated view with its text."""
    known = forms or load_forms()
    folder = ROOT / "sql" / "views"
    wide = {
        folder / f"{view_name(f.table_id, f.edition)}.sql": wide_view(f)
        for f in known.forms.values()
    }
    return wide | {folder / "view_panel.sql": panel_view(load_metrics(known))}


def main() -> None:
    """Write the views, remove those that nothing stands for any more."""
    wanted = views()
    for path in (ROOT / "sql" / "views").glob("*.sql"):
        if path not in wanted:
            path.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
