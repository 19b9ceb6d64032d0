"""The crosswalk from the areas that a kind of report prints to the areas of the codebook."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from storage.errors import LibraryError
from storage.folders import own_frameworks
from storage.frameworks import Framework, area_of, by_kind, frameworks
from storage.model import Judgement


class Crosswalk:
    """The crosswalk of one kind of report, as it is in the library (`mapped`).

    `problem` says which of the user's own frameworks cannot be understood.
    """

    def __init__(self, kind: str, mapped: Mapping[tuple[str, str], tuple[str, ...]]):
        self._mapped = mapped
        self.problem = ""
        self._framework: Framework | None = None
        try:
            self._framework = by_kind(frameworks(own_frameworks()), kind)
        except LibraryError as error:
            self.problem = str(error)

    @property
    def is_ungraded(self) -> bool:
        """Whether reports of this kind give no grades."""
        return self._framework is not None and self._framework.layout == ""

    def areas(self, judgement: Judgement) -> str:
        """The names of the codebook's areas for a judgement; "" where the kind has no framework."""
        if self._framework is None:
            return ""
        area = area_of(self._framework, judgement.area, judgement.group)
        names = self._mapped.get((area.group, area.name), area.codebook) if area is not None else ()
        return ", ".join(names) or QCoreApplication.translate("details", "no equivalent")
