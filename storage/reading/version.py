"""Which reader made a reading; a library keeps it, so that it knows what to read again."""

READER = "3"
"""Goes up when the running text that the reader makes of the same file changes."""
