"""The command that deletes the logs of old runs: prune."""

from datetime import UTC, datetime, timedelta

import click

from pipeline.cli.place import Place
from pipeline.cli.screen import output

__all__ = ["prune"]


@click.command()
@click.option(
    "--days",
    type=click.IntRange(min=1),
    default=400,
    show_default=True,
    help="Runs younger than this stay.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be deleted, and stop.")
@click.pass_obj
def prune(place: Place, days: int, *, dry_run: bool) -> None:
    """Delete the logs of old runs from Dagster's storage; data is never touched.

    清理较早的运行记录；存档、数据表和发布版本不受影响。

    Dagster keeps every run for ever. Runs that made something last stay, so that the UI
    still shows when; so do runs that have not ended.

    \b
    ogi prune --dry-run
    ogi prune --days 90
    """
    from assets.pruning import prune_runs  # noqa: PLC0415 - Dagster takes a second

    before = datetime.now(UTC) - timedelta(days=days)
    found = prune_runs(place.settings(), before, dry_run=dry_run)
    done = "would be deleted" if dry_run else "deleted"
    output().print(
        f"{len(found.deleted)} runs older than {days} days {done}, "
        f"{len(found.kept)} kept since they made something last"
    )
