"""Grades inside printed words: "area: grade", "area is grade", "Grade 2 (good)" (survey, sections 4 and 5)."""

import re
from functools import lru_cache

from storage.frameworks import Framework, PrintedArea, folded, grade_words, neutral_grade

JOINER = re.compile(r"\s*(?:\b(?:is|are))?\s*:?\s*$", re.IGNORECASE)
"""What joins an area to a grade on the line below it."""

_SCALE = r"(?:grade\s*[1-4]\s*\(\s*)?"
_AFTER = r"(?:\s*\)|\s*\(?grade\s*[1-4]\)?)?"
_REST = r"\s*[.*]*\d?\s*"


class Grading:
    """How the reports of one framework, or of none, print grades and name areas."""

    def __init__(self, framework: Framework | None):
        self.framework = framework
        words = framework.grade if framework else grade_words()
        self.alone, self.ending, self.inside, self._any = _patterns(words)
        areas = framework.areas if framework else ()
        self._named = [(area, frozenset(folded(name) for name in (area.name, *area.also))) for area in areas]

    def only(self, words: str) -> str:
        """The grade that is all of some words ("Grade 4 (inadequate)"), "" where they say more or something else."""
        match = self.alone.fullmatch(words.strip())
        return match["grade"].strip(" *") if match else ""

    def split(self, words: str) -> tuple[str, str]:
        """The words before a grade at the end, without what joins them, and the grade; (words, "") without one."""
        if not self._any.search(words):  # most words: a third of what looking for the whole costs
            return words, ""
        match = self.ending.fullmatch(words)
        return (match["label"].strip(" *"), match["grade"].strip(" *")) if match else (words, "")

    def neutral(self, printed: str) -> str:
        """The neutral grade that a printed one stands for."""
        return self.framework.neutral(printed) if self.framework else neutral_grade(printed)

    def area(self, label: str, group: str = "") -> PrintedArea | None:
        """The area of the framework that a label names, None where there is none."""
        if self.framework is None:
            return None
        label = folded(label)
        groups = {"", group} if group else {""} | set(self.framework.groups)
        return next((area for area, names in self._named if label in names and area.group in groups), None)

    def area_in(self, words: str, group: str = "") -> PrintedArea | None:
        """The area whose name stands somewhere in some words, the longest name first."""
        words = folded(words)
        found = [
            (len(name), area)
            for area, names in self._named
            for name in names
            if name in words and (not group or area.group in ("", group))
        ]
        return max(found, key=lambda one: one[0])[1] if found else None


@lru_cache(maxsize=64)
def grading_of(framework: Framework | None) -> Grading:
    """Answer how a framework's reports print grades; made once for each."""
    return Grading(framework)


@lru_cache(maxsize=32)
def _patterns(words: str) -> tuple[re.Pattern[str], ...]:
    grade = rf"(?P<grade>{_SCALE}{words}{_AFTER}|grade\s*[1-4])"
    joiner = r"(?:\s*[:–—-]\s*|\s+(?:is|are|as)\s*:?\s*|\s*\t\s*|\s+)"
    return (
        re.compile(rf"\**{grade}{_REST}", re.IGNORECASE),
        re.compile(rf"(?P<label>.+?){joiner}\**{grade}{_REST}", re.IGNORECASE | re.DOTALL),
        re.compile(rf"\b(?P<grade>{words})\b", re.IGNORECASE),
        re.compile(rf"{words}|grade\s*[1-4]", re.IGNORECASE),
    )
