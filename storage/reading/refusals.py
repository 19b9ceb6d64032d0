"""What a file is when it is no report; the window may name this without loading the reader."""

from storage.errors import ReportRefused


class NotAReport(ReportRefused):
    """The file is whole, but holds the page that a website shows in place of a lost report."""
