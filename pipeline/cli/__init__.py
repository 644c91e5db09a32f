"""The command `ogi`: one module a group of commands.

A command parses arguments, calls the library and shows the answer; nothing is computed
here. Errors that are raised on purpose become one line and an exit code.
"""

from pipeline.cli.main import main

__all__ = ["main"]
