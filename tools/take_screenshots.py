"""Pictures of the Dagster UI for the README, small and of few colours.

    ogi demo && python tools/take_screenshots.py

copies the demonstration's root (`--data` another one), breaks a report in the copy,
looks at what SHOTS names and writes `docs/images/<name>.png`. The UI is that of the
tests (`tests/ui`).
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from PIL import Image

from pipeline.paths import project_dir
from pipeline.settings import demo_root

# `python tools/…` puts only tools/ on the path, and the tests are in no package
sys.path.insert(0, str(project_dir()))

from tests.ui.browser import Ui, open_browser, open_page, why_no_browser
from tests.ui.served import break_reports, copy_root, run_checks, serve

_COLOURS = 160
#: what a picture in the README may weigh
_MOST_BYTES = 150_000
#: where the page begins beside the navigation
_LEFT = 240


@dataclass(frozen=True, slots=True)
class Shot:
    """What to look at, and how much of it to keep.

    Text is to be legible where the README shows the picture about 850 wide.

    Attributes:
        open: brings the page there.
        size: width and height of the page.
        kept: left, top, width and height of the part that matters.
    """

    open: Callable[[Ui], None]
    size: tuple[int, int]
    kept: tuple[int, int, int, int]


def _graph(ui: Ui) -> None:
    ui.go("/asset-groups")
    ui.page.locator("svg").get_by_text("seed", exact=True).wait_for()
    # the graph is drawn to fit, so it is larger without the words beside it
    ui.page.get_by_text("Hide navigation").click()
    ui.page.reload()
    ui.page.locator("svg").get_by_text("seed", exact=True).wait_for()


def _coverage(ui: Ui) -> None:
    ui.go("/assets/out_coverage")
    ui.see("Row count")
    ui.show("plot_coverage").locator("img").wait_for()


def _failed_check(ui: Ui) -> None:
    ui.go("/assets/core_reports?view=checks")
    ui.see("reports_fit_the_form").click()
    ui.see("Failed")
    ui.see("repeat")


SHOTS = {
    "lineage": Shot(_graph, (1350, 560), (392, 160, 915, 275)),
    "asset": Shot(_coverage, (1350, 760), (_LEFT, 0, 1110, 510)),
    "check-failed": Shot(_failed_check, (1200, 760), (_LEFT, 106, 960, 580)),
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
    # commands that the page shows are to begin with `ogi`
    os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    with TemporaryDirectory(prefix="ogi-") as scratch:
        settings = copy_root(data or demo_root(), Path(scratch) / "demo")
        break_reports(settings)
        run_checks(settings, "core_reports")
        log = Path(scratch) / "ui.log"
        with serve(settings, log) as served, open_browser() as browser:
            for name in names or SHOTS:
                with open_page(browser, served.url) as ui:
                    shot = _take(ui, SHOTS[name], Path(scratch) / f"{name}.png")
                size = _shrink(shot, target / f"{name}.png")
                click.echo(f"{target / name}.png: {size:,} bytes")
                if size > _MOST_BYTES:
                    raise click.ClickException(f"more than {_MOST_BYTES:,} bytes")


def _take(ui: Ui, shot: Shot, path: Path) -> Path:
    width, height = shot.size
    ui.page.set_viewport_size({"width": width, "height": height})
    shot.open(ui)
    ui.page.screenshot(
        path=path,
        animations="disabled",
        clip=dict(zip(("x", "y", "width", "height"), shot.kept, strict=True)),  # type: ignore[arg-type]
    )
    return path


if __name__ == "__main__":
    main()
