"""What assets need from outside: the data root, the registry, the HTTP client.

Three resources, so that a test, the demonstration or a mirror of the project swaps one
of them by name in `build_defs` and nothing else. `settings_of` makes of them what the
functions of `pipeline` take. Who may write a root, and when, is in `assets.run_lock`.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from dagster import ConfigurableResource, InitResourceContext
from pydantic import Field, PrivateAttr

from assets.run_lock import holding
from pipeline.paths import DataRoot, default_root
from pipeline.settings import Settings

__all__ = [
    "DataRootResource",
    "HttpClientResource",
    "RegistryResource",
    "settings_of",
]


class RegistryResource(ConfigurableResource):
    """Which institutions report, where, and which sources may be asked."""

    folder: str | None = Field(
        default=None,
        description="Folder with hosts/<province>/<host>.yml. Default: data/registry "
        "of the project; a demonstration root always has the demonstration's.",
    )


class HttpClientResource(ConfigurableResource):
    """How hosts are asked: who we say we are, how slowly, and where they stand."""

    contact: str | None = Field(
        default=None,
        description="Address that a web master can write to; it stands in the user "
        "agent. Default: the environment variable OGI_CONTACT.",
    )
    delay_scale: float | None = Field(
        default=None,
        ge=0,
        description="Factor of the delay between requests to a host. Default: 1, as "
        "the registry says; 2 for half as fast; below 1 only for a site of your own.",
    )
    host_map: dict[str, str] = Field(
        default_factory=dict,
        description="Hosts that stand elsewhere than DNS says, as host: address:port; "
        "for test sites on this machine. Empty in production.",
    )


class DataRootResource(ConfigurableResource):
    """The folder that a run works on: archive, lake, releases.

    A run holds the lock of its root from its first step to its last; another run waits.
    """

    path: str | None = Field(
        default=None,
        description="Folder of the data root. Default: the environment variable "
        "OGI_DATA, else the project's data/.",
    )
    #: settings of this run, so that the registry is read once a run
    _known: dict[str, Settings] = PrivateAttr(default_factory=dict)

    @property
    def root(self) -> DataRoot:
        """The folders of this root."""
        return DataRoot(Path(self.path) if self.path else default_root())

    def settings(self) -> Settings:
        """Root, registry and archive, with the registry and client by default."""
        return settings_of(self, RegistryResource(), HttpClientResource())

    @contextmanager
    def yield_for_execution(
        self, context: InitResourceContext
    ) -> Generator["DataRootResource", None, None]:
        """Hold the lock of the root while a run writes."""
        with holding(self.root, context):
            yield self


def settings_of(
    data_root: DataRootResource,
    registry: RegistryResource,
    http_client: HttpClientResource,
) -> Settings:
    """What the functions of `pipeline` take, once for each run."""
    known = data_root._known  # noqa: SLF001 - the two are one module
    key = f"{registry!r} {http_client!r}"
    if key not in known:
        known[key] = _made(data_root, registry, http_client)
    return known[key]


def _made(
    data_root: DataRootResource,
    registry: RegistryResource,
    http_client: HttpClientResource,
) -> Settings:
    found = Settings.of(Path(data_root.path) if data_root.path else None)
    settings = replace(
        found,
        registry_folder=Path(registry.folder)
        if registry.folder
        else found.registry_folder,
        contact=http_client.contact,
        delay_scale=1.0 if http_client.delay_scale is None else http_client.delay_scale,
        host_map=http_client.host_map,
    )
    settings.prepare()
    return settings
