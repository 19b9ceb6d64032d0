"""The paper that pages are shown on: as it is, dimmed for the evening, or light on dark."""

from PySide6.QtGui import QColor, QImage, QPainter

PLAIN, DIM, INVERT = "plain", "dim", "invert"
SHADE = QColor("#cfc8ba")  # what dimmed paper looks like; black print on it keeps a contrast of 12 to 1
NIGHT = QColor("#17191d")  # the darkest that an inverted page becomes; pure black tires the eye beside grey windows
BAND = 128  # rows of a picture that are worked on at once: Qt holds the interpreter meanwhile


def tone(paper: str) -> QColor:
    """The colour of a page with nothing printed on it."""
    return {DIM: SHADE, INVERT: NIGHT}.get(paper, QColor("white"))


def on_paper(image: QImage, paper: str) -> QImage:
    """A page's picture on another paper, in format RGB32; the picture itself where the paper is plain.

    It is done once for each picture, in bands, so that painting costs what it costs on plain paper and no
    thread keeps the window waiting.
    """
    if paper == PLAIN:
        return image
    made = QImage(image.size(), QImage.Format.Format_RGB32)
    painter = QPainter(made)
    for top in range(0, image.height(), BAND):
        band = image.copy(0, top, image.width(), min(BAND, image.height() - top))
        painter.drawImage(0, top, _inverted(band) if paper == INVERT else _dimmed(band))
    painter.end()
    return made


def _dimmed(band: QImage) -> QImage:
    painter = QPainter(band)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    painter.fillRect(band.rect(), SHADE)
    painter.end()
    return band


def _inverted(band: QImage) -> QImage:
    """Light becomes dark and a red stays a red: colour + white − 2 × its grey, by what Qt does without a loop of ours.

    Adding stops at white and taking away at black, so strong colours come out paler; their hue stays.
    """
    grey = band.convertToFormat(QImage.Format.Format_Grayscale8).convertToFormat(QImage.Format.Format_RGB32)
    negative = grey.copy()
    negative.invertPixels()
    _add(band, negative)
    band.invertPixels()
    _add(band, grey)
    band.invertPixels()
    painter = QPainter(band)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Lighten)
    painter.fillRect(band.rect(), NIGHT)
    painter.end()
    return band


def _add(band: QImage, other: QImage) -> None:
    painter = QPainter(band)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
    painter.drawImage(0, 0, other)
    painter.end()
