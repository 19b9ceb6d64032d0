"""Which pictures the pages in sight and those near them need, asked for in good time and in the order of need."""

from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil, floor

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.reader.layout import FREE
from desktop.reader.page_space import PageSpace
from desktop.reader.paper import PLAIN
from desktop.reader.pictures import TILE, Key, Order, Pictures
from storage.model import Box

AHEAD, BEHIND = 4, 1  # pages asked for beyond those that show, in the direction of scrolling and against it
AHEAD_BYTES = 24 << 20  # of such pages; the nearest is always asked for
WHOLE = 4_000_000  # pixels of a page that is drawn as one picture; a larger one is drawn in squares
COARSE = 1_000_000  # pixels of the whole page that stands in until its squares have come
SETTLING = 60  # milliseconds without further zooming after which pictures are asked for


class PicturedSpace(PageSpace):
    """A column of pages that says to `Pictures` what it needs; nothing here waits for them."""

    def __init__(self, pictures: Pictures, parent: QWidget | None = None):
        super().__init__(parent)
        self._pictures = pictures
        self._paper = PLAIN
        self._keys: dict[int, Key] = {}
        self._asked: tuple[range, int] | None = None
        self._direction = 1
        self._is_asking_later = False
        self._ratio = 1.0
        self._has_tiles = False  # on any page
        self._settling = QTimer(self, singleShot=True, interval=SETTLING)
        self._settling.timeout.connect(self._ask_for_pictures)
        pictures.drawn.connect(self._on_drawn)
        pictures.failed.connect(self._on_failed)

    def is_drawn(self) -> bool:
        """Whether every page in sight is here as sharp as the screen is, or known to be impossible to show."""
        return all(
            self._pictures.has(key) or self._pictures.reason(key.sha256, key.number)
            for index in self._visible()
            for key in self._needed(index)
        )

    def _apply(self, zoom: float) -> None:
        super()._apply(zoom)
        self._ratio = self.devicePixelRatioF()
        scale = zoom * self._ratio
        self._has_tiles = any(width * height * scale * scale > WHOLE for width, height in set(self._layout.sizes))
        self._forget_sizes()

    def _forget_sizes(self) -> None:
        self._keys.clear()
        self._asked = None

    def _key(self, index: int) -> Key:
        """The picture of a whole page: sharp, or coarse where the page is too large for one picture."""
        key = self._keys.get(index)
        if key is None:
            assert self._shown is not None
            width, height = self._layout.sizes[index]
            scale = self.zoom * self._ratio
            if width * height * scale * scale > WHOLE:
                scale = (COARSE / (width * height)) ** 0.5
            number = self._shown.contents.pages[index].number
            key = Key(
                self._shown.report.sha256, number, max(1, round(scale * 1000)), None, self._paper, self._shown.bare
            )
            self._keys[index] = key
        return key

    def _is_tiled(self, index: int) -> bool:
        return self._has_tiles and self._key(index).scale < int(self.zoom * self._ratio * 1000)

    def _tiles(self, index: int, top: float, bottom: float) -> list[Key]:
        """The squares of a large page that show between two heights of the view."""
        page = self._to_view(index, Box(0, 0, *self._layout.sizes[index]))
        showing = page.intersected(QRectF(0, top, self.viewport().width(), bottom - top))
        if showing.isEmpty():
            return []
        part = showing.translated(-page.topLeft())
        size = TILE / self._ratio
        columns = range(floor(part.left() / size), ceil(part.right() / size))
        rows = range(floor(part.top() / size), ceil(part.bottom() / size))
        whole = self._key(index)._replace(scale=round(self.zoom * self._ratio * 1000))
        return [whole._replace(tile=(column, row)) for row in rows for column in columns]

    def _needed(self, index: int) -> list[Key]:
        """The pictures that a page in sight needs to be sharp."""
        return self._tiles(index, 0, self.viewport().height()) if self._is_tiled(index) else [self._key(index)]

    @contextmanager
    def asking_once(self) -> Iterator[None]:
        """Ask for pictures once, after what is done meanwhile: of none that only shows on the way there."""
        self._is_asking_later = True
        try:
            yield
        finally:
            self._is_asking_later = False
            self._ask_for_pictures()

    def _ask_for_pictures(self) -> None:
        if self._is_asking_later:
            return
        if self._shown is None or not self.isVisible():
            self._asked = None
            self._pictures.want(id(self), [])
            return
        visible = self._visible()
        self._asked = (visible, self._direction)
        keys: dict[Key, int] = {}  # with their urgency
        for index in visible:
            keys.setdefault(self._key(index), 0)
            if self._is_tiled(index):
                keys.update(dict.fromkeys(self._needed(index), 0))
        for urgency, index in enumerate(self._nearby(visible), start=1):
            keys.setdefault(self._key(index), urgency)
        path, source = self._shown.path, self._shown.source
        self._pictures.want(
            id(self), [Order(key, path, source.media, source.password, urgency) for key, urgency in keys.items()]
        )

    def _nearby(self, visible: range) -> list[int]:
        """Pages that may come into sight next, the likeliest first, as many as there is room for."""
        ahead = range(visible.stop, visible.stop + AHEAD)
        behind = range(visible.start - 1, visible.start - 1 - AHEAD, -1)
        towards, away = (ahead, behind) if self._direction > 0 else (behind, ahead)
        order = [*towards[:1], *away[:BEHIND], *towards[1:]]
        found: list[int] = []
        size = 0.0
        for index in order:
            if 0 <= index < len(self._layout.sizes):
                width, height = self._layout.sizes[index]
                size += width * height * (self._key(index).scale / 1000) ** 2 * 4
                if size > AHEAD_BYTES and found:
                    break
                found.append(index)
        return found

    def _on_drawn(self, sha256: str, number: int) -> None:
        if self._shown is not None and self._shown.report.sha256 == sha256:
            index = number - 1
            if index in self._visible():
                self.viewport().update(self._to_view(index, Box(0, 0, *self._layout.sizes[index])).toAlignedRect())
                if self._pointed is not None:
                    self._pointing.start()  # what is pointed at is only now there to be read

    def _on_failed(self, sha256: str, number: int, reason: str) -> None:
        self._on_drawn(sha256, number)

    def _ask_anew(self) -> None:
        """Ask if more pages are in sight, or other parts of a large one; soon, if zooming is not over."""
        visible = self._visible()
        if self._is_asked(visible) and not (self._has_tiles and any(map(self._is_tiled, visible))):
            return
        if self._settling.isActive():
            self._settling.start()
        else:
            self._ask_for_pictures()

    def _is_asked(self, visible: range) -> bool:
        """Whether these pages and those that may follow were asked for; of those in sight then some may be gone."""
        if self._asked is None:
            return False
        asked, direction = self._asked
        if direction != self._direction or visible.start < asked.start or visible.stop > asked.stop:
            return False
        return visible.stop == asked.stop if direction > 0 else visible.start == asked.start

    def _on_scrolled(self) -> None:
        is_settled = self._asked is not None or not self._pictures_stand_in()
        if is_settled:
            self._ask_for_pictures()
        else:
            self._settling.start()
        super()._on_scrolled()

    def _pictures_stand_in(self) -> bool:
        """Whether pages of another size can be shown until zooming is over."""
        if self._shown is None or not self.isVisible() or self._fit != FREE:
            return False
        return all(self._pictures.stand_in(self._key(index)) is not None for index in self._visible())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_for_pictures()
