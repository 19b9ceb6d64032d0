"""The bundle as a whole: its layout, its checksums, what happens when it cannot be made."""

import errno
import hashlib
import os
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from storage import annotations, reports
from storage.errors import LibraryError, WorkStopped
from storage.exchange import bundle
from storage.exchange.bundle import export_bundle, remove_leftovers
from storage.exchange.scope import Scope
from storage.workers import Worker
from tests.storage.exchange.conftest import Desk


def ignore(_: object) -> None:
    pass


def test_is_a_bag_whose_checksums_hold(desk: Desk, three: dict[str, int]) -> None:
    made = desk.export()
    assert {entry.filename.split("/")[0] for entry in made.entries} == {"Islington"}
    assert made.files["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    for manifest, wanted in (
        ("manifest-sha256.txt", {name for name in made.files if name.startswith("data/")}),
        ("tagmanifest-sha256.txt", {"bagit.txt", "bag-info.txt", "index.html", "manifest-sha256.txt"}),
    ):
        lines = made.files[manifest].decode().splitlines()
        listed = {path: checksum for checksum, path in (line.split("  ", 1) for line in lines)}
        assert set(listed) == wanted
        assert all(hashlib.sha256(made.files[path]).hexdigest() == checksum for path, checksum in listed.items())
    payload = made.names("data/")
    oxum = f"Payload-Oxum: {sum(len(made.files[name]) for name in payload)}.{len(payload)}"
    assert oxum in made.files["bag-info.txt"].decode().splitlines()


def test_summary_and_progress_say_what_was_done(desk: Desk, three: dict[str, int]) -> None:
    made = desk.export()
    summary = made.summary
    assert (summary.reports, summary.annotations, summary.links, summary.links_left_out) == (3, 3, 2, 0)
    assert summary.warnings == ()
    assert summary.size == made.path.stat().st_size
    assert [(done, total) for done, total, _ in made.told] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert made.told[1][2] == "Added Islington 2017"
    assert [path.name for path in made.path.parent.iterdir()] == ["Islington.yearmark"]


def test_originals_are_unchanged_under_readable_names(desk: Desk, three: dict[str, int]) -> None:
    made = desk.export()
    assert made.files["data/originals/Islington 2017 - earlier.pdf"] == (desk.files / "earlier.pdf").read_bytes()
    assert made.files["data/originals/Islington 2024 - newest.txt"] == (desk.files / "newest.txt").read_bytes()
    annotated = made.files["data/annotated/Islington 2017 - earlier (annotated).pdf"]
    # Saved behind the file's own bytes.
    assert annotated.startswith((desk.files / "earlier.pdf").read_bytes())
    assert "data/annotated/Islington 2024 - newest (annotated).html" in made.files


def test_same_library_gives_the_same_payload(desk: Desk, three: dict[str, int]) -> None:
    first, second = desk.export(), desk.export(name="Again.yearmark")
    assert first.files["manifest-sha256.txt"] == second.files["manifest-sha256.txt"]
    newest = desk.selection().newest
    assert {entry.date_time[0] for entry in first.entries} == {int(newest[:4])}


def test_report_without_annotations_has_no_annotated_copy(desk: Desk) -> None:
    desk.pdf("plain.pdf", LINES, "Leeds", "2019")
    made = desk.export()
    assert made.names("data/annotated/") == []
    assert "Annotated copy" not in made.files["index.html"].decode()
    assert made.entries[0].date_time == (1980, 1, 1, 0, 0, 0)


LINES = [["Some words on a page."]]


# --- the scope -------------------------------------------------------------------------------------------


def test_scope_of_reports_leaves_out_links_that_lead_elsewhere(desk: Desk, three: dict[str, int]) -> None:
    made = desk.export(Scope(reports=(three["first"], three["second"])))
    assert (made.summary.reports, made.summary.links, made.summary.links_left_out) == (2, 1, 1)
    everything = b"".join(made.files.values())
    assert desk.uuid(three["three"]).encode() not in everything
    assert "1 link to reports outside this bundle was left out" in made.files["index.html"].decode()


def test_scope_of_authorities(desk: Desk, three: dict[str, int]) -> None:
    desk.pdf("other.pdf", LINES, "Leeds", "2019")
    made = desk.export(Scope(authorities=("islington",)))
    assert made.summary.reports == 3
    assert desk.selection(Scope(authorities=("Leeds",))).title == "Leeds 2019"
    assert desk.selection().title == "Islington, Leeds 2017–2024"
    assert desk.selection(Scope(title=" For the\ncommittee ")).title == "For the committee"


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope(authorities=("Atlantis",)), "no report of “Atlantis”"),
        (Scope(reports=(999,)), "no longer in the library"),
        (Scope(authorities=("Leeds",), reports=(1,)), "None of the chosen reports"),
    ],
)
def test_scope_of_nothing_is_refused(desk: Desk, three: dict[str, int], scope: Scope, words: str) -> None:
    desk.pdf("other.pdf", LINES, "Leeds", "2019")
    with pytest.raises(LibraryError, match=words):
        desk.export(scope)
    assert not desk.out().exists()


def test_empty_library_is_refused(desk: Desk) -> None:
    with pytest.raises(LibraryError, match="no reports yet"):
        desk.export()


# --- what may go wrong -----------------------------------------------------------------------------------


def left(desk: Desk) -> list[str]:
    return sorted(path.name for path in desk.out().parent.iterdir())


def test_existing_file_is_kept_unless_told_otherwise(desk: Desk, three: dict[str, int]) -> None:
    desk.out().write_text("kept")
    with pytest.raises(LibraryError, match="already"):
        desk.export()
    assert desk.out().read_text() == "kept"
    export_bundle(ignore, str(desk.folder), str(desk.out()), Scope(), overwrite=True)
    assert zipfile.is_zipfile(desk.out())
    assert left(desk) == ["Islington.yearmark"]


def test_missing_folder_is_refused(desk: Desk, three: dict[str, int], tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="There is no folder"):
        export_bundle(ignore, str(desk.folder), str(tmp_path / "nowhere" / "B.yearmark"), Scope())
    with pytest.raises(LibraryError, match="is a folder"):
        export_bundle(ignore, str(desk.folder), str(tmp_path), Scope(), overwrite=True)


def test_library_folder_is_refused_even_for_overwriting(desk: Desk, three: dict[str, int]) -> None:
    before = (desk.folder / "library.db").read_bytes()
    with pytest.raises(LibraryError, match="library's own folder"):
        export_bundle(ignore, str(desk.folder), str(desk.folder / "library.db"), Scope(), overwrite=True)
    assert (desk.folder / "library.db").read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_protected_folder_is_refused(desk: Desk, three: dict[str, int]) -> None:
    folder = desk.out().parent
    folder.chmod(0o500)
    try:
        with pytest.raises(LibraryError, match="may not be written to"):
            desk.export()
    finally:
        folder.chmod(0o700)


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "may not be written to"), (errno.EIO, "error")],
)
def test_failing_disk_leaves_nothing(
    desk: Desk, three: dict[str, int], monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    def fail(self: object, made: str, title: str) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(bundle._Bag, "finish", fail)
    with pytest.raises(LibraryError, match=words):
        desk.export()
    assert left(desk) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_full_disk_is_said(desk: Desk, three: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "_part", lambda target: Path("/dev/full"))
    monkeypatch.setattr(bundle, "remove_leftovers", ignore)
    with pytest.raises(LibraryError, match="the disk is full"):
        desk.export()


def test_missing_original_is_named(desk: Desk, three: dict[str, int]) -> None:
    (desk.library.originals / desk.library.ask(reports.source, three["second"]).file).unlink()
    with pytest.raises(LibraryError, match=r"The original of Islington 2020 \(“later.pdf”\) has gone"):
        desk.export()
    assert left(desk) == []


def test_changed_original_is_named(desk: Desk, three: dict[str, int]) -> None:
    path = desk.library.originals / desk.library.ask(reports.source, three["second"]).file
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(LibraryError, match=r"Islington 2020 \(“later.pdf”\).* damaged or was changed"):
        desk.export()
    assert left(desk) == []


def test_stopped_in_process_leaves_nothing(desk: Desk, three: dict[str, int]) -> None:
    def stop(told: tuple[int, int, str]) -> None:
        if told[0] == 2:
            raise WorkStopped("it was cancelled")

    with pytest.raises(WorkStopped):
        export_bundle(stop, str(desk.folder), str(desk.out()), Scope())
    assert left(desk) == []


def slow_export(progress: bundle.Progress, folder: str, out: str) -> None:
    """A job that is still at work when it is stopped."""

    def wait(told: tuple[int, int, str]) -> None:
        progress(told)
        time.sleep(60 if told[0] == 1 else 0)

    export_bundle(wait, folder, out, Scope())


def test_killed_worker_leaves_what_the_caller_removes(desk: Desk, three: dict[str, int]) -> None:
    begun = threading.Event()
    worker = Worker()

    def progress(told: tuple[int, int, str]) -> None:
        if told[0] == 1:
            begun.set()

    try:
        with pytest.raises(WorkStopped):
            worker.run(slow_export, str(desk.folder), str(desk.out()), progress=progress, cancelled=begun.is_set)
        assert "Islington.yearmark" not in left(desk)
        assert left(desk) != []
        remove_leftovers(str(desk.out()))
        assert left(desk) == []
        # The library can be written on, and the same worker makes the bundle now.
        desk.library.edit("Note", annotations.set_note, three["one"], "Still open")
        summary = worker.run(export_bundle, str(desk.folder), str(desk.out()), Scope())
        assert summary.reports == 3
    finally:
        worker.stop()


def test_damaged_pdf_goes_without_annotated_copy(
    desk: Desk, three: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.exchange import annotated_pdf

    def fail(source: Path, target: Path, *_: object) -> None:
        target.write_bytes(b"half a copy")
        raise RuntimeError("cannot")

    monkeypatch.setattr(annotated_pdf, "write_copy", fail)
    made = desk.export()
    assert len(made.summary.warnings) == 2
    assert "No annotated copy could be made of Islington 2017 (“earlier.pdf”)" in made.summary.warnings[0]
    assert made.names("data/annotated/") == ["data/annotated/Islington 2024 - newest (annotated).html"]
    assert "earlier%20%28annotated%29" not in made.files["index.html"].decode()
    assert left(desk) == ["Islington.yearmark"]


def test_job_can_be_named_without_loading_what_it_needs() -> None:
    # The window names the job and must not load PyMuPDF (design, section 3).
    code = "import sys, storage.exchange.bundle; sys.exit(bool({'pymupdf', 'jinja2'} & set(sys.modules)))"
    assert (
        subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(bundle.__file__).parents[2]).returncode == 0
    )
