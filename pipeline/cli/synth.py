"""The command that makes up reports: synth."""

from pathlib import Path

import click

from pipeline.cli.place import Place
from pipeline.cli.screen import output, progress_bars
from pipeline.errors import UsageError

__all__ = ["synth"]

_MOST_ERRORS = 0.1


@click.command()
@click.option(
    "--reports",
    metavar="N",
    type=click.IntRange(min=100),
    required=True,
    help="How many reports, over all provinces and the years 2008 to 2025.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="The same seed gives the same bytes.",
)
@click.option(
    "--errors",
    metavar="SHARE",
    type=click.FloatRange(0, _MOST_ERRORS),
    default=0.02,
    show_default=True,
    help="Share of the reports since 2019 with a planted error in the tables, and of "
    "the others with one in the prose.",
)
@click.option(
    "--out",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Data root to write: new, empty, or made by this command before; by default "
    "synth-run below the default root.",
)
@click.pass_obj
def synth(
    place: Place, reports: int, seed: int, errors: float, out: Path | None
) -> None:
    """Make up a lake of reports, to measure the models; it is never published.

    合成数据：生成任意数量的虚构报告，用于衡量模型的速度与准确性，不可发布。

    Institutions are invented (合成机构 00001), provinces and the shape of the country
    are real. Figures add up, in a report and from year to year, but for the errors
    planted: planted.parquet beside the lake says which they are and which equations
    must fail. The root is marked: it cannot be crawled or published, and a root that
    holds anything else is refused.

    \b
    ogi synth --reports 2000 --out /tmp/synth
    ogi synth --reports 25000 --seed 7 --errors 0.05 --out /tmp/synth
    """
    from pipeline.settings import Settings  # noqa: PLC0415 - `ogi --help` stays quick
    from pipeline.synth.lake import Plan, make_root  # noqa: PLC0415 - the same

    if place.is_demo or (place.path is not None and out is not None):
        raise UsageError("name the folder once, with --out; --demo holds other figures")
    settings = Settings.synthetic(out.resolve() if out else place.path)
    with progress_bars():
        made = make_root(settings, Plan(reports, seed, errors))
    output().print(
        f"{settings.root.path}: {made.reports:,} made-up reports of "
        f"{made.institutions:,} institutions in {made.documents:,} documents, "
        f"{made.cells:,} cells, {made.claims:,} claims, {made.planted:,} planted errors"
    )
