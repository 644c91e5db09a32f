"""The tree of exceptions: everything on purpose is one family."""

import inspect

import pytest

from pipeline import errors
from pipeline.errors import FetchError, OgiError, TransientError

CLASSES = [getattr(errors, name) for name in errors.__all__]


@pytest.mark.parametrize("kind", CLASSES)
def test_all_are_errors_of_ours_and_documented(kind: type[Exception]) -> None:
    assert issubclass(kind, OgiError)
    assert inspect.getdoc(kind)
    assert str(kind("what, where")) == "what, where"


def test_nothing_is_left_out_of_the_list() -> None:
    defined = {
        name for name, value in vars(errors).items() if inspect.isclass(value)
    }  # the module imports no class
    assert defined == set(errors.__all__)
    for name in defined:
        assert name in (errors.__doc__ or "")


def test_outcomes_of_fetching_are_those_of_the_dictionary() -> None:
    outcomes = {kind.outcome for kind in CLASSES if issubclass(kind, FetchError)}
    assert outcomes == {"failed", "out_of_scope", "refused", "gone", "not_asked"}


def test_a_fault_that_may_pass_knows_how_long_to_wait() -> None:
    assert TransientError("429", retry_after=2.5).retry_after == 2.5
    assert TransientError("time-out").retry_after is None
