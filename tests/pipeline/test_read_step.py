"""Reading a province: what is read anew, what comes from the cache, what is left."""

import shutil
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline import extraction_cache, stamps
from pipeline.demo.catalogue import load_reports
from pipeline.demo.looks.docx import render_docx
from pipeline.demo.site import build_pages
from pipeline.errors import StoreError
from pipeline.extraction_cache import cache_folder
from pipeline.read_step import read_province
from pipeline.registry import Registry
from pipeline.schema import TableSchema
from pipeline.selection import EVERYTHING, Selection
from pipeline.settings import Settings
from pipeline.store import Lake
from pipeline.transcribe import CORE_TABLES
from tests.pipeline.given import PROVINCE, SOURCE, Given, keep

REPORTS = {
    r.entry.year: r for n, r in load_reports().items() if n.startswith("pingtan")
}
SITE = build_pages().resources
PAGES = {
    year: SITE[report.entry.host, report.entry.path].body
    for year, report in REPORTS.items()
}
TITLES = {year: report.entry.title for year, report in REPORTS.items()}
YEARS = sorted(PAGES)[:3]
BROKEN = b"\x00\x01 no document"


def page(year: int, **more: object) -> Given:
    return Given(f"{year}.htm", PAGES[year], link=TITLES[year], **more)  # type: ignore[arg-type]


@pytest.fixture
def root(tmp_path: Path) -> Settings:
    settings = replace(Settings.of(tmp_path / "root", demo=True), delay_scale=0.0)
    settings.prepare()
    return settings


def files(settings: Settings) -> dict[str, bytes]:
    """Every core file as it is on the disk."""
    return {
        path.relative_to(settings.root.lake).as_posix(): path.read_bytes()
        for table in CORE_TABLES
        for path in settings.lake.files(table)
    }


def read_afresh(settings: Settings, folder: Path) -> dict[str, bytes]:
    """The same files by a root that remembers nothing."""
    other = replace(settings, root=replace(settings.root, path=folder))
    shutil.copytree(settings.root.archive, other.root.archive)
    for table in ("raw_documents", "raw_document_versions"):
        shutil.copytree(settings.root.lake / table, other.root.lake / table)
    read = read_province(other, PROVINCE)
    assert read.read_anew == read.documents
    return files(other)


def test_nothing_changed_and_nothing_is_done(root: Settings) -> None:
    keep(root, [page(year) for year in YEARS])
    first = read_province(root, PROVINCE)
    assert (first.is_current, first.documents, first.read_anew) == (False, 3, 3)
    before = {p: p.stat().st_ino for t in CORE_TABLES for p in root.lake.files(t)}
    second = read_province(root, PROVINCE)
    assert (second.is_current, second.read_anew) == (True, 0)
    assert second.rows == first.rows
    assert {p: p.stat().st_ino for p in before} == before


def test_one_new_document_reads_one(root: Settings, tmp_path: Path) -> None:
    keep(root, [page(year) for year in YEARS[:2]])
    read_province(root, PROVINCE)
    keep(root, [page(year) for year in YEARS])
    read = read_province(root, PROVINCE)
    assert (read.is_current, read.documents, read.read_anew) == (False, 3, 1)
    assert files(root) == read_afresh(root, tmp_path / "other")


def test_a_reading_that_dies_between_two_tables_is_marked_until_it_is_repeated(
    root: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(root, [page(YEARS[0])])
    read_province(root, PROVINCE)
    keep(root, [page(year) for year in YEARS[:2]])
    write = Lake.write_province

    def die(lake: Lake, frame: pa.Table, schema: TableSchema, province: str) -> int:
        if schema.name == CORE_TABLES[1]:
            raise KeyboardInterrupt
        return write(lake, frame, schema, province)

    with monkeypatch.context() as patch:
        patch.setattr(Lake, "write_province", die)
        with pytest.raises(KeyboardInterrupt):
            read_province(root, PROVINCE)
    assert root.lake.half_read() == [PROVINCE]
    assert not read_province(root, PROVINCE).is_current
    assert root.lake.half_read() == []
    assert files(root) == read_afresh(root, tmp_path / "other")


def test_a_core_file_that_is_touched_is_made_again(root: Settings) -> None:
    keep(root, [page(YEARS[0])])
    read_province(root, PROVINCE)
    sound = files(root)
    (path,) = root.lake.files("core_applications")
    path.write_bytes(b"not Parquet")
    read = read_province(root, PROVINCE)
    assert (read.is_current, read.read_anew) == (False, 0)
    assert files(root) == sound
    path.unlink()
    assert not read_province(root, PROVINCE).is_current
    assert files(root) == sound


def test_another_parser_reads_everything(
    root: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(root, [page(year) for year in YEARS])
    read_province(root, PROVINCE)
    monkeypatch.setattr(extraction_cache, "parse_fingerprint", lambda: "another")
    read = read_province(root, PROVINCE)
    assert (read.is_current, read.read_anew) == (False, 3)


def test_another_name_in_the_registry_lays_out_anew_and_reads_nothing(
    root: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(root, [page(year) for year in YEARS])
    read_province(root, PROVINCE)
    registry = root.registry()
    (owner,) = registry.sources[SOURCE].institution_ids
    renamed = registry.institutions[owner].model_copy(update={"name": "另一个县"})
    other = replace(registry, institutions={**registry.institutions, owner: renamed})
    assert isinstance(other, Registry)
    monkeypatch.setattr(Settings, "registry", lambda _: other)
    read = read_province(root, PROVINCE)
    assert (read.is_current, read.read_anew) == (False, 0)


def test_what_is_chosen_is_read_again(root: Settings) -> None:
    keep(root, [page(year) for year in YEARS])
    read_province(root, PROVINCE)
    before = files(root)
    for again, count in (
        (EVERYTHING, 3),
        (Selection(years=(YEARS[0],)), 1),
        (Selection(sources=(SOURCE,)), 3),
        (Selection(sources=("fujian-other",)), 0),
        (Selection(institutions=("fujian-nobody",)), 0),
        (Selection(institutions=("fujian-pingtan-zone",), years=tuple(YEARS[1:])), 2),
    ):
        read = read_province(root, PROVINCE, again=again)
        assert (read.read_anew, read.is_current) == (count, count == 0), again
    assert files(root) == before


def test_a_document_that_says_no_year_is_meant_by_every_year(root: Settings) -> None:
    keep(root, [page(YEARS[0]), Given("odd.bin", BROKEN)])
    read_province(root, PROVINCE)
    assert read_province(root, PROVINCE, again=Selection(years=(2011,))).read_anew == 1


def test_a_source_that_is_gone_is_said(
    root: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(root, [page(YEARS[0])])
    other = replace(root.registry(), sources={})
    monkeypatch.setattr(Settings, "registry", lambda _: other)
    with pytest.raises(StoreError, match=f"source {SOURCE} are in the tables"):
        read_province(root, PROVINCE)


DOCUMENTS = {
    **{f"{year}": page(year) for year in YEARS},
    "changed": page(YEARS[0], older=(PAGES[YEARS[1]],)),
    "copy": Given("copy.htm", PAGES[YEARS[0]], link="另一标题"),
    "attached": Given("a.docx", render_docx(REPORTS[YEARS[1]]), f"{YEARS[0]}.htm"),
    "broken": Given("odd.bin", BROKEN),
}
STEP = st.tuples(
    st.sets(st.sampled_from(sorted(DOCUMENTS)), min_size=1),
    st.sampled_from(["", "forget stamps", "flip", "cut", "remove"]),
)


@hypothesis_settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(steps=st.lists(STEP, min_size=1, max_size=3))
def test_what_is_remembered_changes_no_byte(
    steps: list[tuple[set[str], str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever comes, goes, or happens to what is remembered in between."""
    folder = tmp_path_factory.mktemp("remembered")
    root = replace(Settings.of(folder / "root", demo=True), delay_scale=0.0)
    root.prepare()
    for names, harm in steps:
        chosen = {DOCUMENTS[n].name: DOCUMENTS[n] for n in sorted(names)}
        keep(root, list(chosen.values()))
        _harm(root, harm)
        read_province(root, PROVINCE)
    assert files(root) == read_afresh(root, folder / "other")


def _harm(root: Settings, harm: str) -> None:
    stored = cache_folder(root.root.lake) / f"{PROVINCE}.sqlite"
    if harm == "forget stamps":
        shutil.rmtree(root.root.lake / stamps.FOLDER, ignore_errors=True)
    if not harm or not stored.is_file():
        return
    data = bytearray(stored.read_bytes())
    if harm == "flip":
        for place in range(4096, len(data), 911):
            data[place] ^= 1
        stored.write_bytes(data)
    elif harm == "cut":
        stored.write_bytes(data[: len(data) // 2])
    elif harm == "remove":
        stored.unlink()
