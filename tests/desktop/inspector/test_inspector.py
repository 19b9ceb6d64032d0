"""The inspector keeps all it shows inside its width, whatever areas are called."""

import pytest

from desktop.inspector.inspector import NARROWEST, Inspector
from desktop.project import Project
from storage import annotations, areas


@pytest.mark.parametrize(
    "name", ["Leadership and management", "Performance management and quality assurance", "W" * 80]
)
def test_an_area_with_a_long_name_is_cut_on_its_chip_and_whole_in_its_tip(qtbot, project: Project, name: str):
    annotation = project.ask(annotations.of_report, 2)[0].id
    area = project.ask(areas.all_areas)[7]
    project.write("Rename", lambda db: db.execute("update areas set name = ? where id = ?", (name, area.id)))
    project.do("Tag", annotations.tag, annotation, area.id)
    inspector = Inspector(project)
    qtbot.addWidget(inspector)
    inspector.resize(NARROWEST, 600)
    inspector.show_annotation(annotation)
    inspector.show()
    assert inspector.widget().minimumSizeHint().width() <= inspector.viewport().width()
    (chip,) = [chip for chip in inspector.widget().findChildren(type(inspector._strength)) if name in chip.toolTip()]
    assert chip.text().endswith("✕")
