"""Files about the reports of one institution, `<institution_id>.yml`: lists of entries.

Corrections and waivers are kept like this, in folders beside the registry. Here they
are read strictly, one entry at a time; what an entry may name is checked by the module
of its kind (`pipeline.corrections`, `pipeline.waivers`).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

from pydantic import ConfigDict, Field

from pipeline.data_files import ClosedModel, Text, read_yaml, shown, validated
from pipeline.errors import EntryError
from pipeline.near import hint

__all__ = ["Entry", "InstitutionEntry", "Text", "read_entries"]

_FIRST_YEAR, _LAST_YEAR = 2004, 2100


class InstitutionEntry(ClosedModel):
    """What every entry says: the year, why, and what shows it."""

    model_config = ConfigDict(str_strip_whitespace=True)

    year: Annotated[int, Field(ge=_FIRST_YEAR, le=_LAST_YEAR, strict=True)]
    reason: Text
    evidence: Text


M = TypeVar("M", bound=InstitutionEntry)


@dataclass(frozen=True, slots=True)
class Entry(Generic[M]):
    """An entry with its place.

    Attributes:
        institution_id: the name of its file.
        where: file and number of the entry, for messages.
        content: what it says.
    """

    institution_id: str
    where: str
    content: M


def read_entries(
    folder: Path, kind: type[M], institutions: Collection[str]
) -> Iterator[Entry[M]]:
    """The entries of all files of a folder; none where there is no folder.

    Args:
        folder: holds one `<institution_id>.yml` for each institution.
        kind: what an entry is.
        institutions: the ids that the registry knows.

    Raises:
        EntryError: a file that is no list of such entries, or is not named after an
            institution; the message names file, entry and key.
    """
    for path in sorted(folder.glob("*.y*ml")):
        if path.suffix != ".yml":
            raise EntryError(f"{shown(path)}: expected a name that ends in .yml")
        if path.stem not in institutions:
            raise EntryError(
                f"{shown(path)}: expected the name <institution_id>.yml, and the "
                f"registry has no institution {path.stem!r}"
                f"{hint(path.stem, institutions)}; see data/registry/hosts"
            )
        for number, content in enumerate(_list(path), start=1):
            where = f"{shown(path)}, entry {number}"
            yield Entry(path.stem, where, validated(kind, content, where, EntryError))


def _list(path: Path) -> list[Any]:
    content = read_yaml(path, EntryError)
    if not isinstance(content, list):
        raise EntryError(
            f"{shown(path)}: expected a list of entries, found {type(content).__name__}"
        )
    return content
