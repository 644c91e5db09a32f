"""The registry: the real one loads, and every rule refuses what breaks it."""

import pickle
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import RegistryError, UsageError
from pipeline.paths import project_dir
from pipeline.registry import (
    Registry,
    load_adcodes,
    load_provinces,
    load_registry,
)
from pipeline.registry_files import read_adcodes, read_provinces

HOST = "www.example.gov.cn"

GOOD = """\
host: www.example.gov.cn
scheme: https
politeness: {delay_seconds: 2.5}
institutions:
  - {id: fujian-pingtan, name: 平潭县人民政府, short_names: [平潭县], province: fujian,
     adcode: "350128", level: county, kind: government, valid_from: 1949}
  - {id: fujian-pingtan-bureau, name: 平潭县某局, province: fujian, adcode: "350128",
     level: county, kind: department, parent: fujian-pingtan}
sources:
  - id: fujian-pingtan-reports
    listing_url: https://www.example.gov.cn/nb/
    family: trs
    institutions: [fujian-pingtan, fujian-pingtan-bureau]
    verified: true
    verified_on: 2025-03-31
    evidence: seen
    enabled: true
"""

OTHER = """\
host: other.example.gov.cn
scheme: http
institutions: []
sources:
  - id: fujian-other-reports
    listing_url: http://other.example.gov.cn/nb/
    family: generic
    institutions: [fujian-pingtan]
    verified: false
    evidence: inferred
    enabled: false
"""

CENTRAL = """\
host: central.example.gov.cn
scheme: https
institutions:
  - {id: central-office, name: 某总局, province: central, adcode: null,
     level: national, kind: central_agency}
sources: []
"""


def put(folder: Path, text: str, name: str = HOST, province: str = "fujian") -> Path:
    path = folder / "hosts" / province / f"{name}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def small(tmp_path: Path) -> Registry:
    put(tmp_path, GOOD)
    put(tmp_path, OTHER, "other.example.gov.cn")
    put(tmp_path, CENTRAL, "central.example.gov.cn", "central")
    return load_registry(tmp_path)


@pytest.fixture(scope="module")
def real() -> Registry:
    return load_registry()


# --- what is loaded -------------------------------------------------------------------


def test_a_source_carries_what_its_file_says_about_the_host(small: Registry) -> None:
    source = small.sources["fujian-pingtan-reports"]
    assert (source.province_id, source.host, source.scheme) == ("fujian", HOST, "https")
    assert source.institution_ids == ("fujian-pingtan", "fujian-pingtan-bureau")
    assert source.politeness.delay_seconds == 2.5
    assert source.politeness.max_requests_per_day == 2000
    assert source.verified_on == date(2025, 3, 31)


def test_an_institution_keeps_unknown_apart_from_known(small: Registry) -> None:
    county = small.institutions["fujian-pingtan"]
    assert county.short_names == ("平潭县",)
    assert (county.valid_from, county.valid_to, county.parent_id) == (1949, None, None)
    assert small.institutions["fujian-pingtan-bureau"].parent_id == "fujian-pingtan"
    assert small.institutions["central-office"].adcode is None


def test_every_host_with_a_file_is_in_scope_also_without_a_source(
    small: Registry,
) -> None:
    hosts = {HOST, "other.example.gov.cn", "central.example.gov.cn"}
    assert set(small.hosts) == hosts
    assert small.hosts[HOST].delay_seconds == 2.5
    assert HOST in small.scope


def test_a_registry_goes_to_another_process(small: Registry) -> None:
    assert pickle.loads(pickle.dumps(small)) == small  # noqa: S301 - our own bytes


# --- questions ------------------------------------------------------------------------


def ids(sources: list[object]) -> list[str]:
    return [getattr(source, "source_id", "?") for source in sources]


def test_sources_of_gives_the_enabled_ones(small: Registry) -> None:
    assert ids([*small.sources_of()]) == ["fujian-pingtan-reports"]


def test_sources_of_gives_all_when_asked(small: Registry) -> None:
    found = small.sources_of(only_enabled=False)
    assert ids([*found]) == ["fujian-other-reports", "fujian-pingtan-reports"]


def test_sources_of_a_province_without_sources_is_empty(small: Registry) -> None:
    assert small.sources_of(["henan", "central"], only_enabled=False) == []


def test_sources_of_joins_province_and_id(small: Registry) -> None:
    one = ["fujian-other-reports"]
    assert ids([*small.sources_of(["fujian"], one, only_enabled=False)]) == one
    assert small.sources_of(["henan"], one, only_enabled=False) == []


def test_a_named_source_that_is_not_enabled_is_not_given(small: Registry) -> None:
    assert small.sources_of(source_ids=["fujian-other-reports"]) == []


def test_no_id_at_all_is_no_source(small: Registry) -> None:
    assert small.sources_of([]) == []


def test_an_unknown_province_is_refused_with_the_closest(small: Registry) -> None:
    with pytest.raises(UsageError, match=r"no province 'fujan'; did you mean 'fujian'"):
        small.sources_of(["fujan"])


def test_an_unknown_source_is_refused_with_the_closest(small: Registry) -> None:
    with pytest.raises(UsageError, match=r"did you mean 'fujian-other-reports'"):
        small.sources_of(source_ids=["fujian-other-report"])


# --- frames ---------------------------------------------------------------------------


def test_frames_have_a_row_each_and_flat_columns(small: Registry) -> None:
    institutions = small.institutions_frame().set_index("institution_id")
    assert list(institutions.index) == [
        "central-office",
        "fujian-pingtan",
        "fujian-pingtan-bureau",
    ]
    assert institutions.loc["fujian-pingtan", "valid_from"] == 1949
    assert institutions["valid_from"].isna().tolist() == [True, False, True]
    sources = small.sources_frame().set_index("source_id")
    row = sources.loc["fujian-pingtan-reports"]
    assert row["institution_ids"] == "fujian-pingtan|fujian-pingtan-bureau"
    assert row["delay_seconds"] == 2.5
    assert "politeness" not in sources.columns
    assert small.provinces_frame().shape == (35, 5)


def test_frames_of_an_empty_registry_keep_their_columns(tmp_path: Path) -> None:
    (tmp_path / "hosts").mkdir()
    empty = load_registry(tmp_path)
    assert empty.hosts == {}
    assert empty.scope == frozenset()
    assert empty.institutions_frame().shape == (0, 10)
    assert empty.sources_frame().shape == (0, 15)


# --- rules inside one file ------------------------------------------------------------

BROKEN = {
    "unknown key": ("enabled: true", "enabled: true\n    colour: red", "colour"),
    "missing key": ("    enabled: true\n", "", "enabled.*required"),
    "key twice": ("    family: trs", "    family: trs\n    family: ucap", "twice"),
    "not yaml": ("host: ", "host: [", "not readable as YAML"),
    "unknown family": ("family: trs", "family: wordpress", "family.*'wordpress'"),
    "unknown level": ("level: county", "level: village", "level.*'village'"),
    "unknown kind": ("kind: department", "kind: school", "kind.*'school'"),
    "institution id is no slug": (
        "id: fujian-pingtan,",
        "id: Fujian_Pingtan,",
        r"institutions\[0\]\.id.*'Fujian_Pingtan'",
    ),
    "source id is no slug": (
        "id: fujian-pingtan-reports",
        "id: 平潭",
        r"sources\[0\]\.id.*'平潭'",
    ),
    "code without quotes": ('"350128", level', "350128, level", "adcode.*350128"),
    "word for a truth value": ("enabled: true", 'enabled: "true"', "enabled"),
    "no institution": (
        "institutions: [fujian-pingtan, fujian-pingtan-bureau]",
        "institutions: []",
        r"sources\[0\]\.institutions",
    ),
    "institution twice in a source": (
        "[fujian-pingtan, fujian-pingtan-bureau]",
        "[fujian-pingtan, fujian-pingtan]",
        "listed twice: fujian-pingtan",
    ),
    "listing on another host": (
        "https://www.example.gov.cn/nb/",
        "https://mirror.example.com/nb/",
        "listing_url is on 'mirror.example.com'",
    ),
    "listing on another port": (
        "https://www.example.gov.cn/nb/",
        "https://www.example.gov.cn:8443/nb/",
        "www.example.gov.cn:8443",
    ),
    "listing with another scheme": (
        "https://www.example.gov.cn/nb/",
        "http://www.example.gov.cn/nb/",
        "'http'.*scheme 'https'",
    ),
    "verified without a date": (
        "    verified_on: 2025-03-31\n",
        "",
        "verified: true needs verified_on",
    ),
    "verified without evidence": (
        "    evidence: seen\n",
        "",
        "verified: true needs evidence",
    ),
    "date without verified": (
        "verified: true",
        "verified: false",
        "verified_on without verified",
    ),
    "enabled without verified": (
        "verified: true\n    verified_on: 2025-03-31",
        "verified: false",
        "enabled: true needs verified: true",
    ),
    "years upside down": (
        "valid_from: 1949",
        "valid_from: 2020, valid_to: 2019",
        "valid_from 2020 is after valid_to 2019",
    ),
    "own parent": (
        "parent: fujian-pingtan}",
        "parent: fujian-pingtan-bureau}",
        "is its own parent",
    ),
    "negative delay": ("delay_seconds: 2.5", "delay_seconds: -1.0", "delay_seconds"),
    # rules between files
    "unknown parent": (
        "parent: fujian-pingtan}",
        "parent: fujian-pingtam}",
        "parent: 'fujian-pingtam'.*did you mean 'fujian-pingtan'",
    ),
    "unknown institution": (
        "[fujian-pingtan, fujian-pingtan-bureau]",
        "[fujian-pingtan-burau]",
        "'fujian-pingtan-burau'.*did you mean 'fujian-pingtan-bureau'",
    ),
    "unknown code": ('"350128", level', '"350199", level', "350199 is not in"),
    "code of another province": (
        '"350128", level',
        '"410100", level',
        r"410100 \(郑州市\) does not lie in fujian",
    ),
    "province of another folder": (
        "short_names: [平潭县], province: fujian",
        "short_names: [平潭县], province: henan",
        "province is 'henan', the file lies in 'fujian'",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_refused_by_name_and_place(case: str, tmp_path: Path) -> None:
    old, new, message = BROKEN[case]
    assert old in GOOD
    path = put(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(RegistryError, match=message) as caught:
        load_registry(tmp_path)
    assert str(path) in str(caught.value)


def test_the_good_file_is_good(tmp_path: Path) -> None:
    """Else the cases above would prove nothing."""
    put(tmp_path, GOOD)
    assert list(load_registry(tmp_path).sources) == ["fujian-pingtan-reports"]


def test_a_message_names_the_entry_by_its_id(tmp_path: Path) -> None:
    put(tmp_path, GOOD.replace("family: trs", "family: wordpress"))
    with pytest.raises(RegistryError, match="id fujian-pingtan-reports"):
        load_registry(tmp_path)


@pytest.mark.parametrize("host", ["124.93.205.1", "WWW.example.gov.cn", "localhost"])
def test_a_host_is_a_lower_case_name(host: str, tmp_path: Path) -> None:
    text = GOOD.replace("host: www.example.gov.cn", f"host: {host}")
    path = put(tmp_path, text, host)
    with pytest.raises(RegistryError, match="host") as caught:
        load_registry(tmp_path)
    assert str(path) in str(caught.value)


# --- rules between files and folders --------------------------------------------------


def refused(folder: Path, message: str) -> None:
    with pytest.raises(RegistryError, match=message):
        load_registry(folder)


def test_the_file_has_the_name_of_its_host(tmp_path: Path) -> None:
    put(tmp_path, GOOD, "example.gov.cn")
    refused(tmp_path, r"example\.gov\.cn\.yml, host: .* must be www\.example\.gov\.cn")


def test_the_folder_is_a_province(tmp_path: Path) -> None:
    put(tmp_path, GOOD, province="fukien")
    refused(tmp_path, r"fukien/www\.example\.gov\.cn\.yml: the folder 'fukien' is no")


def test_a_host_has_one_file_also_when_provinces_share_it(tmp_path: Path) -> None:
    put(tmp_path, GOOD)
    text = "host: www.example.gov.cn\nscheme: https\ninstitutions: []\nsources: []\n"
    put(tmp_path, text, province="henan")
    refused(tmp_path, r"henan/www\.example.*already has the file .*fujian/www\.example")


def test_an_institution_is_defined_once(tmp_path: Path) -> None:
    put(tmp_path, GOOD)
    entry = GOOD[GOOD.index("  - {id") : GOOD.index("  - {id: fujian-pingtan-b")]
    text = OTHER.replace("institutions: []", f"institutions:\n{entry.rstrip()}")
    put(tmp_path, text, "other.example.gov.cn")
    refused(tmp_path, r"www\.example.*fujian-pingtan: already defined in .*other\.ex")


def test_a_source_id_is_used_once(tmp_path: Path) -> None:
    put(tmp_path, GOOD)
    text = OTHER.replace("fujian-other-reports", "fujian-pingtan-reports")
    put(tmp_path, text, "other.example.gov.cn")
    refused(
        tmp_path, r"www\.example.*fujian-pingtan-reports is already used in .*other"
    )


def test_a_listing_has_one_source(tmp_path: Path) -> None:
    again = GOOD[GOOD.index("  - id:") :].replace("pingtan-reports", "pingtan-again")
    put(tmp_path, GOOD + again)
    refused(tmp_path, r"fujian-pingtan-again: https://www\.example\.gov\.cn/nb/ is")


def test_parents_do_not_run_in_a_circle(tmp_path: Path) -> None:
    text = GOOD.replace("valid_from: 1949", "parent: fujian-pingtan-bureau")
    put(tmp_path, text)
    refused(tmp_path, r"www\.example\.gov\.cn\.yml.*is its own ancestor")


def test_a_body_of_the_central_state_has_no_code(tmp_path: Path) -> None:
    text = CENTRAL.replace("adcode: null", 'adcode: "110000"')
    put(tmp_path, text, "central.example.gov.cn", "central")
    refused(tmp_path, r"central\.example.*110000 \(北京市\) does not lie in central")


@pytest.mark.parametrize(
    "stray", ["hosts/notes.txt", "hosts/fujian/a.gov.cn.yaml", "hosts/a.gov.cn.yml"]
)
def test_nothing_is_skipped_in_silence(stray: str, tmp_path: Path) -> None:
    path = tmp_path / stray
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(GOOD, "utf-8")
    refused(tmp_path, f"{path.name}: expected only")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    refused(tmp_path / "nowhere", "nowhere/hosts: the folder is missing")


def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "- host\n")
    refused(tmp_path, r"www\.example\.gov\.cn\.yml: expected the keys .* found list")


# --- the two CSV files ----------------------------------------------------------------

PROVINCE = "province_id,adcode,name_zh,name_en,iso\nfujian,350000,福建省,Fujian,CN-FJ\n"
CODE = "adcode,name,level,parent_adcode\n350000,福建省,province,\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (PROVINCE.replace("iso", "code"), r"p\.csv, line 1: expected the columns"),
        (PROVINCE + "henan,410000\n", r"p\.csv, line 3: expected 5 fields, found 2"),
        (PROVINCE.replace("CN-FJ", "FJ"), r"p\.csv, line 2, iso.*'FJ'"),
        (
            PROVINCE + PROVINCE.splitlines()[1],
            r"p\.csv, province_id: 'fujian' is there",
        ),
    ],
)
def test_a_wrong_province_file_is_refused(
    text: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "p.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(RegistryError, match=message):
        read_provinces(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (CODE + "35012,平潭县,county,350000\n", r"a\.csv, line 3, adcode.*'35012'"),
        (CODE + "350128,平潭县,county,350100\n", "350128: parent_adcode 350100 is not"),
        (CODE + CODE.splitlines()[1], r"a\.csv, adcode: '350000' is there twice"),
    ],
)
def test_a_wrong_code_file_is_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(RegistryError, match=message):
        read_adcodes(path)


def test_a_missing_csv_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"none\.csv: the file is missing"):
        read_adcodes(tmp_path / "none.csv")


# --- the real registry ----------------------------------------------------------------


def test_there_are_34_provinces_and_central() -> None:
    provinces = {p.province_id: p for p in load_provinces()}
    assert len(provinces) == 35
    assert [k for k, p in provinces.items() if p.adcode is None] == ["central"]
    assert (provinces["shaanxi"].name_zh, provinces["shaanxi"].iso) == (
        "陕西省",
        "CN-SN",
    )
    assert (provinces["shanxi"].name_zh, provinces["shanxi"].iso) == ("山西省", "CN-SX")
    assert provinces["neimenggu"].adcode == "150000"
    assert {"hongkong", "macao", "taiwan", "xizang"} <= provinces.keys()


def test_codes_form_a_tree_below_the_provinces() -> None:
    adcodes = load_adcodes()
    tops = {code for code, d in adcodes.items() if d.level == "province"}
    assert tops == {p.adcode for p in load_provinces() if p.adcode}
    assert adcodes["350128"].parent_adcode == "350100"
    assert adcodes["110101"].parent_adcode == "110000"  # a municipality's district
    assert adcodes["429004"].parent_adcode == "420000"  # 仙桃市: straight below Hubei
    assert adcodes["441900"].level == "prefecture"  # 东莞市: has no counties
    for code, division in adcodes.items():
        if division.level != "province":
            assert division.parent_adcode is not None
            assert division.parent_adcode[:2] == code[:2]


def test_codes_are_as_many_as_the_note_says() -> None:
    levels: list[str] = [d.level for d in load_adcodes().values()]
    note = (project_dir() / "data/registry/adcodes.meta.yml").read_text("utf-8")
    for level, plural in (("prefecture", "prefectures"), ("county", "counties")):
        assert f"{levels.count(level)} {plural}" in note


def test_nothing_is_enabled_as_shipped(real: Registry) -> None:
    assert len(real.sources) > 80
    assert real.sources_of() == []
    assert not any(source.enabled for source in real.sources.values())


def test_only_government_hosts_are_in_scope(real: Registry) -> None:
    """Mirrors of such sites live on unrelated domains, with the same paths."""
    assert [h for h in real.hosts if not h.endswith(".gov.cn")] == []
    assert [h for h in real.hosts if "big5" in h] == []


def test_an_unverified_listing_says_where_it_comes_from(real: Registry) -> None:
    for source in real.sources.values():
        assert source.evidence
        if not source.verified:
            assert "inferred from" in source.evidence or "seen in" in source.evidence


def test_only_the_central_state_has_no_code(real: Registry) -> None:
    for institution in real.institutions.values():
        is_central = institution.province_id == "central"
        assert (institution.adcode is None) == is_central, institution.institution_id


def test_the_code_fits_the_level(real: Registry) -> None:
    """A county has a county's code; only zones take the one of what holds them."""
    adcodes = load_adcodes()
    for institution in real.institutions.values():
        if institution.kind == "government" and institution.adcode:
            level = adcodes[institution.adcode].level
            zone = "实验区" in institution.name
            assert zone or level == institution.level, institution.institution_id


def test_every_institution_is_named_in_full(real: Registry) -> None:
    names = [i.name for i in real.institutions.values()]
    assert len(set(names)) == len(names)
    assert [n for n in names if "某" in n or "(" in n] == []


def test_pingtan_is_as_it_was_found(real: Registry) -> None:
    source = real.sources["fujian-pingtan-zfxxgknb"]
    assert source.listing_url == "https://www.pingtan.gov.cn/zwgk/zfxxgk/zfxxgknb/"
    assert source.verified
    assert source.family == "trs"
    zone = real.institutions[source.institution_ids[0]]
    assert (zone.name, zone.adcode) == ("平潭综合实验区管理委员会", "350128")
