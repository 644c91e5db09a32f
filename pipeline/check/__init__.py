"""Checking one report before it is published: the same rules, no instance needed.

`result` is what a check gives (types only), `run` reads a document and runs the SQL
models of the panel over it, `owned` says whose report of which year it is meanwhile,
`gather` takes the answer from the models. How it looks is `pipeline.check_report`.
"""

from pipeline.check.result import CheckedReport
from pipeline.check.run import check_document

__all__ = ["CheckedReport", "check_document"]
