"""The codebook as CSV and REFI-QDA: what goes out comes back, and what is bad is refused with a sentence."""

import re
import uuid
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import areas, codebook
from storage.areas import NAMESPACE
from storage.errors import LibraryError
from storage.exchange import codebook_csv, codebook_qdc
from storage.exchange.codebook_entries import Entry, entries, preview, take_in
from storage.exchange.codebook_files import read_file, write_file
from storage.library import Library, create
from tests.storage.builders import added, document, highlighted, reviewer, rows, steps

SCHEMA = Path(__file__).parents[4] / "shared" / "refi-qda" / "Codebook.xsd"
QDC = "{urn:QDA-XML:codebook:1.0}"
ODD = "=SUM(A1) <b>&\"'; \u202e עברית 👩‍👧"


@pytest.fixture
def lib(library: Library) -> Library:
    reviewer(library)
    added(library, document("one"))
    return library


def table(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def codes(inner: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> bytes:
    return f'{head}<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>{inner}</Codes></CodeBook>'.encode()


def code(name: str, inner: str = "", **more: str) -> str:
    said = {"guid": str(uuid.uuid4()), "isCodable": "true"} | more
    attributes = " ".join(f'{key}="{value}"' for key, value in said.items())
    return f'<Code name="{name}" {attributes}>{inner}</Code>'


def nested(levels: int) -> str:
    return code("d", nested(levels - 1)) if levels else ""


def odd_codebook(lib: Library) -> None:
    """Everything that a codebook may hold."""
    lib.edit("Add", codebook.add, ODD, "'=1+1\n\"quoted\", tab\there ; and 'so on'", "#102030", 8)
    lib.edit("Add", codebook.add, "'=guarded", "-minus")
    lib.edit("Retire", codebook.retire, 4)
    lib.edit("Key", codebook.set_slot, 12, 4)


# --- round trips -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["codebook.csv", "codebook.qdc", "CODEBOOK.QDC"])
def test_what_goes_out_is_the_same_when_it_comes_back(lib, tmp_path: Path, name):
    odd_codebook(lib)
    file = tmp_path / name
    write_file(file, lib.ask(areas.all_areas))
    found = lib.ask(preview, read_file(file))
    assert (found.new, found.changed, len(found.same)) == ((), (), 16)
    assert lib.edit("Import", take_in, read_file(file)).touched == frozenset()
    assert {entry.name for entry in tmp_path.iterdir()} == {name, "library"}


@pytest.mark.parametrize("name", ["codebook.csv", "codebook.qdc"])
def test_another_library_takes_it_over_in_one_step_that_is_undone(lib, tmp_path: Path, name):
    odd_codebook(lib)
    write_file(tmp_path / name, lib.ask(areas.all_areas))
    found = read_file(tmp_path / name)
    with create(tmp_path / "other") as other:
        before = other.ask(rows)
        planned = other.ask(preview, found)
        assert [one.entry.name for one in planned.new] == [ODD, "'=guarded"]
        assert {one.entry.name: one.changes for one in planned.changed} == {"Care leavers": ("retired",)}
        assert other.edit("Import", take_in, found).answer == (2, 1)
        ours = {area.uuid: area for area in lib.ask(areas.all_areas)}
        for area in other.ask(areas.all_areas):
            one = ours[area.uuid]
            assert (area.name, area.definition, area.colour) == (one.name, one.definition, one.colour)
            assert area.retired == one.retired
        assert [step[0] for step in other.ask(steps)] == ["Import"]
        other.undo()
        assert other.ask(rows) == before


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["=a", "'=a", "''=a", "'", "-", " +", "\t", "a\r\nb", "＝x"]
)


@given(CELLS)
def test_guard_of_a_cell_is_taken_off_again(cell: str):
    guarded = codebook_csv.guarded(cell)
    assert codebook_csv.bare(guarded) == cell
    assert not guarded.lstrip().startswith(("=", "+", "-", "@"))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8), st.data())
def test_any_codebook_goes_through_both_forms(said: list[tuple[str, str]], data: st.DataObject):
    made: dict[str, Entry] = {}
    for name, definition in said:
        try:
            name, definition = codebook.clean_name(name), codebook.clean_definition(definition)
        except LibraryError:
            continue
        above = data.draw(st.sampled_from(["", *(entry.name for entry in made.values())]))
        entry = Entry(name, above, definition, "#0a0b0c", None, str(uuid.uuid4()), data.draw(st.booleans()))
        made.setdefault(codebook.key_of(name), entry)
    if not made:
        return
    found = list(made.values())
    assert codebook_csv.read(codebook_csv.written(found), "x.csv") == found
    expected = sorted((e._replace(definition=codebook_qdc._as_xml(e.definition or "") or None) for e in found), key=str)
    got = codebook_qdc.read(codebook_qdc.written(found), "x.qdc")
    plain = [(e.uuid, e.definition, e.retired, e.colour) for e in sorted(got, key=str)]
    assert sorted(plain, key=str) == sorted([(e.uuid, e.definition, e.retired, e.colour) for e in expected], key=str)


# --- REFI-QDA --------------------------------------------------------------------------------------------------------


def against_schema(data: bytes) -> list[str]:
    """What a document has that the codebook's schema does not allow: its elements, their order and attributes."""
    root = ElementTree.fromstring(data)
    wrong = [] if root.tag == f"{QDC}CodeBook" and set(root.keys()) <= {"origin"} else [root.tag]
    if [child.tag for child in root] != [f"{QDC}Codes"] or not len(root[0]):
        wrong.append("CodeBook holds one Codes, which is not empty")
    guid = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
    for element in root[0].iter(f"{QDC}Code"):
        said = dict(element.items())
        tags = [child.tag for child in element]
        if set(said) != {"guid", "name", "isCodable", "color"} or said["isCodable"] not in ("true", "false"):
            wrong.append(str(said))
        if not guid.fullmatch(said["guid"]) or not re.fullmatch("#[0-9A-Fa-f]{6}", said["color"]):
            wrong.append(str(said))
        if tags[:1] == [f"{QDC}Description"]:
            tags = tags[1:]
        if set(tags) - {f"{QDC}Code"}:
            wrong.append(str(tags))
    return wrong


def test_exported_codebook_is_as_the_schema_says(lib):
    odd_codebook(lib)
    data = codebook_qdc.written(entries(lib.ask(areas.all_areas)))
    assert against_schema(data) == []
    root = ElementTree.fromstring(data)
    found = {element.get("name"): element for element in root.iter(f"{QDC}Code")}
    assert found["Help and protection"].get("guid") == str(uuid.uuid5(uuid.UUID(NAMESPACE), "Help and protection"))
    assert found["Workforce"] in list(found["Leadership and management"])
    assert found["Care leavers"].get("isCodable") == "false"


def test_exported_codebook_is_valid_where_a_validator_is_here(lib):
    xmlschema = pytest.importorskip("xmlschema")
    if not SCHEMA.is_file():
        pytest.skip("../shared/refi-qda is not here")
    odd_codebook(lib)
    xmlschema.XMLSchema(SCHEMA).validate(codebook_qdc.written(entries(lib.ask(areas.all_areas))).decode())


def test_codebook_of_another_program_comes_in_with_its_hierarchy(lib):
    inner = code("Housing", code("Other") + code("Costs", "<Description>What it costs.</Description>"), color="#abc")
    data = codes(inner + code("Schools", code("Other"), isCodable="false")).replace(
        b"</CodeBook>", b"<Sets/></CodeBook>"
    )
    found = codebook_qdc.read(data, "nvivo.qdc")
    assert [(one.name, one.parent, one.retired) for one in found] == [
        ("Housing", "", False),
        ("Other", "Housing", False),
        ("Costs", "Housing", False),
        ("Schools", "", True),
        ("Other (Schools)", "Schools", False),
    ]
    assert found[0].colour == "#aabbcc"
    lib.edit("Import", take_in, found)
    made = {area.name: area for area in lib.ask(areas.all_areas)}
    assert made["Costs"].parent == made["Housing"].id
    assert made["Costs"].definition == "What it costs."
    assert lib.edit("Again", take_in, codebook_qdc.read(data, "nvivo.qdc")).touched == frozenset()


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x SYSTEM "file:///etc/passwd">'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (codes(code("x"), f'<?xml version="1.0"?>{BOMB}'), "document type"),
        (codes(code("x"), f'<?xml version="1.0"?>{OUTSIDE}'), "document type"),
        (codes(code("x", "<Description>&e;</Description>")), "not the XML"),
        (codes(""), "no codes"),
        (codes(code("x"))[:-4], "not the XML"),
        (b"<html><body>hello</body></html>", "not a REFI-QDA codebook"),
        (b'<Project xmlns="urn:QDA-XML:project:1.0"/>', "not a REFI-QDA codebook"),
        (codes('<Code name="x" isCodable="true"/>'), "no GUID"),
        (codes('<Code name="x" guid="me" isCodable="true"/>'), "no GUID"),
        (codes(code("x", guid=str(uuid.UUID(int=5))) + code("y", guid=str(uuid.UUID(int=5)))), "GUID of another"),
        (codes(code("")), "needs a name"),
        (codes(code("x" * 300)), "300 characters"),
        (codes(code("x", color="red")), "no colour"),
        (codes("".join(code(f"c{n}") for n in range(2001))), "more than the 2,000"),
        (codes(nested(40)), "deep"),
        (b"PK\x03\x04" + b"\0" * 50, "whole project"),
        (b'<?xml version="1.0" encoding="no-such"?><CodeBook/>', "XML of a codebook|encoding"),
        (b"<?xml version='1.0' encoding='utf-7'?><CodeBook/>", "XML of a codebook|encoding"),
    ],
)
def test_bad_qdc_is_refused_with_a_sentence(tmp_path: Path, data, words):
    file = tmp_path / "bad.qdc"
    file.write_bytes(data)
    with pytest.raises(LibraryError, match=words) as caught:
        read_file(file)
    assert "bad.qdc" in str(caught.value)
    assert str(caught.value).endswith((".", "too large to be a codebook."))


@given(st.binary(max_size=200) | st.binary(max_size=80).map(lambda tail: b"<CodeBook" + tail))
def test_any_bytes_are_read_or_refused(data: bytes):
    for read in (codebook_qdc.read, codebook_csv.read):
        sentence = ""
        try:
            assert read(data, "the file")
        except LibraryError as error:
            sentence = str(error)
        assert not sentence or "“the file”" in sentence


# --- CSV -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        table("name,parent,definition", "Housing,Health,Homes", "Health,,"),
        table("Name;Parent;Definition", "Housing;Health;Homes", "Health;;"),
        b"\xef\xbb\xbf" + table("NAME\tparent\tdefinition", "Housing\tHealth\tHomes", "Health\t\t"),
        "definition,name,parent,notes\r\nHomes,Housing,Health,x\r\n\r\n,Health,,\r\n".encode("utf-16"),
    ],
)
def test_tables_of_many_writers_are_read(tmp_path: Path, data):
    (tmp_path / "x.csv").write_bytes(data)
    found = read_file(tmp_path / "x.csv")
    assert found[0][:3] == ("Housing", "Health", "Homes")
    assert found[1].name == "Health"
    assert (found[0].colour, found[0].retired, found[0].uuid) == (None, None, "")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no column “name”"),
        (b"title\nx", "no column “name”"),
        (b"name\n", "no judgement area"),
        (b"name\n\xff\xfe\xfa", "UTF-8"),
        (table("name,key", "x,10"), "line 2: “10” is no key"),
        (table("name,uuid", "x,12"), "line 2: “12” is no UUID"),
        (table("name,colour", "x,reddish"), "line 2: “reddish” is no colour"),
        (table("name,retired", "x,maybe"), "line 2: “maybe” says neither"),
        (table("name,key", ",1"), "line 2: A judgement area needs a name"),
        (table("name,key", "a,1", "A,2"), "lists “A” twice"),
        (table("name", *(f"n{n}" for n in range(2001))), "2,001 areas"),
        (table("name", '"two', 'lines"'), "one line"),
        (table("name,definition", f"x,{'y' * 140_000}"), "no table that can be read"),
        (b"%PDF-1.7\n\0\0", "neither a table"),
        (b"name\n" + b"x" * 2_000_001, "too large"),
    ],
)
def test_bad_tables_are_refused_with_a_sentence(tmp_path: Path, data, words):
    (tmp_path / "bad.csv").write_bytes(data)
    with pytest.raises(LibraryError, match=words) as caught:
        read_file(tmp_path / "bad.csv")
    assert "bad.csv" in str(caught.value)


def test_files_that_cannot_be_read_or_written_are_said(tmp_path: Path, lib):
    with pytest.raises(LibraryError, match="not a file"):
        read_file(tmp_path)
    with pytest.raises(LibraryError, match="not a file"):
        read_file(tmp_path / "none.csv")
    with pytest.raises(LibraryError, match="cannot be written"):
        write_file(tmp_path / "no" / "folder.csv", lib.ask(areas.all_areas))
    with pytest.raises(LibraryError, match="no judgement areas"):
        write_file(tmp_path / "x.qdc", [])


# --- taking in -------------------------------------------------------------------------------------------------------


def test_areas_are_matched_by_uuid_then_by_name_and_none_is_deleted(lib):
    health = next(area for area in lib.ask(areas.all_areas) if area.name == "Health")
    annotation = highlighted(lib, 1, "settle well", areas=(health.id,))
    found = [Entry("Wellbeing", uuid=health.uuid, definition="New"), Entry("EDUCATION", colour="#010203"), Entry("Own")]
    planned = lib.ask(preview, found)
    assert [one.changes for one in planned.changed] == [("name", "definition"), ("name", "colour")]
    assert lib.edit("Import", take_in, found).answer == (1, 2)
    after = {area.name: area for area in lib.ask(areas.all_areas)}
    assert len(after) == 15
    assert (after["Wellbeing"].id, after["Wellbeing"].slot) == (health.id, health.slot)
    assert annotation
    assert after["Own"].slot is None


def test_keys_are_given_only_where_they_are_free(lib):
    lib.edit("Key", codebook.set_slot, 5, None)
    found = [
        Entry("One", slot=1),
        Entry("Five", slot=5),
        Entry("Six", slot=6),
        Entry("Voice and participation", slot=2),
    ]
    lib.edit("Import", take_in, found)
    slots = {area.name: area.slot for area in lib.ask(areas.all_areas)}
    assert (slots["One"], slots["Five"], slots["Six"], slots["Overall effectiveness"]) == (None, 5, None, 1)


def test_names_may_change_places_and_parents_may_be_renamed_in_one_file(lib):
    by = {area.name: area for area in lib.ask(areas.all_areas)}
    leaders, workforce = by["Leadership and management"], by["Workforce"]
    found = [
        Entry("Education", uuid=by["Health"].uuid),
        Entry("Health", uuid=by["Education"].uuid),
        Entry("Leaders", "", uuid=leaders.uuid),
        Entry("Workforce", "Leaders", uuid=workforce.uuid),
    ]
    assert [one.changes for one in lib.ask(preview, found).changed] == [("name",)] * 3
    lib.edit("Import", take_in, found)
    after = {area.name: area for area in lib.ask(areas.all_areas)}
    assert (after["Education"].id, after["Health"].id) == (by["Health"].id, by["Education"].id)
    assert after["Workforce"].parent == leaders.id


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ([Entry("A", "B"), Entry("B", "A")], "ring"),
        ([Entry("Leadership and management", "Workforce")], "ring"),
        ([Entry("A", "Nowhere")], "neither in the file"),
        ([Entry("Education", uuid="UUID of Health")], "Two judgement areas"),
        ([Entry("New name", uuid="UUID of Health"), Entry("Health")], "twice"),
    ],
)
def test_what_would_break_the_codebook_is_refused_whole(lib, found, words):
    health = next(area for area in lib.ask(areas.all_areas) if area.name == "Health")
    found = [entry._replace(uuid=health.uuid) if entry.uuid else entry for entry in found]
    before = lib.ask(rows)
    for question in (lambda: lib.ask(preview, found), lambda: lib.edit("Import", take_in, found)):
        with pytest.raises(LibraryError, match=words):
            question()
    assert lib.ask(rows) == before


def test_area_that_was_merged_here_does_not_come_back(lib, tmp_path: Path):
    write_file(tmp_path / "before.qdc", lib.ask(areas.all_areas))
    by = {area.name: area.id for area in lib.ask(areas.all_areas)}
    lib.edit("Merge", codebook.merge, by["Leadership and management"], by["Health"])
    found = lib.ask(preview, read_file(tmp_path / "before.qdc"))
    assert (found.new, [one.changes for one in found.changed]) == ((), [])
    assert lib.edit("Import", take_in, read_file(tmp_path / "before.qdc")).touched == frozenset()
