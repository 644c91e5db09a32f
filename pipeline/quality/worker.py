"""A process that localises for `many`: `python -m pipeline.quality.worker`.

Tables come pickled on its input, what was found goes pickled to its output. It is
started afresh, not forked: open databases and threads of whoever asks stay out of it.
"""

import pickle
import sys

from pipeline.quality.localise import localise_values

__all__ = ["main"]


def main() -> None:
    """Localise what comes in."""
    # written by the process that started this one
    tables = pickle.load(sys.stdin.buffer)  # noqa: S301
    found = [localise_values(*table) for table in tables]
    sys.stdout.buffer.write(pickle.dumps(found))


if __name__ == "__main__":
    main()
