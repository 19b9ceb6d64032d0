"""What panes show after an edit is what the library holds, though only what was touched is looked up."""

import random

import pytest

from desktop.project import Project
from desktop.reader.reader import Reader
from storage import annotations, areas, links
from storage.errors import LibraryError
from storage.model import RELATIONS
from tests.storage.builders import quoted

QUOTES = ("settle well", "too variable", "attainment", "Return home interviews", "interviews are")


@pytest.fixture(autouse=True)
def two_open(reader: Reader) -> None:
    """Two reports side by side."""
    reader.open(1)
    reader.open(2)


def edit(project: Project, rng: random.Random) -> None:
    marks = project.ask(annotations.everything)
    mark = rng.choice(marks) if marks else None
    area = rng.choice(project.ask(areas.all_areas)).id
    kind = rng.choice(("add", "tag", "untag", "mark", "delete", "link", "unlink", "undo", "redo", "untag all"))
    if kind == "add" or mark is None:
        passage = project.ask(quoted, rng.choice((1, 2)), rng.choice(QUOTES))
        project.do("Highlight", annotations.add, passage, project.reviewer, [area])
    elif kind in ("tag", "untag"):
        project.do(kind, annotations.tag if kind == "tag" else annotations.untag, mark.id, area)
    elif kind == "mark":
        project.do("Mark", annotations.set_mark, mark.id, rng.choice(("", "strength", "concern")))
    elif kind == "delete":
        project.do("Delete", annotations.delete, mark.id)
    elif kind == "link":
        project.do("Link", links.add, mark.id, rng.choice(marks).id, rng.choice(RELATIONS), project.reviewer)
    elif kind == "unlink" and project.ask(links.everything):
        project.do("Unlink", links.delete, project.ask(links.everything)[0].id)
    elif kind == "untag all":  # touches no annotation's own row
        project.do("Untag", lambda db: db.execute("delete from annotation_areas where area = ?", (area,)) and None)
    elif kind == "undo":
        project.undo()
    elif kind == "redo":
        project.redo()


@pytest.mark.parametrize("seed", range(4))
def test_random_edits_show_as_the_library_has_them(reader: Reader, project: Project, seed: int):
    rng = random.Random(seed)
    for _ in range(60):
        edit(project, rng)
        linked = {end for link in project.ask(links.everything) for end in (link.earlier, link.later)}
        for pane, report in zip(reader.panes, (1, 2), strict=True):
            held = project.ask(annotations.of_report, report)
            assert pane.pages.shown.annotations == held
            assert pane.pages._linked == linked


def test_a_change_says_which_annotations_it_concerns(project: Project):
    one, two = project.ask(annotations.of_report, 2)
    area = project.ask(areas.all_areas)[0].id
    seen = []
    project.changed.connect(lambda change: seen.append(project.ask(annotations.concerned, change)))
    project.do("Tag", annotations.tag, one.id, area)
    project.do("Note", annotations.set_note, two.id, "a note")
    project.do("Untag", lambda db: db.execute("delete from annotation_areas") and None)
    assert seen == [{one.id}, {two.id}, None]


def test_a_link_within_a_report_is_refused_while_edits_are_random(project: Project):
    one, two = project.ask(annotations.of_report, 2)
    with pytest.raises(LibraryError):
        project.ask(links.ordered, one.id, two.id)
