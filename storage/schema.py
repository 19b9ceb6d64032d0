"""The tables of a library, as a list of migrations that only grows.

`VERSION` is the number of migrations and stands in the database as `user_version`, so that opening an
up-to-date library need not load sqlite-utils (130 ms of CPU). Tables are of two sorts: those a reviewer
edits, listed in `WATCHED`, whose every change goes to `history`; and those that are derived from the
files (`documents` and all that hangs on its checksum), which can be made again and are not undone.
"""

from sqlite_utils import Database, Migrations

from storage import search_index
from storage.model import NumberedParagraph, Paragraph, Section
from storage.versions import APPLICATION_ID, VERSION

migrations = Migrations("library")


@migrations()
def m001_library(db: Database) -> None:
    """Make the tables of the first version."""
    # autoincrement: an undone removal must find its old id free.
    db.executescript(
        """
        create table about (key text primary key, value text not null);
        create table reviewers (
          id integer primary key autoincrement,
          uuid text not null unique,
          name text not null
        );
        create table areas (
          id integer primary key autoincrement,
          uuid text not null unique,
          name text not null,
          definition text not null default '',
          colour text not null,
          parent integer references areas(id),
          position integer not null,
          slot integer unique
        );
        create table documents (
          sha256 text primary key,
          media text not null check (media in ('pdf', 'text')),
          file_name text not null,
          size integer not null,
          page_count integer not null,
          reader text not null,
          text text not null,
          facts text not null,
          warnings text not null,
          password text
        );
        create table pages (
          sha256 text not null references documents(sha256) on delete cascade,
          number integer not null,
          width real not null,
          height real not null,
          label text not null,
          words blob not null,
          primary key (sha256, number)
        );
        create table paragraphs (
          sha256 text not null references documents(sha256) on delete cascade,
          "start" integer not null,
          "end" integer not null,
          number text not null,
          page integer not null,
          primary key (sha256, "start")
        ) without rowid;
        create table reports (
          id integer primary key autoincrement,
          uuid text not null unique,
          sha256 text not null unique references documents(sha256),
          authority text not null,
          kind text not null,
          year integer,
          inspection_start text not null,
          inspection_end text not null,
          published text not null,
          lead_inspector text not null,
          overall text not null,
          corrected text not null default '',
          added text not null
        );
        create table annotations (
          id integer primary key autoincrement,
          uuid text not null unique,
          report integer not null references reports(id) on delete cascade,
          "start" integer not null,
          "end" integer not null check ("end" > "start"),
          quote text not null,
          prefix text not null,
          suffix text not null,
          mark text not null default '' check (mark in ('', 'strength', 'concern')),
          note text not null default '',
          reviewer integer not null references reviewers(id),
          created text not null,
          modified text not null
        );
        create index annotations_report on annotations (report, "start");
        create table annotation_areas (
          id integer primary key autoincrement,
          annotation integer not null references annotations(id) on delete cascade,
          area integer not null references areas(id),
          unique (annotation, area)
        );
        create index annotation_areas_area on annotation_areas (area);
        create table links (
          id integer primary key autoincrement,
          uuid text not null unique,
          earlier integer not null references annotations(id) on delete cascade,
          later integer not null references annotations(id) on delete cascade,
          relation text not null,
          note text not null default '',
          reviewer integer not null references reviewers(id),
          created text not null,
          unique (earlier, later)
        );
        create index links_later on links (later);
        create table history (
          id integer primary key autoincrement,
          label text not null,
          reviewer integer,
          at text not null,
          undone integer not null default 0,
          rows text not null
        );
        create index history_undone on history (undone, id);
        """
    )


@migrations()
def m002_what_was_read(db: Database) -> None:
    """Keep all that the reader finds; reports that wait to be read, and passages that were not found again."""
    # `position` is the place in the order of reading, from 0.
    db.executescript(
        """
        alter table documents add column places text not null default '{}';
        alter table documents add column carried text not null default '{}';
        alter table documents add column recognised integer not null default 0;
        alter table documents add column pictures text not null default '[]';
        alter table reports add column read text not null default '';
        update reports set read = added;
        alter table annotations add column lost integer not null default 0;
        create table judgements (
          sha256 text not null references documents(sha256) on delete cascade,
          position integer not null,
          area text not null,
          grade text not null,
          "group" text not null,
          page integer not null,
          "start" integer not null,
          "end" integer not null,
          source text not null,
          board integer not null,
          primary key (sha256, position)
        ) without rowid;
        create table sections (
          sha256 text not null references documents(sha256) on delete cascade,
          position integer not null,
          heading text not null,
          level integer not null,
          grade text not null,
          page integer not null,
          "start" integer not null,
          "end" integer not null,
          primary key (sha256, position)
        ) without rowid;
        create table numbered_paragraphs (
          sha256 text not null references documents(sha256) on delete cascade,
          position integer not null,
          number integer not null,
          page integer not null,
          last_page integer not null,
          section integer not null,
          "start" integer not null,
          "end" integer not null,
          primary key (sha256, position)
        ) without rowid;
        create table improvement_items (
          sha256 text not null references documents(sha256) on delete cascade,
          position integer not null,
          text text not null,
          "group" text not null,
          subject text not null,
          timescale text not null,
          number text not null,
          page integer not null,
          "start" integer not null,
          "end" integer not null,
          board integer not null,
          primary key (sha256, position)
        ) without rowid;
        create table earlier_inspections (
          sha256 text not null references documents(sha256) on delete cascade,
          position integer not null,
          "start" integer not null,
          "end" integer not null,
          page integer not null,
          year integer,
          primary key (sha256, position)
        ) without rowid;
        create table findings (
          sha256 text not null references documents(sha256) on delete cascade,
          position integer not null,
          sentence text not null,
          places text not null,
          primary key (sha256, position)
        ) without rowid;
        """
    )


@migrations()
def m003_rectangles(db: Database) -> None:
    """Let an annotation mark a rectangle of a page, for figures and for pages without text."""
    # `page` 0 is a passage; a rectangle's span is one character, the place in the text at which it stands.
    db.executescript(
        """
        alter table annotations add column page integer not null default 0;
        alter table annotations add column x0 real not null default 0;
        alter table annotations add column y0 real not null default 0;
        alter table annotations add column x1 real not null default 0;
        alter table annotations add column y1 real not null default 0;
        """
    )


@migrations()
def m004_codebook_and_suggestions(db: Database) -> None:
    """Let areas retire and the crosswalk be edited; keep filters and verdicts on suggestions; know texts by digest."""
    # crosswalk: a row is an edit of what the framework's file says, `areas` a JSON list of areas' UUIDs.
    # verdicts: by quotation, so that they outlive a new reading; `other_quote` "" says that nothing there fits.
    db.executescript(
        """
        alter table areas add column retired integer not null default 0;
        alter table documents add column digest text not null default '';
        create index documents_digest on documents (digest);
        create table crosswalk (
          id integer primary key autoincrement,
          framework text not null,
          "group" text not null,
          printed text not null,
          areas text not null,
          unique (framework, "group", printed)
        );
        create table filters (
          id integer primary key autoincrement,
          uuid text not null unique,
          name text not null unique,
          query text not null
        );
        create table verdicts (
          id integer primary key autoincrement,
          uuid text not null unique,
          report integer not null references reports(id) on delete cascade,
          quote text not null,
          other integer not null references reports(id) on delete cascade,
          other_quote text not null,
          reviewer integer not null references reviewers(id),
          created text not null,
          unique (report, quote, other, other_quote)
        );
        """
    )


@migrations()
def m005_search(db: Database) -> None:
    """Make what full-text search looks through: paragraphs and notes in indexes of words; fill them."""
    # A paragraph's id is (its document's number << 20) + its place. The paragraphs keep a copy of their words: cut
    # out of the whole text, those of 500 hits cost four times as much (measured). The triggers for notes stand here
    # because undo writes rows directly; most annotations have no note and cost nothing.
    db.executescript(
        """
        create table indexed (
          id integer primary key,
          sha256 text not null unique references documents(sha256) on delete cascade
        );
        create table searchable (
          id integer primary key,
          "start" integer not null,
          "end" integer not null,
          page integer not null,
          label text not null,
          number text not null,
          section integer not null,
          text text not null
        );
        create virtual table paragraph_words using fts5 (
          text, content = 'searchable', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
        );
        create trigger indexed_removed before delete on indexed begin
          insert into paragraph_words (paragraph_words, rowid, text)
            select 'delete', id, text from searchable where id between old.id << 20 and ((old.id + 1) << 20) - 1;
          delete from searchable where id between old.id << 20 and ((old.id + 1) << 20) - 1;
        end;
        """
    )
    for table in ("annotations", "links"):
        words = f"{table}_words"
        db.executescript(
            f"""
            create virtual table {words} using fts5 (
              note, content = '{table}', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
            );
            insert into {words} (rowid, note) select id, note from {table} where note <> '';
            create trigger {words}_added after insert on {table} when new.note <> '' begin
              insert into {words} (rowid, note) values (new.id, new.note);
            end;
            create trigger {words}_changed after update of note on {table} when old.note <> new.note begin
              insert into {words} ({words}, rowid, note) select 'delete', old.id, old.note where old.note <> '';
              insert into {words} (rowid, note) select new.id, new.note where new.note <> '';
            end;
            create trigger {words}_removed after delete on {table} when old.note <> '' begin
              insert into {words} ({words}, rowid, note) values ('delete', old.id, old.note);
            end;
            """
        )
    _index_all(db)


def _index_all(db: Database) -> None:
    """Index every document that was read, as reading it does."""
    read = "select sha256, text from documents where reader <> ''"
    for sha256, text in db.execute(read).fetchall():
        where = "where sha256 = ? order by"
        paragraphs = db.execute(f'select "start", "end", number, page from paragraphs {where} "start"', (sha256,))
        sections = db.execute(
            f'select heading, level, grade, page, "start", "end" from sections {where} position', (sha256,)
        )
        numbered = db.execute(
            f'select number, page, last_page, section, "start", "end" from numbered_paragraphs {where} position',
            (sha256,),
        )
        pages = db.execute(f"select number, label from pages {where} number", (sha256,))
        found = search_index.rows(
            text,
            list(map(Paragraph._make, paragraphs)),
            list(map(Section._make, sections)),
            list(map(NumberedParagraph._make, numbered)),
            {number: label or str(number) for number, label in pages},
        )
        search_index.write(db.conn, sha256, found)


@migrations()
def m006_first_look(db: Database) -> None:
    """Let what a report's first page needs be read from two pages of the database, not from a hundred."""
    # A page's row is as long as its words, and what a file carries stands behind its whole text: to reach them took
    # 0.25 ms of the 6 in which a report opens (measured, nothing kept from before).
    db.executescript(
        """
        create index page_frames on pages (sha256, number, width, height, label);
        create index documents_marked on documents (sha256) where carried like '%"marks"%';
        """
    )


def migrate(path: str) -> None:
    """Bring the database at `path` to the newest version; each migration is one transaction."""
    db = Database(path)
    try:
        db.enable_wal()
        migrations.apply(db)
        db.execute(f"pragma application_id = {APPLICATION_ID}")
        db.execute(f"pragma user_version = {VERSION}")
    finally:
        db.close()
