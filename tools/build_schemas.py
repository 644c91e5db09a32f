"""Write `data/schemas/*.schema.json` from the models that load the data files.

    python tools/build_schemas.py            write them
    python tools/build_schemas.py --check    exit code 1 if any would change

An editor that knows JSON Schema then completes and checks the YAML while it is typed:
map `data/schemas/<name>.schema.json` to the files of its `x-files`. The loaders check
more than a schema can say (that a cell exists, that a pattern compiles); the models are
the truth and the schemas follow from them.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from pipeline.accuracy.sentences import SentencesFile
from pipeline.alerts.alert import Alert
from pipeline.alerts.config import AlertsFile, Shape
from pipeline.attribution import Attribution
from pipeline.check_report.layout import PrintFrame
from pipeline.check_report.shape import CheckJson
from pipeline.claim_subjects import ReasonsFile, SubjectsFile
from pipeline.corrections import CorrectionEntry
from pipeline.crawl.settings import (
    AnswerSettings,
    AttachmentSettings,
    BrowserSettings,
    ListingSettings,
    PolitenessSettings,
    ProposalSettings,
    TitleSettings,
)
from pipeline.crosswalk import ConceptDef
from pipeline.deadlines import Period
from pipeline.demo.catalogue import ReportsFile, SitesFile
from pipeline.demo.figures import Frame
from pipeline.demo.prose import ProseFile
from pipeline.dictionary import CodeLists, Meanings
from pipeline.expectations import Budget, OutsideCells, References, RowCounts
from pipeline.extract.characters import CharacterData
from pipeline.extract.identity_words import IdentityWords
from pipeline.forms import Form, LabelEntry, SectionList, ValueTokens
from pipeline.graph import GraphFile
from pipeline.highlights import HighlightKind
from pipeline.inbox.settings import InboxSettings, Refusal
from pipeline.inbox.sidecar import SideCar
from pipeline.metrics import MetricDef, PeerSettings
from pipeline.narrative.pattern_files import PhrasesFile, SubjectsOfWords, WordsFile
from pipeline.paths import project_dir
from pipeline.plots.specs import PlotDef, Style
from pipeline.quality.patterns import Pattern
from pipeline.registry_model import HostFile
from pipeline.rule_files import DerivedDef, DomainDef, EquationDef
from pipeline.schedule import Cadence
from pipeline.schema import Dictionary
from pipeline.signals import Signal
from pipeline.waivers import WaiverEntry

__all__ = ["SCHEMAS", "DataSchema", "files_of", "schema_text"]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class DataSchema:
    """One schema: what it is called, which files it is for, what they hold.

    Attributes:
        name: of the file, without its ending.
        files: patterns below `data/`; a pattern after `!` takes files out again.
        kind: the type that the loader validates a file with.
    """

    name: str
    files: tuple[str, ...]
    kind: Any


SCHEMAS: tuple[DataSchema, ...] = (
    DataSchema("check_print", ("check/print.yml",), PrintFrame),
    DataSchema("check_report", (), CheckJson),  # of what `ogi check` writes
    DataSchema("alert", (), Alert),  # of what the webhook posts
    DataSchema("alerts", ("alerts/alerts.yml",), AlertsFile),
    DataSchema("alerts_shapes", ("alerts/shapes.yml",), tuple[Shape, ...]),
    DataSchema("accuracy_sentences", ("accuracy/sentences_*.yml",), SentencesFile),
    DataSchema("corrections", ("corrections/*.yml",), tuple[CorrectionEntry, ...]),
    DataSchema("crawl_answers", ("crawl/answers.yml",), AnswerSettings),
    DataSchema("crawl_attachments", ("crawl/attachments.yml",), AttachmentSettings),
    DataSchema("crawl_browser", ("crawl/browser.yml",), BrowserSettings),
    DataSchema("crawl_listing", ("crawl/listing.yml",), ListingSettings),
    DataSchema("crawl_politeness", ("crawl/politeness.yml",), PolitenessSettings),
    DataSchema("crawl_proposals", ("crawl/proposals.yml",), ProposalSettings),
    DataSchema("crawl_titles", ("crawl/titles.yml",), TitleSettings),
    DataSchema("crosswalk", ("crosswalk/*.yml",), tuple[ConceptDef, ...]),
    DataSchema("deadlines", ("deadlines/deadlines.yml",), tuple[Period, ...]),
    DataSchema("deposits_inbox", ("deposits/inbox.yml",), InboxSettings),
    DataSchema("deposits_refusals", ("deposits/refusals.yml",), tuple[Refusal, ...]),
    DataSchema("deposits_side_car", (), SideCar),  # of `<file name>.yml` in an inbox
    DataSchema("demo_frame", ("demo/frame.yml",), Frame),
    DataSchema("demo_prose", ("demo/prose.yml",), ProseFile),
    DataSchema("demo_reports", ("demo/reports.yml",), ReportsFile),
    DataSchema("demo_sites", ("demo/sites.yml",), SitesFile),
    DataSchema("dictionary", ("dictionary/tables.yml",), Dictionary),
    DataSchema("dictionary_columns", ("dictionary/columns.yml",), Meanings),
    DataSchema("dictionary_values", ("dictionary/values.yml",), CodeLists),
    DataSchema(
        "expectations_budgets", ("expectations/budgets.yml",), tuple[Budget, ...]
    ),
    DataSchema(
        "expectations_outside", ("expectations/outside.yml",), tuple[OutsideCells, ...]
    ),
    DataSchema("expectations_references", ("expectations/references.yml",), References),
    DataSchema(
        "expectations_row_counts",
        ("expectations/row_counts.yml",),
        tuple[RowCounts, ...],
    ),
    DataSchema("form", ("forms/*/*.yml",), Form),
    DataSchema("form_characters", ("forms/characters.yml",), CharacterData),
    DataSchema("form_identity", ("forms/identity.yml",), IdentityWords),
    DataSchema("form_labels", ("forms/labels.yml",), tuple[LabelEntry, ...]),
    DataSchema("form_sections", ("forms/sections.yml",), SectionList),
    DataSchema("form_values", ("forms/values.yml",), ValueTokens),
    DataSchema("graph", ("graph/graph.yml",), GraphFile),
    DataSchema(
        "metrics", ("metrics/*.yml", "!metrics/peers.yml"), tuple[MetricDef, ...]
    ),
    DataSchema("metrics_peers", ("metrics/peers.yml",), PeerSettings),
    DataSchema("highlights", ("highlights/highlights.yml",), tuple[HighlightKind, ...]),
    DataSchema("plots", ("plots/*.yml", "!plots/style.yml"), PlotDef),
    DataSchema("plots_style", ("plots/style.yml",), Style),
    DataSchema("quality_attribution", ("quality/attribution.yml",), Attribution),
    DataSchema("quality_patterns", ("quality/patterns.yml",), tuple[Pattern, ...]),
    DataSchema("narrative_patterns", ("narrative/patterns.yml",), WordsFile),
    DataSchema("narrative_phrases", ("narrative/patterns_phrases.yml",), PhrasesFile),
    DataSchema("narrative_reasons", ("narrative/reasons.yml",), ReasonsFile),
    DataSchema("narrative_subjects", ("narrative/subjects.yml",), SubjectsFile),
    DataSchema(
        "narrative_subjects_of_words",
        ("narrative/patterns_subjects.yml",),
        SubjectsOfWords,
    ),
    DataSchema(
        "registry_host",
        ("registry/hosts/*/*.yml", "demo/registry/hosts/*/*.yml"),
        HostFile,
    ),
    DataSchema(
        "rules",
        ("rules/*.yml", "!rules/derived.yml", "!rules/domain.yml"),
        tuple[EquationDef, ...],
    ),
    DataSchema("rules_derived", ("rules/derived.yml",), tuple[DerivedDef, ...]),
    DataSchema("rules_domain", ("rules/domain.yml",), tuple[DomainDef, ...]),
    DataSchema("schedule", ("schedule/nightly.yml",), Cadence),
    DataSchema("signals", ("signals/*.yml",), tuple[Signal, ...]),
    DataSchema("waivers", ("waivers/*.yml",), tuple[WaiverEntry, ...]),
)


def files_of(schema: DataSchema, data: Path) -> list[Path]:
    """The files below the data folder that a schema is for."""
    taken: set[Path] = set()
    for pattern in schema.files:
        if pattern.startswith("!"):
            taken -= set(data.glob(pattern[1:]))
        else:
            taken |= set(data.glob(pattern))
    return sorted(taken)


def schema_text(schema: DataSchema) -> str:
    """The text of a schema file; the same models give the same bytes."""
    content = TypeAdapter(schema.kind).json_schema()
    head = {
        "$schema": _DRAFT,
        "$comment": "Written by tools/build_schemas.py; edit the model instead.",
        "x-files": [f"data/{pattern}" for pattern in schema.files],
    }
    return json.dumps(head | content, ensure_ascii=False, indent=2) + "\n"


def main(arguments: list[str]) -> int:
    """Write or check all schemas; gives the exit code."""
    data = project_dir() / "data"
    folder = data / "schemas"
    folder.mkdir(exist_ok=True)
    wanted = {f"{s.name}.schema.json": schema_text(s) for s in SCHEMAS}
    known = {p.name: p.read_text("utf-8") for p in folder.glob("*.schema.json")}
    stale = sorted(n for n in wanted.keys() | known if wanted.get(n) != known.get(n))
    if "--check" in arguments:
        for name in stale:
            sys.stderr.write(f"data/schemas/{name}: run tools/build_schemas.py\n")
        return 1 if stale else 0
    for name in stale:
        if name in wanted:
            (folder / name).write_text(wanted[name], encoding="utf-8")
        else:
            (folder / name).unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
