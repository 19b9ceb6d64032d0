"""Quotations and headings cut to the room that a line of the interface has."""


def shortened(text: str, most: int = 90) -> str:
    """A quote cut at a word's end for a line of the interface."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0] + "…"
