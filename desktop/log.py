"""The rotating log file: what happened, without the text of reports or notes."""

import logging
from pathlib import Path

NAME = "yearmark.log"


def start(folder: Path) -> Path | None:
    """Write the log to `folder`, at most three files of 500 kB; answer its path, None where it cannot be written.

    A second call for the same folder changes nothing.
    """
    from logging.handlers import RotatingFileHandler  # loads sockets and queues: not before the first paint

    path = folder / NAME
    if any(getattr(handler, "baseFilename", None) == str(path) for handler in logging.getLogger().handlers):
        return path
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=500_000, backupCount=2, encoding="utf-8", delay=True)
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return path
