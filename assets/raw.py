"""Raw: links, documents, crawls and issues, by province, from the enabled sources."""

from collections.abc import Iterator

from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    AssetSpec,
    BackfillPolicy,
    Config,
    MaterializeResult,
    multi_asset,
)
from pydantic import Field

from assets.crawl_facts import add_crawl_facts, said_in
from assets.facets import facets
from assets.metadata import check_results, check_specs, waits_for
from assets.partitions import provinces
from assets.previews import cut_table_facts
from assets.resources import DataRootResource
from pipeline.crawling import crawl_provinces
from pipeline.raw import RAW_TABLES
from pipeline.steps import run_checks

__all__ = ["CrawlConfig", "crawl"]

_DEPS = {
    "raw_report_links": ["seed_sources", "seed_institutions"],
    "raw_links_left": ["seed_sources", "seed_institutions"],
    "raw_documents": ["raw_report_links"],
    "raw_document_versions": ["raw_documents"],
    "raw_crawls": ["raw_report_links", "raw_links_left", "raw_documents"],
    "raw_issues": ["raw_report_links", "raw_documents"],
}


class CrawlConfig(Config):
    """What to crawl of a province."""

    sources: list[str] = Field(
        default_factory=list,
        description="Only these source ids; empty means every enabled source.",
    )


def _spec(name: str) -> AssetSpec:
    return AssetSpec(name, deps=waits_for(name, _DEPS[name]), **facets(name))


@multi_asset(
    specs=[_spec(name) for name in RAW_TABLES],
    check_specs=[spec for name in RAW_TABLES for spec in check_specs(name)],
    partitions_def=provinces,
    backfill_policy=BackfillPolicy.single_run(),
    pool="crawl",
)
def crawl(
    context: AssetExecutionContext, config: CrawlConfig, data_root: DataRootResource
) -> Iterator[MaterializeResult | AssetCheckResult]:
    """Find and fetch the reports of the enabled sources, politely, bytes archived."""
    settings = data_root.settings()
    with said_in(context.log):
        total = crawl_provinces(settings, context.partition_keys, config.sources)
    for name in RAW_TABLES:
        facts = cut_table_facts(context, settings.lake, name)
        if name == "raw_crawls":
            add_crawl_facts(context, name, total)
        yield MaterializeResult(asset_key=name, metadata=facts)
        yield from check_results(name, run_checks(settings, name))
