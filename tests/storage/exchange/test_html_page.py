"""The pages for a browser: complete, without network or script, and safe whatever people write."""

import re
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest

from storage.exchange.html_page import chains, day, is_heading, threads
from tests.storage.exchange.conftest import Desk, Opened

VOID = {"meta", "br", "img", "link", "hr", "input"}
HOSTILE = (
    "\"'><script>alert(1)</script><img src=x onerror=alert(2)> {{ 7*7 }} &amp; 😀 \u202e\u05e9\u05dc\u05d5\u05dd\x01"
)


class Page(HTMLParser):
    """A page's tags, ids, links and words; open and close tags must match."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        assert self.open == []
        self.ids = [attributes["id"] for _, attributes in self.tags if "id" in attributes]
        self.links = [str(attributes["href"]) for tag, attributes in self.tags if tag == "a"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def index(made: Opened) -> Page:
    return Page(made.files["index.html"].decode())


def test_every_link_leads_somewhere(desk: Desk, three: dict[str, int]) -> None:
    made = desk.export()
    pages = {name: Page(data.decode()) for name, data in made.files.items() if name.endswith(".html")}
    assert len(pages) == 2
    for name, page in pages.items():
        assert len(page.ids) == len(set(page.ids))
        for link in page.links:
            url = urlsplit(link)
            assert not url.scheme
            assert not url.netloc
            above = "" if name == "index.html" else "data/annotated/"
            path = unquote(url.path).replace("../../", "") if "../" in url.path else above + unquote(url.path)
            target = (path or name) if url.path else name
            assert target in made.files, link
            if target in pages and url.fragment:
                assert url.fragment in pages[target].ids, link


def test_index_says_everything(desk: Desk, three: dict[str, int]) -> None:
    page = index(desk.export())
    assert "3 reports, 3 passages, 2 links." in page.text
    for words in (
        "Islington 2017–2024",
        "Visits to children in care are often late",
        "Islington 2017, p. 1",
        "Islington 2024, para 1, p. 1",
        "Concern",
        "Children in care",
        "Amina Osei",
        "after a new team",
        "2017 → improved → 2020 → addressed → 2024",
        "25 May 2020",
    ):
        assert words in page.text
    assert page.text.count("improved →") >= 2
    assert page.text.count("improved ←") == 1


def test_pages_need_no_network_and_no_script(desk: Desk, three: dict[str, int]) -> None:
    made = desk.export()
    for name in ("index.html", *made.names("data/annotated/Islington 2024")):
        text = made.files[name].decode()
        tags = {tag for tag, _ in Page(text).tags}
        assert not tags & {"script", "link", "img", "iframe", "object", "form"}
        assert "http://" not in text
        assert "https://" not in text
        assert "url(" not in text
        assert "default-src 'none'" in text
        assert 'lang="en-GB"' in text
        assert "prefers-color-scheme: dark" in text


def test_no_word_of_a_person_becomes_markup(desk: Desk) -> None:
    first = desk.pdf("one.pdf", [["Audits are <b>used</b> to learn."]], "Leeds", "2017")
    # Windows has no such name; that of a bundle may say it all the same.
    path = desk.files / ("two&.txt" if sys.platform == "win32" else "<i>two&.txt")
    path.write_text("1. Audits </mark><script>x</script> are used.\n", encoding="utf-8")
    second = desk.add(path, HOSTILE, "2020", lead_inspector=HOSTILE, overall=HOSTILE)
    person = desk.person(HOSTILE)
    one = desk.mark(first, "<b>used</b>", "Health", note=HOSTILE, reviewer=person)
    two = desk.mark(second, "</mark><script>x</script>", "Workforce", note=HOSTILE, reviewer=person)
    desk.link(one, two, "related", HOSTILE)
    made = desk.export()
    for name in [name for name in made.files if name.endswith(".html")]:
        text = made.files[name].decode()
        page = Page(text)
        assert not {tag for tag, _ in page.tags} & {"script", "img", "b0", "i"}
        assert not [key for _, attributes in page.tags for key in attributes if key.startswith("on")]
        assert "{{ 7*7 }}" in page.text
        assert "\x01" not in text
    assert "<b>used</b>" in index(made).text
    hostile = next(name for name in made.names("data/originals/") if "two&" in name)
    assert not set(hostile.rpartition("/")[2]) & set('<>:"\\|?*\u202e')


def test_colours_are_colours_only(desk: Desk) -> None:
    desk.library.edit(
        "Colour", lambda db: db.execute("update areas set colour = ? where name = 'Health'", ('red;"><script>',))
    )
    report = desk.pdf("one.pdf", [["Audits are used to learn."]], "Leeds", "2017")
    desk.mark(report, "Audits", "Health")
    styles = [attributes["style"] for _, attributes in index(desk.export()).tags if "style" in attributes]
    assert styles
    assert all(re.fullmatch(r"--area: #[0-9a-f]{6}", str(style)) for style in styles)


def test_text_report_is_marked_where_annotations_overlap(desk: Desk) -> None:
    path = desk.files / "text.txt"
    path.write_text("1. Social workers visit children and know them well.\n\n2. Plans are clear.\n", encoding="utf-8")
    report = desk.add(path, "Leeds", "2019")
    desk.mark(report, "Social workers visit children", "Workforce")
    desk.mark(report, "visit children and know them", "Children in care", note="Seen often.")
    text = desk.selection().parts[0].text
    desk.mark(report, text[text.index("well.") : text.index("Plans") + 5], "Health")
    made = desk.export()
    page = Page(made.one("data/annotated/").decode())
    marked = re.findall(r"<mark[^>]*>(.*?)</mark>", made.one("data/annotated/").decode())
    assert marked[:3] == ["Social workers ", "visit children", " and know them"]
    assert "".join(marked[3:]).replace("2. ", "") in ("well.Plans", "well. Plans")
    titles = [attributes.get("title") for tag, attributes in page.tags if tag == "mark"]
    assert titles[1] == "Workforce; Children in care"
    assert "Seen often." in page.text
    for number in "123":
        assert f"Passage {number}:" in made.one("data/annotated/").decode()
    shown = re.sub(r"<sup>.*?</sup>|<aside.*?</aside>", "", made.one("data/annotated/").decode(), flags=re.DOTALL)
    assert "Social workers visit children and know them well." in Page(shown).text


def test_editions_stand_together(desk: Desk) -> None:
    desk.pdf("one.pdf", [["Audits are used to learn."]], "Leeds", "2017")
    path = desk.files / "one.txt"
    path.write_text("1. Audits are used to learn from mistakes.\n", encoding="utf-8")
    desk.add(path, "Leeds", "2017")
    text = index(desk.export()).text
    assert text.count("another edition of the same inspection") == 1
    assert text.count("No passages marked.") == 2


def test_what_nothing_is_known_of_comes_last_by_its_file_and_is_no_authority(desk: Desk) -> None:
    for number in "12":
        desk.pdf(f"scan {number}.pdf", [[f"Nothing to be found, {number}."]], "", "")
    desk.pdf("one.pdf", [["Audits are used to learn."]], "Leeds", "2017")
    made = desk.selection()
    assert made.title == "Leeds 2017"
    text = index(desk.export()).text
    for number in "12":
        assert f"scan {number}.pdf year and kind not known, no passages" in text
    assert text.index("scan 1.pdf") > text.index("Leeds 2017 ")
    assert text.rindex("Unknown authority") > text.rindex("one.pdf")


def test_grades_are_called_alike(desk: Desk) -> None:
    path = desk.files / "one.txt"
    path.write_text("1. Audits are used to learn.\n", encoding="utf-8")
    desk.add(path, "Leeds", "2017", overall="require improvement to be good")
    assert re.search("Overall grade ?Requires improvement(?! to be)", index(desk.export()).text)


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("The experiences of children in care", True),
        ("What needs to improve?", False),
        ("Children settle well.", False),
        ("Lead inspector: A. Person", False),
        ("• visits to children", False),
        ("Area\tGrade", False),
        ("A" * 101, False),
        ("", False),
    ],
)
def test_headings_of_a_text(line: str, heading: bool) -> None:
    assert is_heading(line) == heading


def test_headings_are_set_as_headings_and_notes_stand_beside(desk: Desk) -> None:
    path = desk.files / "text.txt"
    text = "Help and protection\n\n1. Social workers visit children\n\nThey know them well.\n"
    path.write_text(text, encoding="utf-8")
    report = desk.add(path, "Leeds", "2019")
    desk.mark(report, "visit children", "Workforce", note="Seen often.")
    page = desk.export().one("data/annotated/").decode()
    assert re.findall(r'<h2 class="text"[^>]*>(.*?)</h2>', page) == ["Help and protection"]
    assert page.index("Seen often.") < page.index("1. Social workers")


def test_forked_threads_tell_every_link_once(desk: Desk) -> None:
    years = range(2015, 2020)
    made = [desk.pdf(f"{year}.pdf", [[f"Audits of {year} are used."]], "Leeds", str(year)) for year in years]
    marks = [desk.mark(report, "Audits") for report in made]
    for one, other in ((0, 1), (1, 2), (1, 3), (3, 4), (0, 4)):
        desk.link(marks[one], marks[other], "related")
    found = chains(desk.selection())
    ends = [[chain[0].earlier, *(link.later for link in chain)] for chain in found]
    assert ends == [
        [marks[0], marks[1], marks[2]],
        [marks[0], marks[4]],
        [marks[1], marks[3], marks[4]],
    ]
    other = desk.mark(made[0], "used"), desk.mark(made[2], "used")
    desk.link(*other, "recurs")
    one, two = threads(desk.selection())
    assert [[step.year for step in chain] for chain in one.chains] == [
        ["2015", "2016", "2017"],
        ["2015", "2019"],
        ["2016", "2018", "2019"],
    ]
    assert [step.year for step in one.passages] == ["2015", "2016", "2017", "2018", "2019"]
    assert [[(step.relation, step.year) for step in chain] for chain in two.chains] == [
        [("", "2015"), ("recurs", "2017")]
    ]


@pytest.mark.parametrize(
    ("time", "words"), [("2024-06-05T12:00:00Z", "5 June 2024"), ("2017-12-31", "31 December 2017"), ("", "")]
)
def test_days_in_words(time: str, words: str) -> None:
    assert day(time) == words
