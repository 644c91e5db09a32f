"""The data files of `data/crawl/`: words and numbers that the crawler goes by.

Only loading and checking; what they mean stands with the module that uses them.
"""

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Self, TypeVar, get_args

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from pipeline.errors import DataFileError, Refusal
from pipeline.paths import project_dir
from pipeline.registry_model import Kind, Level

__all__ = [
    "AnswerSettings",
    "AttachmentSettings",
    "BrowserSettings",
    "ListingSettings",
    "PolitenessSettings",
    "ProposalSettings",
    "TitleSettings",
    "answer_settings",
    "attachment_settings",
    "browser_settings",
    "listing_settings",
    "load_settings",
    "politeness_settings",
    "proposal_settings",
    "title_settings",
]


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as fault:
        message = f"not a regular expression: {pattern!r} ({fault})"
        raise ValueError(message) from fault
    return pattern


def _one_group(pattern: str) -> str:
    if re.compile(pattern).groups != 1:
        message = f"expected exactly one group in {pattern!r}"
        raise ValueError(message)
    return pattern


Text = Annotated[str, Field(min_length=1)]
Pattern = Annotated[Text, AfterValidator(_compiles)]
CountPattern = Annotated[Pattern, AfterValidator(_one_group)]
Status = Annotated[int, Field(ge=400, le=599)]


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PolitenessSettings(_Settings):
    """`politeness.yml`: how the crawl treats hosts. Times are seconds."""

    hosts_at_once: int = Field(gt=0)
    recheck_days: int = Field(gt=0)
    jitter: float = Field(ge=0, le=1)
    forbidden_pause: float = Field(ge=0)
    forbidden_in_a_row: int = Field(gt=0)
    rest: dict[Refusal, float]
    longest_retry_after: float = Field(ge=0)

    @model_validator(mode="after")
    def _all_refusals(self) -> Self:
        missing = set(get_args(Refusal)) - set(self.rest)
        if missing:
            message = f"rest: expected seconds for {sorted(missing)} as well"
            raise ValueError(message)
        return self


class TitleSettings(_Settings):
    """`titles.yml`: which links are reports."""

    report: tuple[Pattern, ...] = Field(min_length=1)
    report_if_subject: tuple[Pattern, ...]
    subject: tuple[Pattern, ...]
    other: tuple[Pattern, ...]
    other_reports: tuple[Pattern, ...]
    year: Pattern
    groups: tuple[Pattern, ...]
    not_channel: tuple[Pattern, ...]
    body: tuple[Pattern, ...]
    forms: tuple[Pattern, ...]


class AnswerSettings(_Settings):
    """`answers.yml`: what an answer means."""

    refused_statuses: dict[Refusal, frozenset[Status]]
    gone_statuses: frozenset[Status]
    transient_statuses: frozenset[Status]
    challenge_markers: tuple[Text, ...]
    too_many_markers: tuple[Text, ...]
    gone_markers: tuple[Text, ...]
    little_text: int = Field(gt=0)
    refresh_stub_bytes: int = Field(gt=0)
    stub_targets: Pattern


class AttachmentSettings(_Settings):
    """`attachments.yml`: which links are attachments."""

    extensions: frozenset[Annotated[str, Field(pattern=r"^[a-z0-9]+$")]]
    elements: dict[Text, Text]
    attachment_attribute: Text
    file_attributes: tuple[Text, ...]
    downloads: tuple[Pattern, ...]
    site_files: Pattern
    viewer_fields: frozenset[Text]
    bodies: tuple[Text, ...]
    image_text: int = Field(gt=0)
    image_attributes: tuple[Text, ...] = Field(min_length=1)
    images: frozenset[Annotated[str, Field(pattern=r"^[a-z0-9]+$")]]
    decoration: Pattern


class ListingSettings(_Settings):
    """`listing.yml`: words and addresses on listing pages, and how far they lead."""

    next_page: frozenset[Text]
    next_marks: frozenset[Text]
    last_page: frozenset[Text]
    total: tuple[CountPattern, ...]
    pages: tuple[CountPattern, ...]
    page_count_elements: tuple[Text, ...]
    publisher: frozenset[Text]
    search_words: tuple[Text, ...]
    max_pages: int = Field(gt=0)
    max_idle_pages: int = Field(gt=0)
    max_channels: int = Field(gt=0)
    max_depth: int = Field(ge=0)
    articles: tuple[Pattern, ...]
    folders: tuple[Pattern, ...]
    tracking: Pattern
    frames_skipped: tuple[Text, ...]
    list_scripts: Pattern
    libraries: Pattern
    placeholders: tuple[Pattern, ...]
    probes: tuple[Text, ...]
    full_page: int = Field(gt=0)
    pager: tuple[Pattern, ...]


class BrowserSettings(_Settings):
    """`browser.yml`: listings that only a browser can show. Times are seconds."""

    programs: tuple[Text, ...] = Field(min_length=1)
    kinds: frozenset[Text] = Field(min_length=1)
    max_requests: int = Field(gt=0)
    settled: float = Field(gt=0)
    patience: float = Field(gt=0)
    max_characters: int = Field(gt=0)
    next_words: tuple[Text, ...]
    next_elements: tuple[Text, ...]
    dead: tuple[Text, ...]


class KindPattern(_Settings):
    """How the name of a kind of institution ends."""

    pattern: Pattern
    kind: Kind
    level: Level | None = None


class ProposalSettings(_Settings):
    """`proposals.yml`: what a proposed entry of the registry is made of."""

    domains: tuple[Annotated[str, Field(pattern=r"^\.[a-z.]+$")], ...]
    gates: tuple[Pattern, ...]
    report_meta: tuple[Text, ...]
    site_meta: tuple[Text, ...]
    around_name: tuple[Pattern, ...]
    kinds: tuple[KindPattern, ...] = Field(min_length=1)
    central: Pattern
    government: Text


S = TypeVar("S", bound=_Settings)


def load_settings(model: type[S], path: Path) -> S:
    """Read and check one settings file.

    Raises:
        DataFileError: missing, not YAML, or not as the model says; names the file.
    """
    try:
        return model.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as fault:
        message = f"{path}: expected the keys of {model.__name__}; found: {fault}"
        raise DataFileError(message) from fault


def _load(model: type[S], name: str) -> S:
    return load_settings(model, project_dir() / "data" / "crawl" / name)


@cache
def title_settings() -> TitleSettings:
    """The checked `data/crawl/titles.yml`."""
    return _load(TitleSettings, "titles.yml")


@cache
def answer_settings() -> AnswerSettings:
    """The checked `data/crawl/answers.yml`."""
    return _load(AnswerSettings, "answers.yml")


@cache
def attachment_settings() -> AttachmentSettings:
    """The checked `data/crawl/attachments.yml`."""
    return _load(AttachmentSettings, "attachments.yml")


@cache
def listing_settings() -> ListingSettings:
    """The checked `data/crawl/listing.yml`."""
    return _load(ListingSettings, "listing.yml")


@cache
def browser_settings() -> BrowserSettings:
    """The checked `data/crawl/browser.yml`."""
    return _load(BrowserSettings, "browser.yml")


@cache
def politeness_settings() -> PolitenessSettings:
    """The checked `data/crawl/politeness.yml`."""
    return _load(PolitenessSettings, "politeness.yml")


@cache
def proposal_settings() -> ProposalSettings:
    """The checked `data/crawl/proposals.yml`."""
    return _load(ProposalSettings, "proposals.yml")
