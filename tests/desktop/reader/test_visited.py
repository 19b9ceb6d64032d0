from desktop.reader.visited import MOST, NEAR, Place, Visited


def test_back_and_forward_go_through_the_places_left():
    visited = Visited()
    assert not visited.can_go_back
    assert visited.back((1, 0, 0.0)) is None
    visited.leave((1, 0, 0.0))
    visited.leave((1, 4, 0.5))
    present = Place(2, 3, 0.0)
    assert visited.back(present) == Place(1, 4, 0.5)
    assert visited.back(Place(1, 4, 0.5)) == Place(1, 0, 0.0)
    assert not visited.can_go_back
    assert visited.forward(Place(1, 0, 0.0)) == Place(1, 4, 0.5)
    assert visited.forward(Place(1, 4, 0.5)) == present
    assert not visited.can_go_forward


def test_new_jump_forgets_what_lay_ahead():
    visited = Visited()
    visited.leave((1, 0, 0.0))
    visited.back((1, 5, 0.0))
    assert visited.can_go_forward
    visited.leave((1, 0, 0.0))
    assert not visited.can_go_forward


def test_places_that_show_the_same_lines_are_one():
    visited = Visited()
    visited.leave((1, 2, 0.50))
    visited.leave((1, 2, 0.50 + NEAR / 2))
    assert visited.back((1, 9, 0.0)) == Place(1, 2, 0.50 + NEAR / 2)
    assert not visited.can_go_back
    over_a_page_end = Visited()
    over_a_page_end.leave((1, 2, 0.98))
    over_a_page_end.leave((1, 3, 0.01))
    over_a_page_end.leave((2, 3, 0.01))
    assert over_a_page_end.back((1, 9, 0.0)) == Place(2, 3, 0.01)
    assert over_a_page_end.back((2, 3, 0.01)) == Place(1, 3, 0.01)
    assert not over_a_page_end.can_go_back


def test_place_where_one_is_already_is_passed_over():
    visited = Visited()
    visited.leave((1, 0, 0.0))
    visited.leave((1, 4, 0.0))
    assert visited.back((1, 4, 0.05)) == Place(1, 0, 0.0)


def test_only_the_newest_places_are_kept():
    visited = Visited()
    for page in range(MOST + 20):
        visited.leave((1, page, 0.0))
    steps, present = 0, Place(1, 500, 0.0)
    while (place := visited.back(present)) is not None:
        steps, present = steps + 1, place
    assert steps == MOST
    assert present == Place(1, 20, 0.0)


def test_removed_reports_are_forgotten():
    visited = Visited()
    visited.leave((1, 0, 0.0))
    visited.leave((2, 0, 0.0))
    visited.forget([2])
    assert visited.back((3, 0, 0.0)) == Place(1, 0, 0.0)
