"""Where Yearmark keeps things on this computer, unless the user says otherwise.

The environment variable `YEARMARK_HOME` names one folder that then holds all of them (tests, portable use).
"""

import os
from pathlib import Path

NAME = "Yearmark"
HOME = "YEARMARK_HOME"


def default_library() -> Path:
    """The folder of the library that opens when none is named."""
    return (_home() or _user_folder("data")) / "library"


def own_frameworks() -> Path:
    """The folder of the user's own frameworks; it need not be there."""
    return (_home() or _user_folder("data")) / "frameworks"


def log_folder() -> Path:
    """The folder of the log files."""
    home = _home()
    return home / "log" if home else _user_folder("log")


def settings_file() -> Path:
    """The file of this user's settings."""
    return (_home() or _user_folder("config")) / "settings.json"


def _home() -> Path | None:
    home = os.environ.get(HOME, "")
    return Path(home).absolute() if home else None


def _user_folder(purpose: str) -> Path:
    """The system's folder for `purpose`: "data", "config" or "log"."""
    import platformdirs  # most commands name their library and never ask

    if purpose == "data":
        return platformdirs.user_data_path(NAME, appauthor=False)
    if purpose == "config":
        return platformdirs.user_config_path(NAME, appauthor=False)
    return platformdirs.user_log_path(NAME, appauthor=False)
