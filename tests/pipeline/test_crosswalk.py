"""The crosswalk: every edition has its match, and cells are those of its form."""

from pathlib import Path

import pytest

from pipeline.crosswalk import (
    Concept,
    crosswalk_frame,
    crosswalk_terms_frame,
    load_crosswalk,
)
from pipeline.errors import RuleError
from pipeline.forms import load_forms
from pipeline.schema import load_schemas

FORMS = load_forms()
NONE = "{match: not_comparable, note_zh: 无, note_en: none}"
CONCEPTS = {c.definition.id: c for c in load_crosswalk(FORMS)}


def load(folder: Path, unit: str = "件", **editions: str) -> tuple[Concept, ...]:
    """One concept; editions that are not given (`e2021=…`) have no such cell."""
    lines = [
        f'    "{edition}": ' + editions.pop("e" + edition.replace("-", "_"), NONE)
        for edition in FORMS.editions
    ]
    assert not editions
    head = f"- id: c\n  zh: 甲\n  en: a\n  unit: {unit}\n  editions:\n"
    (folder / "mine.yml").write_text(head + "\n".join(lines), encoding="utf-8")
    return load_crosswalk(FORMS, folder)


def test_cells_and_signs(tmp_path: Path) -> None:
    row = "reconsideration/reconsideration"
    cells = f"[{row}/total, -{row}/pending]"
    (concept,) = load(tmp_path, e2021=f"{{match: exact, cells: {cells}}}")
    newest = concept.matches[-1]
    assert newest.edition == "2021"
    assert [(c.breakdown.code, sign) for c, sign in newest.cells] == [
        ("total", 1),
        ("pending", -1),
    ]


def test_a_form_that_nobody_has_seen_filled_in_stays_marked(tmp_path: Path) -> None:
    (concept,) = load(tmp_path)
    assert {m.edition for m in concept.matches if not m.is_proven} == {
        "2008-shanghai",
        "2014",
    }


@pytest.mark.parametrize(
    ("match", "complaint"),
    [
        ("{match: exact}", "found exact with 0 cells"),
        (
            "{match: not_comparable, note_zh: 无, note_en: none, "
            "cells: [applications/granted/total]}",
            "found not_comparable with 1 cells",
        ),
        ("{match: not_comparable}", "not_comparable needs note_zh and note_en"),
        (
            "{match: approximate, cells: [applications/granted/total]}",
            "approximate needs note_zh",
        ),
        (
            "{match: exact, note_zh: 注, cells: [applications/granted/total]}",
            "both languages",
        ),
        ("{match: exact, cells: [granted]}", "'granted' is no cell"),
        (
            "{match: exact, cells: [applications/granted/sum]}",
            r"no cell 'applications/granted/sum'; see data/forms/2021/applications",
        ),
        (
            "{match: exact, cells: [statistics/received/count]}",
            "no cell 'statistics/received/count'",
        ),
        (
            "{match: exact, "
            "cells: [applications/granted/total, litigation/direct/total]}",
            r"cells of one table are added up, found \['applications', 'litigation'\]",
        ),
        (
            "{match: exact, cells: [applications/granted/total, "
            "-applications/granted/total]}",
            "a cell is named twice",
        ),
        (
            "{match: exact, cells: [proactive_disclosure/administrative_fees/amount]}",
            "the unit 件 does not fit",
        ),
    ],
)
def test_a_mistake_names_file_concept_and_edition(
    tmp_path: Path, match: str, complaint: str
) -> None:
    with pytest.raises(RuleError, match=complaint) as caught:
        load(tmp_path, e2021=match)
    assert str(caught.value).startswith(f"{tmp_path / 'mine.yml'}: c, edition 2021: ")


def test_an_edition_that_is_left_out(tmp_path: Path) -> None:
    text = f'- {{id: c, zh: 甲, en: a, unit: 件, editions: {{"2021": {NONE}}}}}'
    (tmp_path / "mine.yml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match=r"mine\.yml: c: expected a match for each of"):
        load_crosswalk(FORMS, tmp_path)


def test_a_concept_that_is_defined_twice(tmp_path: Path) -> None:
    load(tmp_path)
    text = (tmp_path / "mine.yml").read_text(encoding="utf-8")
    (tmp_path / "other.yml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match="concept named twice: c"):
        load_crosswalk(FORMS, tmp_path)


def test_a_match_that_is_none_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"mine\.yml, .*, id c: .*'approximate'"):
        load(tmp_path, e2021="{match: perhaps}")


def test_what_must_never_be_put_together() -> None:
    """Figures of one name and another meaning: a link would make a false series."""
    fees = {m.edition: m for m in CONCEPTS["application_fees"].matches}
    assert fees["2021"].definition.match == "not_comparable"
    fujian = {m.edition: m for m in CONCEPTS["reconsideration"].matches}["2014-fujian"]
    assert [c.breakdown.code for c, _ in fujian.cells] == ["year"]  # not 历年累计


def test_concepts_of_the_design_are_there() -> None:
    expected = {"received", "answered", "granted", "partially_granted", "refused"}
    expected |= {"not_existing"} | {
        f"{kind}_{result}"
        for kind in ("reconsideration", "litigation")
        for result in ("upheld", "corrected", "other")
    }
    assert expected <= CONCEPTS.keys()


def test_frames_have_the_columns_of_the_dictionary() -> None:
    concepts, schemas = tuple(CONCEPTS.values()), load_schemas()
    for frame, name in (
        (crosswalk_frame(concepts), "seed_crosswalk"),
        (crosswalk_terms_frame(concepts), "seed_crosswalk_terms"),
    ):
        assert list(frame.columns) == [c.name for c in schemas[name].columns]
        assert not frame.duplicated(subset=list(schemas[name].key)).any()
