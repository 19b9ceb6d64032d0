from hypothesis import given
from hypothesis import strategies as st

from desktop.reader import layout
from storage.model import Box

SIZES = st.lists(st.tuples(st.floats(1, 2000), st.floats(1, 2000)), min_size=1, max_size=20)


@given(SIZES, st.floats(0.25, 8), st.floats(50, 3000))
def test_pages_stand_one_below_the_other_and_points_come_back(sizes, zoom, width):
    made = layout.laid_out(sizes, zoom, width)
    bottoms = [made.rect(index).y1 for index in range(len(sizes))]
    assert all(bottom < top for bottom, top in zip(bottoms, made.tops[1:], strict=False))
    assert made.height >= bottoms[-1]
    for index in range(len(sizes)):
        rect = made.rect(index)
        x, y = made.to_page(index, rect.x0 + 3 * zoom, rect.y0 + 4 * zoom)
        assert abs(x - 3) < 1e-6
        assert abs(y - 4) < 1e-6
        assert made.index_at(rect.y0 + 0.5) == index
        box = made.to_contents(index, Box(0, 0, *made.sizes[index]))
        assert abs(box.x1 - rect.x1) < 1e-6


@given(SIZES, st.floats(0, 5000), st.floats(1, 900))
def test_visible_pages_are_all_that_show(sizes, top, height):
    made = layout.laid_out(sizes, 1.0, 600)
    visible = made.visible(top, top + height)
    for index in range(len(sizes)):
        rect = made.rect(index)
        if rect.y1 > top and rect.y0 < top + height:
            assert index in visible


def test_zoom_goes_up_and_down_the_same_ladder():
    zoom, ladder = layout.SMALLEST, [layout.SMALLEST]
    while zoom < layout.LARGEST:
        zoom = layout.stepped(zoom, 1)
        ladder.append(zoom)
    assert tuple(ladder) == layout.STEPS
    for expected in reversed(ladder[:-1]):
        zoom = layout.stepped(zoom, -1)
        assert zoom == expected


def test_fits():
    sizes = [(595.0, 842.0)] * 3 + [(1190.0, 842.0)]
    assert layout.fitting_width(sizes, 595 + 2 * layout.GAP) == 1.0
    assert layout.fitting_page((595, 842), 5000, 842 + 2 * layout.GAP) == 1.0
    assert layout.fitting_text(100, 500, 800 + layout.GAP) == 2.0
    assert layout.fitting_width([(1e6, 10.0)], 500) == layout.SMALLEST
