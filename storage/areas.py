"""The codebook: the judgement areas that passages are tagged with."""

import json
import sqlite3
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from storage.model import Area

CODEBOOK = Path(__file__).parent.parent / "resources" / "frameworks" / "codebook.toml"
# Every library derives the same UUID for a built-in area, so that bundles of two reviewers agree.
NAMESPACE = "8e0a2b58-7c0f-5f0e-9a51-59a9c1d0f3e7"


@cache
def built_in() -> tuple[dict[str, Any], ...]:
    """The built-in areas as the codebook file lists them: name, definition, colour, perhaps parent."""
    import tomllib

    with CODEBOOK.open("rb") as file:
        return tuple(tomllib.load(file)["area"])


def fill(db: sqlite3.Connection) -> None:
    """Copy the built-in codebook into a new library; the first nine top areas get the keys 1–9."""
    import uuid

    ids: dict[str, int] = {}
    slot = 0
    for position, area in enumerate(built_in()):
        parent = area.get("parent")
        slot += parent is None
        cursor = db.execute(
            "insert into areas (uuid, name, definition, colour, parent, position, slot) values (?, ?, ?, ?, ?, ?, ?)",
            (
                str(uuid.uuid5(uuid.UUID(NAMESPACE), area["name"])),
                area["name"],
                area["definition"],
                area["colour"],
                ids[parent] if parent else None,
                position,
                slot if parent is None and slot <= 9 else None,
            ),
        )
        ids[area["name"]] = int(cursor.lastrowid or 0)


def all_areas(db: sqlite3.Connection) -> list[Area]:
    """The areas in the codebook's order, each child after its parent; retired ones among them."""
    rows = db.execute(
        "select id, uuid, name, definition, colour, parent, slot, retired, position from areas order by position, id"
    )
    return in_order([Area._make((*row[:7], bool(row[7]), row[8])) for row in rows])


def offered(db: sqlite3.Connection) -> list[Area]:
    """The areas that a passage may be tagged with, in the codebook's order: those that are not retired."""
    return [area for area in all_areas(db) if not area.retired]


def uses(db: sqlite3.Connection) -> dict[int, int]:
    """How many passages each area stands on, by the area's id; areas on none are left out."""
    return dict(db.execute("select area, count(*) from annotation_areas group by area").fetchall())


def in_order(areas: Iterable[Area]) -> list[Area]:
    """Areas that are sorted among their siblings, each with all that is under it before the next.

    What a damaged library has under itself, or under nothing, comes last and is not lost.
    """
    everything = list(areas)
    known = {area.id for area in everything}
    under: dict[int | None, list[Area]] = {}
    for area in everything:
        under.setdefault(area.parent if area.parent in known else None, []).append(area)
    found: list[Area] = []
    waiting = under.get(None, [])[::-1]
    while waiting:
        found.append(waiting.pop())
        waiting += under.get(found[-1].id, [])[::-1]
    if len(found) < len(everything):
        reached = {area.id for area in found}
        found += [area for area in everything if area.id not in reached]
    return found


def depths(areas: Iterable[Area]) -> dict[int, int]:
    """How deep each area lies, 0 at the top, by id; `areas` are in order. An area that is not given counts for none."""
    found: dict[int, int] = {}
    for area in areas:
        found[area.id] = found[area.parent] + 1 if area.parent in found else 0
    return found


def listed(text: str) -> list[str]:
    """The UUIDs in a row of the table crosswalk; none where a damaged library has something else there."""
    try:
        found = json.loads(text)
    except ValueError:
        return []
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def as_list(identities: Iterable[str]) -> str:
    """UUIDs as a row of the table crosswalk keeps them."""
    return json.dumps(list(identities))
