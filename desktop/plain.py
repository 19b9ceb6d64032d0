"""A person's words where Qt would look for markup: shown as typed, never rendered."""

from PySide6 import QtGui


def plain_tip(text: str) -> str:
    """A text for a tool tip or a status tip: escaped where Qt would take it for markup (and load its pictures)."""
    if not QtGui.Qt.mightBeRichText(text):
        return text
    from html import escape

    return f'<p style="white-space: pre-wrap">{escape(text)}</p>'
