"""ogi as a plain library: crawl, extract, check, model, publish, read.

Everything here can be called from a REPL and tested without an orchestrator. What does
not belong here: anything that imports Dagster (that is `assets/`).

    >>> import pipeline
    >>> pipeline.read("out_yoy_metrics", year=2024)  # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.reading import open_release, read

__all__ = ["open_release", "read"]


def __getattr__(name: str) -> Any:
    """Load the readers when they are asked for: `import pipeline` stays light."""
    if name in __all__:
        from pipeline import reading  # noqa: PLC0415

        return getattr(reading, name)
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
