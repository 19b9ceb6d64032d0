"""What a PDF carries besides its pages, scripts and attached files for instance: counted, never run or followed.

Loads PyMuPDF only when a file is looked at, so that the window may ask for the sentence.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from storage.reading.refusals import unreadable

if TYPE_CHECKING:
    import pymupdf

MOST = 20_000
"""Objects of a file that are looked at; beyond them what it carries is not counted."""

_ACTIONS = {
    "JavaScript": "scripts",
    "Launch": "launches",
    "SubmitForm": "forms",
    "ImportData": "forms",
    "GoToR": "other files",
    "GoToE": "other files",
}
_SCHEMES = {"javascript": "scripts", "file": "other files", "smb": "other files"}  # of links; all others lead outside
_WORDS = {
    "scripts": ("a script", "scripts"),
    "launches": ("a launch action", "launch actions"),
    "files": ("an embedded file", "embedded files"),
    "links": ("a link to a web or mail address", "links to web or mail addresses"),
    "forms": ("an action that sends or fetches form data", "actions that send or fetch form data"),
    "other files": ("a reference to another file", "references to other files"),
}


def carried(doc: "pymupdf.Document") -> dict[str, int]:
    """Answer how much of each kind an opened PDF carries, without the kinds of which there is none.

    The keys are "scripts", "launches" (of programs), "files" (embedded), "links" (to web and mail addresses),
    "forms" (submit and import actions) and "other files" (references to them). Looks at the catalogue, form
    fields, pages, annotations and bookmarks, at `MOST` objects in all. Damaged parts are passed over; raises
    MemoryError only.
    """
    import pymupdf

    if doc.is_closed or not doc.is_pdf:
        return {}
    mupdf = pymupdf.mupdf
    damage = unreadable()
    look = _Look(mupdf)
    try:
        pdf = mupdf.PdfDocument(doc.this)
        for part in _PARTS:
            try:
                part(look, pdf)
            except damage:
                continue
        for number in range(doc.page_count):
            try:
                look.at_page(mupdf.pdf_lookup_page_obj(pdf, number))
            except damage:
                continue
    except _Enough:
        pass  # what was counted until here is told
    except damage:
        pass  # as above
    except SystemError as error:
        # How PyMuPDF passes on that its C code ran out of memory.
        raise MemoryError from error
    return {kind: look.counts[kind] for kind in _WORDS if look.counts[kind]}


def carried_sentence(counts: Mapping[str, int]) -> str:
    """Answer in plain words what `carried` counted and that Yearmark leaves it alone; "" for nothing."""
    parts = [_counted(counts[kind], *words) for kind, words in _WORDS.items() if counts.get(kind)]
    if not parts:
        return ""
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
    if counts.get("links") and len(parts) == 1:
        return f"The file carries {listed}. Yearmark never follows {'it' if counts['links'] == 1 else 'them'}."
    is_one = sum(counts.get(kind, 0) for kind in _WORDS) == 1
    return f"The file carries {listed}. Yearmark never runs, opens or follows {'it' if is_one else 'them'}."


def _counted(count: int, one: str, many: str) -> str:
    return one if count == 1 else f"{count:,} {many}"


class _Enough(Exception):
    """As many objects were looked at as may be."""


class _Look:
    """One look through a file: the counts so far, and what is not to be counted twice.

    Works on MuPDF's objects, for PyMuPDF's pages and annotations cost as much as reading the words. A missing
    object answers as an empty one. Only indirect objects have a number, and only they can be met again.
    """

    def __init__(self, mupdf: Any):
        self.counts: Counter[str] = Counter()
        self._left = MOST
        self._seen: set[int] = set()
        self._mupdf = mupdf
        self._get = mupdf.pdf_dict_gets

    def at_catalogue(self, pdf: Any) -> None:
        """Count what happens when the file is opened, closed or printed."""
        catalogue = self._get(self._mupdf.pdf_trailer(pdf), "Root")
        self._chain(self._get(catalogue, "OpenAction"))
        self._more(self._get(catalogue, "AA"))

    def at_scripts(self, pdf: Any) -> None:
        """Count the scripts that the whole file shares."""
        for _ in self._leaves(self._below_root(pdf, "Names/JavaScript")):
            self.counts["scripts"] += 1

    def at_files(self, pdf: Any) -> None:
        """Count the files in the file's list of attachments."""
        for file in self._leaves(self._below_root(pdf, "Names/EmbeddedFiles")):
            self._file(file)

    def at_fields(self, pdf: Any) -> None:
        """Count the actions of form fields."""
        waiting = list(self._items(self._below_root(pdf, "AcroForm/Fields")))
        while waiting:
            field = waiting.pop()
            if self._is_new(field):
                self._holder(field)
                waiting += self._items(self._get(field, "Kids"))

    def at_bookmarks(self, pdf: Any) -> None:
        """Count the actions of bookmarks."""
        waiting = [self._below_root(pdf, "Outlines/First")]
        while waiting:
            item = waiting.pop()
            if self._mupdf.pdf_is_dict(item) and self._is_new(item):
                self._chain(self._get(item, "A"))
                waiting += [self._get(item, "Next"), self._get(item, "First")]

    def at_page(self, page: Any) -> None:
        """Count what a page and its annotations carry."""
        if not self._is_new(page):
            return
        self._more(self._get(page, "AA"))
        contents = self._get(page, "Contents")
        # The drawing of a page may lie in another file, which MuPDF does not open.
        for stream in self._items(contents) if self._mupdf.pdf_is_array(contents) else (contents,):
            if self._get(stream, "F").m_internal:
                self.counts["other files"] += 1
        for annotation in self._items(self._get(page, "Annots")):
            if self._is_new(annotation):
                self._holder(annotation)
                self._attached(annotation)

    def _attached(self, annotation: Any) -> None:
        kind = self._mupdf.pdf_to_name(self._get(annotation, "Subtype"))
        if kind == "FileAttachment":
            self._file(self._get(annotation, "FS"))
        elif kind == "RichMedia":
            for file in self._leaves(self._mupdf.pdf_dict_getp(annotation, "RichMediaContent/Assets")):
                self._file(file)
        elif kind == "3D":
            self.counts["files"] += 1
        elif kind == "Movie":
            self._file(self._mupdf.pdf_dict_getp(annotation, "Movie/F"))

    def _file(self, file: Any) -> None:
        """Count a file specification: what it names is embedded, or is elsewhere."""
        if not file.m_internal or not self._is_new(file):
            return
        is_within = self._mupdf.pdf_is_dict(self._get(file, "EF"))
        self.counts["files" if is_within else "other files"] += 1

    def _holder(self, holder: Any) -> None:
        self._chain(self._get(holder, "A"))
        self._more(self._get(holder, "AA"))

    def _more(self, actions: Any) -> None:
        """Count actions by the event that sets them off."""
        for index in range(self._mupdf.pdf_dict_len(actions)):
            self._chain(self._mupdf.pdf_dict_get_val(actions, index))

    def _chain(self, action: Any) -> None:
        """Count an action and those that come after it; anything but an action is passed over."""
        if not action.m_internal:
            return
        waiting = [action]
        met: set[int] = set()
        while waiting:
            action = waiting.pop()
            self._step()
            if not self._mupdf.pdf_is_dict(action):
                continue
            number = self._mupdf.pdf_to_num(action)
            if number in met:
                continue
            if number:
                met.add(number)
            self._action(action)
            following = self._get(action, "Next")
            if following.m_internal:
                waiting += self._items(following) if self._mupdf.pdf_is_array(following) else [following]

    def _action(self, action: Any) -> None:
        kind = self._mupdf.pdf_to_name(self._get(action, "S"))
        if kind == "URI":
            address = self._mupdf.pdf_to_text_string(self._get(action, "URI"))
            self.counts[_SCHEMES.get(address.partition(":")[0].strip().lower(), "links")] += 1
        elif kind in _ACTIONS:
            self.counts[_ACTIONS[kind]] += 1
        elif kind == "Rendition" and self._get(action, "JS").m_internal:
            self.counts["scripts"] += 1
        elif kind == "Thread" and self._get(action, "F").m_internal:
            self.counts["other files"] += 1

    def _leaves(self, tree: Any) -> Iterator[Any]:
        """The values of a name tree."""
        waiting = [tree]
        met: set[int] = set()
        while waiting:
            node = waiting.pop()
            self._step()
            number = self._mupdf.pdf_to_num(node)
            if number in met:
                continue
            if number:
                met.add(number)
            names = self._get(node, "Names")
            for index in range(1, self._mupdf.pdf_array_len(names), 2):
                self._step()
                yield self._mupdf.pdf_array_get(names, index)
            waiting += self._items(self._get(node, "Kids"))

    def _items(self, array: Any) -> Iterator[Any]:
        for index in range(self._mupdf.pdf_array_len(array)):
            self._step()
            yield self._mupdf.pdf_array_get(array, index)

    def _below_root(self, pdf: Any, path: str) -> Any:
        return self._mupdf.pdf_dict_getp(self._mupdf.pdf_trailer(pdf), f"Root/{path}")

    def _is_new(self, thing: Any) -> bool:
        """Whether an object was not looked at before."""
        self._step()
        number = self._mupdf.pdf_to_num(thing)
        if number in self._seen:
            return False
        if number:
            self._seen.add(number)
        return True

    def _step(self) -> None:
        if not self._left:
            raise _Enough
        self._left -= 1


_PARTS = (_Look.at_catalogue, _Look.at_scripts, _Look.at_files, _Look.at_fields, _Look.at_bookmarks)
