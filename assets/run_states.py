"""Which statuses of Dagster mean that a run has ended, or goes on."""

from dagster import DagsterRunStatus
from dagster._core.storage.dagster_run import NOT_FINISHED_STATUSES

__all__ = ["ENDED", "GOING_ON"]

ENDED = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]
#: without what was made and never handed in: whoever was to do it was killed
GOING_ON = [
    status
    for status in NOT_FINISHED_STATUSES
    if status is not DagsterRunStatus.NOT_STARTED
]
