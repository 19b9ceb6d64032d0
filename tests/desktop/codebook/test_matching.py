"""Which areas a few typed letters mean, and where a moved area goes."""

import pytest

from desktop.codebook import moves
from desktop.codebook.matching import choices
from storage.areas import in_order
from storage.model import Area


def area(number: int, name: str, parent: int | None = None, slot: int | None = None) -> Area:
    return Area(number, f"u{number}", name, "", "#000000", parent, slot, False, number)


BOOK = [
    area(1, "Overall effectiveness", slot=1),
    area(2, "Help and protection", slot=2),
    area(3, "Children in care"),
    area(4, "Care leavers"),
    area(5, "Leadership and management"),
    area(6, "Performance management and quality assurance", 5),
    area(7, "Café straße"),
    area(8, "Health"),
]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("hp", ["Help and protection"]),
        ("HP", ["Help and protection"]),
        ("care", ["Care leavers", "Children in care"]),
        ("in ca", ["Children in care"]),
        ("ca ch", ["Children in care"]),
        ("man", ["Leadership and management", "Performance management and quality assurance"]),
        ("pmq", ["Performance management and quality assurance"]),
        ("cafe STRASSE", ["Café straße"]),
        ("tection", ["Help and protection"]),
        ("prtctn", ["Help and protection"]),
        ("2", ["Help and protection"]),
        ("he", ["Help and protection", "Health"]),
        ("zzz", []),
        ("(", []),
        ("%_'\"", []),
        ("\ud83d", []),
    ],
)
def test_letters_find_areas_the_best_first(typed, names):
    assert [choice.area.name for choice in choices(BOOK, typed)] == names


def test_nothing_typed_shows_all_as_they_lie():
    for typed in ("", "  "):
        found = choices(BOOK, typed)
        assert [choice.area for choice in found] == BOOK
        assert [choice.depth for choice in found] == [0, 0, 0, 0, 0, 1, 0, 0]
    assert choices(BOOK, "quality")[0].above == "Leadership and management"


TREE = in_order([area(1, "A"), area(2, "B"), area(3, "C", 2), area(4, "D", 2), area(5, "E")])


def test_keys_move_among_siblings_and_in_and_out():
    assert moves.up(TREE, 1) is None
    assert moves.up(TREE, 5) == (None, 1)
    assert moves.down(TREE, 5) is None
    assert moves.down(TREE, 3) == (2, 1)
    assert moves.inward(TREE, 1) is None
    assert moves.inward(TREE, 5) == (2, 2)
    assert moves.inward(TREE, 4) == (3, 0)
    assert moves.outward(TREE, 2) is None
    assert moves.outward(TREE, 3) == (None, 2)


def test_drops_go_where_they_are_let_go():
    assert moves.dropped(TREE, 1, None, "on") == (None, 2)
    assert moves.dropped(TREE, 1, 2, "on") == (2, 2)
    assert moves.dropped(TREE, 3, 2, "on") == (2, 1)
    assert moves.dropped(TREE, 1, 5, "above") == (None, 1)
    assert moves.dropped(TREE, 1, 5, "below") == (None, 2)
    assert moves.dropped(TREE, 5, 3, "below") == (2, 1)
