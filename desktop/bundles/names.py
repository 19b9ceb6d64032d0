"""Which files are bundles, by their names alone."""

from pathlib import Path

ENDINGS = (".yearmark", ".zip")


def is_bundle(path: Path) -> bool:
    """Whether a file is called as bundles are; what is in it is looked at when it is opened."""
    return path.suffix.lower() in ENDINGS and not path.is_dir()
