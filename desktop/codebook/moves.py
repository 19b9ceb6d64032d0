"""Where an area goes when it is moved by a key or dropped; nothing of Qt.

A destination is (parent or None, how many of its siblings stand before it), as `storage.codebook.move` takes it.
"""

from collections.abc import Sequence

from storage.model import Area

Destination = tuple[int | None, int]


def _siblings(areas: Sequence[Area], parent: int | None) -> list[int]:
    return [area.id for area in areas if area.parent == parent]


def _own(areas: Sequence[Area], area: int) -> Area:
    return next(each for each in areas if each.id == area)


def up(areas: Sequence[Area], area: int) -> Destination | None:
    """One place up among its siblings; None for the first."""
    own = _own(areas, area)
    at = _siblings(areas, own.parent).index(area)
    return (own.parent, at - 1) if at else None


def down(areas: Sequence[Area], area: int) -> Destination | None:
    """One place down among its siblings; None for the last."""
    own = _own(areas, area)
    siblings = _siblings(areas, own.parent)
    at = siblings.index(area)
    return (own.parent, at + 1) if at + 1 < len(siblings) else None


def inward(areas: Sequence[Area], area: int) -> Destination | None:
    """To the end of what is under the sibling before it; None for the first."""
    siblings = _siblings(areas, _own(areas, area).parent)
    at = siblings.index(area)
    return (siblings[at - 1], len(_siblings(areas, siblings[at - 1]))) if at else None


def outward(areas: Sequence[Area], area: int) -> Destination | None:
    """Behind the area that it lies under; None at the top."""
    parent = _own(areas, area).parent
    if parent is None:
        return None
    above = _own(areas, parent).parent
    return above, _siblings(areas, above).index(parent) + 1


def dropped(areas: Sequence[Area], area: int, target: int | None, where: str) -> Destination:
    """Where an area comes to stand when it is dropped "on", "above" or "below" another; None is the empty room."""
    if target is None:
        return None, len([each for each in _siblings(areas, None) if each != area])
    if where == "on":
        return target, len([each for each in _siblings(areas, target) if each != area])
    parent = _own(areas, target).parent
    siblings = [each for each in _siblings(areas, parent) if each != area]
    return parent, siblings.index(target) + (where == "below")
