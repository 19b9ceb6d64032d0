"""Who led an inspection: names without offices, from one printed line (survey, section 3)."""

import re

_LABELLED = re.compile(
    r"(?<!deputy )\b(?:lead|reporting)(?: \w+)? inspector(?P<more>s|\(s\))?\s*[:–—-]?\s+(?!team\b)(?P<names>.+)",
    re.IGNORECASE | re.DOTALL,
)
_ENDS = re.compile(
    r"\s*\b(?:(?:deputy|team|shadow|seconded|senior data|quality assurance)\b.*|(?:report published|published|age group"
    r"|inspection dates?)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_OFFICE = re.compile(
    r"\(?\b(?:(?:senior\s+)?(?:her|his)\s+majesty['’‘]?s?['’‘]?(?:\s+(?:senior\s+)?inspectors?)?|(?:senior\s+|s)?hmis?"
    r"|(?:senior\s+|social care\s+|regulatory\s+|ofsted\s+|additional\s+)*inspectors?|regulatory inspection manager"
    r"|(?:national|regional|assistant)\s[\w ]+)\b(?:\s*\([^)]*\))?\)?(?:,?\s*ofsted\b)?|\bofsted\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:;|&|\band\b)\s*", re.IGNORECASE)
_WORD = r"(?:[^\W\d_][\w'’.‘-]*)"
_NAME = re.compile(rf"(?=[^\W\d_])(?:{_WORD}\s+){{0,4}}{_WORD}")


def lead_inspectors(printed: str) -> str:
    """Answer the names after the label "Lead inspector:", "A and B" where there are two; "" where none follow."""
    match = _LABELLED.search(printed)
    return names(match["names"], several=bool(match["more"])) if match else ""


def names(printed: str, several: bool = False) -> str:
    """Answer the names in words such as "A B, His Majesty's Inspector, and C D HMI" without the offices.

    `several` says that commas may part names too. "" where the words are no names.
    """
    found: list[str] = []
    for piece in _BETWEEN.split(_ENDS.sub("", printed)):
        # What follows an office without "and" is another's line.
        parts = [part.strip(" ,.:\t()–-0123456789") for part in _OFFICE.sub(",", piece).split(",")]
        parts = [part for part in parts if part]
        for part in parts if several else parts[:1]:
            if not _is_name(part):
                return " and ".join(found)
            found.append(" ".join(part.split()))
    return " and ".join(found)


def _is_name(words: str) -> bool:
    return (
        3 <= len(words) <= 50
        and words[:1].isupper()
        and bool(_NAME.fullmatch(words))
        and words.split()[-1][0].isupper()
    )
