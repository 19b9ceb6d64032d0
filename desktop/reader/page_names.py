"""What pages are called: by the label that is printed on them where it differs from their place in the report."""

from collections.abc import Sequence


def printed_labels(labels: Sequence[str]) -> list[str]:
    """The labels of pages in order, "" for none; all "" where they only repeat the count."""
    plain = [label.strip() for label in labels]
    if all(label in ("", str(number)) for number, label in enumerate(plain, 1)):
        return [""] * len(plain)
    return plain


def page_number(typed: str, labels: Sequence[str]) -> int | None:
    """The page (counted from 1) that a label or a count means; None for none. A printed label goes first."""
    wanted = typed.strip().casefold()
    for number, label in enumerate(labels, 1):
        if label and label.casefold() == wanted:
            return number
    if wanted.isdecimal() and len(wanted) < 9 and 1 <= int(wanted) <= len(labels):
        return int(wanted)
    return None
