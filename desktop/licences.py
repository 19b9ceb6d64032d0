"""Where the texts of the licences are: beside the installed program, or in the folder that it runs from."""

import sys
from pathlib import Path

NOTICES = "THIRD_PARTY_NOTICES.txt"


def licences_folder() -> Path | None:
    """The folder with the licences of Yearmark and of all that it carries; None where it came without."""
    inside = getattr(sys, "_MEIPASS", "")
    if inside:
        # macOS has what is no code beside what is.
        places = [Path(inside) / "licences", Path(inside).parent / "Resources" / "licences"]
    else:
        places = [Path(__file__).resolve().parent.parent / "packaging" / "licences"]
    return next((place for place in places if place.is_dir()), None)
