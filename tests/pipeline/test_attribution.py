"""From which confidence on a wrong cell is put down to whom."""

from pathlib import Path

import pytest

from pipeline.attribution import attribution_frame, load_attribution
from pipeline.errors import DataFileError
from pipeline.extract.observation import CONFIDENCE
from pipeline.schema import load_schemas
from pipeline.store import conform

#: readings in which something was inferred: there the reader may be wrong
INFERRED = {
    "damaged",
    "by_equations",
    "by_one_equation",
    "ocr",
    "joined",
    "header",
    "ocr_unconfirmed",
    "unreadable",
}


def test_the_thresholds_part_the_ways_of_reading() -> None:
    found = load_attribution()
    reader = {n for n, value in CONFIDENCE.items() if value < found.reader_below}
    publisher = {n for n, value in CONFIDENCE.items() if value >= found.publisher_from}
    assert reader == INFERRED
    assert publisher == {"printed", "confirmed"}


def test_the_seed_fits_the_dictionary() -> None:
    schema = load_schemas()["seed_attribution"]
    frame = attribution_frame(load_attribution())
    assert list(frame.columns) == [column.name for column in schema.columns]
    assert conform(frame, schema).num_rows == 1


@pytest.mark.parametrize(
    ("reader", "publisher", "message"),
    [
        ("0.99", "0.98", "a cell would be put down to both"),
        ("-1", "0.98", "reader_below"),
        ("0.95", "2", "publisher_from"),
    ],
)
def test_thresholds_that_cannot_be(
    tmp_path: Path, reader: str, publisher: str, message: str
) -> None:
    path = tmp_path / "attribution.yml"
    path.write_text(
        f"reader_below: {reader}\npublisher_from: {publisher}\n"
        "because_zh: 理由\nbecause_en: because\n",
        encoding="utf-8",
    )
    with pytest.raises(DataFileError, match=message) as caught:
        load_attribution(path)
    assert "attribution.yml" in str(caught.value)
