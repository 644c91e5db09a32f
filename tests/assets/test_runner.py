"""What a failed run says to whoever typed the command."""

from dagster import AssetCheckResult, AssetCheckSpec, asset, job, materialize, op
from pydantic import TypeAdapter, ValidationError

from assets.runner import failures
from pipeline.errors import EntryError


@op
def reads_a_wrong_file() -> None:
    try:
        TypeAdapter(int).validate_python("x")
    except ValidationError as error:
        raise EntryError("data/waivers/a.yml, entry 1, year: found 'x'") from error


@op
def stumbles() -> None:
    raise KeyError("nobody foresaw this")


@job
def both() -> None:
    reads_a_wrong_file()
    stumbles()


def test_our_own_error_is_shown_and_not_what_it_was_raised_from() -> None:
    result = both.execute_in_process(raise_on_error=False)
    said = dict(line.split(": ", 1) for line in failures(result))
    assert said == {
        "reads_a_wrong_file": "data/waivers/a.yml, entry 1, year: found 'x'",
        "stumbles": "KeyError: 'nobody foresaw this'",
    }


@asset(check_specs=[AssetCheckSpec("figures_hold", asset="figures", blocking=True)])
def figures() -> AssetCheckResult:
    return AssetCheckResult(passed=False, description="figures_hold: 7 rows offend")


def test_a_blocking_check_speaks_for_itself() -> None:
    result = materialize([figures], raise_on_error=False)
    assert failures(result) == ["figures: figures_hold: 7 rows offend"]
