"""Pictures of tables to documents: the optional `[ocr]` extra.

load → straighten → lattice → recognise → cells. Like every reader it knows no form. The
heavy libraries are imported when the first picture is read; without them,
`NeedsOcrError` says what to install.
"""
