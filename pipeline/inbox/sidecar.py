"""What a person says of a file in the side-car beside it: `<file name>.yml`.

Here is what it may say and how it is read. Which of file and side-car counts is in
`whose`; nothing that a side-car says touches a figure.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, ConfigDict, Field

from pipeline.data_files import ClosedModel, read_yaml, validated
from pipeline.errors import DataFileError
from pipeline.registry_model import Institution
from pipeline.resolve import full_names, fully_named

__all__ = ["SideCar", "find_institution", "nearest", "read_side_car", "template"]

_NEAREST = 3
_LONGEST = 2000
#: a list in the place of a name is a slip, and said as such
_DEEPEST = 3


def _check_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("expected an address that begins with http:// or https://")
    return value


def _trimmed(value: str) -> str:
    return value.strip()


Words = Annotated[str, AfterValidator(_trimmed), Field(max_length=_LONGEST)]


class SideCar(ClosedModel):
    """A side-car. Every key may be left out; an empty one says nothing.

    Attributes:
        institution: whose report it is: `institution_id` or official name.
        report_year: the year that the report is about.
        url: where the report was published.
        title: the title of the report, where the file has none.
        note: where the file is from, for later readers.
    """

    # a year in quotes or a name that YAML takes for a number is a slip to be told
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    institution: Words | None = Field(
        default=None, description="编号或全称 · institution_id or official name"
    )
    report_year: int | None = Field(
        default=None, description="报告所述的年度 · the year that it is about"
    )
    url: Annotated[str, AfterValidator(_check_address)] | None = Field(
        default=None, description="公布的网址 · where it was published"
    )
    title: Words | None = Field(
        default=None, description="标题，文件中没有时填写 · its title, if it has none"
    )
    note: Words | None = Field(
        default=None, description="文件来源等 · where the file is from"
    )


def read_side_car(path: Path, shown: str) -> SideCar:
    """Read a side-car.

    Args:
        path: where it lies.
        shown: how messages name it.

    Raises:
        DataFileError: it is no YAML, or says something that no side-car says.
    """
    if _is_nested(path):
        raise DataFileError(f"{shown}: expected lines such as `report_year: 2023` only")
    content = read_yaml(path)
    return validated(SideCar, {} if content is None else content, shown)


def _is_nested(path: Path) -> bool:
    """Whether it is deeper than any side-car, or repeats parts of itself.

    Whoever may drop a file may drop such a one, and a few lines of it fill the memory.
    """
    depth = 0
    try:
        with path.open("rb") as file:
            for event in yaml.parse(file, Loader=yaml.SafeLoader):
                depth += isinstance(event, yaml.CollectionStartEvent)
                depth -= isinstance(event, yaml.CollectionEndEvent)
                if depth > _DEEPEST or isinstance(event, yaml.AliasEvent):
                    return True
    except (OSError, yaml.YAMLError):
        pass  # reading it says so
    return False


def find_institution(
    said: str, institutions: Mapping[str, Institution]
) -> Institution | None:
    """The institution that an id or a name with its place means; None if not one."""
    if said in institutions:
        return institutions[said]
    named = fully_named(institutions.values(), said)
    return named[0] if len(named) == 1 else None


def nearest(said: str, institutions: Iterable[Institution]) -> str:
    """The institutions whose ids or names are most like a text, for people."""
    known: dict[str, Institution] = {}
    for institution in institutions:
        for name in (institution.institution_id, *full_names(institution)):
            known.setdefault(name, institution)
    close = get_close_matches(said, known, n=2 * _NEAREST, cutoff=0.4)
    found = {known[name].institution_id: known[name].name for name in close}
    shown = [f"{key} ({name})" for key, name in list(found.items())[:_NEAREST]]
    return ", ".join(shown) or "—"


_TEMPLATE = """\
# 说明文件：请填写后，与原文件一并放回 inbox/。 · Fill this in, then move it back into
# inbox/ together with the file. Lines that are not needed may be left out.

# 编号或全称 · id or official name, such as fujian-pingtan-zone
institution: {institution}
# 报告所述的年度（不是公布的年度） · the year that the report is about
report_year: {report_year}
# 公布的网址，如有 · where it was published, if anywhere
url:
# 标题，文件中没有时填写 · its title, if the file has none
title:
# 文件来源 · where the file is from
note:
"""


def template(institution_id: str | None, report_year: int | None) -> str:
    """A side-car to fill in, with what the file says already."""
    return _TEMPLATE.format(
        institution=institution_id or "", report_year=report_year or ""
    ).replace(": \n", ":\n")
