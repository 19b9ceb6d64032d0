"""An open library: made, opened, locked, refused; nothing is lost and nothing is half done."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from storage import annotations, areas, folders, reviewers
from storage.errors import LibraryError, LibraryInUse, LibraryReadOnly
from storage.library import DATABASE, LOCK, REPORTS, Library, create, exists, opened, opened_or_created
from storage.versions import VERSION
from tests.conftest import ROOT
from tests.storage.builders import added, document, highlighted, quoted, reviewer, rows, steps

Holder = Callable[[Path], AbstractContextManager["subprocess.Popen[str]"]]
Unprivileged = Callable[[], AbstractContextManager[None]]


def made(folder: Path) -> Path:
    with create(folder) as library:
        reviewer(library)
        added(library, document())
        highlighted(library, 1, "settle well")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != LOCK and not path.name.endswith(("-shm", "-wal"))
    }


# --- making and opening ------------------------------------------------------------------------------


def test_new_library_has_the_codebook_and_no_history(tmp_path: Path):
    with create(tmp_path / "new" / "library") as library:
        found = library.ask(areas.all_areas)
        assert [area.name for area in found if area.slot] == [
            area.name for area in sorted((a for a in found if a.slot), key=lambda area: area.slot or 0)
        ]
        assert found[0].name == "Overall effectiveness"
        assert library.ask(steps) == []
        assert library.undo() is None
        assert library.redo() is None
        assert library.originals.is_dir()


def test_two_libraries_agree_on_the_identity_of_built_in_areas(tmp_path: Path):
    with create(tmp_path / "a") as one, create(tmp_path / "b") as other:
        assert [area.uuid for area in one.ask(areas.all_areas)] == [area.uuid for area in other.ask(areas.all_areas)]


def test_what_was_done_is_there_after_opening_again(tmp_path: Path):
    folder = made(tmp_path / "library")
    with opened(folder) as library:
        assert [found.quote for found in library.ask(annotations.everything)] == ["settle well"]
    with opened(folder, write=False) as library:
        assert library.read_only
        assert library.ask(annotations.totals) == (1, 1, 0)


@pytest.mark.parametrize(
    "name", ["with blanks in it", "Ünïçødé 図書", "#1? 100% [a]&b;c", 'it\'s "quoted"', "%41%20", "dash-–—’s"]
)
def test_paths_of_every_kind(tmp_path: Path, name: str):
    if os.name == "nt" and set(name) & set('?"'):
        pytest.skip("not a name of a folder on Windows")
    folder = made(tmp_path / name / "library")
    assert exists(folder)
    with opened(folder) as library, opened(folder, write=False) as reader:
        highlighted_before = library.ask(annotations.totals)
        assert reader.ask(annotations.totals) == highlighted_before == (1, 1, 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]


def test_a_relative_path_is_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    folder = made(Path("library"))
    with opened(folder) as library:
        assert library.ask(annotations.totals) == (1, 1, 0)


def test_an_empty_folder_becomes_a_library(tmp_path: Path):
    folder = tmp_path / "empty"
    folder.mkdir()
    assert not exists(folder)
    with opened_or_created(folder) as library:
        assert library.ask(annotations.totals) == (0, 0, 0)
    with opened_or_created(folder) as library:
        assert library.ask(annotations.totals) == (0, 0, 0)


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(LibraryError, match="is not empty"):
        create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_library_is_not_made_over_another(tmp_path: Path):
    folder = made(tmp_path / "library")
    before = files(folder)
    with pytest.raises(LibraryError, match=r"already\. Open it instead"):
        create(folder)
    assert files(folder) == before


def test_a_file_in_place_of_the_folder(tmp_path: Path):
    path = tmp_path / "file"
    path.write_text("mine")
    for attempt in (create, opened, opened_or_created):
        with pytest.raises(LibraryError):
            attempt(path)
    assert path.read_text() == "mine"


@pytest.mark.parametrize("write", [True, False])
def test_no_library_in_the_folder(tmp_path: Path, write: bool):
    with pytest.raises(LibraryError, match="There is no library in"):
        opened(tmp_path / "nowhere", write=write)
    with pytest.raises(LibraryError, match="There is no library in"):
        opened(tmp_path, write=write)
    assert list(tmp_path.iterdir()) == []


def test_a_library_that_could_not_be_made_leaves_room_for_the_next_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(areas, "fill", full)
        with pytest.raises(LibraryError, match="the disk is full"):
            create(tmp_path / "library")
    assert not exists(tmp_path / "library")
    with create(tmp_path / "library") as library:
        assert library.ask(areas.all_areas)


# --- the lock ----------------------------------------------------------------------------------------


def test_in_use_by_another_process(tmp_path: Path, held_elsewhere: Holder):
    folder = made(tmp_path / "library")
    with held_elsewhere(folder):
        before = files(folder)
        for attempt in (opened, opened_or_created):
            with pytest.raises(LibraryInUse, match="open in another Yearmark"):
                attempt(folder)
        assert files(folder) == before
        with opened(folder, write=False) as library:
            assert library.ask(annotations.totals) == (1, 1, 0)
            with pytest.raises(LibraryReadOnly, match="for reading only"):
                library.edit("Note", annotations.set_note, 1, "mine")
            with pytest.raises(LibraryReadOnly):
                library.undo()
    with opened(folder) as library:
        library.edit("Note", annotations.set_note, 1, "mine")


def test_the_lock_dies_with_its_process(tmp_path: Path, held_elsewhere: Holder):
    folder = made(tmp_path / "library")
    with held_elsewhere(folder) as process:
        process.kill()
        process.wait()
        with opened(folder) as library:
            assert library.ask(annotations.totals) == (1, 1, 0)


def test_one_process_opens_a_library_once(tmp_path: Path):
    folder = made(tmp_path / "library")
    with opened(folder), pytest.raises(LibraryInUse):
        opened(folder)


def test_a_library_being_made_is_in_use(tmp_path: Path, held_elsewhere: Holder):
    with held_elsewhere(tmp_path / "new"), pytest.raises(LibraryError):
        create(tmp_path / "new")


def test_a_reader_sees_what_the_writer_has_finished(tmp_path: Path):
    folder = made(tmp_path / "library")
    with opened(folder) as writer, opened(folder, write=False) as reader:
        writer.edit("Note", annotations.set_note, 1, "new")
        assert reader.ask(annotations.one, 1).note == "new"
        writer._db.execute("begin immediate")
        writer._db.execute("update annotations set note = 'half'")
        assert reader.ask(annotations.one, 1).note == "new"
        writer._db.execute("rollback")


# --- refusals ----------------------------------------------------------------------------------------


def test_a_write_protected_folder(tmp_path: Path, as_nobody: Unprivileged):
    folder = made(tmp_path / "library")
    before = files(folder)
    protected = [folder, *folder.rglob("*")]
    for path in protected:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        with as_nobody():
            with pytest.raises(LibraryReadOnly, match="may only be read"):
                opened(folder)
            with opened(folder, write=False) as library:
                assert library.ask(annotations.totals) == (1, 1, 0)
                with pytest.raises(LibraryReadOnly):
                    library.edit("Note", annotations.set_note, 1, "mine")
            with pytest.raises(LibraryError):
                create(folder / "inner")
            with pytest.raises(LibraryError):
                create(folder / REPORTS)
    finally:
        for path in protected:
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert files(folder) == before


def test_a_write_protected_folder_that_says_otherwise(
    tmp_path: Path, as_nobody: Unprivileged, monkeypatch: pytest.MonkeyPatch
):
    """On Windows the system's answer about a folder means nothing; the lock then finds out."""
    folder = made(tmp_path / "library")
    (folder / LOCK).unlink(missing_ok=True)
    monkeypatch.setattr(os, "access", lambda *_, **__: True)
    monkeypatch.setattr(os, "supports_effective_ids", {os.access})
    folder.chmod(0o555)
    try:
        with as_nobody(), pytest.raises(LibraryReadOnly, match="may only be read"):
            opened(folder)
    finally:
        folder.chmod(0o755)


def test_a_folder_that_may_not_be_entered(tmp_path: Path, as_nobody: Unprivileged):
    folder = made(tmp_path / "closed" / "library")
    folder.parent.chmod(0o000)
    try:
        with as_nobody():
            assert not exists(folder)
            for attempt in (opened, create, opened_or_created):
                with pytest.raises(LibraryError):
                    attempt(folder)
    finally:
        folder.parent.chmod(0o755)


def damage(path: Path, change: Callable[[sqlite3.Connection], object]) -> None:
    with contextlib.closing(sqlite3.connect(path)) as db:
        change(db)
        db.commit()


@pytest.mark.parametrize("write", [True, False])
def test_made_by_a_newer_version(tmp_path: Path, write: bool):
    folder = made(tmp_path / "library")
    damage(folder / DATABASE, lambda db: db.execute(f"pragma user_version = {VERSION + 1}"))
    before = files(folder)
    with pytest.raises(LibraryError, match="newer version of Yearmark"):
        opened(folder, write=write)
    assert files(folder) == before


def test_made_by_an_older_version(tmp_path: Path):
    folder = made(tmp_path / "library")
    damage(folder / DATABASE, lambda db: db.execute(f"pragma user_version = {VERSION - 1}"))
    with pytest.raises(LibraryError, match="Open it once in the window"):
        opened(folder, write=False)
    with opened(folder) as library:
        assert library.ask(annotations.totals) == (1, 1, 0)
    with opened(folder, write=False) as library:
        assert library.ask(annotations.totals) == (1, 1, 0)


@pytest.mark.parametrize("write", [True, False])
def test_a_foreign_database(tmp_path: Path, write: bool):
    damage(tmp_path / DATABASE, lambda db: db.execute("create table theirs (a)"))
    before = (tmp_path / DATABASE).read_bytes()
    with pytest.raises(LibraryError, match="was not made by Yearmark"):
        opened(tmp_path, write=write)
    assert (tmp_path / DATABASE).read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00", b"hello " * 1000, os.urandom(8192)])
@pytest.mark.parametrize("write", [True, False])
def test_a_file_that_is_no_database(tmp_path: Path, write: bool, content: bytes):
    (tmp_path / DATABASE).write_bytes(content)
    with pytest.raises(LibraryError, match=r"library\.db"):
        opened(tmp_path, write=write)
    assert (tmp_path / DATABASE).read_bytes() == content


@pytest.mark.parametrize("write", [True, False])
def test_a_truncated_database(tmp_path: Path, write: bool):
    folder = made(tmp_path / "library")
    os.truncate(folder / DATABASE, 8192)
    with pytest.raises(LibraryError, match="may be damaged"), opened(folder, write=write) as library:
        library.ask(annotations.everything)


def test_a_refused_library_gives_its_lock_back(tmp_path: Path):
    folder = made(tmp_path / "library")
    whole = (folder / DATABASE).read_bytes()
    (folder / DATABASE).write_bytes(b"hello " * 1000)
    with pytest.raises(LibraryError):
        opened(folder)
    (folder / DATABASE).write_bytes(whole)
    with opened(folder) as library:
        assert library.ask(annotations.totals) == (1, 1, 0)


def test_copied_while_open_it_is_a_library_still(tmp_path: Path):
    folder = made(tmp_path / "library")
    with opened(folder) as library:
        library.edit("Note", annotations.set_note, 1, "just now")
        shutil.copytree(folder, tmp_path / "copy", ignore=shutil.ignore_patterns("*-shm"))
    with opened(tmp_path / "copy") as copy:
        assert copy.ask(annotations.one, 1).note == "just now"


def test_what_a_broken_import_left_is_tidied_away(tmp_path: Path):
    folder = made(tmp_path / "library")
    part, whole = folder / REPORTS / "ab.pdf.part", folder / REPORTS / "ab.pdf"
    part.write_bytes(b"half")
    whole.write_bytes(b"whole")
    opened(folder, write=False).close()
    assert part.exists()
    opened(folder).close()
    assert not part.exists()
    assert whole.read_bytes() == b"whole"


# --- transactions ------------------------------------------------------------------------------------


class Mistake(Exception):
    pass


@pytest.mark.parametrize("error", [Mistake(), LibraryError("no"), KeyboardInterrupt()])
@pytest.mark.parametrize("verb", ["edit", "write"])
def test_an_edit_that_fails_changes_nothing(library: Library, verb: str, error: BaseException):
    who = reviewer(library)
    added(library, document())
    before = library.ask(rows)

    def half(db: sqlite3.Connection) -> None:
        annotations.add(db, quoted(db, 1, "settle well"), who)
        raise error

    with pytest.raises(type(error)):
        getattr(library, verb)("Half", half)
    assert library.ask(rows) == before
    assert library.ask(steps) == []
    change = library.edit("Note", lambda db: None)
    assert change.touched == frozenset()
    assert library.undo() is None


def test_write_is_no_step_of_history_and_tells_what_it_touched(library: Library):
    change = library.write("Reviewer", reviewers.added, "B")
    assert change.touched == {("reviewers", 1)}
    assert library.ask(steps) == []
    edit = library.edit("Other", reviewers.added, "C")
    assert edit.touched == {("reviewers", 2)}
    library.undo()
    assert library.ask(reviewers.names) == {1: "B"}


def test_the_disk_is_full(library: Library):
    who = reviewer(library)
    added(library, document())
    pages = library.ask(lambda db: db.execute("pragma page_count").fetchone()[0])
    library._db.execute(f"pragma max_page_count = {pages}")
    before = library.ask(rows)
    with pytest.raises(LibraryError, match=r"the disk is full.*Everything before it is saved"):
        library.edit("Note", lambda db: annotations.add(db, quoted(db, 1, "settle"), who, note="x" * 99_999))
    assert library.ask(rows) == before
    library._db.execute(f"pragma max_page_count = {pages + 1000}")
    highlighted(library, 1, "settle well", note="x" * 99_999)
    assert library.ask(annotations.totals) == (1, 1, 0)


def test_the_library_becomes_write_protected(library: Library):
    reviewer(library)
    library._db.execute("pragma query_only = on")
    with pytest.raises(LibraryReadOnly, match="has become write-protected"):
        library.write("Reviewer", reviewers.added, "C")


def test_a_fault_of_ours_is_not_told_as_the_users(library: Library):
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        library.ask(lambda db: db.execute("select * from missing"))
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        library.edit("Wrong", lambda db: db.execute("delete from missing"))
    with pytest.raises(sqlite3.IntegrityError):
        library.edit("Wrong", annotations.tag, 99, 1)


def test_work_of_a_killed_process_is_there_up_to_its_last_commit(tmp_path: Path):
    program = (
        "import os, sys; from pathlib import Path\n"
        "from storage.library import create; from storage import reviewers\n"
        "library = create(Path(sys.argv[1]))\n"
        "library.edit('One', reviewers.added, 'first')\n"
        "library._db.execute('begin immediate')\n"
        "reviewers.added(library._db, 'second')\n"
        "os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "library")], cwd=ROOT, check=False)
    with opened(tmp_path / "library") as library:
        assert library.ask(reviewers.names) == {1: "first"}
        assert library.undo().label == "One"


def test_opening_loads_neither_the_reader_nor_sqlite_utils(tmp_path: Path):
    folder = made(tmp_path / "library")
    program = (
        "import sys; from pathlib import Path; from storage.library import opened; from storage import reports\n"
        "library = opened(Path(sys.argv[1])); library.ask(reports.listing); library.close()\n"
        "print([name for name in ('pymupdf', 'sqlite_utils', 'PySide6', 'click') if name in sys.modules])"
    )
    command = [sys.executable, "-c", program, str(folder)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"


# --- folders and reviewers ---------------------------------------------------------------------------


def test_one_variable_moves_all_folders(home: Path):
    assert folders.default_library() == home / "library"
    assert folders.log_folder() == home / "log"
    assert folders.settings_file() == home / "settings.json"


def test_without_it_they_are_the_users(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("YEARMARK_HOME")
    for folder in (folders.default_library(), folders.log_folder(), folders.settings_file()):
        assert folder.is_absolute()
        assert "yearmark" in str(folder).lower()
        assert Path.home() in folder.parents or os.name == "nt"


def test_a_reviewer_is_known_by_identity_and_may_change_the_name(library: Library):
    one = library.write("Reviewer", reviewers.added, "  Ann  ", "id-1").answer
    assert library.write("Reviewer", reviewers.added, "Anne", "id-1").answer == one
    assert library.write("Reviewer", reviewers.added, "Anne").answer == one
    assert library.write("Reviewer", reviewers.added, "Anne", "id-2").answer != one
    assert library.write("Reviewer", reviewers.added, " ").touched
    assert library.ask(reviewers.names) == {1: "Anne", 2: "Anne", 3: "Reviewer"}
    assert library.write("Reviewer", reviewers.added, "Anne", "id-1").touched == frozenset()


def test_names_of_a_library_are_few(tmp_path: Path):
    folder = made(tmp_path / "library")
    assert sorted(path.name for path in folder.iterdir()) == [DATABASE, LOCK, REPORTS]
