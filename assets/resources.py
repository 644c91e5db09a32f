"""What assets need from outside: the data root.

One resource, so that a test or the demonstration swaps one thing and nothing else.
"""

from pathlib import Path

from dagster import ConfigurableResource
from pydantic import Field

from pipeline.settings import Settings

__all__ = ["DataRootResource"]


class DataRootResource(ConfigurableResource):
    """The data root that a run works on.

    The root knows whether it is the demonstration's; everything else (registry,
    archive, lake, releases) follows from it.
    """

    path: str | None = Field(
        default=None,
        description="Folder of the data root; by default OGI_DATA, else the project's "
        "data/.",
    )

    def settings(self) -> Settings:
        """Root, registry and archive of this run."""
        settings = Settings.of(Path(self.path) if self.path else None)
        settings.prepare()
        return settings
