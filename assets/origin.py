"""What makes a run of this process one of the code location that the UI shows.

Runs that the UI starts know where their job comes from; pages that ask by it (the
timeline on the first page, a job's runs) and the alert of a failed run leave out those
that do not. What is run here is in `assets.runner`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from dagster import DagsterInstance
from dagster._core.remote_origin import (
    RegisteredCodeLocationOrigin,
    RemoteRepositoryOrigin,
)

__all__ = ["with_origin"]

#: as `dagster dev -m assets.definitions` names it
_LOCATION, _REPOSITORY = "assets.definitions", "__repository__"


@contextmanager
def with_origin(instance: DagsterInstance, job: str) -> Iterator[None]:
    """Let the runs that are made meanwhile say that they are of a job of ours."""
    location = RegisteredCodeLocationOrigin(_LOCATION)
    origin = RemoteRepositoryOrigin(location, _REPOSITORY).get_job_origin(job)
    # `execute_in_process` leaves the origin out and has no argument for it
    vars(instance)["create_run_for_job"] = partial(
        instance.create_run_for_job, remote_job_origin=origin
    )
    try:
        yield
    finally:
        del vars(instance)["create_run_for_job"]
