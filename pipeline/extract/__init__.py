"""From the bytes of a report to the cells of the form.

`files` takes the bytes. `document` (what a page holds: grids and text) is filled by one
reader a medium, chosen by `media`. `collect` brings its rows under the form's labels,
`edition`, `header` and `placing` settle edition and columns, `values` reads what stands
in a cell, `identity` says whose report of which year it is, and `report` puts them
together; docs/extraction.md tells the whole way. Nothing here knows where bytes come
from or where observations go.
"""

from pipeline.extract.files import extract

__all__ = ["extract"]
