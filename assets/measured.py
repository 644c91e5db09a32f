"""The blocking check that the reader is the one whose accuracy was measured."""

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    MetadataValue,
)

from pipeline.accuracy.gate import why_not_measured
from pipeline.fingerprint import parse_fingerprint

__all__ = ["MEASURED_SPEC", "measured_result"]

MEASURED_SPEC = AssetCheckSpec(
    name="reader_is_measured",
    asset="core_reports",
    description="The fingerprint in data/accuracy/accuracy.json is that of the reader "
    "that runs, so that nothing is published by a reader that was not measured. If it "
    "is not: `ogi accuracy`, look at docs/accuracy.md, commit both.",
    blocking=True,
)


def measured_result() -> AssetCheckResult:
    """The outcome, with what differs and what to do."""
    reason = why_not_measured()
    return AssetCheckResult(
        asset_key=MEASURED_SPEC.asset_key,
        check_name=MEASURED_SPEC.name,
        passed=reason is None,
        severity=AssetCheckSeverity.ERROR,
        description=reason,
        metadata={
            "fingerprint": MetadataValue.text(parse_fingerprint()),
            "reason": MetadataValue.text(reason or "measured"),
        },
    )
