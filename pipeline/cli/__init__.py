"""The command `ogi`: one module a group of commands.

A command parses arguments, calls the library and shows the answer; nothing is computed
here. Commands are loaded when they are used, so that help is instant.
"""

from pipeline.cli.main import main

__all__ = ["main"]
