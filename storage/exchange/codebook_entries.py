"""A codebook on its way in or out: what a file says of each area, and how a library takes it in.

An area of a file is one of the library's where the UUID is the same, else where the name is; nothing is deleted, and
no key changes hands.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from storage import areas, codebook
from storage.clock import new_identity
from storage.errors import LibraryError
from storage.model import Area

LARGEST = 2_000_000  # bytes of a file; the built-in codebook has 3,000
MOST = 2_000  # areas of a file
DEEPEST = 30  # levels of areas


class Entry(NamedTuple):
    """An area as a file says it; None for what the file says nothing of.

    `parent` is the name of the area above, "" at the top; `uuid` is "" where the file gives none.
    """

    name: str
    parent: str | None = None
    definition: str | None = None
    colour: str | None = None
    slot: int | None = None
    uuid: str = ""
    retired: bool | None = None


class Planned(NamedTuple):
    """What taking in one entry would do.

    `was` is the area as it is now, None where it is new. `changes` names what would change: name, parent,
    definition, colour, key, retired.
    """

    entry: Entry
    was: Area | None
    changes: tuple[str, ...] = ()


class Preview(NamedTuple):
    """What taking in a codebook would do, each group in the order of the file."""

    new: tuple[Planned, ...]
    changed: tuple[Planned, ...]
    same: tuple[Planned, ...]


def entries(everything: Iterable[Area]) -> list[Entry]:
    """The library's areas as a file says them, in the codebook's order."""
    everything = list(everything)
    names = {area.id: area.name for area in everything}
    return [
        Entry(
            area.name,
            names.get(area.parent, "") if area.parent is not None else "",
            area.definition,
            area.colour,
            area.slot,
            area.uuid,
            area.retired,
        )
        for area in everything
    ]


def distinct(found: Sequence[Entry], parents: Sequence[int | None]) -> list[Entry]:
    """Entries with names that are unique, and their parents by these names.

    `parents` has for each entry the place of its parent among `found`, or None. Other programs let areas under
    different parents have one name; the second is told apart by its parent's name, or by a number.
    """
    taken: set[str] = set()
    names: list[str] = []
    for entry, parent in zip(found, parents, strict=True):
        name = entry.name
        above = found[parent].name if parent is not None else ""
        numbers = (f" ({number})" for number in range(2, len(found) + 2))
        for ending in chain(["", f" ({above})"] if above else [""], numbers):
            name = entry.name[: codebook.NAME_LIMIT - len(ending)] + ending
            if len(name) <= codebook.NAME_LIMIT and codebook.key_of(name) not in taken:
                break
        taken.add(codebook.key_of(name))
        names.append(name)
    return [
        entry._replace(name=names[place], parent=names[parent] if parent is not None else entry.parent)
        for place, (entry, parent) in enumerate(zip(found, parents, strict=True))
    ]


# --- taking in -------------------------------------------------------------------------------------------------------


def preview(db: sqlite3.Connection, found: Sequence[Entry]) -> Preview:
    """What taking these entries in would do; nothing is changed.

    Raises LibraryError where two areas would have one name, or an area would lie under itself.
    """
    planned = _planned(db, found)
    return Preview(
        tuple(one for one in planned if one.was is None),
        tuple(one for one in planned if one.changes),
        tuple(one for one in planned if one.was is not None and not one.changes),
    )


def take_in(db: sqlite3.Connection, found: Sequence[Entry]) -> tuple[int, int]:
    """Take entries in as one edit; answer how many areas are new and how many changed. Raises as `preview` does.

    New areas come last among those of their parent, in the file's order.
    """
    planned = _planned(db, found)
    everything = areas.all_areas(db)
    ids = {codebook.key_of(area.name): area.id for area in everything}
    colours = Counter(area.colour for area in everything)
    for one in planned:
        if one.was is None:
            colour = one.entry.colour or min(codebook.PALETTE, key=colours.__getitem__)
            colours[colour] += 1
            ids[codebook.key_of(one.entry.name)] = _added(db, one.entry, colour)
        else:
            ids[codebook.key_of(one.entry.name)] = one.was.id
            _change(db, one)
    ends: dict[int | None, int] = {}
    for area in everything:
        ends[area.parent] = max(ends.get(area.parent, 0), area.position + 1)
    for one in planned:
        if one.was is None or "parent" in one.changes:
            parent = ids[codebook.key_of(one.entry.parent)] if one.entry.parent else None
            own, ends[parent] = ids[codebook.key_of(one.entry.name)], ends.get(parent, 0) + 1
            db.execute("update areas set parent = ?, position = ? where id = ?", (parent, ends[parent] - 1, own))
    _give_keys(db, [(ids[codebook.key_of(one.entry.name)], one) for one in planned])
    return sum(one.was is None for one in planned), sum(bool(one.changes) for one in planned)


def _planned(db: sqlite3.Connection, found: Sequence[Entry]) -> list[Planned]:
    everything = areas.all_areas(db)
    planned, heirs = _matched(found, everything, codebook.merged(db))
    keys = _free_keys(everything, found)
    by_name = {codebook.key_of(area.name): area for area in everything}
    by_name |= {codebook.key_of(one.entry.name): one.was for one in planned if one.was is not None}
    new = {codebook.key_of(one.entry.name) for one in planned if one.was is None}
    for place, one in enumerate(planned):
        above = codebook.key_of(one.entry.parent or "")
        if above and above not in by_name and above not in new:
            raise LibraryError(
                f"The file puts “{one.entry.name[:100]}” under “{(one.entry.parent or '')[:100]}”, which is neither in "
                "the file nor in the codebook. Nothing was changed."
            )
        if one.was is not None and place not in heirs:
            parent = None if above in new or not above else by_name[above].id
            moves = one.entry.parent is not None and (above in new or parent != one.was.parent)
            planned[place] = one._replace(changes=_changes(one.entry, one.was, moves, keys))
    _check_names(everything, planned)
    _check_rings(everything, planned)
    return planned


def _matched(
    found: Iterable[Entry], everything: Iterable[Area], heirs: Mapping[str, str]
) -> tuple[list[Planned], set[int]]:
    """Each entry with the area that it is, by UUID or name, or that it was merged into; the places of the latter."""
    by_uuid = {area.uuid: area for area in everything}
    by_name = {codebook.key_of(area.name): area for area in everything}
    planned, seen, merged = [], set[int](), set[int]()
    for place, entry in enumerate(found):
        was = by_uuid.get(entry.uuid) or by_name.get(codebook.key_of(entry.name))
        if was is not None and was.id in seen:
            raise LibraryError(
                f"The file has “{was.name[:100]}” twice, once by its UUID and once by its name. Nothing was changed; "
                "take one of them out of the file."
            )
        if was is not None:
            seen.add(was.id)
        elif (was := by_uuid.get(heirs.get(entry.uuid, ""))) is not None:
            merged.add(place)
        planned.append(Planned(entry, was))
    return planned, merged


def _changes(entry: Entry, was: Area, moves: bool, keys: set[int]) -> tuple[str, ...]:
    changes = {
        "name": entry.name != was.name,
        "parent": moves,
        "definition": entry.definition not in (None, was.definition),
        "colour": entry.colour not in (None, was.colour),
        "key": was.slot is None and not was.retired and not entry.retired and entry.slot in keys,
        "retired": entry.retired not in (None, was.retired),
    }
    return tuple(name for name, is_changed in changes.items() if is_changed)


def _free_keys(everything: Iterable[Area], found: Iterable[Entry]) -> set[int]:
    """The keys that no area of the library has and one entry alone asks for."""
    wanted = Counter(entry.slot for entry in found if entry.slot is not None)
    return {slot for slot, count in wanted.items() if count == 1} - {area.slot for area in everything}


def _check_names(everything: Iterable[Area], planned: Iterable[Planned]) -> None:
    """No two areas may have one name when all is taken in."""
    names = {area.id: area.name for area in everything}
    names |= {one.was.id: one.entry.name for one in planned if one.was is not None and "name" in one.changes}
    taken: set[str] = set()
    for name in (*names.values(), *(one.entry.name for one in planned if one.was is None)):
        if codebook.key_of(name) in taken:
            raise LibraryError(
                f"Two judgement areas would be called “{name[:100]}”. Rename one of them, here or in the file; "
                "nothing was changed."
            )
        taken.add(codebook.key_of(name))


def _check_rings(everything: Iterable[Area], planned: Iterable[Planned]) -> None:
    """No area may lie under itself when all is taken in."""
    node = {codebook.key_of(area.name): str(area.id) for area in everything}
    for one in planned:
        name = codebook.key_of(one.entry.name)
        node[name] = str(one.was.id) if one.was is not None else f"new {name}"
    above = {str(area.id): str(area.parent or "") for area in everything}
    for one in planned:
        if one.was is None or "parent" in one.changes:
            above[node[codebook.key_of(one.entry.name)]] = (
                node[codebook.key_of(one.entry.parent)] if one.entry.parent else ""
            )
    safe: set[str] = {""}
    for start in above:
        path: dict[str, None] = {}
        at = start
        while at not in safe:
            if at in path:
                raise LibraryError("The file puts judgement areas under each other in a ring. Nothing was changed.")
            path[at] = None
            at = above.get(at, "")
        safe.update(path)


def _added(db: sqlite3.Connection, entry: Entry, colour: str) -> int:
    """A new area, at the top for the moment."""
    cursor = db.execute(
        "insert into areas (uuid, name, definition, colour, position, retired) values (?, ?, ?, ?, 0, ?)",
        (entry.uuid or new_identity(), entry.name, entry.definition or "", colour, int(bool(entry.retired))),
    )
    return int(cursor.lastrowid or 0)


def _change(db: sqlite3.Connection, one: Planned) -> None:
    """Write what changes of an area, but for its parent and key."""
    assert one.was is not None
    values = {"name": one.entry.name, "definition": one.entry.definition, "colour": one.entry.colour}
    for column, value in values.items():
        if column in one.changes:
            db.execute(f"update areas set {column} = ? where id = ?", (value, one.was.id))
    if "retired" in one.changes:
        keep = "slot = null, retired = 1" if one.entry.retired else "retired = 0"
        db.execute(f"update areas set {keep} where id = ?", (one.was.id,))


def _give_keys(db: sqlite3.Connection, taken_in: Iterable[tuple[int, Planned]]) -> None:
    """Give keys to new areas, and to those without, where the keys are free."""
    free = set(codebook.SLOTS) - {area.slot for area in areas.all_areas(db)}
    for own, one in taken_in:
        wants = one.was is None or "key" in one.changes
        if wants and one.entry.slot in free and not one.entry.retired:
            codebook.set_slot(db, own, one.entry.slot)
            free.discard(one.entry.slot or 0)
