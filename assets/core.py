"""Core: what the reports say, transcribed from the archived bytes, by province."""

from collections.abc import Iterator

from dagster import (
    AssetCheckKey,
    AssetCheckResult,
    AssetExecutionContext,
    AssetKey,
    AssetSpec,
    BackfillPolicy,
    MaterializeResult,
    multi_asset,
)

from assets.check_results import check_results, check_specs
from assets.choice import ReadConfig, read_choice
from assets.facets import facets
from assets.measured import MEASURED_SPEC, measured_result
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
from pipeline.fingerprint import parse_fingerprint
from pipeline.settings import Settings
from pipeline.steps import read_province, run_checks
from pipeline.transcribe import CORE_TABLES

__all__ = ["read_reports"]

_DEPS = (
    "raw_documents",
    "raw_document_versions",
    "raw_deposits",
    "seed_form_cells",
)


def _spec(name: str) -> AssetSpec:
    # what makes these tables is the reader, whatever file it stands in
    own = facets(name)
    own["code_version"] = parse_fingerprint()
    return AssetSpec(name, deps=waits_for(name, _DEPS), skippable=True, **own)


@multi_asset(
    specs=[_spec(name) for name in CORE_TABLES],
    check_specs=[
        MEASURED_SPEC,
        *(spec for name in CORE_TABLES for spec in check_specs(name)),
    ],
    can_subset=True,
    partitions_def=provinces,
    backfill_policy=BackfillPolicy.single_run(),
    pool=POOL,
)
def read_reports(
    context: AssetExecutionContext,
    config: ReadConfig,
    data_root: DataRootResource,
    registry: RegistryResource,
    http_client: HttpClientResource,
) -> Iterator[MaterializeResult | AssetCheckResult]:
    """Read every archived document into the cells of the form, as printed.

    The tables come from one reading, so all are written; those selected are reported.
    """
    settings = settings_of(data_root, registry, http_client)
    if not context.selected_asset_keys:
        yield from _checks_alone(context, settings)
        return
    chosen = read_choice(context, config, settings)
    for province in chosen.provinces:
        read_province(settings, province, again=chosen.again)
    for name in CORE_TABLES:
        if AssetKey(name) not in context.selected_asset_keys:
            continue
        facts = cut_table_facts(context, settings.lake, name)
        yield MaterializeResult(asset_key=name, metadata=facts)
        yield from check_results(name, run_checks(settings, name), settings)
        if name == MEASURED_SPEC.asset_key.to_user_string():
            yield measured_result()


def _checks_alone(
    context: AssetExecutionContext, settings: Settings
) -> Iterator[AssetCheckResult]:
    """Repeat the checks that were asked for without their tables; nothing is read."""
    asked = context.selected_asset_check_keys
    if MEASURED_SPEC.key in asked:
        yield measured_result()
    for name in CORE_TABLES:
        if AssetKey(name) in {key.asset_key for key in asked}:
            for found in check_results(name, run_checks(settings, name), settings):
                if AssetCheckKey(AssetKey(name), found.check_name or "") in asked:
                    yield found
