"""How the inbox is looked at, and why a file is refused: `data/deposits`."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from pipeline.data_files import ClosedModel, Text, read_data, refuse_twice
from pipeline.paths import project_dir

__all__ = ["InboxSettings", "Refusal", "load_inbox_settings", "load_refusals"]

_FOLDER = "deposits"


class InboxSettings(ClosedModel):
    """`data/deposits/inbox.yml`.

    Attributes:
        settle_seconds: a file that nothing has touched for so long is whole.
        max_bytes: larger files are refused.
        after_taking: what becomes of a file that was taken in.
        passed_over: patterns of file names that are no deposits.
    """

    settle_seconds: Annotated[float, Field(ge=0, le=3600)]
    max_bytes: Annotated[int, Field(ge=1)]
    after_taking: Literal["move", "remove"]
    passed_over: tuple[Text, ...]


class Refusal(ClosedModel):
    """Why a file is refused, and how to mend it; `{…}` is filled in.

    Attributes:
        code: as in the register.
        zh: what is the matter.
        mend_zh: what to do.
    """

    code: Text
    zh: Text
    en: Text
    mend_zh: Text
    mend_en: Text


def _file(name: str) -> Path:
    return project_dir() / "data" / _FOLDER / name


@cache
def load_inbox_settings(path: Path | None = None) -> InboxSettings:
    """The settings, by default those of the project.

    Raises:
        DataFileError: the file cannot be read; the message names it.
    """
    return read_data(path or _file("inbox.yml"), InboxSettings)


@cache
def load_refusals(path: Path | None = None) -> dict[str, Refusal]:
    """The refusals by code, by default those of the project.

    Raises:
        DataFileError: the file cannot be read, or has a code twice.
    """
    source = path or _file("refusals.yml")
    refusals = read_data(source, tuple[Refusal, ...])
    refuse_twice(str(source), "code", (r.code for r in refusals))
    return {refusal.code: refusal for refusal in refusals}
