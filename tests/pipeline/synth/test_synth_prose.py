"""Made-up prose: it restates the true figures, and what must differ does."""

from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from numpy.random import default_rng

from pipeline.forms import load_forms
from pipeline.settings import Settings
from pipeline.synth.cells import MICRO
from pipeline.synth.lake import Plan, make_root, planted_path
from pipeline.synth.planted import CLAIM
from pipeline.synth.prose import Said, Sheet, said
from pipeline.synth.statements import STATEMENTS, alternatives

FORMS = load_forms()
PLAN = Plan(reports=400, seed=4, errors=0.1)
#: what each subject may restate, written down by hand: cells, by item patterns
BY_HAND = {
    "received": [
        ["received_new"],
        ["received_new", "carried_in"],
        ["disposed_total"],
        ["disposed_total", "carried_out"],
    ],
    "answered": [["disposed_total"]],
    "carried_in": [["carried_in"]],
    "carried_out": [["carried_out"]],
    "granted": [["granted"]],
    "partially_granted": [["partially_granted"]],
    "denied": [["denied.*"]],
    "unavailable": [["unavailable.*"]],
    "not_processed": [["not_processed.*"]],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings.synthetic(tmp_path_factory.mktemp("made"))
    make_root(settings, PLAN)
    return settings


def rows(settings: Settings, table: str) -> list[dict[str, Any]]:
    found = []
    for path in settings.lake.files(table):
        year = int(path.parent.name.partition("=")[2])
        found += [
            row | {"report_year": year}
            for row in pq.ParquetFile(path).read().to_pylist()
        ]
    return found


def test_a_claim_points_at_its_number(made: Settings) -> None:
    claims = rows(made, "core_claims")
    assert len(claims) > 3000
    for claim in claims:
        sentence, text = claim["sentence"], claim["value_text"]
        assert sentence[claim["span_start"] : claim["span_end"]] == text
        assert sentence.endswith("。")
        assert claim["is_negation"] == (claim["unit"] is None)
        if claim["is_negation"]:
            assert claim["value"] == 0
            continue
        digits = text.removesuffix(claim["unit"])
        number = Decimal(digits.removesuffix("万"))
        if digits.endswith("万"):
            number *= 10_000
        sign = -1 if "减少" in sentence or "下降" in sentence else 1
        assert claim["value"] == sign * number
    assert {c["kind"] for c in claims} == {"count", "amount", "rate", "change"}


def test_reports_say_eight_to_twelve_things(made: Settings) -> None:
    claims = [c for c in rows(made, "core_claims") if c["report_year"] >= 2019]
    documents = {c["document_sha256"] for c in claims}
    assert 8 <= len(claims) / len(documents) <= 12
    numbers: dict[str, list[int]] = {}
    for claim in claims:
        numbers.setdefault(claim["document_sha256"], []).append(claim["claim_no"])
    assert all(n == list(range(1, len(n) + 1)) for n in numbers.values())


def test_what_must_differ_does_and_nothing_else(made: Settings) -> None:
    """Table three and the subjects written down here, against what was planted."""
    cells: dict[str, dict[tuple[str, str], Decimal]] = {}
    for row in rows(made, "core_applications"):
        figure = row["value"] if row["value"] is not None else Decimal(0)
        key = (row["item"], row["breakdown"])
        cells.setdefault(row["document_sha256"], {})[key] = figure
    older = older_versions(made)
    told = {
        (p["institution_id"], p["report_year"], number): p["kind"]
        for p in pq.read_table(planted_path(made)).to_pylist()
        for number in p["claims"]
    }
    seen = {True: 0, False: 0}
    for claim in rows(made, "core_claims"):
        document = claim["document_sha256"]
        if (
            claim["subject"] not in BY_HAND
            or claim["kind"] != "count"
            or document not in cells
            or document in older
        ):
            continue
        figures = [
            sum(
                figure
                for (item, column), figure in cells[document].items()
                if column == claim["breakdown"]
                and any(fnmatchcase(item, pattern) for pattern in patterns)
            )
            for patterns in BY_HAND[claim["subject"]]
        ]
        near = min(abs(figure - claim["value"]) for figure in figures)
        place = (claim["institution_id"], claim["report_year"], claim["claim_no"])
        assert (near > claim["tolerance"]) == (place in told), claim
        seen[place in told] += 1
    assert seen[True] > 30
    assert seen[False] > 1500
    assert CLAIM in told.values()
    assert len(set(told.values())) > 3


def older_versions(settings: Settings) -> set[str]:
    """Documents that print one figure otherwise than the version that counts."""
    found = set()
    for path in settings.lake.files("raw_document_versions"):
        versions = pq.ParquetFile(path).read().to_pylist()
        newest: dict[str, int] = {}
        for version in versions:
            newest[version["url"]] = max(
                version["version_no"], newest.get(version["url"], 0)
            )
        found |= {v["sha256"] for v in versions if v["version_no"] < newest[v["url"]]}
    return found


def sheet_of(reports: int, received: int, *, printed: int | None = None) -> Sheet:
    """Reports of form 2021 in which all applications came in and were granted."""
    true = {
        table: np.zeros((reports, len(FORMS.form("2021", table).cells())), np.int64)
        for table in (
            "proactive_disclosure",
            "applications",
            "reconsideration",
            "litigation",
        )
    }
    for cell in FORMS.form("2021", "applications").cells():
        is_used = cell.item.code in ("received_new", "disposed_total", "granted")
        if is_used and cell.breakdown.code in ("natural_person", "total"):
            true["applications"][:, cell.position] = received * MICRO
    shown = {table: figures.copy() for table, figures in true.items()}
    if printed is not None:
        for cell in FORMS.form("2021", "applications").cells():
            if cell.key == ("applications", "granted", "total"):
                shown["applications"][:, cell.position] = printed * MICRO
    every = np.ones(reports, dtype=bool)
    return Sheet("2021", true, shown, None, None, every, every)


def of_subject(found: list[Said], subject: str, kind: str = "count") -> Said:
    (one,) = [
        s
        for s in found
        if (s.statement.subject, s.statement.kind) == (subject, kind)
        and s.statement.breakdown == "total"
    ]
    return one


def test_large_numbers_are_at_times_rounded() -> None:
    sheet = sheet_of(200, 70_932)
    found, _ = said(default_rng(1), default_rng(2), FORMS, sheet, 0)
    one = of_subject(found, "received")
    texts = set(one.texts.to_pylist())
    assert texts == {"70932件", "7.09万件"}
    rounded = np.array([t == "7.09万件" for t in one.texts.to_pylist()])
    assert (one.values[rounded] == 70_900 * MICRO).all()
    assert (one.tolerance[rounded] == 50 * MICRO).all()
    assert (one.tolerance[~rounded] == 0).all()
    assert not one.must_differ.any()
    share = of_subject(found, "granted", "rate")
    assert set(share.texts.to_pylist()) == {"100.0%"}


def test_prose_knows_what_a_table_prints_wrong() -> None:
    sheet = sheet_of(50, 40, printed=400)
    found, _ = said(default_rng(1), default_rng(2), FORMS, sheet, 0)
    granted = of_subject(found, "granted")
    assert (granted.values == 40 * MICRO).all()
    assert (granted.must_differ == granted.is_said).all()
    assert not of_subject(found, "received").must_differ.any()


def test_a_slip_is_told_and_agrees_with_nothing() -> None:
    sheet = sheet_of(100, 40)
    found, slips = said(default_rng(1), default_rng(2), FORMS, sheet, 0.5)
    assert 30 < len(slips) < 70
    for slip in slips:
        one = found[slip.statement]
        assert one.is_said[slip.report]
        assert one.must_differ[slip.report]
        assert one.values[slip.report] == slip.stated not in (0, 40 * MICRO)
        assert one.texts[slip.report].as_py() == f"{slip.stated // MICRO}件"
    assert sum(int((one.must_differ & one.is_said).sum()) for one in found) == len(
        slips
    )


def test_zero_is_said_in_words_or_as_a_number() -> None:
    found, _ = said(default_rng(1), default_rng(2), FORMS, sheet_of(100, 0), 0)
    texts = of_subject(found, "received").texts.to_pylist()
    assert set(texts) == {"未收到", "0件"}


@pytest.mark.parametrize(
    ("edition", "received", "lacks"),
    [
        ("2021", "received_new", {"procurement_amount"}),
        ("2019", "received_new", set()),
        ("2014", "received_before_2019", {"carried_in", "carried_out"}),
        ("2008-shanghai", "received_before_2019_provincial", {"carried_in"}),
    ],
)
def test_alternatives_are_those_of_the_edition(
    edition: str, received: str, lacks: set[str]
) -> None:
    found = {
        s.subject: [a.code for a in alternatives(s, FORMS, edition)]
        for s in reversed(STATEMENTS)  # the first one of a subject is for all
    }
    assert found["received"][0] == received
    empty = {subject for subject, codes in found.items() if not codes}
    assert lacks <= empty
    if edition in ("2021", "2019"):
        assert empty == lacks
        assert found["received"][1:] == [
            "received_and_carried_in",
            "disposed_total",
            "disposed_and_carried_out",
        ]
