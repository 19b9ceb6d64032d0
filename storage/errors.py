"""The user's problem, said in a sentence; whatever else is raised is our bug and reaches the crash dialog."""


class LibraryError(Exception):
    """Something that the user can understand and act on; `str(error)` is shown as it is.

    The sentence says what happened, to which report or library, what was kept and what to do.
    """


class ReportRefused(LibraryError):
    """A file cannot become a report of the library; the library is as it was."""


class PasswordNeeded(ReportRefused):
    """A PDF opens only with a password, and none or a wrong one was given."""


class LibraryInUse(LibraryError):
    """Another Yearmark has the library open for writing."""


class LibraryReadOnly(LibraryError):
    """The library may be read but not written."""


class WorkStopped(LibraryError):
    """A job in a worker process was cancelled, ran out of time or memory, or died."""
