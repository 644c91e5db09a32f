"""A host's file: entries are added, everything else stays, or it is refused."""

import re
from pathlib import Path
from typing import get_args

import pytest

from pipeline.errors import RegistryError, UsageError
from pipeline.paths import project_dir
from pipeline.registry_files import read_host_file
from pipeline.registry_model import Family, InstitutionEntry, SourceEntry
from pipeline.sources.host_files import extended, new_text, try_and_write

HOST = "www.x.gov.cn"
OFFICE = InstitutionEntry(
    id="fujian-x-office",
    name="平潭县人民政府办公室",
    province="fujian",
    adcode="350128",
    level="county",
    kind="department",
)
REPORTS = SourceEntry(
    id="fujian-x-office-reports",
    listing_url=f"https://{HOST}/nb/",
    family="trs",
    institutions=("fujian-x-office",),
    verified=False,
    enabled=False,
)
HEAD = f"host: {HOST}\nscheme: https\n"


def file_of(folder: Path, text: str) -> Path:
    path = folder / "hosts" / "fujian" / f"{HOST}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    "rest",
    [
        "institutions: []\nsources: []\n",
        "institutions: []\n\n# why\nsources:  []  # none yet",
        "sources: []\ninstitutions: []\n",
    ],
)
def test_a_file_without_entries_gets_some(tmp_path: Path, rest: str) -> None:
    path = file_of(tmp_path, HEAD + rest)
    path.write_text(extended(path, (OFFICE,), (REPORTS,)), "utf-8")
    file = read_host_file(path)
    assert (file.institutions, file.sources) == ((OFFICE,), (REPORTS,))
    assert ("# why" in rest) == ("# why\nsources:" in path.read_text("utf-8"))


def test_entries_may_stand_without_indent(tmp_path: Path) -> None:
    text = new_text(HOST, "https", (OFFICE,), (REPORTS,)).replace("\n  ", "\n")
    path = file_of(tmp_path, text)
    more = REPORTS.model_copy(
        update={"id": "fujian-x-more", "listing_url": f"https://{HOST}/more/"}
    )
    path.write_text(extended(path, (), (more,)), "utf-8")
    assert read_host_file(path).sources == (REPORTS, more)


@pytest.mark.parametrize(
    "rest",
    [
        f"institutions: []\nsources: [{{id: a, listing_url: 'https://{HOST}/a/', "
        "family: trs, institutions: [b], verified: false, enabled: false}]\n",
        'institutions: []\n"sources": []\n',
    ],
)
def test_what_cannot_be_added_to_is_refused_with_the_entry(
    tmp_path: Path, rest: str
) -> None:
    path = file_of(tmp_path, HEAD + rest)
    with pytest.raises(UsageError, match=r"by hand:\n- id: fujian-x-office"):
        extended(path, (OFFICE,), (REPORTS,))


def test_an_invalid_registry_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "hosts").mkdir()
    place = Path("hosts/fujian") / f"{HOST}.yml"
    text = new_text(HOST, "https", (), (REPORTS,))  # of an unknown institution
    with pytest.raises(RegistryError, match="'fujian-x-office' is defined in no host"):
        try_and_write(tmp_path, place, text, write=True)
    assert not (tmp_path / place).exists()
    text = new_text(HOST, "https", (OFFICE,), (REPORTS,))
    try_and_write(tmp_path, place, text, write=False)
    assert not (tmp_path / place).exists()
    try_and_write(tmp_path, place, text, write=True)
    assert read_host_file(tmp_path / place).sources == (REPORTS,)


def test_the_example_of_the_docs_loads(tmp_path: Path) -> None:
    page = (project_dir() / "docs" / "sources.md").read_text("utf-8")
    text = page.partition("```yaml\n")[2].partition("```")[0]
    path = tmp_path / "www.example.gov.cn.yml"
    path.write_text(text, "utf-8")
    file = read_host_file(path)
    assert file.politeness.hours == "22:00-06:00"
    assert [source.id for source in file.sources] == ["fujian-example-gov-reports"]


def test_the_docs_name_every_family() -> None:
    page = (project_dir() / "docs" / "sources.md").read_text("utf-8")
    table = page.partition("## Site software")[2].partition("\n## ")[0]
    named = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert sorted(named) == sorted(get_args(Family))
