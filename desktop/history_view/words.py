"""What is said after an undo or a redo: what was done, and to what."""

from PySide6.QtCore import QCoreApplication

from storage.steps import Subject


def undone_words(label: str, subject: Subject, *, forward: bool) -> str:
    """The sentence for the message bar: "Undid “Tag …” on Islington 2017, p. 4"."""
    if subject.where:
        words = _tr("Redid “{label}” on {place}.") if forward else _tr("Undid “{label}” on {place}.")
        return words.format(label=label, place=subject.where)
    return (_tr("Redid “{label}”.") if forward else _tr("Undid “{label}”.")).format(label=label)


def travelled_words(done: int, *, forward: bool) -> str:
    """The sentence after several steps at once."""
    if forward:
        return _tr("1 step was redone.") if done == 1 else _tr("{n} steps were redone.").format(n=f"{done:,}")
    return _tr("1 step was undone.") if done == 1 else _tr("{n} steps were undone.").format(n=f"{done:,}")


def _tr(text: str) -> str:
    return QCoreApplication.translate("history", text)
