"""Files that lie in an inbox, taken in for real: archive, register, table, folders."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.crawl.keep.archive_check import check_log
from pipeline.deposits import DEPOSITS, rebuild_deposits
from pipeline.errors import StoreError
from pipeline.inbox import take
from pipeline.inbox.decide import Decision, Known
from pipeline.inbox.judge import Refused, Taken
from pipeline.inbox.register import entries_of
from pipeline.inbox.settings import InboxSettings, load_inbox_settings
from pipeline.inbox.take import TakenIn, preview, take_in, what_lies
from pipeline.settings import Settings
from pipeline.steps import read_province, run_checks, write_seed

ZONE, PROVINCE = "fujian-pingtan-zone", "fujian"
AT_ONCE = load_inbox_settings().model_copy(update={"settle_seconds": 0})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = replace(Settings.of(tmp_path / "root", demo=True), delay_scale=0.0)
    found.prepare()
    found.root.inbox.mkdir()
    return found


def drop(settings: Settings, name: str, data: bytes | str, said: str = "") -> Path:
    path = settings.root.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    if said:
        path.with_name(path.name + ".yml").write_text(said, encoding="utf-8")
    return path


def outcomes(done: TakenIn) -> dict[str, str]:
    return {
        d.file.name: d.verdict.refusal.code
        if isinstance(d.verdict, Refused)
        else type(d.verdict).__name__.lower()
        for d in done.done
    }


def rows(settings: Settings, table: str) -> list[dict[str, object]]:
    return [
        row
        for path in settings.lake.files(table)
        for row in pq.read_table(path, partitioning=None).to_pylist()
    ]


def lying(settings: Settings) -> set[str]:
    inbox = settings.root.inbox
    found = (p for p in inbox.rglob("*") if not p.is_dir() and p.name != ".lock")
    return {p.relative_to(inbox).as_posix() for p in found}


def test_files_of_several_media_are_taken_in_and_read(
    settings: Settings, demo_pages: Path
) -> None:
    html = (demo_pages / "pingtan_2019.html").read_bytes()
    docx = (demo_pages / "pingtan_2021.docx").read_bytes()
    drop(settings, "平潭2019.html", html)
    drop(settings, "2021.docx", docx, f"institution: {ZONE}\nreport_year: 2021\n")
    text = (demo_pages / "pingtan_2022.txt").read_bytes()
    drop(settings, "folder/2022.txt", text)
    packed = settings.root.path / "packed.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(demo_pages / "pingtan_2020.html", "2020.html")
    shutil.move(packed, settings.root.inbox / "2020.zip")
    done = take_in(settings, AT_ONCE)
    assert set(outcomes(done).values()) == {"taken"}
    assert done.provinces == [PROVINCE]
    assert run_checks(settings, DEPOSITS) == []
    assert not [name for name in lying(settings) if not name.startswith("taken/")]
    write_seed(settings, "seed_institutions")
    read_province(settings, PROVINCE)
    read = rows(settings, "core_reports")
    assert {r["institution_id"] for r in read} == {ZONE}
    assert {r["url"] for r in read} == {
        f"deposit:{ZONE}/{name}"
        for name in ("平潭2019.html", "2021.docx", "folder/2022.txt", "2020.zip")
    }
    assert all(r["cells_reported"] and r["source_id"] is None for r in read)
    assert run_checks(settings, "core_reports") == []
    assert run_checks(settings, "core_issues") == []
    log = settings.fetch_log
    assert list(check_log(log.records(), settings.archive)) == []
    assert list(settings.archive.verify()) == []


def test_the_lake_is_made_again_byte_for_byte(
    settings: Settings, demo_pages: Path
) -> None:
    drop(settings, "a.html", (demo_pages / "pingtan_2019.html").read_bytes())
    drop(settings, "b.txt", "no report")
    take_in(settings, AT_ONCE)
    read_province(settings, PROVINCE)
    before = {
        path.relative_to(settings.root.lake): path.read_bytes()
        for path in settings.root.lake.rglob("*.parquet")
    }
    shutil.rmtree(settings.root.lake)
    shutil.rmtree(settings.root.inbox)
    assert rebuild_deposits(settings) == 2
    read_province(settings, PROVINCE)
    after = {
        path.relative_to(settings.root.lake): path.read_bytes()
        for path in settings.root.lake.rglob("*.parquet")
    }
    assert after == before


def test_what_cannot_be_taken_says_why_in_two_languages(
    settings: Settings, tmp_path: Path
) -> None:
    side_car = f"institution: {ZONE}\nreport_year: 2021\n"
    drop(settings, "empty.pdf", b"")
    drop(settings, "notes.txt", "会议纪要")
    drop(settings, "yeared.txt", "会议", "report_year: 2021\n")
    drop(settings, "unnamed.txt", "会议之二", f"institution: {ZONE}\n")
    drop(settings, "strange.txt", "内容", "institution: 平谭综合实验区\n")
    drop(settings, "early.txt", "年度", side_car.replace("2021", "1921"))
    drop(settings, "quoted.txt", "引号", side_car.replace("2021", "'2021'"))
    drop(settings, "broken.txt", "坏", "institution: [\n")
    drop(settings, "report.rar", b"Rar!\x1a\x07\x00" + bytes(64), side_car)
    drop(settings, "large.txt", "a" * 2000, side_car)
    secret = tmp_path / "secret.html"
    secret.write_text("outside", encoding="utf-8")
    (settings.root.inbox / "link.html").symlink_to(secret)
    os.mkfifo(settings.root.inbox / "pipe.pdf")
    small = AT_ONCE.model_copy(update={"max_bytes": 1000})
    done = take_in(settings, small)
    assert outcomes(done) == {
        "empty.pdf": "empty",
        "notes.txt": "institution_unknown",
        "yeared.txt": "institution_unknown",
        "unnamed.txt": "year_unknown",
        "strange.txt": "institution_not_registered",
        "early.txt": "year_wrong",
        "quoted.txt": "sidecar_wrong",
        "broken.txt": "sidecar_wrong",
        "report.rar": "unsupported_media",
        "large.txt": "too_large",
        "link.html": "not_a_file",
        "pipe.pdf": "not_a_file",
    }
    refused = settings.root.inbox / "refused"
    note = (refused / "strange.txt.why.txt").read_text(encoding="utf-8")
    assert "平潭综合实验区管理委员会" in note
    assert "怎么办" in note
    assert "How to mend it" in note
    assert "data/registry/hosts/" in note
    template = (refused / "notes.txt.yml").read_text(encoding="utf-8")
    assert "institution:" in template
    assert "报告所述的年度" in template
    assert "report_year: 2021" in (refused / "yeared.txt.yml").read_text("utf-8")
    assert secret.read_text(encoding="utf-8") == "outside"
    assert settings.archive.files() == {}
    assert len(rows(settings, DEPOSITS)) == 12
    assert run_checks(settings, DEPOSITS) == []


def test_a_refused_file_is_taken_with_its_side_car(
    settings: Settings, demo_pages: Path
) -> None:
    draft = (demo_pages / "pingtan_2021.docx").read_bytes()
    path = drop(settings, "x.docx", draft, "institution: nobody\nreport_year: 2021\n")
    assert outcomes(take_in(settings, AT_ONCE)) == {
        "x.docx": "institution_not_registered"
    }
    (settings.root.inbox / "refused" / "x.docx").rename(path)
    said = path.with_name("x.docx.yml")
    said.write_text(f"institution: {ZONE}\nreport_year: 2021\n", encoding="utf-8")
    (settings.root.inbox / "refused" / "x.docx.yml").unlink()
    assert outcomes(take_in(settings, AT_ONCE)) == {"x.docx": "taken"}
    first, second = rows(settings, DEPOSITS)
    assert (first["is_settled"], second["is_current"]) == (True, True)
    assert not (settings.root.inbox / "refused" / "x.docx.why.txt").exists()


def test_half_copies_are_left(settings: Settings, demo_pages: Path) -> None:
    page = (demo_pages / "pingtan_2019.html").read_bytes()
    for name in ("a.html.part", "~$a.docx", ".hidden.html", "a.html"):
        drop(settings, name, page)
    os.utime(settings.root.inbox / "a.html", (0, 0))  # a copy that keeps its date
    drop(settings, "alone.pdf.yml", "report_year: 2021\n")
    done = take_in(settings)  # as the project sets it: some seconds
    assert [f.name for f in done.lying.settling] == ["a.html"]
    assert done.lying.lonely == ("alone.pdf.yml",)
    assert outcomes(done) == {}
    assert outcomes(take_in(settings, AT_ONCE)) == {"a.html": "taken"}
    assert {"a.html.part", "~$a.docx", ".hidden.html", "alone.pdf.yml"} <= lying(
        settings
    )


@pytest.mark.parametrize("ending", [".yml", ".YML", ".yaml"])
def test_a_side_car_counts_however_its_ending_is_written(
    settings: Settings, demo_pages: Path, ending: str
) -> None:
    page = drop(settings, "a.html", (demo_pages / "pingtan_2019.html").read_bytes())
    page.with_name(f"a.html{ending}").write_text("note: 由办公室提供\n", "utf-8")
    (file,) = take_in(settings, AT_ONCE).done
    assert file.side_car.note == "由办公室提供"
    assert lying(settings) == {
        f"taken/{day(settings)}/a.html",
        f"taken/{day(settings)}/a.html{ending}",
    }


def test_a_second_side_car_is_named_and_left(
    settings: Settings, demo_pages: Path
) -> None:
    page = drop(settings, "a.html", (demo_pages / "pingtan_2019.html").read_bytes())
    for ending in ("yaml", "yml"):
        page.with_name(f"a.html.{ending}").write_text(f"note: {ending}\n", "utf-8")
    done = take_in(settings, AT_ONCE)
    assert [d.side_car.note for d in done.done] == ["yml"]
    assert done.lying.lonely == ("a.html.yaml",)


@pytest.mark.parametrize("make", [os.mkfifo, lambda p: p.symlink_to("/etc/hostname")])
def test_a_side_car_that_is_no_file_is_not_opened(
    settings: Settings, demo_pages: Path, make: Callable[[Path], None]
) -> None:
    page = drop(settings, "a.html", (demo_pages / "pingtan_2019.html").read_bytes())
    make(page.with_name("a.html.yml"))
    done = take_in(settings, AT_ONCE)
    assert outcomes(done) == {"a.html": "sidecar_wrong"}
    assert not done.stuck
    assert "no plain file" in (
        settings.root.inbox / "refused/a.html.why.txt"
    ).read_text("utf-8")


@pytest.mark.parametrize(
    "said",
    [
        "[" * 3000 + "]" * 3000,
        "a: &a [x, x]\nb: &b [*a, *a]\ninstitution: *b\n",
    ],
)
def test_a_side_car_that_is_a_trap_is_refused(
    settings: Settings, demo_pages: Path, said: str
) -> None:
    drop(settings, "a.html", (demo_pages / "pingtan_2019.html").read_bytes(), said)
    assert outcomes(take_in(settings, AT_ONCE)) == {"a.html": "sidecar_wrong"}


def day(settings: Settings) -> str:
    (folder,) = (settings.root.inbox / "taken").iterdir()
    return folder.name


def test_reports_of_provinces_that_are_not_read_are_left(
    settings: Settings, demo_pages: Path
) -> None:
    page = (demo_pages / "pingtan_2019.html").read_bytes()
    drop(settings, "a.html", page)
    drop(settings, "b.txt", "no report")
    done = take_in(settings, AT_ONCE, ["beijing"])
    assert outcomes(done) == {"b.txt": "institution_unknown"}
    assert done.elsewhere == ["a.html"]
    assert "a.html" in lying(settings)
    assert outcomes(take_in(settings, AT_ONCE, [PROVINCE])) == {"a.html": "taken"}
    drop(settings, "a.html", page)  # known by now, and perhaps not read yet
    assert take_in(settings, AT_ONCE, ["beijing"]).elsewhere == ["a.html"]


def test_the_same_bytes_again_are_nothing_and_other_words_count(
    settings: Settings, demo_pages: Path
) -> None:
    page = (demo_pages / "pingtan_2019.html").read_bytes()
    drop(settings, "a.html", page)
    drop(settings, "copy.html", page)
    assert outcomes(take_in(settings, AT_ONCE)) == {
        "a.html": "taken",
        "copy.html": "taken",
    }
    assert len(rows(settings, DEPOSITS)) == 1
    drop(settings, "a.html", page)
    (again,) = preview(settings, what_lies(settings, AT_ONCE), AT_ONCE)
    assert isinstance(again.verdict, Known)
    take_in(settings, AT_ONCE)
    assert len(rows(settings, DEPOSITS)) == 1
    drop(settings, "a.html", page, "url: https://www.pingtan.example/2019.html\n")
    (other,) = take_in(settings, AT_ONCE).done
    assert isinstance(other.verdict, Taken)
    old, new = rows(settings, DEPOSITS)
    assert (old["is_current"], new["is_current"]) == (False, True)
    assert sum(known.bodies for known in settings.archive.files().values()) == 1
    # other bytes under the same name are a newer version
    drop(settings, "a.html", page.replace(b"</body>", b"<p>x</p></body>"))
    take_in(settings, AT_ONCE)
    assert [r["version_no"] for r in rows(settings, DEPOSITS)] == [None, 1, 2]


def test_a_side_car_changes_no_figure_and_a_conflict_is_an_issue(
    settings: Settings, demo_pages: Path
) -> None:
    page = (demo_pages / "pingtan_2019.html").read_bytes()
    drop(settings, "plain.html", page)
    take_in(settings, AT_ONCE)
    read_province(settings, PROVINCE)
    cells = rows(settings, "core_applications")
    drop(
        settings, "plain.html", page, "institution: henan-zhumadian\nreport_year: 2020"
    )
    assert set(outcomes(take_in(settings, AT_ONCE)).values()) == {"taken"}
    read_province(settings, PROVINCE)
    assert rows(settings, "core_applications") == cells
    (report,) = rows(settings, "core_reports")
    assert (report["institution_id"], report["year_basis"]) == (ZONE, "period")
    codes = {i["code"] for i in rows(settings, "core_issues")}
    assert {"year_conflict", "institution_conflict"} <= codes


_KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline.inbox import moving, take
from pipeline.crawl.keep.archive_writer import ArchiveWriter
from pipeline.crawl.keep.log import FetchLog
from pipeline.inbox.settings import load_inbox_settings
from pipeline.settings import Settings

# behind each: what is before one is behind another, or nothing was done
STEPS = [
    (ArchiveWriter, "write"), (FetchLog, "append"), (take, "write_deposits"),
    (take, "move_taken"), (moving, "_move"), (take, "move_refused"), (moving, "_write"),
]

def dying(function):
    def die(*args, **kwargs):
        function(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
    return die

inbox = load_inbox_settings().model_copy(update={"settle_seconds": 0})
first = Settings.of(Path(sys.argv[1]))
take.preview(first, take.what_lies(first, inbox), inbox)  # what children need is loaded
for number, root in enumerate(sys.argv[1:]):
    child = os.fork()
    if child == 0:
        owner, name = STEPS[number]
        setattr(owner, name, dying(getattr(owner, name)))
        take.take_in(Settings.of(Path(root)), inbox)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), (number, status)
"""


def test_killed_at_any_step_nothing_is_lost_or_doubled(
    settings: Settings, demo_pages: Path, tmp_path: Path
) -> None:
    drop(settings, "a.html", (demo_pages / "pingtan_2019.html").read_bytes())
    page = (demo_pages / "pingtan_2020.html").read_bytes()
    drop(settings, "b.html", page, f"institution: {ZONE}\nreport_year: 2020\n")
    drop(settings, "c.txt", "nothing", "institution: nobody\n")
    roots = [tmp_path / f"killed-{number}" for number in range(7)]
    for root in roots:
        shutil.copytree(settings.root.path, root)
    subprocess.run(
        [sys.executable, "-c", _KILLED, *map(str, roots)], check=True, timeout=120
    )
    take_in(settings, AT_ONCE)
    wanted = _state(settings)
    for root in roots:
        again = replace(settings, root=replace(settings.root, path=root))
        take_in(again, AT_ONCE)
        assert _state(again) == wanted, root.name
        assert list(again.archive.verify()) == []


def _state(settings: Settings) -> object:
    """What came out, without times and days."""
    register = [replace(e, deposited_at="") for e in entries_of(settings.fetch_log)]
    table = [
        {k: v for k, v in row.items() if k != "deposited_at"}
        for row in rows(settings, DEPOSITS)
    ]
    folders = {
        "/".join(p for p in name.split("/") if not p[:2].isdigit())
        for name in lying(settings)
    }
    bodies = sum(known.bodies for known in settings.archive.files().values())
    return register, table, folders, bodies


def test_what_changes_while_it_is_read_is_left(
    settings: Settings, demo_pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drop(settings, "a.html", (demo_pages / "pingtan_2019.html").read_bytes())
    decide: Callable[..., list[Decision]] = take._decisions

    def slow(*given: object) -> list[Decision]:
        found = decide(*given)
        path.write_bytes(b"another")
        return found

    monkeypatch.setattr(take, "_decisions", slow)
    done = take_in(settings, AT_ONCE)
    assert (done.left, done.done) == (["a.html"], [])
    assert path.read_bytes() == b"another"
    assert entries_of(settings.fetch_log) == []


def test_what_cannot_be_moved_or_opened_stops_nothing(
    settings: Settings, demo_pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (demo_pages / "pingtan_2019.html").read_bytes()
    long = "长" * 83 + ".txt"  # 253 bytes: its note would have a name too long
    drop(settings, long, "nothing")
    whole = "长" * 83 + ".html"
    drop(settings, whole, page)
    drop(settings, "z.txt", "nothing")
    closed = settings.root.inbox / "closed"
    drop(settings, "closed/a.html", page)
    scandir = os.scandir

    def refuse(folder: Path | int) -> object:
        if folder == closed:
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)  # root may open any folder
    for _ in range(2):
        done = take_in(settings, AT_ONCE)
        assert done.lying.passed_over == ("closed",)
        assert done.stuck == [f"{long} (File name too long)"]
    monkeypatch.undo()
    left = {name for name in lying(settings) if not name.startswith("taken/")}
    moved = {"refused/z.txt", "refused/z.txt.yml", "refused/z.txt.why.txt"}
    assert left == {long, "closed/a.html", *moved}
    assert [r["outcome"] for r in rows(settings, DEPOSITS)].count("taken") == 1
    assert len(rows(settings, DEPOSITS)) == 3


def test_taken_files_can_be_removed(settings: Settings, demo_pages: Path) -> None:
    page = (demo_pages / "pingtan_2019.html").read_bytes()
    drop(settings, "a.html", page)
    removing: InboxSettings = AT_ONCE.model_copy(update={"after_taking": "remove"})
    take_in(settings, removing)
    assert lying(settings) == set()
    (row,) = rows(settings, DEPOSITS)
    assert settings.archive.get(str(row["sha256"])) == page
    with pytest.raises(StoreError):
        settings.archive.get("0" * 64)
