"""What a failed run says: which step, in the words of our own error.

For the command line (`assets.runner`) and for alerts (`assets.alerts`).
"""

from collections.abc import Iterable

from dagster import (
    AssetCheckEvaluation,
    AssetCheckSeverity,
    DagsterEvent,
    DagsterEventType,
    DagsterInstance,
)

from pipeline import errors

__all__ = ["said_by", "said_by_run"]

#: names of the errors that are raised on purpose
_OURS = frozenset(errors.__all__)
#: the error of a step that a blocking check stopped
_BY_A_CHECK = "DagsterAssetCheckFailedError"
_STEP = DagsterEventType.STEP_FAILURE
_CHECK = DagsterEventType.ASSET_CHECK_EVALUATION
_RUN = DagsterEventType.RUN_FAILURE


def said_by(
    failed: Iterable[DagsterEvent], checks: Iterable[AssetCheckEvaluation]
) -> list[str]:
    """One line for each step that failed, and for each blocking check."""
    said = _failed_checks(checks)
    steps = [
        f"{event.step_key}: {_said(event)}"
        for event in failed
        # a check says more of itself than Dagster, which only names it
        if not (said and _is_by_a_check(event))
    ]
    return steps + said


def said_by_run(instance: DagsterInstance, run_id: str) -> list[str]:
    """The same of a run that has ended; else why the run itself failed."""
    events = [
        entry.dagster_event
        for entry in instance.all_logs(run_id, of_type={_STEP, _CHECK, _RUN})
        if entry.dagster_event is not None
    ]
    lines = said_by(
        [e for e in events if e.event_type is _STEP],
        [e.asset_check_evaluation_data for e in events if e.event_type is _CHECK],
    )
    if lines:
        return lines
    # a process that was killed says nothing of itself; whoever found it dead does
    return [e.message for e in events if e.event_type is _RUN and e.message]


def _is_by_a_check(event: DagsterEvent) -> bool:
    error = event.step_failure_data.error
    return error is not None and error.cls_name == _BY_A_CHECK


def _said(event: DagsterEvent) -> str:
    """The message of our own error, which says where and what to do; else of the cause.

    What it was raised from, such as a validation error, knows neither file nor entry.
    """
    said = event.step_failure_data.user_failure_data
    if said is not None and said.description:
        return said.description  # a `Failure`: the sentence of whoever raised it
    error = event.step_failure_data.error
    if error is None:
        return "failed"
    while error.cause is not None and error.cls_name not in _OURS:
        error = error.cause
    message = error.message.strip()
    # the name of our class says nothing to whoever runs the command
    return message.partition(": ")[2] if error.cls_name in _OURS else message


def _failed_checks(checks: Iterable[AssetCheckEvaluation]) -> list[str]:
    """What blocking checks say of themselves, where they say more than their name."""
    return [
        f"{found.asset_key.to_user_string()}: {found.description}"
        for found in checks
        if not found.passed
        and found.severity is AssetCheckSeverity.ERROR
        and found.description
    ]
