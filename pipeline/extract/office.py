"""Old office files by LibreOffice: DOC, WPS, RTF, ODT and Word's XML to DOCX.

LibreOffice takes two seconds to start and a tenth of one for a file, so files are
converted many in a call. Each call has a profile of its own that is thrown away, runs
no macro, follows no link and has no network; what hangs is ended with all that it
started. Reading what comes out is the work of the readers.
"""

import hashlib
import io
import os
import shutil
import signal
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ExtractionError, UnsupportedMediaError
from pipeline.extract.archive import members
from pipeline.extract.media import sniff
from pipeline.extract.office_profile import PROFILE

__all__ = ["CONVERTED", "Converted", "convert", "prepared", "soffice"]

#: medium -> (ending that LibreOffice is told, what it becomes, its filter)
CONVERTED: dict[str, tuple[str, str, str]] = {
    "doc": ("doc", "docx", "docx:MS Word 2007 XML"),
    "wps": ("wps", "docx", "docx:MS Word 2007 XML"),
    "rtf": ("rtf", "docx", "docx:MS Word 2007 XML"),
    "odt": ("odt", "docx", "docx:MS Word 2007 XML"),
    "wordxml": ("xml", "docx", "docx:MS Word 2007 XML"),
    "excelxml": ("xml", "xlsx", "xlsx:Calc MS Excel 2007 XML"),
}
_MAX_BYTES = 64 * 2**20
_MAX_BATCH_FILES = 32
_MAX_BATCH_BYTES = 128 * 2**20
_START_SECONDS = 40.0
_SECONDS_A_FILE = 8.0
#: files of a batch that are tried again alone; what broke it is among the first
_MAX_ALONE = 32
_ADVICE = (
    "need LibreOffice: apt-get install libreoffice-writer-nogui (or set OGI_SOFFICE), "
    "or save it as DOCX or PDF"
)


def soffice() -> str | None:
    """The program, from `OGI_SOFFICE` or the search path; None where there is none."""
    named = os.environ.get("OGI_SOFFICE")
    if named is not None:
        return shutil.which(named)
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(files: Mapping[str, bytes]) -> dict[str, bytes | ExtractionError]:
    """Convert files, many in one call of LibreOffice.

    Args:
        files: by any name; what they are is told from their bytes.

    Returns:
        For each name the bytes of a DOCX or XLSX file, or the error that says why not.
        One bad file does not lose the others: what a call did not give is tried alone.
    """
    found: dict[str, bytes | ExtractionError] = {}
    by_filter: dict[str, dict[str, bytes]] = {}
    program = soffice()
    for name, data in files.items():
        medium = sniff(data)
        if medium not in CONVERTED:
            found[name] = ExtractionError(f"{medium} files are not converted")
        elif program is None:
            found[name] = UnsupportedMediaError(f"{medium.upper()} files {_ADVICE}")
        elif len(data) > _MAX_BYTES:
            message = (
                f"{len(data)} bytes, more than the {_MAX_BYTES} that are converted"
            )
            found[name] = ExtractionError(message)
        else:
            by_filter.setdefault(CONVERTED[medium][2], {})[name] = data
    for kind, same in by_filter.items():
        for batch in _batches(same):
            found |= _convert(str(program), kind, batch)
    return found


def _batches(files: Mapping[str, bytes]) -> Iterator[dict[str, bytes]]:
    batch: dict[str, bytes] = {}
    size = 0
    for name, data in files.items():
        full = len(batch) == _MAX_BATCH_FILES or size + len(data) > _MAX_BATCH_BYTES
        if batch and full:
            yield batch
            batch, size = {}, 0
        batch[name] = data
        size += len(data)
    if batch:
        yield batch


def _convert(
    program: str, kind: str, batch: Mapping[str, bytes]
) -> dict[str, bytes | ExtractionError]:
    done, why = _call(program, kind, batch)
    found: dict[str, bytes | ExtractionError] = {**done}
    missing = [name for name in batch if name not in done]
    for number, name in enumerate(missing):
        alone: dict[str, bytes] = {}
        if len(batch) > 1 and number < _MAX_ALONE:
            alone, why = _call(program, kind, {name: batch[name]})
        found[name] = alone.get(name) or ExtractionError(
            f"LibreOffice could not convert the file: {why}; save it as DOCX or PDF"
        )
    return found


def _call(
    program: str, kind: str, files: Mapping[str, bytes]
) -> tuple[dict[str, bytes], str]:
    """One call: what came out, by name, and why something may be missing."""
    with tempfile.TemporaryDirectory(prefix="ogi-office-") as folder:
        place = Path(folder)
        profile, source, target = place / "profile", place / "in", place / "out"
        for path in (profile / "user", source, target):
            path.mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(
            PROFILE, encoding="utf-8"
        )
        paths = {}
        for number, (name, data) in enumerate(files.items()):
            ending = CONVERTED[sniff(data)][0]
            path = source / f"{number}.{ending}"
            path.write_bytes(data)
            paths[name] = path
        command = [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--nologo",
            "--nodefault",
            "--nolockcheck",
            "--convert-to",
            kind,
            "--outdir",
            str(target),
            *map(str, paths.values()),
        ]
        limit = _START_SECONDS + _SECONDS_A_FILE * len(files)
        why = _run(command, place, limit)
        ending = kind.partition(":")[0]
        found = {}
        for name, path in paths.items():
            made = target / f"{path.stem}.{ending}"
            data = made.read_bytes() if made.is_file() else b""
            # a file that was being written when the call was ended is cut off
            if len(data) <= _MAX_BYTES and zipfile.is_zipfile(io.BytesIO(data)):
                found[name] = data
        return found, why


def _run(command: list[str], home: Path, limit: float) -> str:
    """Run a command in a process group of its own, ended when the time is over."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "LD_LIBRARY_PATH")}
    environment = kept | {
        "HOME": str(home),
        "TMPDIR": str(home),
        "LC_ALL": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
        "SAL_DISABLE_OPENCL": "1",
    }
    try:
        process = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=home,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        return f"it does not start ({error.strerror})"
    try:
        code = process.wait(limit)
    except subprocess.TimeoutExpired:
        return f"it took more than {limit:.0f} seconds"
    finally:
        _end(process)
    return "it gave no file" if code == 0 else f"it ended with code {code}"


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End what is left of the group that was started, and nothing else."""
    with suppress(ProcessLookupError):  # all of it may have ended by itself
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


# -- for callers that read many documents ----------------------------------------------


@dataclass(frozen=True, slots=True)
class Converted:
    """Converted files in a folder, by the hash of what they were made from.

    Small, and may be handed to other processes; the folder is the caller's.
    """

    folder: Path

    def get(self, data: bytes) -> bytes | ExtractionError | None:
        """What became of a file, or None where it was not converted before."""
        path = self.folder / hashlib.sha256(data).hexdigest()
        if path.is_file():
            return path.read_bytes()
        failed = path.with_suffix(".error")
        if failed.is_file():
            kind, _, message = failed.read_text(encoding="utf-8").partition("\n")
            unsupported = kind == UnsupportedMediaError.__name__
            return (UnsupportedMediaError if unsupported else ExtractionError)(message)
        return None

    def add(self, files: Mapping[str, bytes]) -> None:
        """Convert files, named by their hashes, and keep what comes out."""
        for name, made in convert(files).items():
            path = self.folder / name
            if isinstance(made, bytes):
                path.write_bytes(made)
            else:
                text = f"{type(made).__name__}\n{made}"
                path.with_suffix(".error").write_text(text, encoding="utf-8")


@contextmanager
def prepared(documents: Iterable[bytes]) -> Iterator[Converted]:
    """Convert all documents that need it, and those in archives, in few calls.

    Args:
        documents: the bytes of each; they are looked at once and not kept.

    Yields:
        What to give to `extract` as `converted`. It is gone after the `with`.
    """
    with tempfile.TemporaryDirectory(prefix="ogi-converted-") as folder:
        converted = Converted(Path(folder))
        waiting: dict[str, bytes] = {}
        seen: set[str] = set()
        for data in documents:
            for need in _needs(data):
                name = hashlib.sha256(need).hexdigest()
                if name not in seen:
                    seen.add(name)
                    waiting[name] = need
            size = sum(map(len, waiting.values()))
            if len(waiting) >= _MAX_BATCH_FILES or size >= _MAX_BATCH_BYTES:
                converted.add(waiting)
                waiting = {}
        converted.add(waiting)
        yield converted


def _needs(data: bytes) -> Iterator[bytes]:
    """The bytes in a document that have to be converted: its own, or its members'."""
    try:
        medium = sniff(data)
        if medium in CONVERTED:
            yield data
        elif medium in ("zip", "gzip"):
            for member in members(data, medium).members:
                if member.media in CONVERTED:
                    yield member.data
    except ExtractionError:
        return  # reading it will say what is wrong with it
