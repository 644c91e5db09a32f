"""Corrections and waivers: what a file may say, and how mistakes are named."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.corrections import Correction, corrections_frame, load_corrections
from pipeline.errors import EntryError
from pipeline.forms import load_forms
from pipeline.registry import load_registry
from pipeline.schema import load_schemas
from pipeline.seeds import seed_tables
from pipeline.store import conform
from pipeline.waivers import Waiver, load_waivers, waivers_frame
from pipeline.warehouse import Warehouse

FORMS = load_forms()
WHY = "reason: r, evidence: e"
CELL = "year: 2020, table: applications, item: carried_in, breakdown: total"
OVERRIDE = f"{{{CELL}, action: override, value: 12, expect: 120, status: open, {WHY}}}"
HASH = "0123456789abcdef0123456789abcdef"
RULES = {"balance": {"total", "legal"}, "jump": None}
WAIVER = f"{{year: 2020, rule: balance, values_hash: {HASH}, {WHY}}}"


def corrections(folder: Path, *entries: str, name: str = "a.yml") -> list[Correction]:
    text = "".join(f"- {entry}\n" for entry in entries)
    (folder / name).write_text(text, encoding="utf-8")
    return load_corrections(folder, FORMS, ["a", "abc"])


def waivers(folder: Path, *entries: str, name: str = "a.yml") -> list[Waiver]:
    text = "".join(f"- {entry}\n" for entry in entries)
    (folder / name).write_text(text, encoding="utf-8")
    return load_waivers(folder, RULES, ["a", "abc"])


def test_a_correction_is_a_row(tmp_path: Path) -> None:
    schema = load_schemas()["seed_corrections"]
    scale = OVERRIDE.replace("total", "legal_aid").replace(
        "action: override, value: 12", "action: scale, factor: 0.1"
    )
    scale = scale.replace("legal_aid", "enterprise")
    found = corrections(tmp_path, OVERRIDE, scale)
    first, second = conform(corrections_frame(found), schema).to_pylist()[::-1]
    assert first["correction_id"] == "a:2020:applications/carried_in/total"
    assert (first["value"], first["factor"], first["expect"]) == (12, None, 120)
    assert (second["value"], second["factor"]) == (None, Decimal("0.1"))
    assert (first["institution_id"], first["report_year"]) == ("a", 2020)


def test_nothing_is_corrected_or_waived_by_default(tmp_path: Path) -> None:
    assert load_corrections(tmp_path / "none", FORMS, ["a"]) == []
    assert load_waivers(tmp_path / "none", RULES, ["a"]) == []
    tables = seed_tables(load_registry(), ["seed_corrections", "seed_waivers"])
    assert [table.num_rows for table in tables.values()] == [0, 0]
    assert conform(waivers_frame([]), load_schemas()["seed_waivers"]).num_rows == 0


def test_they_stand_beside_the_registry(tmp_path: Path) -> None:
    registry = load_registry(_registry_in(tmp_path))
    (tmp_path / "corrections").mkdir()
    (tmp_path / "waivers").mkdir()
    (tmp_path / "corrections" / "a.yml").write_text(f"- {OVERRIDE}\n", "utf-8")
    waiver = WAIVER.replace("balance", "applications_balance")
    signal = WAIVER.replace("balance", "stale_copy_other, unit: applications")
    given = f"- {waiver}\n- {signal}\n"
    (tmp_path / "waivers" / "a.yml").write_text(given, "utf-8")
    tables = seed_tables(registry, ["seed_corrections", "seed_waivers"])
    assert [table.num_rows for table in tables.values()] == [1, 2]


def _registry_in(folder: Path) -> Path:
    host = folder / "registry" / "hosts" / "fujian" / "www.example.gov.cn.yml"
    host.parent.mkdir(parents=True)
    host.write_text(
        "host: www.example.gov.cn\nscheme: https\nsources: []\ninstitutions:\n"
        "  - {id: a, name: 平潭县人民政府, province: fujian, adcode: '350128', "
        "level: county, kind: government}\n",
        encoding="utf-8",
    )
    return folder / "registry"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            OVERRIDE.replace("carried_in", "carried"),
            "no edition of the form has a cell",
        ),
        (OVERRIDE.replace("applications", "table_three"), "entry 1, table: "),
        (OVERRIDE.replace("override", "flag"), "entry 1, action: "),
        (OVERRIDE.replace(", value: 12", ""), "the action override needs value"),
        (OVERRIDE.replace("value", "factor"), "the action override needs value"),
        (OVERRIDE.replace("override", "drop"), "the action drop has no value"),
        (
            OVERRIDE.replace("override, value: 12", "scale, factor: 1"),
            "the factor 1 changes nothing",
        ),
        (
            OVERRIDE.replace("override, value: 12", "scale, factor: 1.0e+11"),
            "larger than any figure",
        ),
        (OVERRIDE.replace("expect: 120, ", ""), "expect: this key is required"),
        (OVERRIDE.replace("expect: 120", "expect: many"), "found 'many'"),
        (OVERRIDE.replace("reason: r", "reason: ''"), "entry 1, reason: "),
        (OVERRIDE.replace("2020", "20"), "entry 1, year: "),
        (OVERRIDE.replace("status: open", "status: new"), "entry 1, status: "),
        (OVERRIDE.replace("expect: 120", "expect: 120, expect: 9"), "'expect'"),
        (OVERRIDE.replace("expect", "expected: 1, expect"), "entry 1, expected: "),
    ],
)
def test_a_wrong_correction_is_named(tmp_path: Path, entry: str, message: str) -> None:
    with pytest.raises(EntryError) as caught:
        corrections(tmp_path, entry)
    assert message in str(caught.value)
    assert str(tmp_path / "a.yml") in str(caught.value)


def test_a_cell_is_corrected_once(tmp_path: Path) -> None:
    with pytest.raises(EntryError, match=r"entry 2: .*already corrected in .*entry 1"):
        corrections(tmp_path, OVERRIDE, OVERRIDE.replace("12,", "13,"))


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (WAIVER.replace("balance", "balanse"), "did you mean 'balance'?"),
        (WAIVER.replace("rule: balance", "rule: balance, unit: tot"), "is not about"),
        (WAIVER.replace(HASH, "abc"), "entry 1, values_hash: "),
        (WAIVER.replace("evidence: e", "evidence: ''"), "entry 1, evidence: "),
    ],
)
def test_a_wrong_waiver_is_named(tmp_path: Path, entry: str, message: str) -> None:
    with pytest.raises(EntryError) as caught:
        waivers(tmp_path, entry)
    assert message in str(caught.value)
    assert str(tmp_path / "a.yml") in str(caught.value)


def test_a_waiver_is_given_once_for_the_same_figures(tmp_path: Path) -> None:
    other = WAIVER.replace(HASH, HASH[::-1])
    ids = [w.waiver_id for w in waivers(tmp_path, WAIVER, other)]
    assert ids == ["a:2020:balance:01234567", "a:2020:balance:fedcba98"]
    with pytest.raises(EntryError, match=r"entry 2: .*already waived in .*entry 1"):
        waivers(tmp_path, WAIVER, WAIVER)


def test_a_waiver_may_be_of_one_row_or_of_a_signal(tmp_path: Path) -> None:
    unit = WAIVER.replace("rule: balance", "rule: balance, unit: total")
    signal = WAIVER.replace("rule: balance", "rule: jump, unit: received_new")
    ids = [w.waiver_id for w in waivers(tmp_path, unit, signal)]
    assert ids == ["a:2020:balance/total:01234567", "a:2020:jump/received_new:01234567"]


@pytest.mark.parametrize("load", [corrections, waivers])
def test_files_are_named_after_institutions(
    tmp_path: Path, load: Callable[..., object]
) -> None:
    with pytest.raises(EntryError, match=r"no institution 'abd'; did you mean 'abc'"):
        load(tmp_path, name="abd.yml")
    (tmp_path / "abd.yml").unlink()
    with pytest.raises(EntryError, match=r"a\.yaml: expected a name that ends in"):
        load(tmp_path, name="a.yaml")
    (tmp_path / "a.yaml").unlink()
    with pytest.raises(EntryError, match="expected a list of entries, found NoneType"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("action", "replacement", "factor", "expected"),
    [
        ("override", 12, None, 12),
        ("scale", None, Decimal("0.0001"), Decimal("12.5")),
        ("drop", None, None, None),
        (None, None, None, None),
    ],
)
def test_what_stands_for_a_printed_figure(
    action: str | None,
    replacement: int | None,
    factor: Decimal | None,
    expected: Decimal | int | None,
) -> None:
    query = (
        "select corrected_value(?, cast(? as decimal(26, 6)), "
        "cast(? as decimal(18, 6)), cast(125000 as decimal(26, 6)))"
    )
    with Warehouse(threads=1) as warehouse:
        ((found,),) = warehouse.connection.execute(
            query, [action, replacement, factor]
        ).fetchall()
    assert found == expected
