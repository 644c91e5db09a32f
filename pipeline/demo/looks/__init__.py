"""How pages look: one module for each kind of site or document, text in, text out.

A look lays a report's grids and prose out as its kind of site would. It decides
nothing about figures: each `value` cell of a grid is written exactly once.
"""

from pipeline.demo.looks import docx, hanweb, old_gb, text, trs

__all__ = ["docx", "hanweb", "old_gb", "text", "trs"]
