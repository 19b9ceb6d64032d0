"""The way of the Tab key through parts that come and go: as they stand, not in the order in which they were made."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def as_laid_out(root: QWidget) -> list[QWidget]:
    """What takes the keyboard by Tab inside a widget, in the order of its layouts; the widget itself is left out."""
    layout = root.layout()
    return _in_layout(layout) if layout is not None else []


def _in_layout(layout: QLayout) -> list[QWidget]:
    found: list[QWidget] = []
    for index in range(layout.count()):
        item = layout.itemAt(index)
        inner, widget = item.layout() if item is not None else None, item.widget() if item is not None else None
        if inner is not None:
            found += _in_layout(inner)
        elif widget is not None:
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                found.append(widget)
            found += as_laid_out(widget)
    return found


def set_tab_order(before: QWidget, root: QWidget) -> None:
    """Let Tab go from `before` through what stands inside `root`, from top to bottom."""
    for one, other in pairwise([before, *as_laid_out(root)]):
        QWidget.setTabOrder(one, other)
