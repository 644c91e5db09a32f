"""Seeds: what the data files say, as tables that SQL can join.

`SEEDS` names each seed table and how it is compiled; a new kind of data file becomes
visible to SQL by one entry here and its columns in `data/dictionary/tables.yml`. How a
file is read is in the module of its kind (`forms`, `rules`, `metrics`, `registry`);
writing them into a lake is a step (`pipeline.steps`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import pyarrow as pa

from pipeline.attribution import attribution_frame, load_attribution
from pipeline.claim_frames import (
    claim_reasons_frame,
    claim_rules,
    claim_subjects_frame,
    claim_terms_frame,
)
from pipeline.claim_subjects import Subject, load_claim_reasons, load_claim_subjects
from pipeline.corrections import corrections_frame, load_corrections
from pipeline.crosswalk import (
    Concept,
    crosswalk_frame,
    crosswalk_terms_frame,
    load_crosswalk,
)
from pipeline.deadlines import deadlines_frame, load_deadlines
from pipeline.errors import DataFileError
from pipeline.expectations import budgets_frame, expectations_frame, outside_frame
from pipeline.forms import FormSet, load_forms
from pipeline.highlights import (
    HighlightKind,
    highlight_metrics_frame,
    highlights_frame,
    load_highlights,
)
from pipeline.metric_frames import (
    metric_editions_frame,
    metric_terms_frame,
    metrics_frame,
)
from pipeline.metrics import Metric, load_metrics, load_peer_settings
from pipeline.population import load_population, population_frame
from pipeline.quality.patterns import load_patterns, patterns_frame
from pipeline.registry import Registry
from pipeline.rules import Rule, load_rules, rules_frame, terms_frame
from pipeline.schema import load_schemas
from pipeline.signals import load_signals, signals_frame
from pipeline.store import conform
from pipeline.waivers import load_waivers, waivers_frame

__all__ = ["SEEDS", "SeedSources", "seed_tables"]


@dataclass
class SeedSources:
    """What seeds are compiled from; each file is read at most once.

    Attributes:
        registry_given: of the data root, None where there is none (one document is
            checked by itself): institutions and listings are empty then.
        is_demo: the data root holds the demonstration, of which more is known.
    """

    registry_given: Registry | None = None
    is_demo: bool = False

    @cached_property
    def forms(self) -> FormSet:
        """The forms."""
        return load_forms()

    @cached_property
    def rules(self) -> list[Rule]:
        """The rules, compiled against the forms."""
        return load_rules(self.forms)

    @cached_property
    def metrics(self) -> list[Metric]:
        """The metrics, compiled against the forms."""
        return load_metrics(self.forms)

    @cached_property
    def crosswalk(self) -> tuple[Concept, ...]:
        """The concepts, compiled against the forms."""
        return load_crosswalk(self.forms)

    @cached_property
    def claim_subjects(self) -> tuple[Subject, ...]:
        """The subjects of claims, compiled against the forms."""
        return load_claim_subjects(self.forms)

    @cached_property
    def highlights(self) -> tuple[HighlightKind, ...]:
        """The kinds of highlights."""
        return load_highlights({m.metric_id: m.definition.kind for m in self.metrics})

    def corrections(self, registry: Registry) -> pd.DataFrame:
        """The corrections that stand beside the registry."""
        folder = registry.folder.parent / "corrections"
        return corrections_frame(
            load_corrections(folder, self.forms, registry.institutions)
        )

    def waivers(self, registry: Registry) -> pd.DataFrame:
        """The waivers beside the registry, of rules, of signals and of claims."""
        of_rules: dict[str, set[str]] = {}
        for rule in self.rules:
            of_rules.setdefault(rule.rule_id, set()).add(rule.unit_code)
        units = {
            **of_rules,
            **claim_rules(self.claim_subjects, self.forms),
            **{s.signal_id: None for s in load_signals()},
        }
        folder = registry.folder.parent / "waivers"
        return waivers_frame(load_waivers(folder, units, registry.institutions))

    def of_registry(self, frame: Callable[[Registry], pd.DataFrame]) -> pd.DataFrame:
        """A frame of the registry, or nothing where there is none."""
        if self.registry_given is None:
            return pd.DataFrame()
        return frame(self.registry_given)


def _numbered(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """The frame with a number for each row, by which models join.

    Numbers follow the order of the files. They hold within a release: nothing outside
    may remember them.
    """
    return frame.assign(**{name: range(len(frame))})


#: name of the seed table: how its rows are compiled
SEEDS: dict[str, Callable[[SeedSources], pd.DataFrame]] = {
    "seed_institutions": lambda s: s.of_registry(lambda r: r.institutions_frame()),
    "seed_sources": lambda s: s.of_registry(lambda r: r.sources_frame()),
    "seed_form_cells": lambda s: _numbered(s.forms.cells_frame(), "cell_no"),
    "seed_rules": lambda s: _numbered(rules_frame(s.rules), "equation_no"),
    "seed_rule_terms": lambda s: terms_frame(s.rules),
    "seed_metrics": lambda s: _numbered(
        metrics_frame(s.metrics, load_peer_settings()), "metric_no"
    ),
    "seed_metric_terms": lambda s: metric_terms_frame(s.metrics),
    "seed_metric_editions": lambda s: metric_editions_frame(s.metrics),
    "seed_population": lambda _: population_frame(load_population()),
    "seed_crosswalk": lambda s: crosswalk_frame(s.crosswalk),
    "seed_crosswalk_terms": lambda s: crosswalk_terms_frame(s.crosswalk),
    "seed_outside_cells": lambda s: outside_frame(s.forms),
    "seed_expectations": lambda s: expectations_frame(is_demo=s.is_demo),
    "seed_budgets": lambda _: budgets_frame(),
    "seed_corrections": lambda s: s.of_registry(s.corrections),
    "seed_waivers": lambda s: s.of_registry(s.waivers),
    "seed_attribution": lambda _: attribution_frame(load_attribution()),
    "seed_signals": lambda s: signals_frame(load_signals(), s.metrics),
    "seed_deadlines": lambda _: deadlines_frame(load_deadlines()),
    "seed_claim_subjects": lambda s: claim_subjects_frame(s.claim_subjects),
    "seed_claim_terms": lambda s: claim_terms_frame(s.claim_subjects, s.forms),
    "seed_claim_reasons": lambda _: claim_reasons_frame(load_claim_reasons()),
    "seed_highlights": lambda s: highlights_frame(s.highlights),
    "seed_highlight_metrics": lambda s: highlight_metrics_frame(s.highlights),
    "seed_patterns": lambda _: patterns_frame(load_patterns()),
}


def seed_tables(
    registry: Registry | None = None,
    names: Iterable[str] = tuple(SEEDS),
    *,
    is_demo: bool = False,
) -> dict[str, pa.Table]:
    """Seed tables as the dictionary describes them, by name.

    Args:
        registry: of the data root; without one, tables of institutions are empty.
        names: those wanted, all by default.
        is_demo: the data root holds the demonstration.

    Raises:
        DataFileError: a name is no seed.
        OgiError: a data file is wrong; the message names it.
    """
    sources = SeedSources(registry, is_demo)
    schemas = load_schemas()
    tables = {}
    for name in names:
        if name not in SEEDS:
            raise DataFileError(
                f"no seed {name!r}: expected one of {', '.join(SEEDS)}; add it to "
                "SEEDS in pipeline/seeds.py"
            )
        frame, schema = SEEDS[name](sources), schemas[name]
        wanted = [c.name for c in schema.columns]
        # a registry's frames carry more than SQL needs
        tables[name] = conform(frame[wanted] if len(frame) else frame, schema)
    return tables
