"""What kinds of report are called, a user's own among them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop import kinds
from storage.model import KINDS

OWN = """
kind = "MY_REVIEW"
name = "Peer review <b>of</b> services"
markers = ["peer review"]
layout = ""
"""


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """What was read from the disk of one test is not known in the next."""
    remembered = kinds._on_disk
    remembered.cache_clear()
    yield
    remembered.cache_clear()


def write_own(home: Path, text: str = OWN) -> None:
    (home / "frameworks").mkdir(exist_ok=True)
    (home / "frameworks" / "mine.toml").write_text(text, encoding="utf-8")


def test_our_kinds_keep_their_names_and_need_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_on_disk", lambda: pytest.fail("a file was looked for"))
    assert kinds.kind_name("SIF", short=True) == "SIF"
    assert kinds.kind_name("ILACS_2018") == "ILACS, from 2018"
    assert kinds.kind_name("MY_REVIEW", short=True) == "MY_REVIEW"
    assert all(kinds.kind_name(kind) != kind for kind in KINDS)


def test_an_own_kind_is_offered_by_its_name_before_other(home: Path) -> None:
    assert kinds.kinds() == list(KINDS)
    assert kinds.kind_name("MY_REVIEW") == "MY_REVIEW"
    write_own(home)
    assert kinds.kinds() == [*KINDS[:-1], "MY_REVIEW", "OTHER"]
    assert kinds.kind_name("MY_REVIEW") == "Peer review <b>of</b> services"


def test_the_name_of_an_own_kind_is_found_without_a_dialog(home: Path) -> None:
    write_own(home)
    assert kinds.kind_name("MY_REVIEW") == "Peer review <b>of</b> services"
    assert kinds.kind_name("GONE") == "GONE"


def test_a_framework_that_cannot_be_understood_leaves_ours(home: Path) -> None:
    write_own(home, "kind = 3")
    assert kinds.kinds() == list(KINDS)
