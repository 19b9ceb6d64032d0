"""Where suggested links come from: asked for in a thread, a moment after a passage was looked at."""

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.asking import Asker
from desktop.project import Project
from storage import reports, verdicts
from storage.model import Annotation, Change, Passage
from storage.offers import Offer, offers
from storage.passages import passage
from storage.suggestions import Suggester

PAUSE = 250  # milliseconds: who goes from passage to passage need not wait for what nobody reads


class Suggesting(QObject):
    """Holds the passage that suggestions are for, and keeps what a reviewer says of them.

    Signals:
        offered(object, bool): a list of `Offers`, and whether more are being looked for.
        failed(str): our bug; a traceback.
    """

    offered = Signal(object, bool)
    failed = Signal(str)

    def __init__(self, project: Project, parent: QObject | None = None):
        super().__init__(parent)
        self._project = project
        self._source: Annotation | Passage | None = None
        self._suggester = Suggester()
        self._asker = Asker(project.folder, self)
        self._asker.answered.connect(lambda found: self.offered.emit(found, False))
        self._asker.refused.connect(lambda _: self.offered.emit([], False))  # the window says what is wrong itself
        self._asker.failed.connect(self.failed)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._ask)

    @property
    def source(self) -> Annotation | Passage | None:
        """What is suggested for."""
        return self._source

    def look_at(self, source: Annotation | Passage | None) -> None:
        """Suggest passages for another one; rectangles and passages that were lost have no words to go by."""
        if isinstance(source, Annotation) and (source.box is not None or source.lost):
            source = None
        same = _words(source) == _words(self._source)
        self._source = source
        if same:
            return
        self._asker.forget()
        self.offered.emit([], source is not None)
        if source is None:
            self._pause.stop()
        else:
            self._pause.start()

    def on_changed(self, change: Change) -> None:
        """Take part in a change of the library: what was linked or dismissed is suggested no more."""
        if self._source is not None and change.tables & {"links", "verdicts", "reports", "annotations"}:
            self._pause.start()

    def _ask(self) -> None:
        if self._source is not None:
            self._asker.ask(offers, self._suggester, self._source)

    def dismiss(self, offer: Offer) -> None:
        """Remember that a suggestion does not fit."""
        if self._source is not None:
            label = self.tr("Dismiss suggestion")
            report, quote, reviewer = self._source.report, self._source.quote, self._project.reviewer
            self._project.do(label, verdicts.dismiss, report, quote, offer.report, offer.words, reviewer)

    def close_report(self, other: int) -> None:
        """Remember that nothing in a report fits."""
        if self._source is not None:
            label = self.tr("Say that nothing fits")
            report, quote, reviewer = self._source.report, self._source.quote, self._project.reviewer
            self._project.do(label, verdicts.nothing_fits, report, quote, other, reviewer)

    def reopen_report(self, other: int) -> None:
        """Suggest passages of a report again of which it was said that nothing fits."""
        if self._source is not None:
            said = self._project.ask(verdicts.of_passage, self._source.report, self._source.quote)
            for verdict in said:
                if verdict.other == other and not verdict.other_quote:
                    self._project.do(self.tr("Look again"), verdicts.take_back, verdict.id)

    def passage_of(self, offer: Offer) -> Passage:
        """The passage that a suggestion marks when it is accepted."""
        text = self._project.ask(reports.text, offer.report).text
        return passage(offer.report, text, offer.start, offer.end)

    def close(self) -> None:
        """End the thread."""
        self._asker.close()


def _words(source: Annotation | Passage | None) -> tuple[int, int, int] | None:
    return (source.report, source.start, source.end) if source is not None else None
