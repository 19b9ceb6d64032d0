"""The time, and the identities of new things, as the library writes them."""

from datetime import UTC, datetime


def now() -> str:
    """The present time in UTC, ISO 8601 to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def new_identity() -> str:
    """A new random UUID."""
    from uuid import uuid4  # loads `platform`, which the start of the window need not wait for

    return str(uuid4())
