"""The crosswalk: which cells of each edition of the form stand for one concept.

Definitions stand in `data/crosswalk` (listed in docs/harmonised.md); they compile to
`seed_crosswalk` and `seed_crosswalk_terms`, from which `out_harmonised` makes series
over all editions. Metrics inside the editions of 2019 and 2021 are `pipeline.metrics`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
from pydantic import Field

from pipeline.data_files import ClosedModel, read_data, refuse_twice, shown
from pipeline.errors import RuleError
from pipeline.forms import CellDef, FormSet
from pipeline.paths import project_dir

__all__ = [
    "Concept",
    "ConceptDef",
    "Match",
    "MatchDef",
    "crosswalk_frame",
    "crosswalk_terms_frame",
    "load_crosswalk",
]

_CELL_PARTS = 3
Text = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]


class MatchDef(ClosedModel):
    """What an edition has of a concept.

    Attributes:
        match: `exact`: the figure means the concept; `approximate`: nearly, the note
            says what differs; `not_comparable`: no cell does, the note says why.
        cells: `table/item/breakdown`, a minus in front subtracts; they are added up.
        note_zh: what differs, in Chinese.
        note_en: the same in English.
    """

    match: Literal["exact", "approximate", "not_comparable"]
    cells: tuple[str, ...] = ()
    note_zh: Text | None = None
    note_en: Text | None = None


class ConceptDef(ClosedModel):
    """One entry of a file under `data/crosswalk`: every edition has its match."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]
    zh: Text
    en: Text
    unit: Literal["件", "条", "元"]
    editions: dict[str, MatchDef]


@dataclass(frozen=True, slots=True)
class Match:
    """A concept in one edition, with its cells and their coefficients."""

    edition: str
    definition: MatchDef
    cells: tuple[tuple[CellDef, int], ...]
    is_proven: bool


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept with its match in every edition, oldest first."""

    definition: ConceptDef
    matches: tuple[Match, ...]


def _cell(where: str, text: str, edition: str, forms: FormSet) -> tuple[CellDef, int]:
    """The cell that a definition names, which the form of the edition must have."""
    sign, name = (-1, text[1:]) if text.startswith("-") else (1, text)
    parts = name.split("/")
    if len(parts) != _CELL_PARTS:
        raise RuleError(f"{where}: {text!r} is no cell; write table/item/breakdown")
    table, item, breakdown = parts
    form = forms.forms.get((edition, table))
    for cell in form.cells() if form else ():
        if (cell.item.code, cell.breakdown.code) == (item, breakdown):
            return cell, sign
    raise RuleError(
        f"{where}: there is no cell {name!r}; see data/forms/{edition}/{table}.yml"
    )


def _check(where: str, match: MatchDef, unit: str, cells: list[CellDef]) -> None:
    """Refuse a match that contradicts itself."""
    if (match.match == "not_comparable") == bool(match.cells):
        raise RuleError(
            f"{where}: cells stand where the match is exact or approximate, and only "
            f"there; found {match.match} with {len(match.cells)} cells"
        )
    if (match.note_zh is None) != (match.note_en is None):
        raise RuleError(f"{where}: a note is written in both languages")
    if match.match != "exact" and match.note_zh is None:
        raise RuleError(f"{where}: {match.match} needs note_zh and note_en")
    tables = sorted({c.table_id for c in cells})
    if len(tables) > 1:
        # each table follows an edition of its own: a sum over two would have none
        raise RuleError(f"{where}: cells of one table are added up, found {tables}")
    if len({(c.item.code, c.breakdown.code) for c in cells}) != len(cells):
        raise RuleError(f"{where}: a cell is named twice")
    kinds = {c.breakdown.kind for c in cells}
    if cells and kinds != {"amount" if unit == "元" else "count"}:
        raise RuleError(
            f"{where}: the unit {unit} does not fit cells of kind {sorted(kinds)}"
        )


def _match(where: str, concept: ConceptDef, edition: str, forms: FormSet) -> Match:
    definition = concept.editions[edition]
    cells = [_cell(where, text, edition, forms) for text in definition.cells]
    _check(where, definition, concept.unit, [cell for cell, _ in cells])
    tables = [form for (known, _), form in forms.forms.items() if known == edition]
    return Match(edition, definition, tuple(cells), all(f.proven for f in tables))


def _concept(where: str, definition: ConceptDef, forms: FormSet) -> Concept:
    found = sorted(definition.editions)
    if found != list(forms.editions):
        raise RuleError(
            f"{where}: expected a match for each of {list(forms.editions)}, found "
            f"{found}; say not_comparable where an edition has no such cell"
        )
    return Concept(
        definition,
        tuple(
            _match(f"{where}, edition {edition}", definition, edition, forms)
            for edition in forms.editions
        ),
    )


def load_crosswalk(forms: FormSet, folder: Path | None = None) -> tuple[Concept, ...]:
    """All concepts, in the order of the files.

    Raises:
        RuleError: a definition cannot be read, lacks an edition, or names a cell that
            the form does not have; the message names file, concept and edition.
    """
    root = folder or project_dir() / "data" / "crosswalk"
    concepts: list[Concept] = []
    for path in sorted(root.glob("*.yml")):
        concepts += [
            _concept(f"{shown(path)}: {d.id}", d, forms)
            for d in read_data(path, tuple[ConceptDef, ...], RuleError)
        ]
    ids = (c.definition.id for c in concepts)
    refuse_twice(shown(root), "concept", ids, RuleError)
    return tuple(concepts)


def crosswalk_frame(concepts: tuple[Concept, ...]) -> pd.DataFrame:
    """`seed_crosswalk`: one row a concept and edition."""
    return pd.DataFrame(
        [
            {
                "concept_id": concept.definition.id,
                "edition": match.edition,
                "match": match.definition.match,
                "concept_zh": concept.definition.zh,
                "concept_en": concept.definition.en,
                "unit": concept.definition.unit,
                "note_zh": match.definition.note_zh,
                "note_en": match.definition.note_en,
                "terms": len(match.cells),
                "is_proven": match.is_proven,
                "concept_no": number,
            }
            for number, concept in enumerate(concepts)
            for match in concept.matches
        ]
    )


def crosswalk_terms_frame(concepts: tuple[Concept, ...]) -> pd.DataFrame:
    """`seed_crosswalk_terms`: one row a cell in a concept of an edition."""
    return pd.DataFrame(
        [
            {
                "concept_id": concept.definition.id,
                "edition": match.edition,
                "table_id": cell.table_id,
                "item": cell.item.code,
                "breakdown": cell.breakdown.code,
                "coefficient": coefficient,
            }
            for concept in concepts
            for match in concept.matches
            for cell, coefficient in match.cells
        ]
    )
