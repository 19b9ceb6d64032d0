"""Edits of the codebook: each function is one step of history when `Project.do` calls it.

Names are unique in the whole codebook, whatever their letters' case, because the crosswalk, tables and people name
areas without the areas above them. Keys 1–9 change only where a function here says so.
"""

import re
import sqlite3
import unicodedata
import uuid
from collections.abc import Iterable, Sequence

from storage import annotations, areas
from storage.clock import new_identity
from storage.errors import LibraryError
from storage.model import Area, Passage

NAME_LIMIT = 200  # code points
SLOTS = range(1, 10)
MERGED = ""  # the framework of those rows of the table crosswalk that say what a merged area has become
PALETTE = (
    "#5b6472", "#2f6fb7", "#11866f", "#7a4bb5", "#c2567a", "#c0661a", "#8a7a12", "#a33f3f",
    "#3d7a2c", "#1f7f99", "#8d4a1f", "#6a5acd", "#b0307f", "#4f6b1e", "#35579b", "#7c3f6b",
)  # fmt: skip
"""Colours that new areas are given in turn; black or white can be read on each."""

_COLOUR = re.compile(r"#[0-9a-f]{6}")


# --- what may be kept ------------------------------------------------------------------------------------------------


def clean_name(name: str) -> str:
    """An area's name as it is kept: without spaces round it.

    Raises LibraryError for one that is empty, longer than `NAME_LIMIT`, has line breaks or other control
    characters, or half of a surrogate pair.
    """
    name = name.strip()
    if any("\ud800" <= sign <= "\udfff" for sign in name):
        raise LibraryError(
            "This name holds half a character, which cannot be stored. Type it again; nothing was changed."
        )
    if not any(sign.isprintable() and not sign.isspace() for sign in name):
        raise LibraryError("A judgement area needs a name. Nothing was changed.")
    if len(name.splitlines()) > 1 or any(unicodedata.category(sign) == "Cc" for sign in name):
        raise LibraryError(
            "The name of a judgement area is one line, without line breaks, tabs or control characters. "
            "Nothing was changed."
        )
    if len(name) > NAME_LIMIT:
        raise LibraryError(
            f"This name has {len(name):,} characters, more than the {NAME_LIMIT} a judgement area’s can have. "
            "Nothing was changed; the rest can stand in its definition."
        )
    return name


def clean_definition(text: str) -> str:
    """A definition as it is kept, plain text with line ends of one kind; raises LibraryError for one too long."""
    if len(text) > annotations.NOTE_LIMIT:
        raise LibraryError(
            f"This definition has {len(text):,} characters, more than the {annotations.NOTE_LIMIT:,} one can hold. "
            "It was kept as it was."
        )
    return annotations.clean_note(text).replace("\r\n", "\n").replace("\r", "\n")


def clean_colour(colour: str) -> str:
    """A colour as it is kept, "#rrggbb" in small letters; raises LibraryError for anything else."""
    colour = colour.strip().lower()
    if not _COLOUR.fullmatch(colour):
        raise LibraryError(f"“{colour[:20]}” is no colour of the form #2f6fb7. Nothing was changed.")
    return colour


def key_of(name: str) -> str:
    """What two names have in common that count as one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def next_colour(taken: Iterable[str]) -> str:
    """The colour of the palette that is used least."""
    used = [colour.lower() for colour in taken]
    return min(PALETTE, key=used.count)


# --- edits -----------------------------------------------------------------------------------------------------------


def add(db: sqlite3.Connection, name: str, definition: str = "", colour: str = "", parent: int | None = None) -> int:
    """Add an area as the last one of its parent; answer its id. It gets no key, and a free colour where none is given.

    Raises LibraryError for a name, definition or colour that cannot be kept, or that is another area's.
    """
    everything = areas.all_areas(db)
    name = _free_name(everything, clean_name(name))
    if parent is not None:
        _one(everything, parent)
    colour = clean_colour(colour) if colour else next_colour(area.colour for area in everything)
    position = max((area.position for area in everything if area.parent == parent), default=-1) + 1
    cursor = db.execute(
        "insert into areas (uuid, name, definition, colour, parent, position) values (?, ?, ?, ?, ?, ?)",
        (_identity(db, name, everything), name, clean_definition(definition), colour, parent, position),
    )
    return int(cursor.lastrowid or 0)


def add_to(db: sqlite3.Connection, name: str, where: int | Passage, reviewer: int) -> tuple[int, int]:
    """Add an area and tag with it an annotation (its id), or a passage that is highlighted in the same step.

    Answers the ids of the area and of the annotation. Raises LibraryError as `add` does.
    """
    area = add(db, name)
    if isinstance(where, Passage):
        return area, annotations.add(db, where, reviewer, (area,))
    annotations.tag(db, where, area)
    return area, where


def rename(db: sqlite3.Connection, area: int, name: str) -> None:
    """Give an area another name; tags and crosswalk stay. Raises LibraryError as `add` does."""
    everything = areas.all_areas(db)
    _one(everything, area)
    _set(db, area, "name", _free_name(everything, clean_name(name), area))


def describe(db: sqlite3.Connection, area: int, definition: str) -> None:
    """Give an area another definition, plain text as typed."""
    _one(areas.all_areas(db), area)
    _set(db, area, "definition", clean_definition(definition))


def recolour(db: sqlite3.Connection, area: int, colour: str) -> None:
    """Give an area another colour, "#rrggbb"."""
    _one(areas.all_areas(db), area)
    _set(db, area, "colour", clean_colour(colour))


def set_slot(db: sqlite3.Connection, area: int, slot: int | None) -> None:
    """Give an area a key 1–9, or none. Where another area has that key, the two swap.

    Raises LibraryError for another key, and for a retired area.
    """
    everything = areas.all_areas(db)
    own = _one(everything, area)
    if slot is not None and slot not in SLOTS:
        raise LibraryError("The keys of judgement areas are 1 to 9. Nothing was changed.")
    if slot is not None and own.retired:
        raise LibraryError(f"“{own.name}” is retired and can have no key. Bring it back first; nothing was changed.")
    if slot == own.slot:
        return
    holder = next((other for other in everything if slot is not None and other.slot == slot), None)
    # One after the other through "none", because two areas may never have one key, not even for a moment.
    _set(db, area, "slot", None)
    if holder is not None:
        _set(db, holder.id, "slot", own.slot)
    _set(db, area, "slot", slot)


def move(db: sqlite3.Connection, area: int, parent: int | None, position: int) -> None:
    """Put an area under a parent (None: the top) so that `position` of its siblings stand before it.

    What is under it comes along. Raises LibraryError where it would come to lie under itself.
    """
    everything = areas.all_areas(db)
    own = _one(everything, area)
    if parent is not None:
        _one(everything, parent)
        if parent == area or parent in below(everything, area):
            raise LibraryError(f"“{own.name}” cannot be put under itself. Nothing was changed.")
    siblings = [other.id for other in everything if other.parent == parent and other.id != area]
    siblings.insert(max(0, min(position, len(siblings))), area)
    _set(db, area, "parent", parent)
    _number(db, siblings)


def retire(db: sqlite3.Connection, area: int) -> None:
    """Offer an area no longer for tagging; it stays on its passages. Its key is freed."""
    _one(areas.all_areas(db), area)
    _set(db, area, "slot", None)
    _set(db, area, "retired", 1)


def bring_back(db: sqlite3.Connection, area: int) -> None:
    """Offer a retired area for tagging again; it has no key until it is given one."""
    _one(areas.all_areas(db), area)
    _set(db, area, "retired", 0)


def merge(db: sqlite3.Connection, area: int, into: int) -> int:
    """Make one area of two: tags, areas below, crosswalk and (where free) key of `area` pass on, and it is removed.

    Passages that have both keep one tag. Answers how many passages were tagged with `area`. Raises LibraryError
    for one area and for a retired target.
    """
    everything = areas.all_areas(db)
    own, target = _one(everything, area), _one(everything, into)
    if area == into:
        raise LibraryError(f"“{own.name}” cannot be merged with itself. Choose another area; nothing was changed.")
    if target.retired:
        raise LibraryError(f"“{target.name}” is retired. Bring it back before merging into it; nothing was changed.")
    if into in below(everything, area):
        # The target lies under what goes: it takes that one's place first, or it would lie under itself.
        place = [other.id for other in everything if other.parent == own.parent and other.id != into]
        place.insert(place.index(area), into)
        _set(db, into, "parent", own.parent)
        _number(db, place)
    count = int(db.execute("select count(*) from annotation_areas where area = ?", (area,)).fetchone()[0])
    db.execute("update or ignore annotation_areas set area = ? where area = ?", (into, area))
    db.execute("delete from annotation_areas where area = ?", (area,))
    _hand_on(db, [other for other in areas.all_areas(db) if other.parent == area], into)
    _set(db, area, "slot", None)
    if target.slot is None:
        _set(db, into, "slot", own.slot)
    _repoint(db, own.uuid, target.uuid)
    db.execute("delete from areas where id = ?", (area,))
    return count


def delete(db: sqlite3.Connection, area: int) -> None:
    """Delete an area that stands on no passage; what is under it moves up to where it was.

    Raises LibraryError where passages have it.
    """
    everything = areas.all_areas(db)
    own = _one(everything, area)
    count = areas.uses(db).get(area, 0)
    if count:
        passages = "1 passage has" if count == 1 else f"{count:,} passages have"
        raise LibraryError(
            f"{passages} “{own.name}”, so it was not deleted. Merge it into another area, or retire it: "
            "then it is no longer offered, and stays where it is."
        )
    siblings = [other.id for other in everything if other.parent == own.parent]
    children = [other.id for other in everything if other.parent == area]
    for child in children:
        _set(db, child, "parent", own.parent)
    if children:
        at = siblings.index(area)
        _number(db, [*siblings[:at], *children, *siblings[at + 1 :]])
    db.execute("delete from areas where id = ?", (area,))


# --- parts -----------------------------------------------------------------------------------------------------------


def below(everything: Sequence[Area], area: int) -> set[int]:
    """The ids of all areas under one, at any depth."""
    found, waiting = set[int](), [area]
    while waiting:
        parent = waiting.pop()
        children = [other.id for other in everything if other.parent == parent and other.id not in found]
        found.update(children)
        waiting += children
    return found


def merged(db: sqlite3.Connection) -> dict[str, str]:
    """What areas that were merged have become: the UUID of each that is gone, and of the one that took its place."""
    rows = db.execute("select printed, areas from crosswalk where framework = ?", (MERGED,))
    return {gone: heirs[0] for gone, text in rows if (heirs := areas.listed(text))}


def _one(everything: Iterable[Area], area: int) -> Area:
    found = next((each for each in everything if each.id == area), None)
    if found is None:
        raise LibraryError("This judgement area is not in the codebook any more. Nothing was changed.")
    return found


def _free_name(everything: Iterable[Area], name: str, own: int | None = None) -> str:
    for other in everything:
        if other.id != own and key_of(other.name) == key_of(name):
            retired = ", retired; bring it back instead" if other.retired else ""
            raise LibraryError(f"“{other.name}” is in the codebook already{retired}. Nothing was changed.")
    return name


def _identity(db: sqlite3.Connection, name: str, everything: Iterable[Area]) -> str:
    """A new UUID; a built-in area that was deleted and comes again is the same as in every other library."""
    if name in (area["name"] for area in areas.built_in()):
        own = str(uuid.uuid5(uuid.UUID(areas.NAMESPACE), name))
        if own not in (area.uuid for area in everything) and own not in merged(db):
            return own
    return new_identity()


def _set(db: sqlite3.Connection, area: int, column: str, value: str | int | None) -> None:
    """Write one column unless it says so already: no change is no step of history."""
    db.execute(f"update areas set {column} = ? where id = ? and {column} is not ?", (value, area, value))


def _number(db: sqlite3.Connection, siblings: Iterable[int]) -> None:
    for position, area in enumerate(siblings):
        _set(db, area, "position", position)


def _hand_on(db: sqlite3.Connection, children: Iterable[Area], into: int) -> None:
    """Put areas behind those that are under `into` already."""
    own = [area.id for area in areas.all_areas(db) if area.parent == into]
    moved = [child.id for child in children if child.id != into]
    for child in moved:
        _set(db, child, "parent", into)
    if moved:
        _number(db, [*own, *moved])


def _repoint(db: sqlite3.Connection, gone: str, heir: str) -> None:
    """Let the crosswalk name the area that took another's place, and remember it for what the files say."""
    for row, text in db.execute("select id, areas from crosswalk").fetchall():
        before = areas.listed(text)
        after = list(dict.fromkeys(heir if one == gone else one for one in before))
        if after != before:
            db.execute("update crosswalk set areas = ? where id = ?", (areas.as_list(after), row))
    db.execute(
        "insert or replace into crosswalk (framework, \"group\", printed, areas) values (?, '', ?, ?)",
        (MERGED, gone, areas.as_list([heir])),
    )
