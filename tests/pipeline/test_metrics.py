"""Metrics: which cells a definition names, and how mistakes are named."""

from pathlib import Path

import pytest

from pipeline.errors import RuleError
from pipeline.forms import load_forms
from pipeline.metric_frames import (
    metric_editions_frame,
    metric_terms_frame,
    metrics_frame,
)
from pipeline.metrics import Metric, PeerSettings, load_metrics, load_peer_settings
from pipeline.schema import load_schemas

FORMS = load_forms()
HEAD = "id: m, zh: 甲, en: a"
PEERS = PeerSettings(min_denominator=10, min_peers=5)


def load(folder: Path, *entries: str) -> list[Metric]:
    text = "\n".join(f"- {{{entry}}}" for entry in entries)
    (folder / "mine.yml").write_text(text, encoding="utf-8")
    return load_metrics(FORMS, folder)


def cells(metric: Metric, edition: str, role: str) -> set[tuple[str, str, str, int]]:
    return {
        (t.table_id, t.item, t.breakdown, t.coefficient)
        for t in metric.terms
        if (t.edition, t.role) == (edition, role)
    }


def test_a_row_alone_is_its_total_in_table_three(tmp_path: Path) -> None:
    (metric,) = load(tmp_path, f"{HEAD}, kind: count, numerator: [granted]")
    expected = {("applications", "granted", "total", 1)}
    assert cells(metric, "2019", "numerator") == expected
    assert cells(metric, "2021", "numerator") == expected


def test_a_star_stands_for_what_the_edition_has(tmp_path: Path) -> None:
    (metric,) = load(tmp_path, f'{HEAD}, kind: count, numerator: ["other*"]')
    assert {c[1] for c in cells(metric, "2019", "numerator")} == {"other"}
    assert {c[1] for c in cells(metric, "2021", "numerator")} == {
        "other.supplement_overdue",
        "other.fee_overdue",
        "other.other",
    }


def test_a_minus_subtracts(tmp_path: Path) -> None:
    (metric,) = load(
        tmp_path,
        f"{HEAD}, kind: ratio, numerator: [litigation/direct/upheld], "
        "denominator: [litigation/direct/total, -litigation/direct/pending]",
    )
    assert cells(metric, "2021", "denominator") == {
        ("litigation", "direct", "total", 1),
        ("litigation", "direct", "pending", -1),
    }


def test_an_edition_without_all_of_its_cells_has_no_metric(tmp_path: Path) -> None:
    (metric,) = load(
        tmp_path,
        f"{HEAD}, kind: ratio, numerator: [granted], "
        "denominator: [proactive_disclosure/rules/issued]",
    )
    assert {t.edition for t in metric.terms} == {"2021"}


def test_one_metric_for_each_row(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        f'{HEAD}, kind: ratio, for_each_item: "unavailable.*", '
        'numerator: ["{item}"], denominator: [disposed_total]',
    )
    assert [m.metric_id for m in found] == [
        "m.not_held",
        "m.requires_creation",
        "m.still_unclear",
    ]
    assert found[0].label_zh == "甲：1.本机关不掌握相关政府信息"
    assert {c[1] for c in cells(found[0], "2021", "numerator")} == {
        "unavailable.not_held"
    }


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ("kind: ratio, numerator: [granted]", "a ratio has a denominator"),
        (
            "kind: count, numerator: [granted], denominator: [granted]",
            "nothing else has",
        ),
        ("kind: count, numerator: [granted], scale: 10", "only a ratio has a scale"),
        ("kind: count, numerator: [nowhere]", "no edition has all of its cells"),
        ("kind: count, numerator: [applications/granted]", "is no cell"),
        ("kind: count, numerator: [table_nine/granted/total]", "is no cell"),
        (
            'kind: count, numerator: [granted], comparable_across: [["2021", "2019"]]',
            "comparable_across is .earlier, later.",
        ),
        (
            'kind: count, numerator: [granted], comparable_across: [["2014", "2019"]]',
            r"found \['2014', '2019'\]",
        ),
        (
            "kind: ratio, numerator: [granted], denominator: [granted], "
            "per: population",
            "of cells or per population, found both",
        ),
        ("kind: count, numerator: [granted], per: population", "nothing else has"),
        ("kind: count, numerator: [granted], peer: true", "only a ratio is ranked"),
        (
            "kind: ratio, numerator: [granted], denominator: [granted], "
            "min_denominator: 3",
            "is for a metric with peer: true",
        ),
    ],
)
def test_a_mistake_names_file_and_metric(
    tmp_path: Path, entry: str, complaint: str
) -> None:
    with pytest.raises(RuleError, match=complaint) as caught:
        load(tmp_path, f"{HEAD}, {entry}")
    assert str(caught.value).startswith(f"{tmp_path / 'mine.yml'}: m: ")


def test_an_unknown_field_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(
        RuleError, match=r"mine\.yml, \[0\]\.numerators, id m: unknown key"
    ):
        load(tmp_path, f"{HEAD}, kind: count, numerators: [granted]")


def test_an_id_used_twice(tmp_path: Path) -> None:
    entry = f"{HEAD}, kind: count, numerator: [granted]"
    with pytest.raises(RuleError, match="metric named twice: m"):
        load(tmp_path, entry, entry)


def test_frames_have_the_columns_of_the_dictionary() -> None:
    metrics, schemas = load_metrics(FORMS), load_schemas()
    for frame, name in (
        (metrics_frame(metrics, PEERS), "seed_metrics"),
        (metric_terms_frame(metrics), "seed_metric_terms"),
        (metric_editions_frame(metrics), "seed_metric_editions"),
    ):
        described = [c.name for c in schemas[name].columns if c.name != "metric_no"]
        assert list(frame.columns) == described
        assert not frame.duplicated(subset=list(schemas[name].key)).any()


def test_pairs_of_editions_are_written_as_sql_reads_them(tmp_path: Path) -> None:
    base = "zh: 甲, en: a, kind: count, numerator: [granted]"
    frame = metrics_frame(
        load(
            tmp_path,
            f'id: pair, {base}, comparable_across: [["2019", "2021"]]',
            f"id: none, {base}",
        ),
        PEERS,
    )
    assert frame.loc[0, "comparable_across"] == "2019>2021"
    assert frame["comparable_across"].isna().tolist() == [False, True]


def test_editions_that_compare_have_the_same_text(tmp_path: Path) -> None:
    cells = "[granted, reconsideration/reconsideration/total]"  # of two tables
    frame = metric_editions_frame(
        load(
            tmp_path,
            f"id: apart, zh: 甲, en: a, kind: count, numerator: {cells}",
            f"id: alike, zh: 甲, en: a, kind: count, numerator: {cells}, "
            'comparable_across: [["2019", "2021"]]',
            "id: one_table, zh: 甲, en: a, kind: count, numerator: [granted]",
        )
    )
    found = {
        (row.metric_id, row.edition): row.comparable_with for row in frame.itertuples()
    }
    assert found == {
        ("apart", "2019"): "2019",
        ("apart", "2021"): "2021",
        ("apart", "2019+2021"): "2019+2021",
        ("alike", "2019"): "2019 2021",
        ("alike", "2021"): "2019 2021",
        ("alike", "2019+2021"): "2019 2021",
        # the tables of a report can differ in edition, one table cannot
        ("one_table", "2019"): "2019",
        ("one_table", "2021"): "2021",
    }


def test_people_are_a_denominator_that_no_report_prints(tmp_path: Path) -> None:
    (metric,) = load(
        tmp_path,
        f"{HEAD}, kind: ratio, scale: 100000, per: population, numerator: [granted]",
    )
    assert {t.role for t in metric.terms} == {"numerator"}
    assert metrics_frame([metric], PEERS).loc[0, "external_denominator"] == "population"


def test_what_is_ranked_has_its_least_numbers(tmp_path: Path) -> None:
    rate = "zh: 甲, en: a, kind: ratio, numerator: [granted], denominator: [granted]"
    frame = metrics_frame(
        load(
            tmp_path,
            f"id: usual, {rate}, peer: true",
            f"id: own, {rate}, peer: true, min_denominator: 3",
            f"id: unranked, {rate}",
        ),
        PEERS,
    ).set_index("metric_id")
    assert frame["is_peer"].to_dict() == {"usual": True, "own": True, "unranked": False}
    assert frame["min_denominator"].dropna().to_dict() == {"usual": 10, "own": 3}
    assert frame["min_peers"].dropna().to_dict() == {"usual": 5, "own": 5}


@pytest.mark.parametrize(
    "text",
    ["min_denominator: 10", "min_denominator: 0\nmin_peers: 5", "min_peers: [", "- 1"],
)
def test_peer_settings_that_are_wrong_name_the_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "peers.yml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match=r"peers\.yml[,:] "):
        load_peer_settings(tmp_path)


def test_peer_settings_are_no_metrics(tmp_path: Path) -> None:
    (tmp_path / "peers.yml").write_text("min_denominator: 2\nmin_peers: 3")
    assert load_peer_settings(tmp_path).min_peers == 3
    assert [
        m.metric_id
        for m in load(tmp_path, f"{HEAD}, kind: count, numerator: [granted]")
    ] == ["m"]
