"""PDF with a text layer: pages to a document, on pdfium.

`content` takes a page apart (characters, ruling lines, areas, pictures), `lattice` finds
tables in the ruling lines and `columns` those without, `tables` fills them, and `reader`
puts the pages together. Pages that are pictures are named, not read: `render_page` gives
them to whoever recognises characters.
"""

from pipeline.extract.pdf.reader import read_pdf
from pipeline.extract.pdf.render import render_page

__all__ = ["read_pdf", "render_page"]
