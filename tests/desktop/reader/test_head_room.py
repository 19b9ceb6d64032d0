"""Which parts of a pane's head there is room for, and where they stand."""

from itertools import pairwise

import pytest

from desktop.reader.head_room import SHORT_NAME, SPACING, Parts, Widths, parts_for, places

WIDTHS = Widths(name=180, words=130, letter=24, kind=50, total=40, zoom=60)
WHOLE = 180 + 130 + 50 + 40 + 60 + 4 * SPACING


def test_all_shows_where_there_is_room_to_the_pixel():
    assert parts_for(WHOLE, WIDTHS) == Parts(True, True, True, True, 180)
    assert parts_for(WHOLE - 1, WIDTHS) == Parts(False, True, True, True, 180)


def test_of_the_name_the_rest_goes_before_it_is_cut_short():
    assert parts_for(0, WIDTHS) == Parts(False, False, False, False, SHORT_NAME)
    assert parts_for(0, WIDTHS._replace(name=80)).name == 80


def test_more_room_never_shows_less():
    for keep_kind in (False, True):
        found = [parts_for(room, WIDTHS, keep_kind=keep_kind) for room in range(700)]
        shown = [(sum(parts[:4]), parts.name) for parts in found]
        if not keep_kind:
            assert shown == sorted(shown)
        assert found[-1] == Parts(True, True, True, True, 180)


def test_what_another_edition_is_called_goes_last():
    fewest = SHORT_NAME + SPACING + WIDTHS.letter + SPACING + WIDTHS.kind
    assert parts_for(fewest, WIDTHS, keep_kind=True) == Parts(True, False, False, False, SHORT_NAME)
    assert not parts_for(fewest, WIDTHS).kind


def test_a_report_without_grade_takes_no_room_for_one():
    plain = WIDTHS._replace(words=0, letter=0)
    assert parts_for(WHOLE - 130 - SPACING, plain) == Parts(True, True, True, True, 180)


@pytest.mark.parametrize("right", [600, 300, 120, 20])
def test_parts_stand_side_by_side_and_the_first_has_what_is_left(right: int):
    found = places(10, right, [999, 24, 60, 24])
    assert [width for _, width in found[1:]] == [24, 60, 24]
    assert all(x + width + SPACING == other for (x, width), (other, _) in pairwise(found))
    if right >= 300:
        assert found[-1][0] + 24 == right
    else:
        assert found[0][1] >= 0
