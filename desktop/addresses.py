"""Where the project is to be found: the one place that has its addresses, for the window and for the packages.

The names under ".invalid" belong to nobody (RFC 2606): the project has no address yet. Whoever publishes it writes
the address here, and nowhere else.
"""

from urllib.parse import urlsplit

HOMEPAGE = "https://yearmark.invalid/"
RELEASES = "https://yearmark.invalid/releases"
SOURCE = "https://yearmark.invalid/source"


def published(address: str) -> bool:
    """Whether an address leads anywhere: a web page that is not under the name that belongs to nobody."""
    parts = urlsplit(address)
    return parts.scheme == "https" and bool(parts.hostname) and not str(parts.hostname).endswith(".invalid")
