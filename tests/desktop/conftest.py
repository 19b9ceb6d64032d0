"""What the window's tests share: a project on a made library, and settings of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.app import Yearmark
from desktop.project import Project
from desktop.settings import Settings
from storage.library import Library
from tests.storage import builders


@pytest.fixture
def settings() -> Settings:
    """Settings that no file keeps."""
    return Settings(None)


@pytest.fixture
def program(qapp: QApplication, settings: Settings) -> Iterator[Yearmark]:
    """The running program of a reviewer who has a name, without a window yet."""
    settings.set("reviewer_name", "A. Reviewer")
    made = Yearmark(settings, "")
    yield made
    if made.window is not None:
        made.window.close()


@pytest.fixture
def empty_project(qapp: object, library: Library) -> Iterator[Project]:
    """A project on an empty library."""
    made = Project(library, "A. Reviewer")
    yield made
    made.deleteLater()


@pytest.fixture
def project(qapp: object, library: Library) -> Iterator[Project]:
    """A project on a library of five reports: two of Exampleshire, one of them in two editions, and two others.

    The ids are 1: Exampleshire 2012 (SLAC, adequate) · 2: Exampleshire 2017 (SIF, good, 2 passages) · 3: its
    text copy · 4: Sampleton 2020 (ILACS, requires improvement) · 5: an unknown authority, undated.
    """
    builders.added(
        library,
        builders.document("slac", end="2012-04-20", kind="SLAC", overall="Adequate"),
        builders.document("sif", end="2017-05-25"),
        builders.document("copy", end="2017-05-25", media="text"),
        builders.document("ilacs", "Sampleton", "2020-01-31", kind="ILACS_2018", overall="Requires improvement"),
        builders.document("other", "", "", kind="OTHER", overall=""),
    )
    made = Project(library, "A. Reviewer")
    library.reviewer = made.reviewer
    builders.highlighted(library, 2, "Return home interviews")
    builders.highlighted(library, 2, "settle well")
    yield made
    made.deleteLater()


@pytest.fixture
def shared() -> Path:
    """The folder of real reports; the test is skipped where it is absent."""
    folder = Path(__file__).parent.parent.parent.parent / "shared"
    if not (folder / "reports").is_dir():
        pytest.skip("../shared/reports is not here")
    return folder
