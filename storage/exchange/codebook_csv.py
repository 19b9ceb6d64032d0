"""The codebook as a table for spreadsheets: name, parent, definition, colour, key, uuid, retired.

Written as `storage.exchange.tables` writes: UTF-8 with a byte order mark, commas, CRLF, no cell that a spreadsheet
would take for a formula. Read with or without the mark, with commas, semicolons (as a spreadsheet writes where the
comma is decimal) or tabs; only the column "name" must be there.
"""

import csv
import io
import uuid
from collections.abc import Iterable, Mapping

from storage import codebook
from storage.errors import LibraryError
from storage.exchange.codebook_entries import MOST, Entry, distinct
from storage.exchange.tables import defused

COLUMNS = ("name", "parent", "definition", "colour", "key", "uuid", "retired")
_YES, _NO = ("yes", "true", "1", "retired"), ("", "no", "false", "0")
_KEPT = "Nothing was changed."


def written(found: Iterable[Entry]) -> bytes:
    """The table of a codebook."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in found:
        row = (
            entry.name,
            entry.parent or "",
            entry.definition or "",
            entry.colour or "",
            str(entry.slot or ""),
            entry.uuid,
            "yes" if entry.retired else "",
        )
        writer.writerow([guarded(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula and that `bare` reads as it was."""
    risky = defused(cell) != cell
    return "'" + cell if risky or (cell[:1] == "'" and guarded(cell[1:]) == cell) else cell


def bare(cell: str) -> str:
    """A cell without the apostrophe that guards it."""
    return cell[1:] if cell[:1] == "'" and guarded(cell[1:]) == cell else cell


def read(data: bytes, file_name: str) -> list[Entry]:
    """The entries of a table.

    Raises LibraryError with one sentence that names the file, and where it can the line.
    """
    rows = _rows(_text(data, file_name), file_name)
    header = [cell.strip().casefold() for cell in rows[0][1]] if rows else []
    if "name" not in header:
        raise LibraryError(
            f"“{file_name}” is no codebook: its first line names no column “name”. Its columns may be "
            f"{', '.join(COLUMNS)}. {_KEPT}"
        )
    found = [_entry(line, dict(zip(header, cells, strict=False)), file_name) for line, cells in rows[1:] if any(cells)]
    if not found:
        raise LibraryError(f"“{file_name}” lists no judgement area. {_KEPT}")
    if len(found) > MOST:
        raise LibraryError(f"“{file_name}” lists {len(found):,} areas, more than the {MOST:,} of a codebook. {_KEPT}")
    # Unlike other programs' trees, a table names parents, so that two areas of one name could not be told apart.
    seen: set[str] = set()
    for entry in found:
        if codebook.key_of(entry.name) in seen:
            raise LibraryError(f"“{file_name}” lists “{entry.name}” twice. Rename one of them there. {_KEPT}")
        seen.add(codebook.key_of(entry.name))
    return distinct(found, [None] * len(found))


def _text(data: bytes, file_name: str) -> str:
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except ValueError as error:
        raise LibraryError(
            f"“{file_name}” is not written in UTF-8. In the spreadsheet, save it as “CSV UTF-8”. {_KEPT}"
        ) from error


def _rows(text: str, file_name: str) -> list[tuple[int, list[str]]]:
    """The rows with the lines that they end on."""
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise LibraryError(f"“{file_name}” is no table that can be read, at line {reader.line_num}. {_KEPT}") from error


def _entry(line: int, cells: Mapping[str, str], file_name: str) -> Entry:
    def said(column: str) -> str | None:
        cell = cells.get(column)
        return None if cell is None else bare(cell)

    def short(column: str) -> str:
        return (said(column) or "").strip()

    try:
        name = codebook.clean_name(said("name") or "")
        parent = said("parent")
        definition = said("definition")
        colour = short("colour") or short("color")
        return Entry(
            name,
            (codebook.clean_name(parent) if parent.strip() else "") if parent is not None else None,
            codebook.clean_definition(definition) if definition is not None else None,
            codebook.clean_colour(colour) if colour else None,
            _key(short("key")),
            _uuid(short("uuid")),
            _retired(short("retired")) if said("retired") is not None else None,
        )
    except LibraryError as error:
        raise LibraryError(f"“{file_name}”, line {line}: {error}") from error


def _key(cell: str) -> int | None:
    if not cell:
        return None
    if cell not in {str(slot) for slot in codebook.SLOTS}:
        raise LibraryError(f"“{cell[:20]}” is no key; keys are 1 to 9. {_KEPT}")
    return int(cell)


def _uuid(cell: str) -> str:
    try:
        return str(uuid.UUID(cell)) if cell else ""
    except ValueError as error:
        raise LibraryError(f"“{cell[:50]}” is no UUID. Leave the cell empty for a new area. {_KEPT}") from error


def _retired(cell: str) -> bool:
    if cell.casefold() not in _YES + _NO:
        raise LibraryError(f"“{cell[:20]}” says neither yes nor no to being retired. {_KEPT}")
    return cell.casefold() in _YES
