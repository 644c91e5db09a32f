"""PDF with a text layer: pages to a document, on pdfium.

`chars` and `paths` take a page apart, `sight` says what of it can be seen, `lattice`
finds tables in the ruling lines, `tables` fills them with what `typeset` makes of the
characters, and `joining` and `reader` put the pages together. Pages that are pictures
are named, not read: `render_page` gives them to whoever recognises characters. Tables
without upright rules stay lines of text.
"""

from pipeline.extract.pdf.reader import read_pdf
from pipeline.extract.pdf.render import render_page

__all__ = ["read_pdf", "render_page"]
