"""Commands that run the pipeline: demo, refresh, reextract, rebuild."""

import shutil
import sys
from collections.abc import Callable, Collection, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pyarrow.parquet as pq
from rich.table import Table
from rich.text import Text

from pipeline.cli.place import Place
from pipeline.cli.provinces import provinces_named, provinces_option
from pipeline.cli.screen import errors, output, progress_bars
from pipeline.errors import OgiError, UsageError
from pipeline.paths import project_dir
from pipeline.reading import open_release
from pipeline.selection import Selection
from pipeline.settings import Settings, demo_root

if TYPE_CHECKING:
    from assets.runner import RunOutcome

__all__ = ["demo", "rebuild", "reextract", "refresh"]

#: of a crawl, what a refresh says where it was not whole
_CRAWL = ("source_id", "status", "reason")
_NAMED = 10
_YEAR_OVER_YEAR = """
select report_year, label_en, label_zh, value_prior, value, pct_change, pp_change
from out_yoy_metrics
inner join seed_metrics using (metric_id, kind)
where
    institution_id = 'fujian-pingtan-zone'
    and (metric_id, report_year) in (
        ('received_new', 2021), ('received_new', 2022), ('disclosure_any', 2022)
    )
order by metric_id desc, report_year
"""
#: all of them, so that the numbers add up to those of `ogi status`
_FINDINGS = """
select severity, array_to_string(rules, ', ') as rule, count(*), sum(equations_failed)
from out_consistency_flags
group by severity, rule
order by list_position(['hard', 'soft', 'informative'], severity), rule
"""


@click.command()
@click.pass_obj
def demo(place: Place) -> None:
    """Run the whole pipeline on the bundled demonstration site.

    演示：在本机启动示例站点，采集、提取、核对并发布七份真实报告的数字。

    A small web server on this machine shows the figures of seven real reports in four
    looks of real sites; nothing leaves the machine. A second run publishes nothing,
    because nothing has changed.

    \b
    ogi demo
    ogi --data /tmp/try demo
    """
    settings = place.settings(demo=True)
    from assets.runner import run_nightly  # noqa: PLC0415 - Dagster takes a second

    with progress_bars():
        outcome = run_nightly(settings)
    _stop_if_failed(outcome)
    _show_release(outcome)
    _show_demo(settings)


_OPTIONS = (
    provinces_option,
    click.option(
        "-s",
        "--source",
        "sources",
        multiple=True,
        metavar="S",
        help="Only this source of the registry; may be repeated.",
    ),
    click.option(
        "-i",
        "--institution",
        "institutions",
        multiple=True,
        metavar="I",
        help="Only the reports of this institution; may be repeated.",
    ),
    click.option(
        "-y",
        "--year",
        "years",
        multiple=True,
        type=int,
        metavar="Y",
        help="Only reports about this year; may be repeated.",
    ),
)


def _choosing(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options by which something is chosen, as a `Selection`."""

    @wraps(command)
    def choosing(
        *arguments: Any,
        sources: Sequence[str],
        institutions: Sequence[str],
        years: Sequence[int],
        **others: Any,
    ) -> None:
        selection = Selection(tuple(sources), tuple(institutions), tuple(years))
        command(*arguments, selection=selection, **others)

    for option in reversed(_OPTIONS):
        option(choosing)
    return choosing


@click.command()
@_choosing
@click.pass_obj
def refresh(place: Place, provinces: Sequence[str], selection: Selection) -> None:
    """Crawl the enabled sources, read what is new, check it and publish.

    采集已启用的来源，读取新报告，核对后发布。

    Sources ship switched off: set `enabled: true` in data/registry/hosts/<province>/
    for those that you want, see docs/sources.md.

    \b
    ogi refresh                        everything that is enabled
    ogi refresh -p fujian -p henan     two provinces
    ogi refresh -s fujian-pingtan-zfxxgknb
    ogi refresh -i fujian-pingtan-zone -y 2024
    """
    settings = place.settings()
    registry = settings.registry()
    within = provinces_named(registry, provinces)
    selection.check(registry, within)
    chosen = selection.sources_in(registry, within)
    if not chosen:
        what = "of these sources is" if provinces else "source is"
        raise UsageError(
            f"no {what} enabled: nothing to crawl; set `enabled: true` in a file under "
            "data/registry/hosts/ (docs/sources.md), or try `ogi demo`"
        )
    errors().print(f"{len(chosen)} sources, {len({s.host for s in chosen})} hosts")
    asked = {source.province_id for source in chosen}
    if idle := [p for p in within if p not in asked and provinces]:
        errors().print(f"nothing is enabled there: {', '.join(idle)}", soft_wrap=True)
    from assets.runner import (  # noqa: PLC0415 - Dagster takes a second
        run_chosen,
        run_nightly,
    )

    with progress_bars():
        if provinces or not selection.is_everything:
            outcomes = run_chosen(settings, asked, selection)
        else:
            outcomes = [run_nightly(settings)]
    _stop_if_failed(*outcomes)
    _say_incomplete(settings, {source.source_id for source in chosen})
    _show_release(outcomes[-1])


@click.command()
@_choosing
@click.pass_obj
def reextract(place: Place, provinces: Sequence[str], selection: Selection) -> None:
    """Read archived documents again, run the models and publish; fetch nothing.

    重新提取：不访问网络，重新读取已存档的报告。

    Documents are read again by themselves when the reader, the forms or the registry
    change; this is for whoever wants to see it happen.

    \b
    ogi reextract                      everything that is archived
    ogi reextract -p fujian -y 2024
    ogi --demo reextract -i fujian-pingtan-zone
    """
    settings = place.settings()
    _require_archive(settings)
    from pipeline.provinces_used import provinces_in_use  # noqa: PLC0415 - the readers

    registry = settings.registry()
    within = provinces_named(registry, provinces)
    selection.check(registry, within, only_enabled=False)
    used = [p for p in provinces_in_use(settings) if p in within]
    holding = [p for p in used if selection.part_in(registry, [p], archived=True)]
    if not holding:
        raise UsageError(
            f"nothing of this is archived under {settings.root.path}; `ogi refresh` "
            "fetches it"
        )
    from assets.runner import run_reading  # noqa: PLC0415 - Dagster takes a second

    with progress_bars():
        outcomes = run_reading(settings, holding, selection)
    _stop_if_failed(*outcomes)
    _show_release(outcomes[-1])


@click.command()
@click.option(
    "--models",
    "only_models",
    is_flag=True,
    help="Only the models and the release, from what was read before.",
)
@click.pass_obj
def rebuild(place: Place, *, only_models: bool) -> None:
    """Make every table again from the archive and the fetch log; nothing is fetched.

    重建：仅凭存档与抓取日志重新生成全部数据表，不访问网络。

    Every recorded crawl is crawled again offline, every archived document is read
    again. The same code, registry and data files give the same tables, byte for byte;
    newer ones give what they make of the same bytes.

    \b
    ogi rebuild
    ogi rebuild --models               after an edit under sql/ or data/rules/
    ogi --demo rebuild
    """
    settings = place.settings()
    _require_archive(settings)
    from assets.runner import (  # noqa: PLC0415 - Dagster takes a second
        run_models,
        run_rebuild,
    )

    with progress_bars():
        outcome = run_models(settings) if only_models else run_rebuild(settings)
    _stop_if_failed(outcome)
    _show_release(outcome)


def _require_archive(settings: Settings) -> None:
    if not settings.root.archive.is_dir():
        raise UsageError(
            f"there is no archive at {settings.root.archive}: nothing was crawled yet"
        )


def _stop_if_failed(*outcomes: "RunOutcome") -> None:
    for outcome in outcomes:
        if not outcome.success:
            listed = "\n".join(outcome.failures).replace("\n", "\n  ")
            raise OgiError(
                f"run {outcome.run_id} failed, nothing was published; `ogi ui` has its "
                f"log\n  {listed}"
            )


def _say_incomplete(settings: Settings, source_ids: Collection[str]) -> None:
    """Name the sources that were not crawled whole: that fails no run."""
    rows = [
        row
        for path in settings.lake.files("raw_crawls")
        for row in pq.read_table(path, columns=list(_CRAWL)).to_pylist()
        if row["source_id"] in source_ids and row["status"] != "complete"
    ]
    if not rows:
        return
    lines = [f"  {row['source_id']}: {row['status']}, {row['reason']}" for row in rows]
    if len(lines) > _NAMED:
        every = "from raw_crawls where status <> 'complete'"
        lines[_NAMED:] = [f'  all of them: ogi query --lake "{every}"']
    said = f"not crawled whole (未采集完整): {len(rows)} of {len(source_ids)} sources"
    errors().print(Text("\n".join([said, *lines]), style="yellow"), soft_wrap=True)


def _show_release(outcome: "RunOutcome") -> None:
    release = outcome.metadata["release"]
    release_id, path = release["release_id"], Path(str(release["path"]))
    if release["is_new"]:
        output().print(f"[bold green]published[/] release {release_id}: {path}")
    else:
        output().print(f"[bold]nothing changed[/], release {release_id} stays current")


def _show_demo(settings: Settings) -> None:
    with open_release(settings.root.path) as connection:
        ((institutions, first, last, reports, cells),) = connection.execute(
            "select count(distinct institution_id), min(report_year), "
            "max(report_year), count(*), sum(cells) from int_reports"
        ).fetchall()
        flags = connection.execute(_FINDINGS).fetchall()
        changes = connection.execute(_YEAR_OVER_YEAR).fetchall()
    table = Table(title="What came out (结果)", show_header=False, title_justify="left")
    table.add_row("institutions (机关)", str(institutions))
    table.add_row("years (年份)", f"{first}–{last}")
    table.add_row("reports (报告)", str(reports))
    table.add_row("cells (单元格)", f"{cells:,}")
    for severity, rule, findings, contradictions in flags:
        found = f"{findings} {'finding' if findings == 1 else 'findings'}"
        if contradictions != findings:
            found += f" of {contradictions} equations"
        table.add_row("contradictions (勾稽不符)", f"{severity}: {found}, {rule}")
    for year, label_en, label_zh, before, now, pct, pp in changes:
        change = f"{pct:+.1f} %" if pct is not None else f"{pp:+.1f} percentage points"
        shown = [f"{v:,.0f}" if pp is None else f"{v:.1%}" for v in (before, now)]
        table.add_row(
            f"{label_en} ({label_zh})",
            f"平潭 {year - 1} → {year}: {shown[0]} → {shown[1]}, {change}",
        )
    output().print(table)
    database = settings.root.current_release / "ogi.duckdb"
    shown_path = _relative(database)
    output().print("[bold]Try next (下一步)[/]")
    ogi = f"{_command('ogi')} --demo"
    if settings.root.path != demo_root():
        ogi = f"{_command('ogi')} --data {_relative(settings.root.path)}"
    is_here = Path("Makefile").is_file() and Path.cwd() == project_dir()
    for line in (
        "make ui" if is_here and settings.root.path == demo_root() else f"{ogi} ui",
        f'{ogi} query "from out_consistency_flags"',
        f'{_command("duckdb")} -readonly {shown_path} "from out_yoy_metrics limit 10"',
    ):
        output().print(f"  {line}", soft_wrap=True, markup=False)


def _command(name: str) -> str:
    """How to type a command: with its folder, unless it is on the path already."""
    beside = Path(sys.executable).parent / name
    found = shutil.which(name)
    if found or not beside.exists():
        return name
    return str(_relative(beside))


def _relative(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
