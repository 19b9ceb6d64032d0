"""The short name of a council: the place, without what kind of council it is (survey, section 3)."""

import re

_QUOTES = r"['’‘]"
_BEFORE = re.compile(
    r"^(?:the\s+)?(?:(?:common\s+)?council\s+of\s+|(?:(?:london|royal|metropolitan|unitary)\s+)?(?:borough|district|authority)"
    r"\s+(?:council\s+)?of\s+|lb\s+(?:of\s+)?|city\s+(?:and\s+(?:county|borough)\s+)?of\s+|county\s+(?:borough\s+)?of\s+|"
    r"corporation\s+of\s+|county\s+|(?:city|county)\s+council\s+of\s+)(?:the\s+)?",
    re.IGNORECASE,
)
_KIND = r"london|royal|metropolitan|city|county|district|unitary|borough|combined|and"
_AFTER = re.compile(
    rf"(?:\s+|,\s*)(?:local authority|unitary authority|children{_QUOTES}?s? (?:social care )?services(?: trust)?|"
    rf"children{_QUOTES}?s? trust|(?:local )?safeguarding children(?:{_QUOTES}s)? board|lscb|"
    rf"(?:{_KIND})?\s*(?:council|corporation)|"
    r"(?:london|royal|metropolitan)\s+(?:borough|district)(?:\s+(?:of|council))?|(?:city|county) of|"
    r"county|borough|city|unitary|council of the|mbc|mdc|cc)$",
    re.IGNORECASE,
)
_NAME_ENDS = rf"(?:{_QUOTES}s?)?\s+(?:local authority(?:{_QUOTES}s)?\s+)?children{_QUOTES}?s?{_QUOTES}?\s+"
_TITLE = re.compile(
    r"^(?:.*?\b(?:inspection|focused visit|monitoring visit)\s+(?:of|to)\s+(?:the\s+)?)"
    rf"(?P<name>.+?){_NAME_ENDS}(?:social (?:care|work) )?services\b",
    re.IGNORECASE,
)
_IN = re.compile(
    r"\b(?:in|of|to|for)\s+(?P<name>(?:[A-Z][\w'’.\-]*,?|and|&|of|the|upon|on)"
    r"(?:\s+(?:[A-Z][\w'’.\-]*,?|and|&|of|the|upon|on|with))*)$"
)
_ON_BEHALF = re.compile(r"^.*\bon behalf of\s+(?:the\s+)?", re.IGNORECASE)
_KINDS = re.compile(
    r"(?:local authority|looked.after|safeguarding and looked.after|services|(?:local authority )?children.*)$",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"\b(?:inspection|review|report|judgement|contents|published|inspector|dates?|page|services for|age group|"
    r"effectiveness|ofsted|lives|board arrangements|https?|www)\b|[:?!@]|\d",
    re.IGNORECASE,
)
_LONGEST = 80


def authority_in_title(title: str) -> str:
    """Answer the short name inside a title such as "Inspection of X local authority children's services".

    "" where the title names no authority.
    """
    for pattern in (_TITLE, _IN):
        match = pattern.search(title)
        name = match["name"].strip() if match else ""
        if name and not _KINDS.match(name):
            return short_authority(name)
    return ""


def short_authority(printed: str) -> str:
    """Answer the place in a council's printed name: "The Royal Borough of X and Y" gives "X and Y".

    "&" is written "and" and capitals as usual, so that the reports of many years come to one name. "" where
    the words cannot be a council's name.
    """
    name = " ".join(printed.replace("&", " and ").split()).strip(" ,.–-")
    name = re.sub(r"\s*\([^)]*\)$", "", _ON_BEHALF.sub("", name))
    if not name or len(name) > _LONGEST or _NOT_A_NAME.search(name) or not name[:1].isupper():
        return ""
    is_city = re.match(r"(?:the\s+)?(?:common council of the\s+)?(?:city|corporation) of london\b", name, re.IGNORECASE)
    before = ""
    while before != name:
        before = name
        name = _AFTER.sub("", _BEFORE.sub("", name)).strip(" ,–-")
    name = re.sub(r"^the\s+", "", name, flags=re.IGNORECASE)
    name = re.sub(r"\bSt\.\s", "St ", name)
    if len(name) > 4 and name.isupper():
        name = re.sub(r"\b(And|Of|On|The|Upon|With)\b", lambda word: word.group().lower(), name.title())
    if name.lower() == "london" and is_city:
        return "City of London"
    return "" if name.lower() in _NO_PLACES else name[:1].upper() + name[1:]


_NO_PLACES = frozenset(("local authority", "council", "and", "the", "services", "raising standards"))
