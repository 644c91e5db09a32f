"""Where an asset is written down: files on this machine, or pages of a repository.

The places are made when the code location is loaded, so they are right on the machine
that loads it. With `OGI_GIT_URL` (and `OGI_GIT_BRANCH`) they are links to that
repository instead.
"""

import os
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path

from dagster import (
    AssetsDefinition,
    CodeReferencesMetadataValue,
    LocalFileCodeReference,
    link_code_references_to_git,
    with_source_code_references,
)
from dagster._core.definitions.metadata.source_code import FilePathMapping
from dagster._utils.warnings import BetaWarning

from pipeline.paths import project_dir

__all__ = ["code_references", "with_code_links"]

_CODE = Path(__file__).resolve().parent.parent


class _FromProject(FilePathMapping):
    """Paths in the repository, also of what an installed wheel carries along."""

    def convert_to_source_control_path(self, local_path: Path) -> str:
        for root in (project_dir(), _CODE):
            if local_path.is_relative_to(root):
                return local_path.relative_to(root).as_posix()
        return local_path.as_posix()


def code_references(files: Iterable[str]) -> CodeReferencesMetadataValue:
    """References to files of the project, labelled with their paths in it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BetaWarning)
        return CodeReferencesMetadataValue(
            code_references=[
                LocalFileCodeReference(file_path=str(_place(name)), label=name)
                for name in files
                if _place(name).is_file()  # a wheel has no docs
            ]
        )


def _place(name: str) -> Path:
    found = project_dir() / name
    return found if found.is_file() else _CODE / name


def with_code_links(assets: Sequence[AssetsDefinition]) -> list[AssetsDefinition]:
    """The same assets with a reference to the function of each as well."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BetaWarning)
        referred = with_source_code_references(assets)
        url = os.environ.get("OGI_GIT_URL")
        if url:
            referred = link_code_references_to_git(
                referred,
                git_url=url.rstrip("/"),
                git_branch=os.environ.get("OGI_GIT_BRANCH") or "main",
                file_path_mapping=_FromProject(),
                platform="gitlab" if "gitlab" in url else "github",
            )
    return [asset for asset in referred if isinstance(asset, AssetsDefinition)]
