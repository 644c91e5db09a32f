"""Meanings in Chinese and code lists: nothing lacks one, nothing is left over."""

from pathlib import Path
from typing import get_args

import duckdb
import pytest

from pipeline.claim_subjects import load_claim_reasons
from pipeline.crawl.media import Medium
from pipeline.dictionary import (
    Code,
    CodeList,
    Meanings,
    accepted_values,
    described,
    gaps,
    load_code_lists,
    load_meanings,
)
from pipeline.errors import DataFileError
from pipeline.forms import TABLES, load_forms
from pipeline.issues import IssueCode, Severity
from pipeline.narrative.claim import Bound, Measure
from pipeline.narrative.claim import Kind as ClaimKind
from pipeline.registry_model import Family, Kind, Level
from pipeline.seeds import seed_tables
from pipeline.signals import load_signals
from pipeline.store import Lake
from pipeline.tables import columns_of_tables
from pipeline.warehouse import scan

LISTS = {entry.name: entry for entry in load_code_lists()}


def seeded(table: str, column: str) -> list[str]:
    found: list[str] = seed_tables(names=[table])[table].column(column).to_pylist()
    return found


TABLE = {"out_a": ("key", "value")}


def words(columns: dict[str, str], **tables: str) -> Meanings:
    return Meanings(tables=tables or {"out_a": "表"}, columns=columns)


def codes(*columns: str, not_in: tuple[str, ...] = ()) -> tuple[CodeList, ...]:
    yes = Code(code="yes", zh="是", en="yes")
    return (
        CodeList(
            name="n", zh="名", en="n", columns=columns, not_in=not_in, values=(yes,)
        ),
    )


def test_everything_has_a_meaning_in_chinese_and_nothing_else_has() -> None:
    assert gaps() == []


def test_meanings_are_chinese() -> None:
    meanings = load_meanings()
    given = [*meanings.tables.values(), *meanings.columns.values()]
    assert [t for t in given if not any("一" <= c <= "龥" for c in t)] == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (words({"key": "键"}), "columns.yml: no meaning of column out_a.value"),
        (words({"out_a.key": "键", "value": "值", "old": "旧"}), "no column old"),
        (
            words({"key": "键", "value": "值", "out_b.key": "键二"}),
            "no column out_b.key",
        ),
        (words({"key": "键", "value": "值", "out_a.key": "键"}), "key says the same"),
        (words({"key": "键", "value": "值"}, out_b="表"), "no meaning of table out_a"),
        (words({"key": "键", "value": "值"}, out_a="表", out_b="表"), "no table out_b"),
    ],
)
def test_each_gap_is_said(given: Meanings, said: str) -> None:
    assert any(said in line for line in gaps(TABLE, given, ()))


def test_code_lists_of_columns_that_are_gone() -> None:
    whole = words({"key": "键", "value": "值"})
    assert gaps(TABLE, whole, codes("key", "out_a.value")) == []
    lists = codes("old", not_in=("out_b.key",))
    assert gaps(TABLE, whole, lists) == [
        "values.yml: no column old",
        "values.yml: no column out_b.key",
    ]


def test_a_list_that_names_a_code_twice(tmp_path: Path) -> None:
    path = tmp_path / "values.yml"
    value = "{code: a, zh: 甲, en: a}"
    path.write_text(
        "lists:\n- {name: n, zh: 名, en: n, columns: [c], "
        f"values: [{value}, {value}]}}",
        encoding="utf-8",
    )
    with pytest.raises(DataFileError, match="code of n named twice: a"):
        load_code_lists(path)


def test_a_file_that_says_something_else(tmp_path: Path) -> None:
    path = tmp_path / "columns.yml"
    path.write_text("tables: {}\ncolumn: {}\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"columns\.yml"):
        load_meanings(path)


def test_a_meaning_that_stands_twice(tmp_path: Path) -> None:
    path = tmp_path / "columns.yml"
    path.write_text("tables: {}\ncolumns:\n  a: 甲\n  a: 乙\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"columns\.yml(.|\n)*'a'"):
        load_meanings(path)


def test_entries_are_in_the_order_of_their_columns() -> None:
    # whoever adds one finds the place, and sees what is there already
    names = [key.rpartition(".")[2] for key in load_meanings().columns]
    assert names == sorted(names)


def test_a_column_of_one_table_goes_before_its_name() -> None:
    accepted = accepted_values()
    assert accepted["out_rule_results", "severity"] == ("hard", "soft", "informative")
    assert accepted["out_issues", "severity"] == ("error", "warning", "info")
    assert ("out_metrics", "edition") not in accepted
    assert "2021" in accepted["int_cells", "edition"]
    assert accepted.keys() <= {
        (table, name)
        for table, names in columns_of_tables(with_views=True).items()
        for name in names
    }


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("table_id", TABLES),
        ("edition", load_forms().editions),
        ("issue_code", tuple(IssueCode)),
        ("issue_severity", tuple(Severity)),
        ("family", get_args(Family)),
        ("level", get_args(Level)),
        ("institution_kind", get_args(Kind)),
        ("document_media", get_args(Medium)),
        ("signal_id", tuple(signal.signal_id for signal in load_signals())),
        ("claim_reason", tuple(reason.code for reason in load_claim_reasons())),
        ("section", tuple(s.code for s in load_forms().sections.sections)),
        ("claim_kind", get_args(ClaimKind)),
        ("bound", get_args(Bound)),
        ("measure", get_args(Measure)),
        ("highlight_kind", tuple(seeded("seed_highlights", "kind"))),
    ],
)
def test_lists_that_code_has_too_are_the_same(
    name: str, known: tuple[str, ...]
) -> None:
    assert set(LISTS[name].codes) == set(known)


def test_the_demonstration_holds_accepted_values_only(demo_root: Path) -> None:
    lake = Lake(demo_root / "lake")
    seen = set()
    for (table, column), accepted in accepted_values().items():
        files = lake.files(table)
        if not files:  # no report from before 2019
            continue
        rows = duckdb.execute(
            f'select distinct "{column}" from {scan(files)} '
            f'where "{column}" is not null'
        ).fetchall()
        assert {value for (value,) in rows} <= set(accepted), (table, column)
        seen |= {column for _ in rows}
    assert {"obs_status", "outcome", "null_reason", "why_not", "status"} <= seen


def test_a_code_may_stand_for_all_of_another_list(tmp_path: Path) -> None:
    reasons = LISTS["null_reason"].codes
    assert LISTS["why_no_rank"].codes == (
        *(f"no_value: {reason}" for reason in reasons),
        "not_valid_in_year",
        "small_denominator",
    )
    blank = next(v for v in LISTS["why_not"].values if v.code == "no_value: blank_cell")
    assert blank.zh.startswith("本年：有空白单元格")
    path = tmp_path / "values.yml"
    path.write_text(
        "lists:\n- {name: n, zh: 名, en: n, columns: [c], "
        "values: [{code: a, zh: 甲, en: a, of: gone}]}",
        encoding="utf-8",
    )
    with pytest.raises(DataFileError, match="n: no list 'gone'"):
        load_code_lists(path)


def test_one_chinese_meaning_does_not_serve_two_lists_of_codes() -> None:
    """A column of the same name may mean another thing: then it has its own words."""
    lists: dict[tuple[str, str | None], set[str]] = {}
    for table in described():
        for column in table.columns:
            if column.codes is not None and not table.is_view:
                lists.setdefault((column.name, column.zh), set()).add(column.codes.name)
    assert {key: names for key, names in lists.items() if len(names) > 1} == {}
