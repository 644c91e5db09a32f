"""The bundled demonstration: real figures, rendered and served on loopback.

Nothing here is used on real sites; the crawler and the extraction do not import it.
"""
