"""How exactly the reader reads: the published report, its page and the gates on it.

`report` is the file `data/accuracy/accuracy.json`, `page` writes it as Markdown,
`compare` says what a new measurement has lost, `gate` says whether the reader that runs
is the one that was measured, `generator` finds the measurement in a checkout. The
documents that are measured, and how they are judged, are in `tests/accuracy/`: they
are written independently of the reader and belong to no installation.
"""
