"""The tables: what history and undo rest on."""

import re

from sqlite_utils import Database

from storage import schema
from storage.library import Library, opened
from storage.versions import APPLICATION_ID, VERSION, WATCHED


def test_version_is_number_of_migrations():
    db = Database(memory=True)
    assert len(list(schema.migrations.pending(db))) == VERSION
    db.close()


def test_new_library_carries_mark_and_version(library: Library):
    assert library.ask(lambda db: db.execute("pragma application_id").fetchone()[0]) == APPLICATION_ID
    assert library.ask(lambda db: db.execute("pragma user_version").fetchone()[0]) == VERSION


def test_watched_tables_have_ids_that_are_never_used_again(library: Library):
    tables = "select name, sql from sqlite_master where type = 'table'"
    sql = dict(library.ask(lambda db: db.execute(tables).fetchall()))
    for table in WATCHED:
        assert re.search(r"\bid integer primary key autoincrement\b", sql[table]), table


def test_every_table_a_reviewer_edits_is_watched(library: Library):
    tables = "select name from sqlite_master where sql like '%autoincrement%'"
    names = library.ask(lambda db: db.execute(tables).fetchall())
    assert {name for (name,) in names} - {"history"} == set(WATCHED)


def test_connection_survives_power_cuts(library: Library):
    assert library.ask(lambda db: db.execute("pragma journal_mode").fetchone()[0]) == "wal"
    assert library.ask(lambda db: db.execute("pragma synchronous").fetchone()[0]) == 2
    assert library.ask(lambda db: db.execute("pragma foreign_keys").fetchone()[0]) == 1


def test_migrating_again_changes_nothing(library: Library):
    before = library.ask(lambda db: db.execute("select sql from sqlite_master order by name").fetchall())
    folder = library.folder
    library.close()
    schema.migrate(str(folder / "library.db"))
    with opened(folder) as again:
        assert again.ask(lambda db: db.execute("select sql from sqlite_master order by name").fetchall()) == before


def test_first_page_of_a_report_needs_no_row_of_its_pages(library: Library):
    asked = "explain query plan select number, width, height, label from pages where sha256 = ? order by number"
    (step,) = library.ask(lambda db: db.execute(asked, ("a",)).fetchall())
    assert "COVERING INDEX page_frames" in step[3]
