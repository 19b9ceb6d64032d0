"""The codebook in the exchange format of qualitative data analysis programs (REFI-QDA 1.0/1.5, `.qdc`).

A code is an area: its GUID is our UUID, what is under it lies inside it. The format knows no keys, and "retired" is
its `isCodable="false"`: in both, the code may stay where it is and is not offered. Sets of codes are passed over; a
code without description leaves the definition as it is.

A file is read with declarations of document types refused, so that it can name no entity and no other file.
"""

import re
import uuid
from collections.abc import Callable, Iterable
from xml.etree import ElementTree
from xml.parsers import expat

from storage import codebook
from storage.errors import LibraryError
from storage.exchange.codebook_entries import DEEPEST, MOST, Entry, distinct
from storage.versions import program_version

NAMESPACE = "urn:QDA-XML:codebook:1.0"
_KEPT = "Nothing was changed."
# What XML 1.0 cannot hold in any form.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SHORT_COLOUR = re.compile(r"#([0-9a-fA-F])([0-9a-fA-F])([0-9a-fA-F])")


def written(found: Iterable[Entry]) -> bytes:
    """The codebook as a document that is valid by the format's schema.

    Raises LibraryError for a codebook without areas, which the format cannot hold.
    """
    root = ElementTree.Element("CodeBook", {"xmlns": NAMESPACE, "origin": f"Yearmark {program_version()}".strip()})
    codes = ElementTree.SubElement(root, "Codes")
    by_name: dict[str, ElementTree.Element] = {}
    for entry in found:
        above = by_name.get(codebook.key_of(entry.parent or ""), codes)
        by_name[codebook.key_of(entry.name)] = _code(above, entry)
    if not by_name:
        raise LibraryError("The codebook has no judgement areas, so no file was written.")
    ElementTree.indent(root)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _code(above: ElementTree.Element, entry: Entry) -> ElementTree.Element:
    said = {
        "guid": entry.uuid,
        "name": _as_xml(entry.name),
        "isCodable": "false" if entry.retired else "true",
        "color": entry.colour or codebook.PALETTE[0],
    }
    code = ElementTree.SubElement(above, "Code", said)
    if entry.definition:
        ElementTree.SubElement(code, "Description").text = _as_xml(entry.definition)
    return code


def _as_xml(text: str) -> str:
    """A text with a sign for each character that XML cannot hold."""
    return _NO_XML.sub("\ufffd", text)


def read(data: bytes, file_name: str) -> list[Entry]:
    """The entries of a document, each after the one it lies in.

    Raises LibraryError with one sentence that names the file.
    """
    if data[:2] == b"PK":
        raise LibraryError(
            f"“{file_name}” is a whole project of another program, not a codebook. Export the codebook alone there, "
            f"as a .qdc file. {_KEPT}"
        )
    reader = _Reader(file_name)
    reader.parse(data)
    if not reader.found:
        raise LibraryError(f"“{file_name}” holds no codes. {_KEPT}")
    return distinct(reader.found, reader.parents)


class _Reader:
    """Gathers codes while a document is parsed; `parents` has their parents' places among `found`."""

    def __init__(self, file_name: str):
        self.found: list[Entry] = []
        self.parents: list[int | None] = []
        self._file_name = file_name
        self._open: list[tuple[str, int | None]] = []  # elements, and the places of those that are codes
        self._words: list[str] | None = None
        self._identities: set[str] = set()

    def parse(self, data: bytes) -> None:
        """Read a document; raises LibraryError."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._on_doctype
        parser.StartElementHandler = self._on_start
        parser.EndElementHandler = self._on_end
        parser.CharacterDataHandler = self._on_words
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            raise self._wrong(f"is not the XML of a codebook (line {error.lineno})") from error
        except (ValueError, LookupError) as error:  # an encoding that expat leaves to Python
            raise self._wrong("is written in an encoding that is not supported; UTF-8 is") from error

    def _wrong(self, what: str) -> LibraryError:
        return LibraryError(f"“{self._file_name}” {what}. {_KEPT}")

    def _on_doctype(self, *_: object) -> None:
        raise self._wrong("declares a document type, as no codebook does, and was not read")

    def _on_start(self, tag: str, said: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        if not self._open and (name != "CodeBook" or not space.startswith("urn:QDA-XML")):
            raise self._wrong("is XML, but not a REFI-QDA codebook")
        if len(self._open) > DEEPEST:
            raise self._wrong(f"has codes in codes, more than {DEEPEST} deep")
        above = self._open[-1] if self._open else ("", None)
        place = None
        if name == "Code" and above[0] in ("Codes", "Code"):
            place = len(self.found)
            self._add(said, above[1])
        elif name == "Description" and above[0] == "Code":
            self._words = []
        self._open.append((name, place))

    def _on_end(self, _: str) -> None:
        name, _place = self._open.pop()
        if name == "Description" and self._words is not None:
            place = self._open[-1][1]
            assert place is not None
            definition = self._checked(codebook.clean_definition, "".join(self._words))
            self.found[place] = self.found[place]._replace(definition=definition)
            self._words = None

    def _on_words(self, words: str) -> None:
        if self._words is not None:
            self._words.append(words)

    def _add(self, said: dict[str, str], parent: int | None) -> None:
        if len(self.found) == MOST:
            raise self._wrong(f"has more than the {MOST:,} areas of a codebook")
        name = self._checked(codebook.clean_name, " ".join(said.get("name", "").split()))
        try:
            identity = str(uuid.UUID(said.get("guid", "")))
        except ValueError as error:
            raise self._wrong(f"gives the code “{name}” no GUID that can be read") from error
        if identity in self._identities:
            raise self._wrong(f"gives the code “{name}” the GUID of another")
        self._identities.add(identity)
        colour = said.get("color", "").strip()
        colour = _SHORT_COLOUR.sub(r"#\1\1\2\2\3\3", colour) if _SHORT_COLOUR.fullmatch(colour) else colour
        retired = said.get("isCodable", "true").strip().lower() in ("false", "0")
        found = Entry(name, "", None, self._checked(codebook.clean_colour, colour) if colour else None, uuid=identity)
        self.found.append(found._replace(retired=retired))
        self.parents.append(parent)

    def _checked(self, clean: Callable[[str], str], text: str) -> str:
        try:
            return clean(text)
        except LibraryError as error:
            raise LibraryError(f"“{self._file_name}”: {error}") from error
