"""A wrong choice is refused with a sentence, before anything is fetched."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.choice import MODES, ReadConfig
from assets.definitions import build_defs
from assets.resources import DataRootResource
from assets.runner import failures
from pipeline.errors import UsageError
from pipeline.settings import Settings

FUJIAN = "fujian-pingtan-zfxxgk"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("choice")
    Settings.of(root, demo=True).prepare()
    return root


@pytest.fixture(scope="module")
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture(scope="module")
def defs(root: Path) -> dg.Definitions:
    return build_defs(data_root=DataRootResource(path=str(root)))


Refused = dict[str, Any]
CASES: dict[str, tuple[str, str | None, Refused, str]] = {
    "unknown source": (
        "refresh_source",
        "fujian",
        {"sources": ["nobody"]},
        "there is no source 'nobody'",
    ),
    "other province": (
        "refresh_source",
        "henan",
        {"sources": ["SOURCE"]},
        "is of province fujian, the run is over henan; choose fujian",
    ),
    "no source where one is needed": (
        "refresh_source",
        "fujian",
        {},
        "refresh_source needs `sources`: expected at least one, found an empty list in "
        "ops: crawl: config; write for example sources: [fujian-pingtan-zfxxgknb]",
    ),
    "no year where one is needed": (
        "refresh_report",
        "fujian",
        {"institutions": ["fujian-pingtan-zone"]},
        "refresh_report needs `years`",
    ),
    "no such year": (
        "refresh_report",
        "fujian",
        {"institutions": ["fujian-pingtan-zone"], "years": [1999]},
        "expected years from 2003",
    ),
    "unknown institution": (
        "refresh_report",
        "fujian",
        {"institutions": ["fujian-pingtan-zonee"], "years": [2024]},
        "there is no institution 'fujian-pingtan-zonee'; did you mean",
    ),
    "no province": (
        "refresh_provinces",
        None,
        {},
        "expected one or more picked as partitions, found none",
    ),
    "a part of an archive": (
        "rebuild_from_archive",
        "fujian",
        {"years": [2024]},
        "makes whole provinces again: expected empty lists",
    ),
    "no archive": (
        "rebuild_from_archive",
        "fujian",
        {},
        "nothing was crawled yet",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_wrong_choice_is_one_sentence(
    case: str, defs: dg.Definitions, root: Path, instance: dg.DagsterInstance
) -> None:
    job, province, config, expected = CASES[case]
    sources = Settings.of(root).registry().sources_of(["fujian"])
    config = {
        key: [sources[0].source_id if v == "SOURCE" else v for v in values]
        for key, values in config.items()
    }
    result = defs.resolve_job_def(job).execute_in_process(
        run_config={
            "ops": {"crawl": {"config": config}},
            "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
        },
        partition_key=province,
        # the seeds before it need not be made for this
        asset_selection=[dg.AssetKey("raw_crawls"), *_WITH_IT],
        raise_on_error=False,
        instance=instance,
    )
    assert not result.success
    (said,) = failures(result)
    assert said.startswith("crawl: ")
    assert expected in said
    assert "\n" not in said
    assert not (root / "raw").exists()


_WITH_IT = [
    dg.AssetKey(name)
    for name in (
        "raw_report_links",
        "raw_links_left",
        "raw_documents",
        "raw_document_versions",
        "raw_issues",
    )
]


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"source": ["a"]}, 'unexpected config entry "source"'),
        (
            {"years": ["last"]},
            'years.0.. Value "last" .* is not valid for expected type "Int"',
        ),
    ],
)
def test_a_wrong_key_or_type_is_refused_when_it_is_launched(
    defs: dg.Definitions, config: Refused, expected: str
) -> None:
    job = defs.resolve_job_def("refresh_source")
    with pytest.raises(dg.DagsterInvalidConfigError, match=expected):
        dg.validate_run_config(job, {"ops": {"crawl": {"config": config}}})


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"everything": True, "years": [2024]}, "either everything: true or lists"),
        ({"everything": False}, "everything is false and all lists are empty"),
    ],
)
def test_what_to_read_again_does_not_contradict_itself(
    config: Refused, expected: str
) -> None:
    with pytest.raises(UsageError, match=expected):
        ReadConfig(**config).again(MODES["reextract"])


def test_a_check_alone_reads_nothing(defs: dg.Definitions) -> None:
    checks = dg.AssetSelection.checks_for_assets("core_applications")
    job = dg.define_asset_job("checks_alone", selection=checks)
    with_job = dg.Definitions.merge(defs, dg.Definitions(jobs=[job]))
    result = with_job.resolve_job_def("checks_alone").execute_in_process(
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    )
    assert result.get_asset_check_evaluations()
    assert not result.filter_events(lambda e: e.is_step_materialization)
