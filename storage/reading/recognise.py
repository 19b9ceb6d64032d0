"""Pages that are pictures get words: MuPDF holds Tesseract, and needs only its language data from this computer.

Loads PyMuPDF only when a page is recognised, so that the window may ask whether recognition can be offered.
Measured: 1 to 6 seconds for an A4 page, 20 where it lies sideways; 160 to 420 MB beside the reader's own.
"""

import math
import os
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage.errors import LibraryError
from storage.reading.lines import Line, clean
from storage.reading.refusals import unreadable

if TYPE_CHECKING:
    import pymupdf

LANGUAGE = "eng"

_DPI = 300  # what Tesseract's makers ask for
_LEAST_DPI = 50  # below it no text of a usual size can be told
_MOST_PIXELS = 25_000_000  # of one page's picture; memory grows with them
_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",  # Debian, Ubuntu
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tesseract-ocr/tessdata",
    "/usr/share/tesseract/tessdata",  # Fedora
    "/usr/share/tessdata",  # Arch, openSUSE
    "/usr/local/share/tessdata",  # Homebrew on Intel, built by hand
    "/opt/homebrew/share/tessdata",  # Homebrew
    "/opt/local/share/tessdata",  # MacPorts
)
_RISING = re.compile(r"[A-Z0-9bdfhiklt?!()\[\]/|£&%“”‘’\"']")
_FALLING = re.compile(r"[gjpqyQ()\[\]/|;,]")
_RISE, _BODY, _FALL = 0.74, 0.53, 0.21  # of a type's size, as recognised in sans and serif types
_MARK = 4  # letters of a number or bullet, too few to tell a size by
_SAME = 0.12  # sizes this near to a page's usual one are that one
_FEW = 30  # words by which a page can be judged
_PLAIN = re.compile(r"[A-Z]?[a-z]{2,}[.,;:]?")
_COMMON = re.compile(
    "the|and|for|that|are|with|their|have|not|from|was|has|this|they|were|which|when|all|more", re.IGNORECASE
)


def tessdata() -> str | None:
    """Answer the folder with Tesseract's data for English, None where there is none; a few looks at the disk.

    TESSDATA_PREFIX comes first, then where the systems' packages put it, then the place of the command.
    """
    for folder in _folders():
        if os.path.isfile(os.path.join(folder, f"{LANGUAGE}.traineddata")):
            return folder
    return None


def recognised_textpage(page: "pymupdf.Page", tessdata: str) -> "pymupdf.TextPage":
    """Answer a text page of what Tesseract reads in the picture of a page, with `tessdata` from `tessdata()`.

    Coordinates are points of the page as it is seen, also where it is rotated: `rotation_matrix` must not be
    applied. (PyMuPDF's own `get_textpage_ocr` turns words back, and loses those that then lie outside the
    picture's box.) All words of a line have its top and bottom. The sizes in it are guesses from the width of
    single words and differ within a line: take lines from `recognised_lines`.
    Raises LibraryError with a sentence that names the page, also where it needs too much memory.
    """
    import pymupdf

    number = (page.number or 0) + 1
    failures: tuple[type[Exception], ...] = (*unreadable(), SystemError, MemoryError)
    try:
        width, height = page.rect.width, page.rect.height
        dpi = min(_DPI, int(72 * math.sqrt(_MOST_PIXELS / max(width * height, 1.0))))
        if dpi < _LEAST_DPI:
            raise LibraryError(f"The text of page {number} could not be recognised: the page is too large for that.")
        # Tesseract gets nothing from MuPDF's grey pictures, hence colours.
        picture = page.get_pixmap(dpi=dpi, colorspace=pymupdf.csRGB, alpha=False, annots=False)
        data = picture.pdfocr_tobytes(compress=False, language=LANGUAGE, tessdata=tessdata)
        del picture
        read = pymupdf.open("pdf", data)[0]
        matrix = pymupdf.Matrix(width / read.rect.width, height / read.rect.height)
        return read.get_textpage(flags=pymupdf.TEXTFLAGS_WORDS, matrix=matrix)
    except failures as error:
        raise LibraryError(
            f"The text of page {number} could not be recognised: {_reason(error, tessdata)}. The page was kept "
            "as a picture."
        ) from None


def recognised_lines(page: "pymupdf.Page", number: int, tessdata: str) -> list[Line]:
    """Answer the lines that Tesseract reads in the picture of page `number`, as the page is seen.

    None where it reads nothing, or nothing that can be English: a page that lies on its side gives only
    nonsense. No line is bold; sizes are whole points, one for all lines near the page's usual size.
    Raises LibraryError as `recognised_textpage` does.
    """
    words = recognised_textpage(page, tessdata).extractWORDS()
    if not _is_language([word[4] for word in words]):
        return []
    found = [line for _, group in groupby(words, key=lambda word: word[5:7]) for line in _lines(group, number)]
    return _with_sizes(found)


def _folders() -> Iterator[str]:
    """Where the language data may be, likely places first."""
    told = os.environ.get("TESSDATA_PREFIX")
    if told:
        yield from (told, os.path.join(told, "tessdata"))
    yield from _FOLDERS
    for variable, below in (
        ("PROGRAMFILES", ("Tesseract-OCR",)),
        ("LOCALAPPDATA", ("Programs", "Tesseract-OCR")),
        ("LOCALAPPDATA", ("Tesseract-OCR",)),
    ):
        base = os.environ.get(variable)
        if base:
            yield os.path.join(base, *below, "tessdata")
    command = shutil.which("tesseract")
    if command:
        place = Path(command).parent
        yield from (str(place / "tessdata"), str(place.parent / "share" / "tessdata"))


def _reason(error: Exception, folder: str) -> str:
    if not os.path.isfile(os.path.join(folder, f"{LANGUAGE}.traineddata")):
        return f"Tesseract’s data for English is not in “{folder}”"
    if isinstance(error, SystemError | MemoryError) or "malloc" in str(error) or "MemoryError" in str(error):
        return "it needs more memory than a report may have"
    if "tesseract" in str(error).lower():
        return f"Tesseract could not start with its data in “{folder}”; installing it again may help"
    return "its picture is damaged"


def _is_language(words: Sequence[str]) -> bool:
    """Whether words can be English, or are too few to tell: lists of names are, the shapes of turned letters not."""
    if len(words) < _FEW:
        return True
    common = sum(bool(_COMMON.fullmatch(word)) for word in words)
    plain = sum(bool(_PLAIN.fullmatch(word)) for word in words)
    return common >= 0.03 * len(words) or plain >= 0.5 * len(words)


def _lines(group: Iterable[Any], number: int) -> Iterator[Line]:
    """The line of a group of PyMuPDF's words; none where it holds no letter or digit, only specks."""
    texts: list[str] = []
    columns: tuple[list[float], ...] = ([], [], [], [])
    for word in group:
        text = clean(word[4]).strip()
        if text:
            texts.append(text)
            for column, edge in zip(columns, word[:4], strict=True):
                column.append(edge)
    text = " ".join(texts)
    if any(map(str.isalnum, text)):
        left, top, right, bottom = (tuple(column) for column in columns)
        x0, y0, x1, y1 = min(left), min(top), max(right), max(bottom)
        yield Line(number, x0, y0, x1, y1, 0.0, False, text, tuple(texts), (left, top, right, bottom))


def _with_sizes(lines: Sequence[Line]) -> list[Line]:
    """The lines with sizes told from the height of their ink; what is near the page's usual size has that."""
    # A number and the text beside it come from one row, and have the row's box.
    rows: defaultdict[tuple[float, float], str] = defaultdict(str)
    for line in lines:
        rows[line.y0, line.y1] += line.text
    counts: Counter[float] = Counter()
    sized = []
    for line in lines:
        row = rows[line.y0, line.y1]
        sized.append(line._replace(size=_size(line.height, _RISING.search(row), _FALLING.search(row))))
        counts[sized[-1].size] += len(row)
    if not counts:
        return []
    usual = counts.most_common(1)[0][0]
    return [line._replace(size=usual) if _is_usual(line, usual) else line for line in sized]


def _size(height: float, rises: object, falls: object) -> float:
    """The size in whole points of type whose ink is `height` points high, with or without long letters."""
    return float(max(1, round(height / ((_RISE if rises else _BODY) + (_FALL if falls else 0.0)))))


def _is_usual(line: Line, usual: float) -> bool:
    sizes = [line.size]
    if len(line.text) <= _MARK:
        sizes.append(_size(line.height, True, True))
    return any(abs(size - usual) <= _SAME * usual for size in sizes)
