"""What the reading room looked like: kept between two starts, taken up again as far as it still makes sense."""

from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

from desktop.reader.pane import Pane
from storage import reports

if TYPE_CHECKING:
    from desktop.reader.reader import Reader

MOST = 500  # reports of which it is kept where they were left


class Places:
    """Where reports were left, by their UUIDs; the ones left longest ago are forgotten first."""

    def __init__(self) -> None:
        self._places: dict[str, dict[str, Any]] = {}

    def keep(self, uuid: str, place: dict[str, Any]) -> None:
        """Remember where a report was left."""
        self._places.pop(uuid, None)
        self._places[uuid] = place
        while len(self._places) > MOST:
            del self._places[next(iter(self._places))]

    def put_back(self, pane: Pane) -> None:
        """Bring the report in a pane to where it was left, if that is known."""
        place = self._places.get(pane.report.uuid) if pane.report is not None else None
        if place is None:
            return
        try:
            pane.restore(place)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError):
            return  # a place from a damaged file: the report opens at its beginning

    def take(self, kept: object) -> None:
        """Take what was kept, as far as it has the form of places."""
        if isinstance(kept, Mapping):
            for uuid, place in kept.items():
                if isinstance(uuid, str) and _is_place(place):
                    self.keep(uuid, dict(place))

    def kept(self) -> dict[str, dict[str, Any]]:
        """All of them, the one left last at the end."""
        return dict(self._places)


def _is_place(place: object) -> bool:
    """Whether a value is a flat dictionary of texts and finite numbers."""
    return isinstance(place, Mapping) and all(
        isinstance(key, str) and (isinstance(value, str | bool) or _is_number(value)) for key, value in place.items()
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and isfinite(value)


def state_of(room: "Reader") -> dict[str, Any]:
    """The room as values that JSON can hold: panes, sizes, reports and where each was left."""
    for pane in room.panes:
        room.note_place(pane)
    return {
        "panes": [_pane_state(pane) for pane in room.panes],
        "sizes": room.widths(),
        "active": room.panes.index(room.active),
        "ribbons": room.ribbons_shown,
        "follow": room.following,
        "places": room.places.kept(),
    }


def _pane_state(pane: Pane) -> dict[str, Any]:
    return {"report": pane.report.id, "uuid": pane.report.uuid, **pane.place()} if pane.report is not None else {}


def restore(room: "Reader", state: object) -> None:
    """Take up a kept state; what is damaged, or no longer in the library, is passed over."""
    if not isinstance(state, Mapping):
        return
    room.places.take(state.get("places"))
    panes = state.get("panes")
    panes = [pane for pane in panes if isinstance(pane, Mapping)] if isinstance(panes, list) else []
    if panes:
        room.set_pane_count(len(panes))
    room.set_ribbons_shown(state.get("ribbons") is not False)
    _open_each(room, panes)
    sizes = state.get("sizes")
    if isinstance(sizes, list) and len(sizes) == len(room.panes) and all(_is_width(size) for size in sizes):
        room.set_widths(sizes)
    active = state.get("active")
    if isinstance(active, int) and 0 <= active < len(room.panes):
        room.set_active(active)
    room.set_follow(state.get("follow") is True)


def _open_each(room: "Reader", panes: list[Mapping[str, Any]]) -> None:
    if not any(kept.get("uuid") for kept in panes):  # a room that was left empty costs the next start nothing
        return
    by_uuid = {report.uuid: report.id for report in room.ask(reports.listing) if report.read}
    for pane, kept in zip(list(room.panes), panes, strict=False):
        uuid = kept.get("uuid")
        report = by_uuid.get(uuid) if isinstance(uuid, str) else None
        if report is None or room.pane_of(report) is not None:
            continue
        place = {key: value for key, value in kept.items() if key not in ("report", "uuid")}
        if isinstance(uuid, str) and _is_place(place):
            room.places.keep(uuid, place)
        room.open_in(pane, report)


def _is_width(size: object) -> bool:
    return isinstance(size, int) and 0 < size < 100_000
