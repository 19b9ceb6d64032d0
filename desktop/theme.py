"""Colours and the few rules of style that the system's own look leaves to us."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from storage.grades import grade_key

# Grades as the list and the panes badge them, by the keys of `storage.grades`: letters first, colour second.
GRADES = {
    "outstanding": ("O", "#d8f0e2", "#0f5f37"),
    "good": ("G", "#dbecf8", "#1c527d"),
    "require": ("RI", "#fdebc8", "#7a4b00"),
    "adequate": ("A", "#fdebc8", "#7a4b00"),
    "inadequate": ("I", "#fadbd8", "#8c1f17"),
    "not judged": ("–", "#e6e8ec", "#4a5160"),
}
ACCENT = "#3450b0"


def is_dark() -> bool:
    """Whether the window's own colours are light on dark."""
    palette = QGuiApplication.palette()
    return palette.color(QPalette.ColorRole.Window).lightness() < 128


def set_appearance(name: str) -> None:
    """Light, dark, or "system"."""
    schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    QGuiApplication.styleHints().setColorScheme(schemes.get(name, Qt.ColorScheme.Unknown))
    if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Unknown:
        # A bare X server has no scheme to switch (measured with Qt 6.11): the colours are set here.
        QGuiApplication.setPalette(_dark_palette() if name == "dark" else QPalette())


def _dark_palette() -> QPalette:
    """Light print on dark, for systems that have no dark scheme of their own."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette(QColor("#3a3d44"), QColor("#26282d"))
    for which, colour in (
        (role.WindowText, "#e8eaee"),
        (role.Base, "#17191c"),
        (role.AlternateBase, "#24262b"),
        (role.Text, "#e8eaee"),
        (role.ButtonText, "#e8eaee"),
        (role.BrightText, "#ffffff"),
        (role.ToolTipBase, "#33363d"),
        (role.ToolTipText, "#f2f3f5"),
        (role.PlaceholderText, "#9aa0ab"),
        (role.Highlight, "#3b5bdb"),
        (role.HighlightedText, "#ffffff"),
        (role.Link, "#8ea6ff"),
        (role.Mid, "#3f434b"),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, which, QColor("#7d828c"))
    return palette


def apply(app: QApplication) -> None:
    """Set the few colours of the palette that the system leaves too faint.

    There is no style sheet for the whole application: matching its rules to every widget cost 45 ms at start.
    """
    palette = app.palette()
    palette.setColor(QPalette.ColorRole.PlaceholderText, QColor("#a9b0bd" if is_dark() else "#5b6472"))
    app.setPalette(palette)


def dress(widget: QWidget, part: str) -> None:
    """Give a label the look of its part: muted, strong, quote, title, section_title; other names change nothing.

    Colours are roles of the palette, so that they follow light and dark by themselves.
    """
    font = widget.font()
    if part in ("muted", "section_title"):
        widget.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    if part in ("strong", "section_title", "title"):
        font.setWeight(QFont.Weight.DemiBold)
    if part == "quote":
        font.setItalic(True)
    if part == "title":
        font.setPointSizeF(font.pointSizeF() * 1.5)
    if part == "section_title":
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.5)
    widget.setFont(font)


def line_colour() -> QColor:
    """The colour of thin lines between parts."""
    return QColor("#4a4f59" if is_dark() else "#c9ced8")


def accent() -> QColor:
    """The colour that says which part is active."""
    return QColor("#8ea6ff" if is_dark() else ACCENT)


def tint(kind: str) -> QColor:
    """The background of a message ("message") or of a problem ("problem")."""
    if is_dark():
        return QColor("#4a3413" if kind == "problem" else "#22304f")
    return QColor("#fdf0d5" if kind == "problem" else "#e8eefb")


def fill(widget: QWidget, colour: QColor) -> None:
    """Paint a widget's background in a colour."""
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.Window, colour)
    widget.setPalette(palette)
    widget.setAutoFillBackground(True)


def readable_on(colour: str) -> str:
    """Black or white, whichever is read better on a colour (WCAG relative luminance)."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    c = QColor(colour)
    luminance = 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF())
    return "#000000" if luminance > 0.179 else "#ffffff"


def grade_badge(grade: str) -> tuple[str, str, str] | None:
    """A grade's short letters, background and text colour; None for a grade that is not known."""
    key = grade_key(grade)
    return GRADES[key] if key else None
