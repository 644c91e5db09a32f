"""From which confidence on a wrong cell is put down to whom, as data.

`data/quality/attribution.yml` holds the two thresholds with their reason; they compile
to `seed_attribution`. What else speaks for the reader or the publisher (other forms of
a report) is SQL (`out_suspect_cells`).
"""

from pathlib import Path
from typing import Annotated, Self

import pandas as pd
from pydantic import Field, model_validator

from pipeline.data_files import ClosedModel, Text, read_data
from pipeline.paths import project_dir

__all__ = ["Attribution", "attribution_frame", "load_attribution"]

Confidence = Annotated[float, Field(ge=0, le=1)]


class Attribution(ClosedModel):
    """The thresholds.

    Attributes:
        reader_below: a reading less sure than this is suspected itself.
        publisher_from: a reading as sure as this is what is printed.
        because_zh: why these.
    """

    reader_below: Confidence
    publisher_from: Confidence
    because_zh: Text
    because_en: Text

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.reader_below > self.publisher_from:
            raise ValueError(
                f"reader_below {self.reader_below} is above publisher_from "
                f"{self.publisher_from}: a cell would be put down to both"
            )
        return self


def load_attribution(path: Path | None = None) -> Attribution:
    """The thresholds, by default those of the project.

    Raises:
        DataFileError: the file cannot be read; the message names it.
    """
    return read_data(
        path or project_dir() / "data" / "quality" / "attribution.yml", Attribution
    )


def attribution_frame(attribution: Attribution) -> pd.DataFrame:
    """`seed_attribution`: one row."""
    return pd.DataFrame([attribution.model_dump()])
