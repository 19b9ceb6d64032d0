"""The time, and the identities of new things, as the library writes them."""

from datetime import UTC, datetime


def now() -> str:
    """The present time in UTC, ISO 8601 to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment() -> str:
    """The present time in UTC, ISO 8601 to the millisecond: tells two readings of one report apart."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def new_identity() -> str:
    """A new random UUID."""
    from uuid import uuid4  # loads `platform`, which the start of the window need not wait for

    return str(uuid4())
