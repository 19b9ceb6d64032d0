"""What the interface calls the kinds of report."""

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
    """A kind's name, short for lists or whole for dialogs; an unknown kind shows as it is written."""
    names = _NAMES.get(kind)
    return QCoreApplication.translate("kinds", names[0 if short else 1]) if names else kind


def kinds() -> list[str]:
    """All kinds in the order of time."""
    return list(_NAMES)
