"""What a PDF carries besides its pages is counted and told; files are made here, hostile ones read when present."""

import subprocess
import sys
import time
from pathlib import Path

import pymupdf
import pytest

from storage.reading.carried import MOST, carried, carried_sentence

HOSTILE = Path(__file__).parents[4] / "shared" / "hostile"
needs_hostile = pytest.mark.skipif(not HOSTILE.is_dir(), reason="the shared hostile files are not here")

SCRIPT = "<</S/JavaScript/JS(app.beep\\(\\))>>"
WEB = "<</S/URI/URI(https://example.org/)>>"


@pytest.fixture
def doc():
    made = pymupdf.open()
    made.new_page()
    made.new_page()
    yield made
    made.close()


def added(doc, source):
    """The number of a new object."""
    xref = doc.get_new_xref()
    doc.update_object(xref, source)
    return xref


def annotate(doc, *sources, page=0):
    numbers = [added(doc, f"<</Type/Annot/Rect[10 10 90 90]{source}>>") for source in sources]
    listed = " ".join(f"{number} 0 R" for number in numbers)
    doc.xref_set_key(doc[page].xref, "Annots", f"[{listed}]")


def test_a_plain_file_carries_nothing(doc):
    assert carried(doc) == {}
    assert carried_sentence({}) == ""


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        (SCRIPT, "scripts"),
        ("<</S/Rendition/JS(app.beep\\(\\))>>", "scripts"),
        ("<</S/URI/URI(JavaScript:alert\\(1\\))>>", "scripts"),
        ("<</S/Launch/F(calc.exe)>>", "launches"),
        (WEB, "links"),
        ("<</S/URI/URI(mailto:someone@example.org)>>", "links"),
        ("<</S/URI/URI(www.example.org)>>", "links"),
        ("<</S/URI/URI(file:///etc/passwd)>>", "other files"),
        ("<</S/SubmitForm/F(https://example.org/)>>", "forms"),
        ("<</S/ImportData/F(data.fdf)>>", "forms"),
        ("<</S/GoToR/F(other.pdf)/D[0/Fit]>>", "other files"),
        ("<</S/GoToE/T<</R/C/N(inner.pdf)>>>>", "other files"),
        ("<</S/Thread/F(other.pdf)/D 0>>", "other files"),
        ("<</S/GoTo/D[0/Fit]>>", None),
        ("[0/Fit]", None),
    ],
)
def test_each_action_is_told_wherever_it_stands(doc, action, kind):
    catalogue = doc.pdf_catalog()
    expected = {kind: 1} if kind else {}
    doc.xref_set_key(catalogue, "OpenAction", action)
    assert carried(doc) == expected
    doc.xref_set_key(catalogue, "OpenAction", "null")
    if action.startswith("<<"):
        doc.xref_set_key(catalogue, "AA", f"<</WC {action}>>")
        assert carried(doc) == expected
        doc.xref_set_key(catalogue, "AA", "null")
        doc.xref_set_key(doc[1].xref, "AA", f"<</O {action}>>")
        assert carried(doc) == expected
        doc.xref_set_key(doc[1].xref, "AA", "null")
    annotate(doc, f"/Subtype/Link/A {action}", page=1)
    assert carried(doc) == expected


def test_shared_scripts_are_told(doc):
    kid = added(doc, f"<</Names[(a) {SCRIPT} (b) {SCRIPT}]>>")
    doc.xref_set_key(doc.pdf_catalog(), "Names", f"<</JavaScript<</Kids[{kid} 0 R]>>>>")
    assert carried(doc) == {"scripts": 2}


def test_embedded_files_are_told_once(doc):
    doc.embfile_add("one.txt", b"one")
    doc[0].add_file_annot((20, 20), b"two", "two.txt")
    assert carried(doc) == {"files": 2}
    shared = added(doc, "<</Type/Filespec/F(three.txt)/EF<</F 1 0 R>>>>")
    annotate(doc, *[f"/Subtype/FileAttachment/FS {shared} 0 R"] * 2, page=1)
    assert carried(doc) == {"files": 3}


def test_media_and_files_elsewhere_are_told(doc):
    asset = added(doc, "<</Type/Filespec/F(film.mp4)/EF<</F 1 0 R>>>>")
    annotate(
        doc,
        f"/Subtype/RichMedia/RichMediaContent<</Assets<</Names[(film) {asset} 0 R]>>>>",
        "/Subtype/3D/3DD 1 0 R",
        "/Subtype/FileAttachment/FS(elsewhere.txt)",
        "/Subtype/Movie/Movie<</F(film.avi)>>",
    )
    assert carried(doc) == {"files": 2, "other files": 2}


def test_a_page_drawn_by_another_file_is_told(doc):
    doc[0].insert_text((72, 72), "words")
    doc.xref_set_key(doc[0].get_contents()[0], "F", "(elsewhere.txt)")
    assert carried(doc) == {"other files": 1}


def test_actions_of_a_field_are_told_once(doc):
    kid = added(doc, f"<</Type/Annot/Subtype/Widget/Rect[0 0 9 9]/FT/Btn/A<</S/SubmitForm>>/AA<</K {SCRIPT}>>>>")
    field = added(doc, f"<</T(parent)/AA<</V {SCRIPT}>>/Kids[{kid} 0 R]>>")
    doc.xref_set_key(doc.pdf_catalog(), "AcroForm", f"<</Fields[{field} 0 R]>>")
    doc.xref_set_key(doc[0].xref, "Annots", f"[{kid} 0 R]")
    assert carried(doc) == {"scripts": 2, "forms": 1}


def test_bookmarks_are_looked_at(doc):
    doc.set_toc([[1, "First", 1], [2, "Second", 2]])
    items = [item[3]["xref"] for item in doc.get_toc(simple=False)]
    doc.xref_set_key(items[1], "A", "<</S/Launch/F(calc.exe)>>")
    assert carried(doc) == {"launches": 1}


def test_chains_are_followed_and_loops_end(doc):
    first, second = doc.get_new_xref(), doc.get_new_xref()
    doc.update_object(first, f"<</S/URI/URI(https://example.org/)/Next[{second} 0 R <</S/Launch/F(a)>>]>>")
    doc.update_object(second, f"<</S/JavaScript/JS(x)/Next {first} 0 R>>")
    doc.xref_set_key(doc.pdf_catalog(), "OpenAction", f"{first} 0 R")
    tree = doc.get_new_xref()
    doc.update_object(tree, f"<</Names[(a) {SCRIPT}]/Kids[{tree} 0 R {tree} 0 R]>>")
    doc.xref_set_key(doc.pdf_catalog(), "Names", f"<</JavaScript {tree} 0 R>>")
    field = doc.get_new_xref()
    doc.update_object(field, f"<</Kids[{field} 0 R]>>")
    doc.xref_set_key(doc.pdf_catalog(), "AcroForm", f"<</Fields[{field} 0 R]>>")
    assert carried(doc) == {"scripts": 2, "launches": 1, "links": 1}


def test_links_that_share_an_action_count_each(doc):
    action = added(doc, WEB)
    annotate(doc, *[f"/Subtype/Link/A {action} 0 R"] * 3)
    assert carried(doc) == {"links": 3}


def test_damage_leaves_the_rest_told(doc):
    doc.xref_set_key(doc.pdf_catalog(), "OpenAction", SCRIPT)
    doc.xref_set_key(doc.pdf_catalog(), "Names", "<</JavaScript 99999 0 R/EmbeddedFiles(not a tree)>>")
    doc.xref_set_key(doc.pdf_catalog(), "AcroForm", "[1 2 3]")
    doc.xref_set_key(doc[0].xref, "Annots", "[null 7 (x) 99999 0 R <</A 12>> <</AA[1]>>]")
    annotate(doc, f"/Subtype/Link/A {WEB}", page=1)
    assert carried(doc) == {"scripts": 1, "links": 1}


def test_no_more_objects_are_looked_at_than_may_be(doc):
    listed = f"<</Subtype/Link/A {WEB}>>" * MOST
    doc.xref_set_key(doc[0].xref, "Annots", f"[{listed}]")
    begun = time.process_time()
    assert 1000 < carried(doc)["links"] < MOST
    assert time.process_time() - begun < 2


def test_other_kinds_of_file_carry_nothing():
    doc = pymupdf.open(stream=b"Some words.", filetype="txt")
    assert carried(doc) == {}
    doc.close()
    assert carried(doc) == {}


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({"links": 1}, "The file carries a link to a web or mail address. Yearmark never follows it."),
        ({"links": 1041}, "The file carries 1,041 links to web or mail addresses. Yearmark never follows them."),
        ({"scripts": 1}, "The file carries a script. Yearmark never runs, opens or follows it."),
        (
            {"links": 41, "files": 3, "launches": 2, "scripts": 1},
            "The file carries a script, 2 launch actions, 3 embedded files and 41 links to web or mail addresses. "
            "Yearmark never runs, opens or follows them.",
        ),
        (
            {"forms": 1, "other files": 2, "files": 0},
            "The file carries an action that sends or fetches form data and 2 references to other files. "
            "Yearmark never runs, opens or follows them.",
        ),
    ],
)
def test_the_sentence_is_plain(counts, sentence):
    assert carried_sentence(counts) == sentence


def test_the_sentence_needs_no_pymupdf():
    code = (
        "import sys; from storage.reading.carried import carried_sentence; assert carried_sentence({'links': 2});"
        "sys.exit('pymupdf' in sys.modules)"
    )
    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


@needs_hostile
def test_hostile_files_are_told_of():
    told = {
        "made/act_js_open.pdf": {"scripts": 1},
        "made/act_launch_open.pdf": {"launches": 1},
        "made/act_uri_open.pdf": {"links": 1},
        "made/act_gotor_open.pdf": {"other files": 1},
        "made/act_submit_open.pdf": {"forms": 1},
        "made/act_import_open.pdf": {"forms": 1},
        "made/act_thread_unc.pdf": {"other files": 1},
        "made/links_hostile.pdf": {"scripts": 2, "launches": 1, "links": 1, "other files": 2},
        "made/embedded_traversal.pdf": {"files": 1},
        "made/external_stream.pdf": {"other files": 1},
        "found/pdfjs__6aaeab__attachment.pdf": {"files": 1},
        "found/pdfjs__947515__annotation_hidden_noview.pdf": {"scripts": 1},
    }
    for name, counts in told.items():
        with pymupdf.open(HOSTILE / name) as doc:
            assert carried(doc) == counts, name


@needs_hostile
def test_hostile_files_neither_raise_nor_take_long():
    looked_at = 0
    for path in sorted(HOSTILE.rglob("*.pdf")):
        try:
            doc = pymupdf.open(path, filetype="pdf")
        except (RuntimeError, ValueError):
            continue
        begun = time.process_time()
        carried(doc)
        assert time.process_time() - begun < 2, path.name
        doc.close()
        looked_at += 1
    assert looked_at > 40
