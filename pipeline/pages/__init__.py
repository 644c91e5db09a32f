"""Pages that follow from the data files: a module a page, a function a text.

What a page says about the data stands there; what the data are does not. Those of docs/
are written by `tools/build_docs.py`, the dictionary of a release by `pipeline.publish`.
"""
