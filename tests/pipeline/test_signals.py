"""Signals: what a definition may say, and how mistakes are named."""

from pathlib import Path

import pytest

from pipeline.errors import DataFileError
from pipeline.forms import load_forms
from pipeline.metrics import load_metrics
from pipeline.rules import load_rules
from pipeline.schema import load_schemas
from pipeline.signals import MODELS, Signal, load_signals, signals_frame
from pipeline.sqlmodels import load_models

FORMS = load_forms()
METRICS = load_metrics(FORMS)
HEAD = "severity: soft, label_zh: 甲, label_en: a, origin: o"
BELOW = "id: below_parts, parameters: {metrics: [received_new]}"


def load(folder: Path, *entries: str) -> tuple[Signal, ...]:
    text = "\n".join(f"- {{{HEAD}, {entry}}}" for entry in entries)
    (folder / "mine.yml").write_text(text, encoding="utf-8")
    return load_signals(folder)


def test_what_a_file_says_is_what_one_gets(tmp_path: Path) -> None:
    (signal,) = load(
        tmp_path,
        "id: amount_unit_slip, "
        "parameters: {powers: [4, 8], max_residual: 2, min_amount: 10}",
    )
    assert (signal.signal_id, signal.severity) == ("amount_unit_slip", "soft")
    assert (signal.label_zh, signal.label_en, signal.origin) == ("甲", "a", "o")
    assert signal.parameters.powers == (4, 8)
    assert signal.parameters.metrics is None


def test_ours_are_all_that_models_evaluate_and_none_is_hard() -> None:
    signals = load_signals()
    assert {s.signal_id for s in signals} == MODELS.keys()
    assert {s.severity for s in signals} == {"soft", "informative"}


def test_a_model_evaluates_what_it_is_said_to() -> None:
    texts = {m.name: m.sql for m in load_models()}
    for signal_id, model in MODELS.items():
        named = {name for name, sql in texts.items() if f"'{signal_id}'" in sql}
        assert named == {model}, signal_id


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ("id: unheard_of, parameters: {}", "mine.yml: unheard_of: no model evaluates"),
        (
            "id: below_parts, parameters: {}",
            r"mine.yml: below_parts: parameters missing \['metrics'\]",
        ),
        (
            "id: below_parts, parameters: {metrics: [received_new], min_sum: 3}",
            r"of no use to it \['min_sum'\]",
        ),
        ("id: below_parts, parameters: {metrics: [n], min_sums: 3}", "min_sums"),
        ("id: below_parts, parameters: {metrics: []}", "at least 1 item"),
        (
            "id: stale_copy_own, "
            "parameters: {min_cells: 0, min_distinct: 1, min_sum: 1}",
            "greater than or equal to 1",
        ),
        (
            "id: amount_unit_slip, "
            "parameters: {powers: [0], max_residual: 2, min_amount: 1}",
            "powers.0",
        ),
        (
            "id: amount_unit_slip, "
            "parameters: {powers: [4], max_residual: 1, min_amount: 1}",
            "greater than 1",
        ),
        (
            "id: amount_unit_slip, "
            "parameters: {powers: [3, 4], max_residual: 3.2, min_amount: 1}",
            "less than or equal to 3",
        ),
    ],
)
def test_a_mistake_names_file_and_signal(
    tmp_path: Path, entry: str, complaint: str
) -> None:
    with pytest.raises(DataFileError, match=complaint) as caught:
        load(tmp_path, entry)
    assert str(tmp_path / "mine.yml") in str(caught.value)


def test_a_signal_is_never_hard(tmp_path: Path) -> None:
    text = f"- {{{HEAD.replace('soft', 'hard')}, {BELOW}}}"
    (tmp_path / "mine.yml").write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError, match="severity"):
        load_signals(tmp_path)


def test_an_id_used_twice(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="signal named twice: below_parts"):
        load(tmp_path, BELOW, BELOW)


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        (BELOW.replace("received_new", "recieved_new"), "found recieved_new"),
        (BELOW.replace("received_new", "clearance"), "that are count .*clearance"),
        (BELOW.replace("received_new", "denied, denied"), "each once"),
    ],
)
def test_metrics_are_those_that_there_are(
    tmp_path: Path, entry: str, complaint: str
) -> None:
    with pytest.raises(DataFileError, match=complaint):
        signals_frame(load(tmp_path, entry), METRICS)


def test_the_frame_has_the_columns_of_the_dictionary() -> None:
    frame = signals_frame(load_signals(), METRICS)
    schema = load_schemas()["seed_signals"]
    assert list(frame.columns) == [c.name for c in schema.columns]


def test_lists_are_written_as_sql_reads_them(tmp_path: Path) -> None:
    frame = signals_frame(
        load(
            tmp_path,
            "id: below_parts, parameters: {metrics: [denied, granted]}",
            "id: amount_unit_slip, "
            "parameters: {powers: [4, 8], max_residual: 2, min_amount: 10}",
        ),
        METRICS,
    )
    assert frame["metrics"].tolist() == ["denied|granted", None]
    assert frame["powers"].tolist() == [None, "4|8"]


def test_digit_slips_are_looked_for_where_no_hard_equation_shows_them() -> None:
    guarded = {
        (rule.edition, rule.table_id, term.item, term.breakdown)
        for rule in load_rules(FORMS)
        if rule.severity == "hard"
        for term in rule.terms
    }
    (slip,) = (s for s in load_signals() if s.signal_id == "count_digit_slip")
    watched = [m for m in METRICS if m.metric_id in (slip.parameters.metrics or ())]
    assert len(watched) == 5
    for metric in watched:
        cells = {(t.edition, t.table_id, t.item, t.breakdown) for t in metric.terms}
        assert not cells & guarded, metric.metric_id
