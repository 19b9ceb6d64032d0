from pathlib import Path

import pytest

from desktop.settings import RECENT, SETTINGS, Settings


def test_values_are_kept(tmp_path: Path):
    path = tmp_path / "deep" / "settings.json"
    settings = Settings(path)
    assert settings.get("appearance") == "system"
    settings.set("appearance", "dark")
    assert Settings(path).get("appearance") == "dark"


def test_unknown_key_is_a_bug():
    with pytest.raises(KeyError):
        Settings(None).get("nonsense")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"appearance": 7, "recent": "x"}', "\x00"])
def test_damaged_file_counts_as_empty(tmp_path: Path, text: str):
    path = tmp_path / "settings.json"
    path.write_text(text)
    settings = Settings(path)
    for setting in SETTINGS:
        assert settings.get(setting.key) == setting.default


def test_recent_libraries_newest_first_without_doubles(tmp_path: Path):
    settings = Settings(tmp_path / "s.json")
    for number in [*range(12), 3]:
        settings.add_recent(Path(f"/x/{number}"))
    recent = settings.get("recent")
    assert recent[0] == str(Path("/x/3"))
    assert len(recent) == RECENT == len(set(recent))


def test_disk_that_refuses_costs_only_the_setting(tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings = Settings(blocked / "settings.json")
    settings.set("appearance", "dark")
    assert settings.get("appearance") == "dark"
