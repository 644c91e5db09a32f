"""Labels of the form: each wording leads to its own row or column and no other."""

from collections import Counter, defaultdict

import pytest

from pipeline.extract.labels import LabelIndex
from pipeline.extract.normal import label_key
from pipeline.forms import TABLES, Form, LabelEntry, load_forms

FORMS = load_forms()
INDEX = LabelIndex.of(FORMS)
STATISTICS_INDEX = LabelIndex.of_statistics(FORMS)
REGIONS = {
    "proactive_disclosure": "proactive_disclosure",
    "applications": "applications",
    "reconsideration": "disputes",
    "litigation": "disputes",
    "statistics": "statistics",
}
ENTRIES = [(label, wording) for label in FORMS.labels for wording in label.wordings]
OFFICIAL = [
    (form, role, entry.code, entry.zh)
    for form in FORMS.forms.values()
    for role, entries in (
        ("item", form.items),
        ("breakdown", form.breakdowns),
        ("group", form.groups),
    )
    for entry in entries
]
#: words that mean several things within one table; the place on the page decides
KNOWN_DOUBLE = {
    ("applications", "其他"),  # other organisations; handled otherwise
    ("applications", "总计"),  # of a row; of the results
    ("applications", "合计"),
    ("applications", "其他处理"),  # a row in 2019, beside several rows in 2021
    # of reconsideration and of litigation: the main row above decides
    ("statistics", "被依法纠错数"),
    ("statistics", "被依法纠错"),
    ("statistics", "其他情形数"),
    ("statistics", "其他情形"),
    ("statistics", "其他"),
    ("statistics", "维持数"),
    ("statistics", "维持"),
}
#: rows below which a label is printed again, so that the label alone is no name
REPEATED = {"statistics"}


def meanings(text: str, table: str) -> set[tuple[str, str]]:
    """What a text may be in its part of the report, as (role, code)."""
    index = STATISTICS_INDEX if table == "statistics" else INDEX
    found = index.find(text, REGIONS[table])
    return {(m.role, m.code) for m in found if m.exact and m.table_id == table}


@pytest.mark.parametrize(
    ("label", "wording"), ENTRIES, ids=[f"{e.table}-{w}" for e, w in ENTRIES]
)
def test_every_wording_is_reachable(label: LabelEntry, wording: str) -> None:
    assert (label.role, label.code) in meanings(wording, label.table)


@pytest.mark.parametrize(
    ("form", "role", "code", "zh"),
    OFFICIAL,
    ids=[f"{f.edition}-{f.table_id}-{c}" for f, _, c, _ in OFFICIAL],
)
def test_every_official_label_is_reachable(
    form: Form, role: str, code: str, zh: str
) -> None:
    assert (role, code) in meanings(zh, form.table_id)


def test_no_wording_means_two_things_in_one_table() -> None:
    codes: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for label, wording in ENTRIES:
        if label.role != "structure":
            codes[label.table, label_key(wording)].add((label.role, label.code))
    for form, role, code, zh in OFFICIAL:
        codes[form.table_id, label_key(zh)].add((role, code))
    double = {key for key, found in codes.items() if len(found) > 1}
    assert double <= KNOWN_DOUBLE
    # within the rows, or within the columns, a word has one meaning even there
    for key in (k for k in double if k[0] not in REPEATED):
        roles = [role for role, _ in codes[key]]
        assert len(roles) == len(set(roles)), (key, codes[key])


def test_no_wording_is_written_twice() -> None:
    # where a label is printed below several rows, once for each
    written = Counter(
        (e.table, e.role, label_key(w), e.code if e.table in REPEATED else "")
        for e, w in ENTRIES
    )
    assert [key for key, count in written.items() if count > 1] == []


def test_numbers_in_front_and_brackets_do_not_matter() -> None:
    for text in ("1．属于国家秘密", "1、 属于国家秘密", "属于国家秘密"):
        assert meanings(text, "applications") == {("item", "denied.state_secret")}


@pytest.mark.parametrize("table", TABLES)
def test_editions_use_the_same_code_for_the_same_label(table: str) -> None:
    codes: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for form, role, code, zh in OFFICIAL:
        if form.table_id == table:
            codes[role, label_key(zh)].add(code)
    if table in REPEATED:
        codes = defaultdict(set, {k: v for k, v in codes.items() if len(v) == 1})
        assert len(codes) > 100
    assert {key: found for key, found in codes.items() if len(found) > 1} == {}
