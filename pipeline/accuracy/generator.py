"""Finding the measurement: the package `tests.accuracy` of a checkout.

The generator prints forms independently of the reader, with libraries that only
development needs, so it is part of the tests and of no wheel. Whoever has a checkout
can measure; an installed `ogi` has the committed report and says so.
"""

import importlib
import sys
from pathlib import Path
from types import ModuleType

from pipeline.errors import UsageError
from pipeline.paths import project_dir

__all__ = ["is_checkout", "load_generator"]

_MODULE = "tests.accuracy.measure"


def is_checkout() -> bool:
    """Whether the documents to measure with are here."""
    return (project_dir() / "tests" / "accuracy" / "measure.py").is_file()


def load_generator() -> ModuleType:
    """The module `tests.accuracy.measure` of this checkout.

    Raises:
        UsageError: there is no checkout, a library of the tests is missing, or another
            package called `tests` stands before this one.
    """
    root = project_dir()
    if not is_checkout():
        raise UsageError(
            "measuring needs a checkout of the project: the documents to read are "
            "printed by tests/accuracy, which is in no installation"
        )
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    try:
        module = importlib.import_module(_MODULE)
    except ImportError as error:
        raise UsageError(
            f"tests/accuracy cannot be loaded ({error}): it needs the libraries of the "
            "tests; `make .venv/.installed` brings them (pip install -e '.[dev]')"
        ) from error
    if root not in Path(str(module.__file__)).resolve().parents:
        raise UsageError(
            f"another package `tests` ({module.__file__}) stands before that of {root}"
        )
    return module
