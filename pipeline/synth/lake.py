"""A data root with made-up reports: its mark, its seeds, province after province.

What a province gets is in `pipeline.synth.province`. Which root may be written is in
`pipeline.settings`.
"""

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from numpy.random import default_rng

from pipeline import progress
from pipeline.deposits import DEPOSITS
from pipeline.errors import UsageError
from pipeline.forms import load_forms
from pipeline.registry import Registry, load_provinces
from pipeline.schema import load_schemas
from pipeline.seeds import seed_tables
from pipeline.settings import Settings
from pipeline.store import Lake, conform, write_parquet
from pipeline.synth.cells import Layout
from pipeline.synth.narrative import Prose
from pipeline.synth.plant import plant
from pipeline.synth.planted import Planted, planted_table
from pipeline.synth.population import Block, country
from pipeline.synth.province import Written, drawn, write_province
from pipeline.synth.statements import subjects

__all__ = [
    "Made",
    "Plan",
    "is_made",
    "make_lake",
    "make_root",
    "planted_path",
    "write_seeds",
]

_HERE = Path(__file__).resolve().parent
#: what a root was made from, written when it is whole
_MADE = "made.json"


@dataclass(frozen=True)
class Plan:
    """What is asked for.

    Attributes:
        reports: how many, over all provinces and years.
        seed: the same seed gives the same bytes.
        errors: share of the reports since 2019 with a planted error in the tables, and
            of the others with one in the prose.
    """

    reports: int
    seed: int = 1
    errors: float = 0.02


@dataclass(frozen=True)
class Made:
    """How much was written."""

    institutions: int = 0
    reports: int = 0
    documents: int = 0
    cells: int = 0
    claims: int = 0
    planted: int = 0

    def with_province(self, block: Block, written: Written) -> "Made":
        """The same, with a province more."""
        return Made(
            self.institutions + len(block.institutions),
            self.reports + int(block.has_report.sum()),
            self.documents + written.documents,
            self.cells + written.cells,
            self.claims + written.claims,
            self.planted + len(written.planted),
        )


def make_root(settings: Settings, plan: Plan) -> Made:
    """Mark a root as made up and write its lake anew.

    Raises:
        UsageError: the settings are not of a root for made-up figures.
    """
    if not settings.is_synthetic:
        raise UsageError(f"{settings.root.path} is no root for made-up figures")
    settings.prepare()
    described = _description(plan)
    (settings.root.path / _MADE).unlink(missing_ok=True)
    shutil.rmtree(settings.root.lake, ignore_errors=True)
    made, planted = make_lake(settings.lake, plan)
    write_parquet(planted, planted_path(settings))
    text = json.dumps(described, indent=2) + "\n"
    (settings.root.path / _MADE).write_text(text, encoding="utf-8")
    return made


def planted_path(settings: Settings) -> Path:
    """The table of planted errors, beside the lake."""
    return settings.root.path / "planted.parquet"


def is_made(settings: Settings, plan: Plan) -> bool:
    """Whether a root holds just this, whole, in tables as they are described today."""
    path = settings.root.path / _MADE
    if not path.is_file():
        return False
    return bool(json.loads(path.read_text(encoding="utf-8")) == _description(plan))


def _description(plan: Plan) -> dict[str, Any]:
    """What the tables of a lake follow from, but for the seeds."""
    said = repr([s for s in load_schemas().values() if s.layer in ("raw", "core")])
    files = [p for p in sorted(_HERE.glob("*.py")) if not p.stem.startswith("measure")]
    code = "".join(path.read_text("utf-8") for path in files)
    forms = repr(sorted(load_forms().forms.items()))
    stated = repr(subjects())
    made_by = hashlib.sha256((said + code + forms + stated).encode()).hexdigest()
    return asdict(plan) | {"made_by": made_by}


def make_lake(lake: Lake, plan: Plan) -> tuple[Made, pa.Table]:
    """Write all tables that code writes; gives how much, and the planted errors."""
    blocks = country(plan.reports, plan.seed)
    _write_seeds(lake, blocks)
    # nobody brought a file
    deposits = load_schemas()[DEPOSITS]
    lake.write(conform(pd.DataFrame(), deposits), deposits)
    forms = load_forms()
    layouts = {key: Layout(form) for key, form in forms.forms.items()}
    made, planted = Made(), list[Planted]()
    for number, block in enumerate(blocks):
        progress.report("make reports", number, len(blocks), block.province_id)
        rng, chance, words, slips = (
            default_rng([plan.seed, n, block.number]) for n in range(1, 5)
        )
        draft = drawn(rng, block, forms)
        found = plant(chance, block, draft.figures, draft.is_blank, forms, plan.errors)
        prose = Prose(words, slips, forms, plan.errors, tuple(found))
        written = write_province(lake, rng, draft, layouts, prose)
        planted += written.planted
        made = made.with_province(block, written)
    progress.report("make reports", len(blocks), len(blocks))
    return made, planted_table(planted)


def write_seeds(lake: Lake, plan: Plan) -> int:
    """Write the seeds of a lake anew, from today's data files; gives how many."""
    return _write_seeds(lake, country(plan.reports, plan.seed))


def _write_seeds(lake: Lake, blocks: list[Block]) -> int:
    registry = Registry(
        provinces=load_provinces(),
        institutions={i.institution_id: i for b in blocks for i in b.institutions},
        sources={s.source_id: s for b in blocks for s in b.sources},
        hosts={},
        scope=frozenset(),
        folder=lake.folder / "registry",  # nothing stands there, nor beside it
    )
    schemas = load_schemas()
    seeds = seed_tables(registry)
    for name, table in seeds.items():
        lake.write(table, schemas[name])
    return len(seeds)
