"""The data root that the options of `ogi` name. Loads next to nothing by itself."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.settings import Settings

__all__ = ["Place"]


@dataclass(frozen=True, slots=True)
class Place:
    """The data root that the options name."""

    path: Path | None
    is_demo: bool

    def settings(self, *, demo: bool = False) -> "Settings":
        """The settings of that root."""
        # `ogi --help` and `ogi check` need no registry
        from pipeline.settings import Settings  # noqa: PLC0415

        return Settings.of(self.path, demo=self.is_demo or demo)
