"""What grades are called."""

import pytest

from storage.grades import grade_name


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Good", "Good"),
        ("outstanding", "Outstanding"),
        ("Requires improvement to be good", "Requires improvement"),
        ("require improvement\nto be good", "Requires improvement"),
        ("Inadequate", "Inadequate"),
        ("", ""),
        ("Met expectations", "Met expectations"),
    ],
)
def test_a_grade_is_called_alike_however_it_is_printed(printed: str, name: str) -> None:
    assert grade_name(printed) == name
