"""What somebody chose for a run: provinces in the dialog, the rest in its config.

The typed config of crawling and reading, and how it becomes a `Selection`. A wrong
choice is refused with one sentence before anything is fetched: wrong types and unknown
keys by Dagster when the run is launched, everything else by the first step that would
use it. Which job wants what is in `MODES`; the job carries its mode as a tag.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from dagster import AssetExecutionContext, Config, Failure
from pydantic import Field

from pipeline.errors import UsageError
from pipeline.selection import Selection
from pipeline.settings import Settings

__all__ = [
    "MODES",
    "MODE_TAG",
    "CrawlConfig",
    "ReadConfig",
    "crawl_choice",
    "mode_of",
    "picked_provinces",
    "read_choice",
    "refused",
]

#: which mode a run is of; set by its job
MODE_TAG = "ogi/mode"


@dataclass(frozen=True, slots=True)
class Mode:
    """What a job does other than crawl what is enabled and read what has changed.

    Attributes:
        needs: fields of the config of `crawl` that must not be empty.
        from_archive: make the raw tables from what is archived; ask nobody.
        reads_again: read documents again although nothing has changed.
    """

    needs: tuple[str, ...] = ()
    from_archive: bool = False
    reads_again: bool = False


MODES = {
    "refresh": Mode(),
    "source": Mode(needs=("sources",)),
    "report": Mode(needs=("institutions", "years")),
    "reextract": Mode(reads_again=True),
    "models": Mode(),
    "rebuild": Mode(from_archive=True, reads_again=True),
}
_EXAMPLES = {
    "sources": "[fujian-pingtan-zfxxgknb]",
    "institutions": "[fujian-pingtan-zone]",
    "years": "[2024]",
}


class CrawlConfig(Config):
    """What to ask of the provinces picked; empty lists mean everything enabled."""

    sources: list[str] = Field(
        default_factory=list,
        description="只采集这些来源 Only these source ids, such as "
        "[fujian-pingtan-zfxxgknb]; `ogi sources list` shows them.",
    )
    institutions: list[str] = Field(
        default_factory=list,
        description="只采集这些机关 Only the reports of these institutions, such as "
        "[fujian-pingtan-zone].",
    )
    years: list[int] = Field(
        default_factory=list,
        description="只采集这些年度的报告 Only reports about these years, such as "
        "[2023, 2024].",
    )


class ReadConfig(Config):
    """What to read again although nothing has changed; what is new is always read."""

    sources: list[str] = Field(
        default_factory=list,
        description="重新提取这些来源 Read the documents of these sources again, such "
        "as [fujian-pingtan-zfxxgknb].",
    )
    institutions: list[str] = Field(
        default_factory=list,
        description="重新提取这些机关 Read the reports of these institutions again, "
        "such as [fujian-pingtan-zone].",
    )
    years: list[int] = Field(
        default_factory=list,
        description="重新提取这些年度 Read the reports about these years again, such "
        "as [2023, 2024].",
    )
    everything: bool | None = Field(
        default=None,
        description="全部重新提取 true: read every archived document of the provinces "
        "again.",
    )

    def again(self, mode: Mode) -> Selection | None:
        """What to read again: None for nothing, an empty selection for everything.

        Raises:
            UsageError: `everything` contradicts the lists.
        """
        chosen = _selection(self)
        if self.everything and not chosen.is_everything:
            raise UsageError(
                "ops: read_reports: config: expected either everything: true or lists, "
                "found both; leave out one of the two"
            )
        if self.everything is False and mode.reads_again and chosen.is_everything:
            raise UsageError(
                "ops: read_reports: config: everything is false and all lists are "
                "empty, so nothing would be read again; name something, or leave out "
                "everything: false"
            )
        if self.everything:
            return Selection()
        return chosen if mode.reads_again or not chosen.is_everything else None


def mode_of(context: AssetExecutionContext) -> Mode:
    """The mode of a run; an asset that was picked in the graph is refreshed."""
    return MODES[context.run.tags.get(MODE_TAG, "refresh")]


@dataclass(frozen=True, slots=True)
class Choice:
    """What to crawl: provinces, and what of them."""

    provinces: Sequence[str]
    selection: Selection


@dataclass(frozen=True, slots=True)
class ReadChoice:
    """What to read: provinces, and what of them although nothing has changed."""

    provinces: Sequence[str]
    again: Selection | None


def crawl_choice(
    context: AssetExecutionContext, config: CrawlConfig, settings: Settings
) -> Choice:
    """The provinces of a run and what of them to crawl.

    Raises:
        Failure: there is no such thing, or the job needs what was left empty.
    """
    with refused():
        provinces, selection = provinces_of(context), _selection(config)
        mode = mode_of(context)
        for name in mode.needs:
            if not getattr(config, name):
                raise UsageError(
                    f"{context.job_name} needs `{name}`: expected at least one, found "
                    "an empty list in ops: crawl: config; write for example "
                    f"{name}: {_EXAMPLES[name]}"
                )
        if mode.from_archive and not selection.is_everything:
            raise UsageError(
                f"{context.job_name} makes whole provinces again: expected empty lists "
                "in ops: crawl: config, found some that are not; pick fewer provinces "
                "instead"
            )
        selection.check(settings.registry(), provinces)
    return Choice(provinces, selection)


def read_choice(
    context: AssetExecutionContext, config: ReadConfig, settings: Settings
) -> ReadChoice:
    """The provinces of a run and what of them to read again.

    Raises:
        Failure: there is no such thing.
    """
    with refused():
        provinces, again = provinces_of(context), config.again(mode_of(context))
        if again is not None:
            again.check(settings.registry(), provinces, only_enabled=False)
    return ReadChoice(provinces, again)


def provinces_of(context: AssetExecutionContext) -> Sequence[str]:
    """The provinces that were picked for a run.

    Raises:
        UsageError: none was.
    """
    picked = picked_provinces(context)
    if picked is None:
        raise UsageError(
            f"{context.job_name} runs over provinces: expected one or more picked as "
            "partitions, found none; press Materialize and pick them in the dialog"
        )
    return picked


def picked_provinces(context: AssetExecutionContext) -> Sequence[str] | None:
    """The provinces of a run, also for a step that all share; None: none was picked."""
    if not context.has_partition_key and not context.has_partition_key_range:
        return None
    keys: Sequence[str] = context.partition_keys
    return keys


def _selection(config: CrawlConfig | ReadConfig) -> Selection:
    return Selection(
        tuple(config.sources), tuple(config.institutions), tuple(config.years)
    )


@contextmanager
def refused() -> Iterator[None]:
    """Show a mistake of the user as one sentence, and never try it again."""
    try:
        yield
    except UsageError as error:
        raise Failure(str(error), allow_retries=False) from None
