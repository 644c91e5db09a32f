"""From the bytes of a report to the cells of the form.

`document` (what a page holds: grids and text) is filled by one reader a medium (`html`,
`docx`, `text`, chosen by `media`), `rows` and `tables` bring its rows under the form's
labels, `values` reads what stands in a cell, `identity` says whose report of which year
it is, `report` puts them together. Nothing here knows where bytes come from or where
observations go.
"""

from pipeline.extract.report import extract

__all__ = ["extract"]
