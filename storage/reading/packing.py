"""The words of a page as bytes, from columns of whole numbers: the form that `storage.passages.unpacked_words` takes.

`storage.passages.packed_words` makes the same bytes from words; the reader has columns, and a third of its
own time would go into taking words apart again.
"""

import sys
import zlib
from array import array
from collections.abc import Sequence

_FURTHEST = 1e7  # points; as in storage.passages


def packed(columns: Sequence[Sequence[int]]) -> bytes:
    """Answer six columns as bytes: left, top, width, height in hundredths of a point, step of start, length."""
    if not columns[0]:
        return b""
    return zlib.compress(b"".join([_little_endian(array("i", column)) for column in columns]), 1)


def in_hundredths(column: Sequence[float]) -> list[int]:
    """Answer points as whole hundredths, brought into range; what is no number becomes 0."""
    if not column:
        return []
    try:
        if min(column) > -_FURTHEST and max(column) < _FURTHEST:
            return list(map(round, map((100.0).__mul__, column)))
    except ValueError:
        pass
    # NaN is the one number that is not itself.
    return [int(max(-_FURTHEST, min(_FURTHEST, value)) * 100 + 0.5) if value == value else 0 for value in column]


def levels(column: Sequence[float]) -> list[int]:
    """Answer what `in_hundredths` does, faster for a column with few different values."""
    different = list(set(column))
    known = dict(zip(different, in_hundredths(different), strict=True))
    try:
        return list(map(known.__getitem__, column))
    except KeyError:  # what is no number is not itself, and found nowhere
        return in_hundredths(column)


def _little_endian(column: "array[int]") -> bytes:
    if sys.byteorder == "big":
        column.byteswap()
    return column.tobytes()
