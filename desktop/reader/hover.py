"""What is said of a highlight when the pointer rests on it."""

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desktop.plain import plain_tip
from storage.model import Annotation

CONTEXT = "hover"
NOTE = 300  # letters of a note
LINE = 80  # letters to a line of a tip that is not markup, which Qt does not break


def _(text: str) -> str:
    return str(QT_TRANSLATE_NOOP(CONTEXT, text))


_MARKS = {"strength": _("+ Strength"), "concern": _("– Concern")}
_ONE_LINK, _LINKS, _LINKED, _NO_AREA = _("1 link"), _("{count} links"), _("Linked"), _("No judgement area")


def hover_text(annotation: Annotation, names: Mapping[int, str], links: int | None) -> str:
    """The tip for a highlight: its areas, mark, links, reviewer and the beginning of its note, safe to show.

    `names` are the areas' by id; `links` how many links it has, None for some.
    """

    def said(text: str) -> str:
        return QCoreApplication.translate(CONTEXT, text)

    areas = " · ".join(names[area] for area in annotation.areas if area in names)
    facts = [areas or said(_NO_AREA)]
    if annotation.mark in _MARKS:
        facts.append(said(_MARKS[annotation.mark]))
    joined = said(_LINKED) if links is None else said(_ONE_LINK if links == 1 else _LINKS).format(count=links)
    last = [joined] if links != 0 else []
    last.append(annotation.reviewer)
    lines = [*facts, *broken(begun(annotation.note)), " · ".join(part for part in last if part)]
    return plain_tip("\n".join(line for line in lines if line))


def begun(note: str) -> str:
    """A note, or as many whole words of it as a tip has room for."""
    note = note.strip()
    if len(note) <= NOTE:
        return note
    return (note[:NOTE].rsplit(None, 1)[0] if " " in note[:NOTE] else note[:NOTE]) + "…"


def broken(text: str) -> list[str]:
    """A text in lines that a tip has room for."""
    from textwrap import wrap

    return [line for paragraph in text.splitlines() for line in wrap(paragraph, LINE)]
