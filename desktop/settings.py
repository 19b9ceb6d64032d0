"""The table of settings, and the file they are kept in."""

import json
from pathlib import Path
from typing import Any, NamedTuple


class Setting(NamedTuple):
    """A setting: its key in the file, its default, and what it decides."""

    key: str
    default: Any
    text: str


SETTINGS = (
    Setting("reviewer_name", "", "The name that your marks carry"),
    Setting("reviewer_id", "", "The stable identity behind that name"),
    Setting("recent", [], "Libraries opened lately, the newest first"),
    Setting("appearance", "system", "Light, dark, or as the system is"),
    Setting("highlight_on_drag", False, "Highlight text as soon as it has been dragged over"),
    Setting("inspector", True, "Whether the inspector is shown"),
    Setting("ribbons", True, "Whether linked passages are joined by ribbons"),
    Setting("paper", "plain", "The paper that pages are shown on: plain, dim or invert"),
    Setting("colouring", "area", "What the colour of a mark says: its area, mark or reviewer"),
    Setting("rooms", {}, "Which reports were open where, by the folder of the library"),
    Setting("outline", True, "Whether a report’s contents are shown below the list"),
    Setting("reading_seconds", 60, "How many seconds of computing reading one file may take"),
    Setting("reading_memory", 1024, "How many megabytes of memory reading one file may take"),
    Setting("recent_searches", [], "What was searched for lately, the newest first"),
    Setting("window", "", "Where the window stood"),
    Setting("last_folder", "", "Where files were chosen last"),
    Setting("export_folder", "", "Where the last bundle was written"),
)
DEFAULTS = {setting.key: setting.default for setting in SETTINGS}
RECENT = 8


class Settings:
    """Settings of this computer's user, saved at each change; a damaged file counts as an empty one."""

    def __init__(self, path: Path | None):
        self._path = path
        self._values = _loaded(path) if path else {}

    def get(self, key: str) -> Any:
        """The value of a setting, else its default; raises KeyError for a key that is not in the table."""
        default = DEFAULTS[key]
        value = self._values.get(key, default)
        return value if isinstance(value, type(default)) else default

    def set(self, key: str, value: Any) -> None:
        """Set and save; a disk that refuses costs only the setting."""
        if self.get(key) == value:
            return
        self._values[key] = value
        if self._path is None:
            return
        part = self._path.with_suffix(".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(self._values, indent=2), encoding="utf-8")
            part.replace(self._path)
        except OSError:
            return

    def keep_room(self, folder: Path, room: dict[str, Any]) -> None:
        """Keep what was open in the library of a folder, the last few libraries' only."""
        others = {name: kept for name, kept in self.get("rooms").items() if name != str(folder)}
        while len(others) >= RECENT:
            del others[next(iter(others))]
        self.set("rooms", others | {str(folder): room})

    def add_recent(self, folder: Path) -> None:
        """Put a library's folder first among the recent ones."""
        name = str(folder)
        self.set("recent", [name, *(other for other in self.get("recent") if other != name)][:RECENT])


def _loaded(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}
