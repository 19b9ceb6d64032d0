"""Where the project is to be found: told by whoever builds the installers, and known to the program from then on.

The source itself names no page. `python3 dev.py package` writes the value of YEARMARK_PAGE, the address of the
project's page as GitHub and others lay them out (the source there, the releases below it), into the frozen program;
the release workflow sets it to where it runs.
"""

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

PAGE = Path(__file__).parent.parent / "resources" / "page.txt"


def is_page(address: str) -> bool:
    """Whether an address is that of a web page that may be offered to be opened."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    # RFC 2606: names below ".invalid" belong to nobody.
    return parts.scheme == "https" and "." in host and not host.endswith(".invalid") and not set(address) & set(' "<>')


@cache
def source() -> str:
    """The page with the source; "" where nobody has told it."""
    try:
        told = PAGE.read_text("utf-8").strip().rstrip("/")
    except (OSError, ValueError):
        return ""
    return told if is_page(told) else ""


def releases() -> str:
    """The page on which newer versions are announced; "" where nobody has told it."""
    return f"{source()}/releases" if source() else ""
