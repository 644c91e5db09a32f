"""The package of a DOCX file: its main part, whatever it is called, and related parts.

Bounded, and in one namespace: the strict form of the format differs only in names. What
the XML means is `docx`.
"""

import io
import posixpath
import zipfile
import zlib

from lxml import etree

from pipeline.errors import ExtractionError

__all__ = ["Package"]

_MAX_XML = 64 * 2**20
_MAX_PART = 20 * 2**20
_MAX_RELATED = 128 * 2**20
_MAIN = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: names of the strict form and those that everything else uses
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
    (
        b"http://purl.oclc.org/ooxml/drawingml/",
        b"http://schemas.openxmlformats.org/drawingml/2006/",
    ),
)


class Package:
    """A DOCX file that was opened.

    Raises:
        ExtractionError: it is not a DOCX file that can be opened.
    """

    def __init__(self, data: bytes) -> None:
        self._left = _MAX_RELATED
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            self._names = set(self._archive.namelist())
            self._main = self._main_part()
            root = self._xml(self._main)
            self._relations = self._related_parts(self._main)
        except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as error:
            raise ExtractionError(f"not a readable DOCX file: {error}") from error
        except (RuntimeError, OSError, EOFError, ValueError, zlib.error) as error:
            raise ExtractionError(f"not a readable DOCX file: {error}") from error
        body = root.find(f"{_W}body")
        if body is None:
            raise ExtractionError("not a readable DOCX file: no w:body")
        self.body = body

    def related(self, relation: str) -> bytes | None:
        """The bytes of a part; None where it is outside of the file or too large."""
        name = self._relations.get(relation)
        if name not in self._names:
            return None
        try:
            with self._archive.open(str(name)) as stream:
                data = stream.read(min(_MAX_PART, self._left) + 1)
        except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, zlib.error):
            return None  # a damaged picture is one that is not there
        if len(data) > min(_MAX_PART, self._left):
            return None
        self._left -= len(data)
        return data

    def _xml(self, name: str) -> etree._Element:
        info = self._archive.getinfo(name)
        if info.file_size > _MAX_XML:
            raise ExtractionError(
                f"{name} has {info.file_size} bytes, more than {_MAX_XML}"
            )
        xml = self._archive.read(info)
        if b"purl.oclc.org" in xml[:_MAX_PART]:
            for strict, usual in _STRICT:
                xml = xml.replace(strict, usual)
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        return etree.fromstring(xml, parser)

    def _main_part(self) -> str:
        if _MAIN in self._names or "_rels/.rels" not in self._names:
            return _MAIN
        for node in self._xml("_rels/.rels"):
            if str(node.get("Type", "")).endswith("/officeDocument"):
                return str(node.get("Target", "")).lstrip("/")
        return _MAIN

    def _related_parts(self, main: str) -> dict[str, str]:
        folder, name = posixpath.split(main)
        relations = f"{folder}/_rels/{name}.rels"
        if relations not in self._names:
            return {}
        found: dict[str, str] = {}
        for node in self._xml(relations):
            if node.get("TargetMode") == "External" or not isinstance(node.tag, str):
                continue
            target = str(node.get("Target", ""))
            path = posixpath.normpath(posixpath.join("/" + folder, target))
            found[str(node.get("Id", ""))] = path.lstrip("/")
        return found
