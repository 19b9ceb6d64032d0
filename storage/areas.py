"""The codebook: the judgement areas that passages are tagged with."""

import sqlite3
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
    """The areas in the codebook's order, each child after its parent."""
    rows = db.execute("select id, uuid, name, definition, colour, parent, slot from areas order by position")
    return [Area(*row) for row in rows]
