"""Error localisation: which cell of a table is wrong, and what it should be.

Pure functions over the figures of one table and the equations of its form. Which tables
are looked at, and what else speaks for or against an explanation (prose, last year,
another form of the report), is in SQL.
"""

from pipeline.quality.found import Change, Component, Localised, Solution
from pipeline.quality.localise import localise

__all__ = ["Change", "Component", "Localised", "Solution", "localise"]
