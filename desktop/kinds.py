"""What the interface calls the kinds of report, a user's own among them."""

from collections.abc import Mapping
from functools import cache

from PySide6.QtCore import QCoreApplication

_NAMES = {
    "SLAC": ("SLAC", "Safeguarding and looked after children (SLAC)"),
    "LAC_2013": ("LAC", "Looked after children 2013 (LAC)"),
    "SIF": ("SIF", "Single inspection framework (SIF)"),
    "ILACS_2018": ("ILACS", "ILACS, from 2018"),
    "ILACS_2023": ("ILACS", "ILACS, from 2023"),
    "FOCUSED_VISIT": ("Focused visit", "Focused visit"),
    "MONITORING_VISIT": ("Monitoring visit", "Monitoring visit"),
    "JTAI": ("JTAI", "Joint targeted area inspection (JTAI)"),
    "LSCB_REVIEW": ("LSCB review", "Review of a safeguarding children board"),
    "OTHER": ("Other", "Other report"),
}


def kind_name(kind: str, *, short: bool = False) -> str:
    """A kind's name, short for lists or whole for dialogs; an unknown kind shows as it is written.

    A kind of the user's own has no short name: it shows as it is written in lists, which never wait for a file.
    """
    if names := _NAMES.get(kind):
        return QCoreApplication.translate("kinds", names[0 if short else 1])
    return kind if short else _on_disk().get(kind) or kind


def kinds() -> list[str]:
    """All kinds in the order of time, a user's own after ours; her frameworks are looked at anew."""
    _on_disk.cache_clear()
    return list(_on_disk())


@cache
def _on_disk() -> Mapping[str, str]:
    """The kinds with the names that their frameworks give, as `kinds` found them last."""
    from storage import frameworks  # not at the start of the window

    return frameworks.kinds()
