"""What grades are called, the same in lists, tables and pages."""

# The key is how any printed form begins ("require improvement to be good" stands in the prose of SIF reports:
# survey, section 4).
NAMES = {
    "outstanding": "Outstanding",
    "good": "Good",
    "require": "Requires improvement",
    "adequate": "Adequate",
    "inadequate": "Inadequate",
    "not judged": "Not judged",
}


def grade_key(grade: str) -> str:
    """The key of a grade as it is printed; "" for one that is not known."""
    low = " ".join(grade.casefold().split())
    return next((key for key in NAMES if low.startswith(key)), "")


def grade_name(grade: str) -> str:
    """What a grade is called where it stands alone; an unknown one as it is printed."""
    return NAMES.get(grade_key(grade), grade)
