"""ogi as a plain library: crawl, extract, check, model, publish, read.

Everything here can be called from a REPL and tested without an orchestrator. What
does not belong here: anything that imports Dagster (that is `assets/`).
"""
