"""The accuracy report as data: counts of cells, and what they are about.

One row stands for a medium, an edition of the form and a layout. Nothing in it depends
on the machine or the time, so the same reader gives the same bytes. Versions of
libraries are the exception; they are facts beside the counts.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass, field, fields
from pathlib import Path
from typing import Any

from pipeline.accuracy.localisation import Localisation
from pipeline.accuracy.prose import PROSE_COLUMNS, ProseRow, prose_cells, prose_rows
from pipeline.errors import DataFileError
from pipeline.paths import project_dir

__all__ = ["Accuracy", "Counts", "Row", "accuracy_file", "load_accuracy", "page_file"]


def accuracy_file() -> Path:
    """The committed report."""
    return project_dir() / "data" / "accuracy" / "accuracy.json"


def page_file() -> Path:
    """The committed report as a page for people."""
    return project_dir() / "docs" / "accuracy.md"


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the printed cells.

    Attributes:
        documents: how many documents were read.
        cells: how many cells they print.
        right: read as printed.
        uncertain: not read, because the layout does not show which row or column they
            are, or does not print them: nobody could read them without guessing.
        unreadable: kept as `unreadable`, and an issue says so.
        missing: not there, and an issue says so.
        wrong: read, but not as printed.
        silent: not read, and nothing says so.
    """

    documents: int = 0
    cells: int = 0
    right: int = 0
    uncertain: int = 0
    unreadable: int = 0
    missing: int = 0
    wrong: int = 0
    silent: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Both together."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Counts(*(a + b for a, b in pairs))

    @property
    def share(self) -> float:
        """The share of the cells that can be read that were read right."""
        return self.right / self.readable if self.readable else 1.0

    @property
    def readable(self) -> int:
        """The cells whose place the document shows."""
        return self.cells - self.uncertain

    @property
    def is_safe(self) -> bool:
        """Whether nothing is worse than a gap that is named."""
        return not self.wrong and not self.silent


_COUNTS = tuple(f.name for f in fields(Counts))


@dataclass(frozen=True, slots=True)
class Row:
    """The counts of one medium, edition and layout; of a real case: its file."""

    medium: str
    edition: str
    layout: str
    counts: Counts

    @property
    def name(self) -> str:
        """How the row is called in messages."""
        return f"{self.medium} / {self.edition} / {self.layout}"


_KEYS = ("medium", "edition", "layout")


@dataclass(frozen=True)
class Accuracy:
    """One measurement.

    Attributes:
        fingerprint: of the reader that was measured.
        parts: hashes of the files that the fingerprint covers.
        seed: what the figures were drawn from.
        is_quick: only a part was measured; never the published report.
        libraries: versions of what reads beside our own code.
        rows: generated documents.
        cases: real documents; medium is the case, layout its file.
        not_measured: media that could not be measured, and why.
        prose: labelled sentences.
        localisation: how well wrong cells are found.
    """

    fingerprint: str
    parts: dict[str, str]
    seed: int
    is_quick: bool = False
    libraries: dict[str, str] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    cases: tuple[Row, ...] = ()
    not_measured: dict[str, str] = field(default_factory=dict)
    prose: tuple[ProseRow, ...] = ()
    localisation: Localisation = field(default_factory=Localisation)

    def total(self, **wanted: str) -> Counts:
        """The counts of the generated rows with these keys (`medium="html"`)."""
        found = (
            row.counts
            for row in self.rows
            if all(getattr(row, key) == value for key, value in wanted.items())
        )
        return sum(found, Counts())

    def names(self, key: str) -> list[str]:
        """The media, editions or layouts that were measured, in order."""
        return list(dict.fromkeys(getattr(row, key) for row in self.rows))

    def to_json(self) -> str:
        """The text of the file: one row a line."""
        head = {
            "fingerprint": self.fingerprint,
            "seed": self.seed,
            "is_quick": self.is_quick,
            "columns": [*_KEYS, *_COUNTS],
            "prose_columns": list(PROSE_COLUMNS),
        }
        parts = [f"{_json(name)}: {_json(value)}" for name, value in head.items()]
        parts += [
            f'"rows": {_lines(map(_cells, self.rows))}',
            f'"cases": {_lines(map(_cells, self.cases))}',
            f'"prose": {_lines(map(prose_cells, self.prose))}',
            f'"not_measured": {_map(self.not_measured)}',
            f'"libraries": {_map(self.libraries)}',
            f'"parts": {_map(self.parts)}',
            f'"localisation": {self.localisation.to_json()}',
        ]
        return "{\n" + ",\n".join(parts) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _cells(row: Row) -> list[Any]:
    keys = [getattr(row, key) for key in _KEYS]
    return [*keys, *asdict(row.counts).values()]


def _lines(rows: Iterable[Any]) -> str:
    lines = ",\n".join(f"  {_json(row)}" for row in rows)
    return f"[\n{lines}\n]" if lines else "[]"


def _map(values: dict[str, str]) -> str:
    lines = ",\n".join(f"  {_json(k)}: {_json(v)}" for k, v in sorted(values.items()))
    return f"{{\n{lines}\n}}" if lines else "{}"


def _check_columns(found: list[str]) -> None:
    if found != [*_KEYS, *_COUNTS]:
        raise ValueError(f"other columns: {found}")


def _rows(found: list[list[Any]]) -> tuple[Row, ...]:
    return tuple(
        Row(medium, edition, layout, Counts(*counts))
        for medium, edition, layout, *counts in found
    )


def load_accuracy(path: Path | None = None) -> Accuracy:
    """Load a report; by default the committed one.

    Raises:
        DataFileError: there is none, or it is not one.
    """
    path = path or accuracy_file()
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        _check_columns(found["columns"])
        return Accuracy(
            fingerprint=str(found["fingerprint"]),
            parts=dict(found["parts"]),
            seed=int(found["seed"]),
            is_quick=bool(found["is_quick"]),
            libraries=dict(found["libraries"]),
            rows=_rows(found["rows"]),
            cases=_rows(found["cases"]),
            not_measured=dict(found["not_measured"]),
            prose=prose_rows(found["prose_columns"], found["prose"]),
            localisation=Localisation.of_json(found["localisation"]),
        )
    except FileNotFoundError as error:
        raise DataFileError(f"there is no accuracy report {path}") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataFileError(f"{path} is no accuracy report: {error!r}") from error
