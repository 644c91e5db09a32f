"""Pictures of the Dagster UI for the README, small and of few colours.

    ogi demo && python tools/take_screenshots.py

shows the demonstration's root (`--data` another one), looks at what SHOTS names and
writes `docs/images/<name>.png`. The UI is that of the tests (`tests/ui`).
"""

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from PIL import Image

from pipeline.paths import project_dir
from pipeline.settings import demo_root

# `python tools/…` puts only tools/ on the path, and the tests are in no package
sys.path.insert(0, str(project_dir()))

from tests.ui.browser import Ui, open_browser, open_page, why_no_browser
from tests.ui.served import LOCATION, copy_root, serve

_COLOURS = 64
#: what a picture in the README may weigh
_MOST_BYTES = 150_000


def _graph(ui: Ui) -> None:
    ui.go("/asset-groups")
    graph = ui.page.locator("svg")
    graph.get_by_text("seed", exact=True).wait_for()
    graph.get_by_text("core", exact=True).click()
    graph.get_by_text("core_reports", exact=True).wait_for()


def _coverage(ui: Ui) -> None:
    ui.go("/assets/out_coverage")
    ui.see("Row count")
    ui.show("preview")


def _schedule(ui: Ui) -> None:
    ui.go(f"/locations/{LOCATION}/schedules/nightly")
    switch = ui.page.locator("label").filter(has=ui.page.get_by_role("checkbox"))
    switch.click()
    ui.see("Next tick")


SHOTS: dict[str, Callable[[Ui], None]] = {
    "lineage": _graph,
    "asset": _coverage,
    "schedule": _schedule,
}


def _shrink(source: Path, target: Path) -> int:
    """Write a picture with a palette of its own; gives its size in bytes."""
    with Image.open(source) as picture:
        few = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
        few.save(target, optimize=True)
    return target.stat().st_size


@click.command()
@click.option("--data", type=click.Path(path_type=Path), default=None)
@click.option("--to", "folder", type=click.Path(path_type=Path), default=None)
@click.argument("names", nargs=-1)
def main(data: Path | None, folder: Path | None, names: tuple[str, ...]) -> None:
    """Take the pictures NAMES, all of them by default."""
    reason = why_no_browser()
    if reason:
        raise click.ClickException(reason)
    target = folder or project_dir() / "docs" / "images"
    with TemporaryDirectory() as scratch, open_browser() as browser:
        settings = copy_root(data or demo_root(), Path(scratch) / "demo")
        with serve(settings, Path(scratch) / "ui.log") as served:
            for name in names or SHOTS:
                with open_page(browser, served.url) as ui:
                    SHOTS[name](ui)
                    shot = Path(scratch) / f"{name}.png"
                    ui.page.screenshot(path=shot, animations="disabled")
                    size = _shrink(shot, target / f"{name}.png")
                    click.echo(f"{target / name}.png: {size:,} bytes")
                    if size > _MOST_BYTES:
                        raise click.ClickException(f"more than {_MOST_BYTES:,} bytes")


if __name__ == "__main__":
    main()
