"""What marks a file as a library of ours, and of which version; and the version of the program."""

APPLICATION_ID = 0x59524D4B  # "YRMK", shown by `file` and checked before anything else is read
VERSION = 6  # the number of migrations in storage.schema; a test holds the two together
WATCHED = (
    "reviewers",
    "areas",
    "reports",
    "annotations",
    "annotation_areas",
    "links",
    "crosswalk",
    "filters",
    "verdicts",
)


def program_version() -> str:
    """The version of Yearmark that runs; "" where it was not installed, and runs from its source folder."""
    from importlib import metadata  # costs a third of what the command line costs to load

    try:
        return metadata.version("yearmark")
    except metadata.PackageNotFoundError:
        return ""
