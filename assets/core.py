"""Core: what the reports say, transcribed from the archived bytes, by province."""

from collections.abc import Iterator

from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    AssetSpec,
    BackfillPolicy,
    MaterializeResult,
    multi_asset,
)

from assets.facets import facets
from assets.measured import MEASURED_SPEC, measured_result
from assets.metadata import check_results, check_specs, waits_for
from assets.partitions import provinces
from assets.previews import cut_table_facts
from assets.resources import DataRootResource
from pipeline.fingerprint import parse_fingerprint
from pipeline.steps import read_province, run_checks
from pipeline.transcribe import CORE_TABLES

__all__ = ["read_reports"]

_DEPS = ("raw_documents", "raw_document_versions", "seed_form_cells")


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
)
def read_reports(
    context: AssetExecutionContext, data_root: DataRootResource
) -> Iterator[MaterializeResult | AssetCheckResult]:
    """Read every archived document into the cells of the form, as printed.

    The tables come from one reading, so all are written; those selected are reported.
    """
    settings = data_root.settings()
    for province in context.partition_keys:
        read_province(settings, province)
    for name in CORE_TABLES:
        if context.selected_asset_keys and not any(
            key.to_user_string() == name for key in context.selected_asset_keys
        ):
            continue
        facts = cut_table_facts(context, settings.lake, name)
        yield MaterializeResult(asset_key=name, metadata=facts)
        yield from check_results(name, run_checks(settings, name))
        if name == MEASURED_SPEC.asset_key.to_user_string():
            yield measured_result()
