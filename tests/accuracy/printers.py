"""Writers of media, loaded when they are first used, and what they need on a machine.

A process that measures one medium loads the libraries of that medium alone.
"""

import importlib
import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["FONT", "font", "library", "program", "together", "writer"]

_FOLDER = "tests.pipeline.extract.printers"
#: the Chinese font with which pages and pictures are drawn
FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")

Needs = Callable[[], str | None]


def writer(module: str, name: str) -> Callable[..., Any]:
    """A function of a module of `printers/`, loaded when it is called."""

    def write(*arguments: Any, **style: Any) -> Any:
        function = getattr(importlib.import_module(f"{_FOLDER}.{module}"), name)
        return function(*arguments, **style)

    return write


def library(name: str, extra: str) -> Needs:
    """A Python library, and how it is installed."""

    def missing() -> str | None:
        if importlib.util.find_spec(name) is not None:
            return None
        return f"no {name}: pip install {extra}"

    return missing


def program(name: str, package: str) -> Needs:
    """A program on the PATH, and the Debian package that brings it."""

    def missing() -> str | None:
        return None if shutil.which(name) else f"no {name}: apt-get install {package}"

    return missing


def font() -> str | None:
    """The font of drawn pages."""
    return None if FONT.is_file() else "no font: apt-get install fonts-wqy-microhei"


def together(*needs: Needs) -> Needs:
    """The first thing that is missing."""

    def missing() -> str | None:
        return next((why for need in needs if (why := need()) is not None), None)

    return missing
