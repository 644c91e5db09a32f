"""The labelled sentences: whole, in order, and of our own making where one can tell."""

import re
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest

from pipeline.accuracy.sentences import PARTS, Label, Part, Passage, load_sentences
from pipeline.errors import DataFileError

#: as many passages as each part has to have
LEAST: dict[Part, int] = {"dev": 250, "held_out": 250, "fresh": 60, "second": 160}
#: all that passages are there for; the large parts have every one
PHENOMENA = {
    "answered", "breakdown", "broken_lines", "business", "carried_over", "change",
    "channels", "chinese_numeral", "cumulative", "dates_and_phones", "decisions",
    "disclosed", "disputes", "document_numbers", "examples", "fees", "full_width",
    "layout", "leaf", "negation", "order", "other_organ", "other_work", "other_year",
    "outcomes", "petitions", "pre_2019", "processing_fee", "procurement", "proposals",
    "rate", "received", "rounded", "rules_and_normative", "section_list",
    "several_sentences", "splits", "target", "ten_thousand", "terse", "thousands",
    "words_of_outcomes", "zero",
}  # fmt: skip
CHINESE = "零一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟"
_WIDE = str.maketrans("０１２３４５６７８９．，", "0123456789.,")

ONE = """\
sentences:
  - tests: [received]
    lines: ["收到申请{n}件。"]
    claims:
      - {{{label}}}
"""


@pytest.mark.parametrize("part", PARTS)
def test_a_part_has_enough_of_everything(part: Part) -> None:
    found = load_sentences(part)
    tests = {test for passage in found for test in passage.tests}
    assert len(found) >= LEAST[part]
    assert tests <= PHENOMENA
    assert tests == PHENOMENA or part in {"fresh", "second"}
    traps = sum(not passage.claims for passage in found)
    assert traps >= LEAST[part] // 5, "too few traps"


def test_no_passage_is_in_two_parts() -> None:
    """Also not with other figures: that would say nothing of other prose."""
    seen = [
        {re.sub(r"\d+", "N", "".join(p.lines).translate(_WIDE)) for p in found}
        for found in map(load_sentences, PARTS)
    ]
    for one, other in combinations(seen, 2):
        assert not one & other


@pytest.mark.parametrize("part", PARTS)
def test_the_figure_of_each_label_is_printed(part: Part) -> None:
    lost = [
        (label.subject, str(label.value), text)
        for passage in load_sentences(part)
        for text in ["".join(passage.lines)]
        for label in passage.claims
        if not label.is_negation and not is_printed(label, text)
        if label.measure is None or label.value  # no change is said by words: 持平
    ]
    assert lost == []


def is_printed(label: Label, text: str) -> bool:
    """As digits, plain or with 万 or 亿; or Chinese numerals that may be it are."""
    plain = re.sub(r",(?=\d{3})", "", text.translate(_WIDE))
    figures = {Decimal(n) for n in re.findall(r"\d+(?:\.\d+)?", plain)}
    printed = {abs(label.value) / scale for scale in (1, 10_000, 10**8)}
    return bool(figures & printed) or any(c in text for c in CHINESE)


@pytest.mark.parametrize("part", PARTS)
def test_few_labels_are_open(part: Part) -> None:
    """A set in which everything may be so or otherwise measures nothing."""
    labels = [label for passage in load_sentences(part) for label in passage.claims]
    assert sum(bool(n.is_optional or n.lenient) for n in labels) <= len(labels) / 8


FAULTS = {
    "subject": ("subject: receive, value: 3", "unknown subjects ['receive']"),
    "value": ("subject: received", "this key is required"),
    "key": ("subject: received, value: 3, why: rate", "unknown key"),
    "measure": ("subject: received, value: 3, kind: change", "a change has a measure"),
    "negation": ("subject: received, value: 3, is_negation: true", "the value 0"),
    "rate": ('subject: received, value: 3, kind: rate, unit: "%"', "never compared"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_label_that_cannot_be_is_refused(tmp_path: Path, fault: str) -> None:
    label, message = FAULTS[fault]
    path = tmp_path / "sentences.yml"
    path.write_text(ONE.format(n=3, label=label), encoding="utf-8")
    with pytest.raises(DataFileError, match=re.escape(message)):
        load_sentences("dev", path)


def test_a_passage_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sentences.yml"
    first = ONE.format(n=3, label="subject: received, value: 3")
    path.write_text(first + first.split("\n", 1)[1], encoding="utf-8")
    with pytest.raises(DataFileError, match="passages named twice"):
        load_sentences("dev", path)


def test_what_is_left_out_is_what_is_usual() -> None:
    passage = Passage.model_validate(
        {"tests": ["a"], "lines": ["b"], "claims": [{"subject": "c", "value": "1"}]}
    )
    label = passage.claims[0]
    assert (passage.year, label.breakdown, label.kind) == (2023, "total", "count")
    assert (label.unit, label.bound, label.tolerance) == ("件", "exact", Decimal(0))
