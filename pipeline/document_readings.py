"""The distinct documents of a province, each read once: from the cache, or now.

Those that the cache does not have are read by several processes, a window at a time.
Which documents there are and what becomes of what they say is in `pipeline.read_step`.
"""

import shutil
import tempfile
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from pipeline.extract.office import Converted, prepared
from pipeline.extract.pool import extract_many
from pipeline.extract.report import Extraction
from pipeline.extraction_cache import ExtractionCache, key_of
from pipeline.settings import Settings

__all__ = ["DocumentReadings"]

Row = Mapping[str, Any]
#: a document was not read for want of time or of its process: another night may
_PASSING = ("not read within ", "the reading process ")
#: documents that are held at once while old office files among them are converted
_WINDOW = 256
_WINDOW_BYTES = 64 << 20


class DocumentReadings:
    """The distinct documents of a province, from the cache or read now.

    Attributes:
        firsts: the first row of each, by its bytes.
        keys: of the cache, by bytes.
        read_anew: documents read so far.
        may_pass: one was not read for a reason that may be gone another time.
    """

    def __init__(
        self,
        settings: Settings,
        known: ExtractionCache,
        documents: Sequence[Row],
        anew: set[str],
    ) -> None:
        self.documents = documents
        self.cache = known
        self.firsts: dict[str, Row] = {}
        for row in documents:
            self.firsts.setdefault(row["sha256"], row)
        self.keys = {
            sha256: key_of(sha256, row["url"], row["link_title"])
            for sha256, row in self.firsts.items()
        }
        self.read_anew = 0
        self.may_pass = False
        self._archive = settings.archive
        found = known.known(self.keys.values())
        self._kept = {
            sha256
            for sha256, key in self.keys.items()
            if key in found and sha256 not in anew
        }

    def extractions(self) -> Generator[Extraction, None, None]:
        """What each distinct document says, in order, read by several processes."""
        missing = [s for s in self.firsts if s not in self._kept]
        with self._read(missing) as read:
            for sha256 in self.firsts:
                found = (
                    self.cache.get(self.keys[sha256]) if sha256 in self._kept else None
                )
                if found is not None:
                    yield found
                    continue
                if sha256 in self._kept:  # its entry is damaged
                    with self._read([sha256]) as alone:
                        extraction = next(alone)
                else:
                    extraction = next(read)
                self._note(sha256, extraction)
                yield extraction

    def _note(self, sha256: str, extraction: Extraction) -> None:
        self.read_anew += 1
        self.cache.put(self.keys[sha256], extraction)
        self.may_pass = self.may_pass or any(
            issue.message.startswith(_PASSING) for issue in extraction.issues
        )

    @contextmanager
    def _read(self, missing: Sequence[str]) -> Iterator[Iterator[Extraction]]:
        """Read documents that the cache does not have."""
        with tempfile.TemporaryDirectory(prefix="ogi-converted-") as folder:
            converted = Converted(Path(folder))
            jobs = self._jobs(missing, converted)
            found = extract_many(jobs, converted=converted)
            with closing(found):  # type: ignore[type-var]
                yield (extraction for _, extraction in found)

    def _jobs(
        self, missing: Iterable[str], converted: Converted
    ) -> Iterator[tuple[str, bytes, str, str]]:
        """What there is to read; old office files among the next ones are converted.

        A window at a time, so that each document is fetched once and few are held.
        """
        for window in self._windows(missing):
            with prepared(window.values()) as part:
                for path in part.folder.iterdir():
                    shutil.move(path, converted.folder / path.name)
            for sha256, data in window.items():
                row = self.firsts[sha256]
                yield sha256, data, row["url"], row["link_title"]

    def _windows(self, missing: Iterable[str]) -> Iterator[dict[str, bytes]]:
        window: dict[str, bytes] = {}
        size = 0
        for sha256 in missing:
            window[sha256] = self._archive.get(sha256)
            size += len(window[sha256])
            if len(window) >= _WINDOW or size >= _WINDOW_BYTES:
                yield window
                window, size = {}, 0
        if window:
            yield window
