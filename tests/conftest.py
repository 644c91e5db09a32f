"""What tests of several packages share: the demonstration, run once a session."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import steps
from pipeline.accuracy import report as accuracy_report
from pipeline.accuracy.localisation import Localisation
from pipeline.accuracy.report import Accuracy
from pipeline.crawling import crawl_provinces
from pipeline.demo.catalogue import load_reports
from pipeline.demo.looks.text import render_text
from pipeline.demo.site import build_pages
from pipeline.deposits import rebuild_deposits
from pipeline.fingerprint import (
    fingerprint_parts,
    parse_fingerprint,
    quality_fingerprint,
    quality_parts,
)
from pipeline.lock import waiting
from pipeline.publish import publish
from pipeline.schema import load_schemas
from pipeline.seeds import seed_tables
from pipeline.settings import Settings
from pipeline.sqlmodels import load_models
from pipeline.warehouse import Warehouse
from tests.longest_first import pytest_collection_modifyitems

__all__ = ["pytest_collection_modifyitems"]


@pytest.fixture(scope="session", autouse=True)
def measured_reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An accuracy report of the reader that runs, so that tests may publish.

    Whether the committed one is of this reader is for `ogi accuracy --check` to say.
    """
    path = tmp_path_factory.mktemp("accuracy") / "accuracy.json"
    measured = Accuracy(
        parse_fingerprint(),
        fingerprint_parts(),
        seed=1,
        localisation=Localisation(quality_fingerprint(), quality_parts()),
    )
    path.write_text(measured.to_json(), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accuracy_report, "accuracy_file", lambda: path)
        yield path


@pytest.fixture(scope="session")
def demo_root(measured_reader: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data root of the demonstration, crawled, read, modelled and published.

    It is shared, also between the processes of pytest-xdist, of which the first makes
    it: copy it before writing into it.
    """
    assert measured_reader.is_file()
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # of the run, above those of its processes
    root, whole = folder / "demo-root", folder / "demo-root.whole"
    with waiting(folder / "demo-root.lock"):
        if not whole.exists():
            # left behind by a process that failed here: begun anew, it fails again
            shutil.rmtree(root, ignore_errors=True)
            _make_demonstration(root)
            whole.touch()
    return root


def _make_demonstration(root: Path) -> None:
    settings = replace(Settings.of(root, demo=True), delay_scale=0.0)
    settings.prepare()
    registry = settings.registry()
    for name, table in seed_tables(registry, is_demo=True).items():
        settings.lake.write(table, load_schemas()[name])
    rebuild_deposits(settings)
    for province in sorted({s.province_id for s in registry.sources.values()}):
        crawl_provinces(settings, [province])
        steps.read_province(settings, province)
    for model in load_models():
        steps.build_model(settings, model)
    publish(settings.root, is_demo=True)


@pytest.fixture(scope="module")
def _opened() -> Iterator[Warehouse]:
    with Warehouse(threads=1) as warehouse:
        yield warehouse


@pytest.fixture
def empty_warehouse(_opened: Warehouse) -> Warehouse:
    """A warehouse without a relation, opened once for all tests of a module.

    Opening one takes longer than most of what is asked of it.
    """
    listed = _opened.connection.execute(
        "select table_type, table_name from information_schema.tables"
    ).fetchall()
    for kind, name in listed:
        what = "view" if kind == "VIEW" else "table"
        _opened.connection.execute(f'drop {what} "{name}"')
    assert not _opened.relations()
    return _opened


@pytest.fixture(scope="session")
def demo_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's reports as files: `<id>.html`, `.txt`, one `.docx`."""
    folder = tmp_path_factory.mktemp("pages")
    resources = build_pages().resources
    for name, report in load_reports().items():
        entry = report.entry
        body = resources[entry.host, entry.path].body
        (folder / f"{name}.html").write_bytes(body)
        (folder / f"{name}.txt").write_text(render_text(report), encoding="utf-8")
        if entry.attachment_path:
            body = resources[entry.host, entry.attachment_path].body
            (folder / f"{name}.docx").write_bytes(body)
    return folder
