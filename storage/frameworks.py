"""The frameworks that reports are written under: title, printed areas, grades, and the crosswalk to the codebook.

Each is a TOML file. Ours lie in `resources/frameworks`; a user's own lie in a folder of hers and are tried
first, so that she can add a kind of report, or say more of one, without code.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from storage.areas import CODEBOOK, built_in
from storage.errors import LibraryError
from storage.folders import own_frameworks
from storage.model import KINDS

FOLDER = CODEBOOK.parent
GRADES = ("outstanding", "good", "requires improvement", "adequate", "inadequate", "not judged")
"""The grades as Yearmark compares them, whatever is printed."""

_KIND = re.compile(r"[A-Z][A-Z0-9_]{1,39}")
_LARGEST = 200_000  # bytes


@dataclass(frozen=True)
class PrintedArea:
    """A judgement area as a framework prints it: group ("" without), other wordings, names of codebook areas.

    `codebook` is empty where the codebook has no equivalent. `board` marks the safeguarding board's grade.
    """

    name: str
    codebook: tuple[str, ...]
    group: str = ""
    also: tuple[str, ...] = ()
    board: bool = False


@dataclass(frozen=True, eq=False)
class Framework:
    """What is known of one kind of report.

    `markers` are patterns that a paragraph of the title block begins with; of two frameworks with the same
    title that one is meant whose areas the judgement table names. `layout` says where grades stand: "table",
    "record" (of main findings, at the end) or "" for a kind without grades. `cover` is the number of pages
    that hold no sections. `grade` matches a printed grade.
    """

    kind: str
    name: str
    markers: tuple[re.Pattern[str], ...]
    layout: str
    cover: int
    grades: dict[str, str]
    grade: str
    areas: tuple[PrintedArea, ...]
    groups: tuple[str, ...] = ()

    def neutral(self, grade: str) -> str:
        """The grade of `GRADES` that a printed one stands for, "" where it is none."""
        return self.grades.get(" ".join(grade.lower().split())) or neutral_grade(grade)


def grade_words(printed: Iterable[str] = ()) -> str:
    """Answer a pattern for the grades of every framework of ours, and for others that are given."""
    usual = "requires? improvement(?: to be good)?|outstanding|good|adequate|inadequate|not judged"
    own = {" ".join(grade.lower().split()) for grade in printed}
    others = sorted((re.escape(grade) for grade in own if not re.fullmatch(usual, grade)), key=len, reverse=True)
    return rf"(?:{'|'.join((*others, usual))})"


def neutral_grade(printed: str) -> str:
    """Answer which of `GRADES` printed words name, "" where they name none."""
    words = " ".join(printed.lower().split())
    for grade in ("outstanding", "inadequate", "adequate", "not judged", "good"):
        if grade in words and not (grade == "good" and "improvement" in words):
            return grade
    return "requires improvement" if re.search(r"\brequires? improvement\b", words) else ""


def frameworks(folder: str | Path | None = None) -> tuple[Framework, ...]:
    """Answer all frameworks, a user's own from `folder` first; the same kind there replaces ours.

    Raises LibraryError with one sentence that names the file which cannot be understood.
    """
    own = _loaded(Path(folder)) if folder is not None and Path(folder).is_dir() else ()
    kinds = {framework.kind for framework in own}
    return own + tuple(framework for framework in _ours() if framework.kind not in kinds)


def kinds(folder: str | Path | None = None) -> dict[str, str]:
    """Answer every kind of report with its name, a user's own after ours, "OTHER" last.

    `folder` has the user's own frameworks, the usual one where none is given; those that cannot be understood
    are left out here (reading a report says what is wrong with them).
    """
    try:
        own = _loaded(path) if (path := Path(folder or own_frameworks())).is_dir() else ()
    except LibraryError:
        own = ()
    named = {one.kind: one.name for one in (*_ours(), *own)}
    return {**dict.fromkeys(KINDS[:-1], ""), **named, KINDS[-1]: "Other report"}


@lru_cache(maxsize=1)
def _ours() -> tuple[Framework, ...]:
    return _loaded(FOLDER)


def _loaded(folder: Path) -> tuple[Framework, ...]:
    paths = [path for path in sorted(folder.glob("*.toml")) if path.name != CODEBOOK.name]
    found = [(_order(read := _read(path)), _framework(read, path)) for path in paths]
    return tuple(framework for _, framework in sorted(found, key=lambda one: one[0]))


def _order(read: dict[str, Any]) -> int:
    order = read.get("order", 0)
    return order if isinstance(order, int) else 0


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST:
            raise LibraryError(f"The framework file “{path.name}” is too large to be one; no report was read.")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LibraryError(
            f"The framework file “{path.name}” cannot be read ({error}). Mend it or take it out of the folder."
        ) from error


def _framework(read: dict[str, Any], path: Path) -> Framework:
    def wrong(what: str) -> LibraryError:
        return LibraryError(f"The framework file “{path.name}” {what}. Mend it or take it out of the folder.")

    kind, name = read.get("kind"), read.get("name")
    if not isinstance(kind, str) or not _KIND.fullmatch(kind):
        raise wrong("gives no kind, which is a word in capitals such as MY_REVIEW")
    if not isinstance(name, str) or not name:
        raise wrong("gives no name")
    grades = read.get("grades", {})
    if not isinstance(grades, dict) or not set(grades.values()) <= set(GRADES):
        raise wrong(f"names a grade that is none of: {', '.join(GRADES)}")
    layout = read.get("layout", "table")
    if layout not in ("table", "record", ""):
        raise wrong("gives a layout that is neither table nor record nor empty")
    markers = tuple(_pattern(marker, wrong) for marker in _texts(read.get("markers"), wrong, "markers"))
    if not markers:
        raise wrong("gives no markers, the words that its title begins with")
    areas = tuple(_area(area, wrong) for area in read.get("area", []))
    return Framework(
        kind,
        name,
        markers,
        layout,
        cover if isinstance(cover := read.get("cover", 0), int) else 0,
        {" ".join(printed.lower().split()): neutral for printed, neutral in grades.items()},
        grade_words(grades),
        areas,
        tuple(dict.fromkeys(area.group for area in areas if area.group)),
    )


def _pattern(written: Any, wrong: Any) -> re.Pattern[str]:
    try:
        return re.compile(written.replace("'", "['’]"), re.IGNORECASE)
    except (AttributeError, re.error) as error:
        raise wrong(f"holds a pattern that cannot be used ({error})") from error


def _texts(value: Any, wrong: Any, what: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise wrong(f"must give “{what}” as a list of texts")
    return tuple(value)


def _area(read: Any, wrong: Any) -> PrintedArea:
    if not isinstance(read, dict) or not isinstance(read.get("name"), str):
        raise wrong("has an area without a name")
    codebook = _texts(read.get("codebook", []), wrong, "codebook")
    known = {area["name"] for area in built_in()}
    for name in codebook:
        if name not in known:
            raise wrong(f"maps to “{name}”, which is no area of the codebook")
    also = _texts(read.get("also", []), wrong, "also")
    return PrintedArea(read["name"], codebook, str(read.get("group", "")), also, bool(read.get("board", False)))


def by_kind(known: Sequence[Framework], kind: str) -> Framework | None:
    """Answer the framework of a kind, None for a kind without one."""
    return next((framework for framework in known if framework.kind == kind), None)


@lru_cache(maxsize=2048)
def folded(words: str) -> str:
    """Answer words so that printed wordings of one area compare equal: small letters, no number, no marks."""
    words = re.sub(r"^\W*\d+(?:\.\d+)*\.?\s+", "", words.lower())
    words = re.sub(r"['’‘]", "", words)
    words = " ".join(re.sub(r"[^a-z0-9]+", " ", words).split())
    return re.sub(r"^the ", "", words).replace("experience and progress", "experiences and progress")


def area_of(framework: Framework, printed: str, group: str = "") -> PrintedArea | None:
    """Answer the framework's area that a printed label names, the longest that fits; None where there is none."""
    label = folded(printed)
    found = [
        area
        for area in framework.areas
        if (not group or not area.group or area.group == group)
        and label in (folded(wording) for wording in (area.name, *area.also))
    ]
    return max(found, key=lambda area: len(area.name), default=None)
