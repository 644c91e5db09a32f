"""The libraries and the model of the `[ocr]` extra, loaded when first used.

The model is the file inside the rapidocr package, run by onnxruntime itself: nothing is
looked for on the network, nothing is logged. Nothing about pictures is here.
"""

import importlib
import os
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipeline.errors import NeedsOcrError

__all__ = ["cv", "recognition_model", "require"]

_PACKAGES = ("cv2", "onnxruntime", "rapidocr")
#: more threads than this gain little on crops this small
_MAX_THREADS = 2
_FATAL_ONLY = 4


def require(what: str) -> None:
    """Make sure that the extra is installed.

    Args:
        what: what cannot be read without it, for the message.

    Raises:
        NeedsOcrError: it is not.
    """
    missing = [name for name in _PACKAGES if not _is_there(name)]
    if missing:
        raise NeedsOcrError(
            f"{what}: characters in pictures are read by the optional extra, which is "
            f"not installed (no {', '.join(missing)}); pip install 'ogi[ocr]'"
        )


def _is_there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False


@lru_cache(maxsize=1)
def cv() -> Any:
    """OpenCV, silent and bounded in threads."""
    module = importlib.import_module("cv2")
    logging = getattr(getattr(module, "utils", None), "logging", None)
    if logging is not None:
        logging.setLogLevel(logging.LOG_LEVEL_SILENT)
    module.setNumThreads(_MAX_THREADS)
    return module


def recognition_model() -> tuple[Any, tuple[str, ...]]:
    """The recognition model and its characters, in the order of its classes.

    Class 0 is "no character"; a blank follows the last character.
    """
    return _model_of(os.getpid())


@lru_cache(maxsize=1)
def _model_of(process: int) -> tuple[Any, tuple[str, ...]]:
    # a session does not outlive a fork: each process has its own
    del process
    path = _model_path()
    runtime = importlib.import_module("onnxruntime")
    options = runtime.SessionOptions()
    options.log_severity_level = _FATAL_ONLY
    options.intra_op_num_threads = min(_MAX_THREADS, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    # waiting threads sleep instead of spinning beside another process
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = runtime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"]
    )
    characters = session.get_modelmeta().custom_metadata_map.get("character")
    if not characters:
        raise NeedsOcrError(
            f"the model {path.name} does not name its characters; pip install -U "
            "'ogi[ocr]'"
        )
    return session, ("", *characters.splitlines(), " ")


def _model_path() -> Path:
    # its package is not imported: that alone sets up logging and looks for models
    spec = find_spec("rapidocr")
    folders = spec.submodule_search_locations if spec is not None else None
    found = [p for f in folders or () for p in Path(f, "models").glob("*rec*.onnx")]
    if not found:
        raise NeedsOcrError(
            "the installed rapidocr holds no recognition model; pip install -U "
            "'ogi[ocr]'"
        )
    return max(found, key=lambda p: p.name)
