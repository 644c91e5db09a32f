"""Wrong data files of the demonstration are refused with a message that helps."""

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from pipeline.demo import prose
from pipeline.demo.catalogue import ReportEntry, SitesFile, load_reports
from pipeline.demo.figures import demo_dir, load_figures, load_form_labels, load_yaml
from pipeline.demo.prose import ProseFile, sections
from pipeline.errors import DataFileError, FormError

RECEIVED = ("applications", "received_new", "total")


def test_editions_have_their_number_of_cells() -> None:
    assert len(load_form_labels("2019").cells) == 198
    assert len(load_form_labels("2021").cells) == 200


def test_unknown_edition() -> None:
    with pytest.raises(FormError, match=r"edition '2008'.*data/forms/2008"):
        load_form_labels("2008")


def test_figures_of_another_edition() -> None:
    with pytest.raises(DataFileError, match=r"pingtan_2024\.csv: expected each"):
        load_figures("pingtan_2024", "2019")


def test_yaml_error_names_file_and_field(tmp_path: Path) -> None:
    path = tmp_path / "sites.yml"
    path.write_text("sites: []\nmirror: {host: a}\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"(?s)sites\.yml.*mirror\.of"):
        load_yaml(path, SitesFile)


def test_attachment_goes_with_its_look() -> None:
    entry = load_reports()["pingtan_2024"].entry.model_dump()
    with pytest.raises(ValidationError, match="trs_attachment"):
        ReportEntry.model_validate(entry | {"attachment": "./x.docx"})


def test_prose_never_restates_a_blank_cell() -> None:
    report = load_reports()["pingtan_2020"]
    blanked = replace(report, figures={**report.figures, RECEIVED: ""})
    with pytest.raises(DataFileError, match=r"pingtan_2020.*received_new.*blank cell"):
        sections(blanked)


def test_a_sentence_states_no_number_that_is_neither_looked_up_nor_stated() -> None:
    report = load_reports()["pingtan_2020"]
    with pytest.raises(DataFileError, match=r"pingtan_2020.*\{stated:denied\}.*none"):
        prose._fill(report, "不予公开{stated:denied}件")


def test_what_is_stated_is_said_with_its_source_and_used() -> None:
    text = (demo_dir() / "prose.yml").read_text(encoding="utf-8")
    stated = load_yaml(demo_dir() / "prose.yml", ProseFile).stated
    assert {i: {n: s.number for n, s in of.items()} for i, of in stated.items()} == {
        "shanghai_general_office_2019": {
            "granted_or_partially": "258",
            "denied": "35",
            "unavailable": "265",
            "not_processed": "158",
        }
    }
    for names in stated.values():
        assert all(f"{{stated:{name}}}" in text for name in names)


def test_printed_text_differs_from_the_value_only_where_declared() -> None:
    report = load_reports()["pingtan_2020"]
    differing = {k for k in report.figures if report.figures[k] != report.printed[k]}
    amount = ("proactive_disclosure", "procurement", "amount")
    assert differing == {amount}
    assert report.figures[amount] == "73802895.9"
    assert report.printed[amount] == "73802895.90元"
