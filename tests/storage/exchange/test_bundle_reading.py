"""Bundles that came from elsewhere: opened into a library of their own, or refused with a sentence and nothing left."""

import hashlib
import json
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from storage import annotations, areas, library, links, reports
from storage.errors import LibraryError, WorkStopped
from storage.exchange import bag_reading
from storage.exchange.bag_reading import BundleRefused
from storage.exchange.bundle_reading import BundleLocked, OpenedBundle, examine, open_bundle
from storage.model import Box
from storage.workers import Worker
from tests.storage.exchange.conftest import EARLIER, Desk

JSONLD = "data/annotations.jsonld"
NOBODY = "urn:uuid:00000000-0000-0000-0000-000000000000"


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.stop()


class Sent:
    """A bundle on its way: taken apart, changed, put together again with right checksums, and opened."""

    def __init__(self, path: Path, worker: Worker, folder: Path):
        self.path, self.worker, self.folder = path, worker, folder
        with zipfile.ZipFile(path) as archive:
            self.base = archive.namelist()[0].partition("/")[0]
            self.files = {name.removeprefix(f"{self.base}/"): archive.read(name) for name in archive.namelist()}

    def document(self) -> Any:
        return json.loads(self.files[JSONLD])

    def say(self, document: Any) -> "Sent":
        """Put in another list of annotations."""
        self.files[JSONLD] = json.dumps(document).encode()
        return self

    def change(self, edit: Callable[[Any], object]) -> "Sent":
        document = self.document()
        edit(document)
        return self.say(document)

    def pack(self, *, sums: bool = True, base: str | None = None) -> "Sent":
        """Write it, with new checksums unless told otherwise."""
        base = f"{self.base}/" if base is None else base
        if sums:
            payload = {
                name: data for name, data in self.files.items() if name.startswith("data/") and "Thumbs" not in name
            }
            self.files["manifest-sha256.txt"] = "".join(
                f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in payload.items()
            ).encode()
            self.files.pop("tagmanifest-sha256.txt", None)
        with zipfile.ZipFile(self.path, "w") as archive:
            for name, data in self.files.items():
                archive.writestr(f"{base}{name}", data)
        return self

    def opened(self, passwords: dict[str, str] | None = None) -> OpenedBundle:
        return open_bundle(self.worker, self.path, self.folder, passwords)

    def refused(self) -> str:
        """The sentence that it is refused with; nothing may be left."""
        with pytest.raises(BundleRefused) as caught:
            self.opened()
        assert not self.folder.exists()
        sentence = str(caught.value)
        assert "\n" not in sentence
        assert sentence.endswith(".")
        return sentence


@pytest.fixture
def sent(desk: Desk, three: dict[str, int], worker: Worker, tmp_path: Path) -> Sent:
    return Sent(desk.export().path, worker, tmp_path / "looked at")


# --- what is shown -----------------------------------------------------------------------------------


def test_everything_that_was_handed_on_is_there_again(desk: Desk, three: dict[str, int], sent: Sent) -> None:
    rectangle = desk.library.edit(
        "Mark", annotations.add_rectangle, three["second"], 1, Box(60, 80, 300.5, 200), desk.person("Ben Ali"), [], ""
    ).answer
    sent = Sent(desk.export(name="again.yearmark").path, sent.worker, sent.folder)
    found = sent.opened()
    assert (found.title, found.lost) == ("Islington 2017–2024", 0)
    assert found.reviewers == ("Amina Osei", "Ben Ali")
    assert len(found.made) == 10
    with library.opened(sent.folder, write=False) as made:
        mine, theirs = desk.library.ask(reports.listing), made.ask(reports.listing)
        assert [one._replace(id=0, read="") for one in theirs] == [one._replace(id=0, read="") for one in mine]
        names = {area.id: area.name for area in made.ask(areas.all_areas)}
        assert [area._replace(id=0, parent=None) for area in made.ask(areas.all_areas)] == [
            area._replace(id=0, parent=None) for area in desk.library.ask(areas.all_areas)
        ]
        own = {area.id: area.name for area in desk.library.ask(areas.all_areas)}
        here = {one.uuid: one for one in desk.library.ask(annotations.everything)}
        there = {one.uuid: one for one in made.ask(annotations.everything)}
        assert here.keys() == there.keys()
        for uuid, one in there.items():
            other = here[uuid]
            assert [names[area] for area in one.areas] == [own[area] for area in other.areas]
            same = {"id": 0, "report": 0, "areas": ()}
            assert one._replace(**same) == other._replace(**same)
        assert desk.uuid(rectangle) in there
        joined = {
            (link.uuid, link.relation, link.note, link.reviewer, link.created) for link in made.ask(links.everything)
        }
        assert joined == {
            (link.uuid, link.relation, link.note, link.reviewer, link.created)
            for link in desk.library.ask(links.everything)
        }
        assert made.read_only
        parents = [area.parent for area in made.ask(areas.all_areas) if area.parent]
        assert [names[one] for one in parents] == [own[a.parent] for a in desk.library.ask(areas.all_areas) if a.parent]


def test_passages_of_another_reading_are_found_by_their_words_or_said_to_be_lost(sent: Sent) -> None:
    def read_otherwise(document: Any) -> None:
        for report in document["yearmark:reports"]:
            report["yearmark:textSha256"] = "0" * 64
        for item in document["first"]["items"][:2]:
            selectors = {one["type"]: one for one in item["target"]["selector"]}
            selectors["TextPositionSelector"]["start"] += 7
            selectors["TextPositionSelector"]["end"] += 7
        quote = {one["type"]: one for one in document["first"]["items"][2]["target"]["selector"]}["TextQuoteSelector"]
        quote.update(exact="Nobody ever wrote these words in any report at all", prefix="", suffix="")

    found = sent.change(read_otherwise).pack().opened()
    assert found.lost == 1
    with library.opened(sent.folder, write=False) as made:
        marks = made.ask(annotations.everything)
        assert sorted(mark.lost for mark in marks) == [False] * (len(marks) - 1) + [True]
        for mark in marks:
            if not mark.lost:
                assert made.ask(reports.text, mark.report).text[mark.start : mark.end] == mark.quote


def test_a_bundle_that_a_file_manager_packed_again_opens(sent: Sent) -> None:
    sent.files |= {"__MACOSX/._index.html": b"x", ".DS_Store": b"x", "data/Thumbs.db": b"x"}
    assert sent.pack(base="").opened().title == "Islington 2017–2024"


def test_progress_is_told_and_cancel_leaves_nothing(sent: Sent) -> None:
    told: list[tuple[int, int, str]] = []
    open_bundle(sent.worker, sent.path, sent.folder, progress=told.append)
    assert told[0] == (0, 0, "Checking the bundle")
    assert [step[:2] for step in told[1:]] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    other = sent.folder.with_name("other")
    with pytest.raises(WorkStopped):
        open_bundle(sent.worker, sent.path, other, cancelled=lambda: True)
    assert not other.exists()


# --- passwords ---------------------------------------------------------------------------------------


def test_a_locked_original_opens_with_its_password_only(desk: Desk, worker: Worker, tmp_path: Path) -> None:
    report = desk.pdf("locked.pdf", EARLIER, "Islington", "2012", password="sesame")
    desk.mark(report, "Care leavers are safe")
    sent = Sent(desk.export().path, worker, tmp_path / "looked at")
    assert b"sesame" not in b"".join(sent.files.values())
    with pytest.raises(BundleLocked, match=r"“locked\.pdf” opens only with its password") as caught:
        sent.opened()
    assert not sent.folder.exists()
    assert not caught.value.wrong
    with pytest.raises(BundleLocked) as again:
        sent.opened({caught.value.sha256: "wrong"})
    assert again.value.wrong
    assert sent.opened({caught.value.sha256: "sesame"}).lost == 0


# --- refusals ----------------------------------------------------------------------------------------


def test_what_is_no_zip_or_was_cut_off_is_refused(sent: Sent) -> None:
    whole = sent.path.read_bytes()
    for data in (b"", b"%PDF-1.4", whole[: len(whole) // 2]):
        sent.path.write_bytes(data)
        assert "is no bundle of Yearmark, or was cut off on its way" in sent.refused()
    sent.path.unlink()
    assert sent.refused() == "“Islington.yearmark” is not there any more. Nothing was opened."
    sent.path.mkdir()
    assert "not an ordinary file" in sent.refused()


def test_a_zip_of_other_things_is_refused(sent: Sent) -> None:
    with zipfile.ZipFile(sent.path, "w") as archive:
        archive.writestr("holiday.jpg", b"x")
    assert sent.refused() == "“Islington.yearmark” is a zip file, but no bundle of Yearmark. Nothing was opened."


@pytest.mark.parametrize("spoiled", ["data/links.csv", JSONLD, "index.html", "bag-info.txt"])
def test_a_changed_file_is_refused_by_its_checksum(sent: Sent, spoiled: str) -> None:
    sent.files[spoiled] += b" "
    words = sent.pack(sums=False).refused()
    assert f"its file “{spoiled}” was damaged or changed since the bundle was made" in words


def test_a_flipped_bit_in_an_original_is_refused(sent: Sent) -> None:
    data = bytearray(sent.path.read_bytes())
    with zipfile.ZipFile(sent.path) as archive:
        entry = next(one for one in archive.infolist() if "/originals/" in one.filename)
    data[entry.header_offset + 200] ^= 1
    sent.path.write_bytes(data)
    assert "damaged" in sent.refused()


def test_missing_files_are_refused(sent: Sent) -> None:
    original = next(name for name in sent.files if name.startswith("data/originals/"))
    del sent.files[original]
    assert f"its file “{original}” is missing" in sent.pack(sums=False).refused()
    del sent.files[JSONLD]
    assert "and 1 others are missing" in sent.pack(sums=False).refused()
    assert f"its file “{JSONLD}” is missing" in sent.pack().refused()


def test_a_file_that_no_list_names_is_refused(sent: Sent) -> None:
    sent.files["data/more.txt"] = b"x"
    assert "its file “data/more.txt” was put in after the bundle was made" in sent.pack(sums=False).refused()


@pytest.mark.parametrize("name", ["../out.txt", "/etc/out", "a/../../out", "C:/out", "a\\..\\out", "a//b", "x\ny"])
def test_names_that_lead_out_are_refused(sent: Sent, name: str) -> None:
    with zipfile.ZipFile(sent.path, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"x")
    assert "whose name leads out of the bundle" in sent.refused()
    assert not (sent.folder.parent / "out.txt").exists()


def test_links_in_the_zip_are_refused(sent: Sent) -> None:
    info = zipfile.ZipInfo(f"{sent.base}/data/originals/link.pdf")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(sent.path, "a") as archive:
        archive.writestr(info, "/etc/passwd")
    assert "no ordinary file" in sent.refused()


def test_bombs_are_refused_before_they_are_unpacked(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(sent.path, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{sent.base}/data/annotated/{number}.pdf", bytes(1 << 20))
    monkeypatch.setattr(bag_reading, "LARGEST_BUNDLE", 2 << 20)
    with pytest.raises(BundleRefused, match="larger than 0 GB when unpacked"):
        examine(lambda _: None, str(sent.path), str(sent.folder))
    monkeypatch.setattr(bag_reading, "LARGEST_BUNDLE", 1 << 30)
    monkeypatch.setattr(bag_reading, "MOST_FILES", 5)
    with pytest.raises(BundleRefused, match="a bundle may hold 5"):
        examine(lambda _: None, str(sent.path), str(sent.folder))


def test_a_size_that_the_zip_lies_about_is_refused(sent: Sent) -> None:
    """The central directory says that the list is one byte long; no more than that is unpacked."""
    with zipfile.ZipFile(sent.path) as archive:
        entry = archive.getinfo(f"{sent.base}/{JSONLD}")
    data = sent.path.read_bytes()
    at = data.rindex(struct.pack("<I", entry.file_size) + struct.pack("<H", len(entry.filename)))
    sent.path.write_bytes(data[:at] + struct.pack("<I", 1) + data[at + 4 :])
    assert f"“{JSONLD}” is damaged" in sent.refused()


def test_a_text_that_is_too_long_is_refused(sent: Sent, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bag_reading, "LARGEST_TEXT", 2000)
    with pytest.raises(BundleRefused, match=r"annotations\.jsonld” has more than 0 MB"):
        examine(lambda _: None, str(sent.path), str(tmp_path))


def test_locked_zips_are_refused(sent: Sent) -> None:
    data = bytearray(sent.path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    sent.path.write_bytes(data)
    assert "it is protected by a password. Ask for one without" in sent.refused()


def test_unknown_versions_are_refused_with_what_to_do(sent: Sent) -> None:
    words = sent.change(lambda document: document.update({"yearmark:format": 2})).pack().refused()
    assert words.endswith(
        ": it was made by a newer version of Yearmark. Install the newest version to open it; your library was not "
        "changed."
    )
    sent.change(lambda document: document.update({"yearmark:format": 1}))
    sent.files["bagit.txt"] = b"BagIt-Version: 3.0\nTag-File-Character-Encoding: UTF-8\n"
    assert "of a version that this Yearmark does not know" in sent.pack().refused()


def _first(document: Any) -> Any:
    return document["first"]["items"][0]


def _link_of(document: Any) -> Any:
    return document["first"]["items"][-1]


MALFORMED: dict[str, Callable[[Any], object]] = {
    "no format": lambda d: d.pop("yearmark:format"),
    "no reports": lambda d: d.update({"yearmark:reports": []}),
    "no page": lambda d: d.pop("first"),
    "an item that is none": lambda d: d["first"]["items"].append(7),
    "a mark twice": lambda d: d["first"]["items"].append(_first(d)),
    "an unknown report": lambda d: _first(d)["target"].update({"yearmark:report": NOBODY}),
    "an unknown mark": lambda d: _first(d).update({"yearmark:mark": "wonder"}),
    "an unknown relation": lambda d: _link_of(d).update({"yearmark:relation": "loves"}),
    "a link to itself": lambda d: _link_of(d)["body"][0].update(source=_link_of(d)["target"]),
    "a time": lambda d: _first(d).update(created="yesterday"),
    "an identity": lambda d: _first(d).update(id="'; drop table reports; --"),
    "a colour": lambda d: d["yearmark:areas"][0].update({"yearmark:colour": "red; background: url(x)"}),
    "a key": lambda d: d["yearmark:areas"][0].update({"yearmark:key": 12}),
    "a year": lambda d: d["yearmark:reports"][0].update({"yearmark:year": 99999}),
    "a date": lambda d: d["yearmark:reports"][0].update({"yearmark:published": "soon"}),
    "a note too long": lambda d: _link_of(d)["body"].append({"purpose": "commenting", "value": "x" * 100_001}),
    "another original": lambda d: d["yearmark:reports"][0].update({"yearmark:original": "../../library.db"}),
    "another checksum": lambda d: d["yearmark:reports"][0].update({"yearmark:sha256": "0" * 64}),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_a_list_that_is_not_as_it_should_be_is_refused(sent: Sent, what: str) -> None:
    words = sent.change(MALFORMED[what]).pack().refused()
    assert "not as it should be" in words or "not in it as its list says" in words


def test_lists_that_are_no_json_are_refused(sent: Sent) -> None:
    for data in (b"{", b"[" * 100_000, b"\xff\xfe", b'"\\ud800"', b"1e999"):
        sent.files[JSONLD] = data
        words = sent.pack().refused()
        assert "annotations" in words


def test_a_rectangle_outside_its_page_is_refused(desk: Desk, three: dict[str, int], sent: Sent) -> None:
    desk.library.edit("Mark", annotations.add_rectangle, three["first"], 1, Box(60, 80, 90, 99), desk.reviewer)
    sent = Sent(desk.export(name="two.yearmark").path, sent.worker, sent.folder)

    def outside(document: Any) -> None:
        for item in document["first"]["items"]:
            for selector in item["target"]["selector"] if isinstance(item["target"], dict) else ():
                if "viewrect" in selector.get("value", ""):
                    selector["value"] = "page=1&viewrect=5000,5000,20,20"

    assert "(a rectangle)" in sent.change(outside).pack().refused()


def test_an_original_that_cannot_be_read_is_refused(sent: Sent, tmp_path: Path) -> None:
    document = sent.document()
    report = document["yearmark:reports"][0]
    name = next(name for name in sent.files if name.startswith("data/originals/"))
    junk = b"%PDF-1.4 nothing in here"
    old = hashlib.sha256(sent.files[name]).hexdigest()
    assert report["yearmark:sha256"] == old
    sent.files[name] = junk
    text = json.dumps(document).replace(old, hashlib.sha256(junk).hexdigest())
    words = sent.say(json.loads(text)).pack().refused()
    assert "its report “" in words
    assert "cannot be read" in words


def test_the_library_of_the_reviewer_is_never_touched(desk: Desk, sent: Sent) -> None:
    before = (desk.folder / "library.db").read_bytes(), sorted(path.name for path in desk.library.originals.iterdir())
    sent.opened()
    after = (desk.folder / "library.db").read_bytes(), sorted(path.name for path in desk.library.originals.iterdir())
    assert before == after


def test_a_folder_that_is_not_empty_is_left_alone(sent: Sent) -> None:
    sent.folder.mkdir()
    (sent.folder / "mine.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(LibraryError):
        sent.opened()
    assert (sent.folder / "mine.txt").exists()


def test_a_text_report_is_shown_too(desk: Desk, worker: Worker, tmp_path: Path) -> None:
    path = desk.files / "copy.txt"
    path.write_text("Inspection of Islington\n\nChildren in care are safe and settled.\n" * 9, encoding="utf-8")
    report = desk.add(path, "Islington", "2017")
    desk.mark(report, "safe and settled")
    sent = Sent(desk.export().path, worker, tmp_path / "looked at")
    assert sent.opened().lost == 0


def test_recognised_reports_say_so_in_the_bundle(desk: Desk, three: dict[str, int], sent: Sent) -> None:
    assert [report["yearmark:recognised"] for report in sent.document()["yearmark:reports"]] == [False] * 3
