"""The short name of a council: the place, without what kind of council it is (survey, section 3)."""

import re

_QUOTES = r"['’]"
_BEFORE = re.compile(
    r"^(?:the\s+)?(?:(?:london|royal|metropolitan)\s+borough\s+(?:council\s+)?of|borough\s+of|"
    r"(?:the\s+)?city\s+(?:and county\s+)?of|(?:the\s+)?county\s+(?:borough\s+)?of|"
    r"(?:city|county)\s+council\s+of)\s+(?:the\s+)?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:\s+|,\s*)(?:local authority|unitary authority|children" + _QUOTES + r"s (?:social care )?services(?: trust)?|"
    r"(?:london|royal|metropolitan|city|county|district|unitary|borough|combined|and)?\s*(?:council|corporation)|"
    r"(?:london|royal|metropolitan)\s+(?:borough|district)(?:\s+(?:of|council))?|city of|"
    r"county|borough|city|council of the|mbc|mdc|cc)$",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"^(?:.*?\b(?:inspection|focused visit|monitoring visit)\s+(?:of|to)\s+(?:the\s+)?)"
    r"(?P<name>.+?)\s+(?:local authority\s+)?children" + _QUOTES + r"s\s+(?:social care\s+)?services\b",
    re.IGNORECASE,
)
_JTAI = re.compile(
    r"\b(?:in|of)\s+(?P<name>(?:[A-Z][\w'’.\-]*|and|of|the|upon|on)(?:\s+(?:[A-Z][\w'’.\-]*|and|of|the|upon|on))*)$"
)
_NOT_A_NAME = re.compile(
    r"\b(?:inspection|review|report|judgement|contents|published|inspector|dates?|page|services for|age group|"
    r"effectiveness|https?|www)\b|[:?!@]|\d",
    re.IGNORECASE,
)
_LONGEST = 80


def authority_in_title(title: str) -> str:
    """Answer the short name inside a title such as "Inspection of X local authority children's services".

    "" where the title names no authority.
    """
    match = _TITLE.match(title) or _JTAI.search(title)
    name = match.group("name").strip() if match else ""
    if not name or name.lower() in ("local authority", "looked after", "safeguarding and looked after"):
        return ""
    return short_authority(name)


def short_authority(printed: str) -> str:
    """Answer the place in a council's printed name: "The Royal Borough of X and Y" gives "X and Y".

    "" where the words cannot be a council's name.
    """
    name = " ".join(printed.split()).strip(" ,.–-")
    if not name or len(name) > _LONGEST or _NOT_A_NAME.search(name) or not name[:1].isupper():
        return ""
    before = ""
    while before != name:
        before = name
        name = _AFTER.sub("", _BEFORE.sub("", name)).strip(" ,–-")
    return name
