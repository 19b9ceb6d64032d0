"""The time as the library writes it."""

from datetime import UTC, datetime


def now() -> str:
    """The present time in UTC, ISO 8601 to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
