"""What is said of the highlights and notes that stand in a PDF: that they can be taken in, and what became of them."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from storage.model import Report
from storage.pdf_marks import Taken
from storage.reports import is_unnamed

NAMED = 3  # authors whose names stand in a sentence; of more, their number


def marks_counted(count: int) -> str:
    """So many highlights and notes."""
    return _tr("1 highlight or note") if count == 1 else _tr("{n} highlights and notes", count)


def offer_sentence(count: int, authors: Sequence[str], names: Sequence[str], *, of_copy: bool = False) -> str:
    """The question whether `count` marks of PDFs, made by these authors, are to be taken in.

    `names` are those of their reports. `of_copy` is true where a sentence before has named the one report, which is
    here, and its copy, which carries them.
    """
    marks = marks_counted(count)
    if authors:
        marks = _tr("{marks} by {authors}").replace("{marks}", marks).replace("{authors}", _listed(authors))
    if len(names) > 1:
        return _tr("{n} reports carry {marks}. Take them in?", len(names)).replace("{marks}", marks)
    if of_copy:
        return _tr("Its {marks} can be taken in.").replace("{marks}", marks)
    words = _tr("{name} carries {marks}. Take it in?") if count == 1 else _tr("{name} carries {marks}. Take them in?")
    return words.replace("{marks}", marks).replace("{name}", names[0])


def called(report: Report) -> str:
    """What a report is called in these sentences: its file's name where nothing else tells it from others."""
    return f"“{report.file_name}”" if is_unnamed(report) else report.name


def take_label(count: int) -> str:
    """The label of the button that takes them in."""
    return _tr("Take it in") if count == 1 else _tr("Take them in")


def taken_sentence(taken: Taken, left_out: Mapping[str, int], names: Sequence[str]) -> str:
    """What became of the marks of the PDFs of these reports; `left_out` counts those that were never offered."""
    fates = [sentence for sentence in _fates(taken, left_out) if sentence]
    if taken.added:
        if len(names) == 1:
            words = (
                _tr("{marks} was taken into {name}.") if taken.added == 1 else _tr("{marks} were taken into {name}.")
            )
        else:
            words = _tr("{marks} was taken in.") if taken.added == 1 else _tr("{marks} were taken in.")
        said = words.replace("{marks}", marks_counted(taken.added))
        return " ".join([said.replace("{name}", names[0]) if len(names) == 1 else said, *fates])
    if not fates:
        return _tr("The PDF of {name} carries no highlights or notes.").replace("{name}", names[0] if names else "")
    return " ".join(fates if taken.noted else [_tr("No highlight or note was new."), *fates])


def _fates(taken: Taken, left_out: Mapping[str, int]) -> list[str]:
    """A sentence for each thing that became of marks that were not added, "" for what became of none."""
    why = {"damaged": 0, "empty": 0, "beyond": 0, "shortened": 0} | dict(left_out)
    return [
        _said(taken.here, _tr("1 was here already."), _tr("{n} were here already.")),
        _said(taken.noted, _tr("1 that was here has its note now."), _tr("{n} that were here have their notes now.")),
        _said(
            taken.differing,
            _tr("1 has another note here, which was kept."),
            _tr("{n} have other notes here, which were kept."),
        ),
        _said(
            taken.lost + why["damaged"],
            _tr("1 was left out: it has no place in the report."),
            _tr("{n} were left out: they have no place in the report."),
        ),
        _said(
            why["empty"],
            _tr("1 was left out: it is a note without words."),
            _tr("{n} were left out: they are notes without words."),
        ),
        _said(
            why["beyond"],
            _tr("1 was left out: the PDF has more than are taken from one file."),
            _tr("{n} were left out: the PDF has more than are taken from one file."),
        ),
        _said(why["shortened"], _tr("1 note was too long and was cut."), _tr("{n} notes were too long and were cut.")),
    ]


def _said(count: int, one: str, many: str) -> str:
    if not count:
        return ""
    return one if count == 1 else many.replace("{n}", f"{count:,}")


def _listed(authors: Sequence[str]) -> str:
    if len(authors) > NAMED:
        return _tr("{n} people", len(authors))
    return _tr(" and ").join(part for part in (", ".join(authors[:-1]), authors[-1]) if part)


def _tr(text: str, number: int | None = None) -> str:
    found = QCoreApplication.translate("marks_told", text)
    return found if number is None else found.replace("{n}", f"{number:,}")
