"""Raw: links, documents, crawls and issues, by province, from the enabled sources."""

from collections.abc import Iterator

from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    AssetSpec,
    BackfillPolicy,
    MaterializeResult,
    multi_asset,
)

from assets.check_results import check_results, check_specs
from assets.choice import CrawlConfig, crawl_choice, mode_of, refused
from assets.crawl_facts import add_crawl_facts, said_in
from assets.facets import facets
from assets.metadata import waits_for
from assets.partitions import provinces
from assets.previews import cut_table_facts
from assets.resources import (
    DataRootResource,
    HttpClientResource,
    RegistryResource,
    settings_of,
)
from assets.run_lock import POOL
from pipeline.crawling import crawl_provinces
from pipeline.raw import RAW_TABLES
from pipeline.rebuilding import rebuild_provinces
from pipeline.steps import run_checks

__all__ = ["crawl"]

_DEPS = {
    "raw_report_links": ["seed_sources", "seed_institutions"],
    "raw_links_left": ["seed_sources", "seed_institutions"],
    "raw_documents": ["raw_report_links"],
    "raw_document_versions": ["raw_documents"],
    "raw_crawls": ["raw_report_links", "raw_links_left", "raw_documents"],
    "raw_issues": ["raw_report_links", "raw_documents"],
}


def _spec(name: str) -> AssetSpec:
    return AssetSpec(name, deps=waits_for(name, _DEPS[name]), **facets(name))


@multi_asset(
    specs=[_spec(name) for name in RAW_TABLES],
    check_specs=[spec for name in RAW_TABLES for spec in check_specs(name)],
    partitions_def=provinces,
    backfill_policy=BackfillPolicy.single_run(),
    pool=POOL,
)
def crawl(
    context: AssetExecutionContext,
    config: CrawlConfig,
    data_root: DataRootResource,
    registry: RegistryResource,
    http_client: HttpClientResource,
) -> Iterator[MaterializeResult | AssetCheckResult]:
    """Find and fetch the reports of the enabled sources, politely, bytes archived."""
    settings = settings_of(data_root, registry, http_client)
    chosen = crawl_choice(context, config, settings)
    with said_in(context.log), refused():
        if mode_of(context).from_archive:
            total = rebuild_provinces(settings, chosen.provinces)
        else:
            total = crawl_provinces(settings, chosen.provinces, chosen.selection)
    for name in RAW_TABLES:
        facts = cut_table_facts(context, settings.lake, name)
        if name == "raw_crawls":
            add_crawl_facts(context, name, total)
        yield MaterializeResult(asset_key=name, metadata=facts)
        yield from check_results(name, run_checks(settings, name), settings)
