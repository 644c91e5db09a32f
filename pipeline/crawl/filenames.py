"""Which addresses name a file of a report (PDF, DOC and so on), and not a page.

Which extensions count is data (`data/crawl/attachments.yml`).
"""

from urllib.parse import parse_qsl, unquote, urlsplit

from pipeline.crawl.settings import attachment_settings

__all__ = ["extension_of", "names_a_file"]


def names_a_file(url: str) -> bool:
    """Whether the path, or a value of the query, ends like a file of a report."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False  # no address at all
    values = [value for _, value in parse_qsl(parts.query)]
    extensions = attachment_settings().extensions
    texts = (unquote(parts.path), *values)
    return any(extension_of(text) in extensions for text in texts)


def extension_of(text: str) -> str:
    """The extension of a file name or path in lower case; empty if it has none."""
    stem, dot, extension = text.strip().rpartition("/")[2].rpartition(".")
    return extension.strip().lower() if stem and dot else ""
