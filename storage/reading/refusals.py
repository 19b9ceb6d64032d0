"""What a file is when it is no report; the window may name this without loading the reader."""

from storage.errors import ReportRefused


class NotAReport(ReportRefused):
    """The file is whole, but holds the page that a website shows in place of a lost report."""


def lost_report(file_name: str) -> NotAReport:
    """Answer the refusal of a web page saved in place of a report."""
    return NotAReport(
        f"“{file_name}” is not a report: it is the page a website shows when a report is not found. "
        "It was not added. Ask the publisher for the report itself."
    )


def unreadable() -> tuple[type[Exception], ...]:
    """Answer what PyMuPDF raises for a file or a page that it cannot read, seen on damaged files."""
    import pymupdf

    return (
        pymupdf.mupdf.FzErrorBase,
        RuntimeError,
        ValueError,
        TypeError,
        IndexError,
        KeyError,
        OverflowError,
    )
