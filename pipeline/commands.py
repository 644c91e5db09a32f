"""Commands that we show to be pasted into a shell.

They name the data root, so that they are right in whatever folder they are pasted, and
the program itself where the shell would not find it. What a command does is in
`pipeline.cli`.
"""

import shlex
import shutil
import sys
from pathlib import Path

from pipeline.paths import DataRoot

__all__ = ["ogi_command"]


def ogi_command(root: DataRoot, *arguments: str) -> str:
    """`ogi` on a data root with some arguments, quoted for a shell."""
    beside = Path(sys.executable).parent / "ogi"
    program = "ogi" if shutil.which("ogi") or not beside.exists() else str(beside)
    return shlex.join([program, "--data", str(root.path.resolve()), *arguments])
