"""The layers: who may know whom (ARCHITECTURE.md)."""

import ast
import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_archon import archrule

ROOT = Path(__file__).parent.parent
QT = ("PySide6*", "shiboken6*")
LAYERS = ("desktop", "storage")


def sources(layer: str) -> list[Path]:
    return sorted((ROOT / layer).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Every module that a file names in an import, wherever it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_within(name: str, modules: tuple[str, ...]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)


def offenders(layer: str, forbidden: tuple[str, ...]) -> list[str]:
    return [
        f"{path.relative_to(ROOT).as_posix()}: {name}"
        for path in sources(layer)
        for name in imports(path)
        if is_within(name, forbidden)
    ]


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))


def called(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def test_there_is_something_to_check():
    for layer in LAYERS:
        assert len(sources(layer)) > 5


def test_storage_works_without_a_window():
    rule = archrule("storage without Qt").match("storage*").should_not_import("desktop*", *QT)
    rule.check("storage")
    assert offenders("storage", ("desktop", "PySide6", "shiboken6")) == []


def test_desktop_holds_no_database_and_reads_no_pdf():
    rule = archrule("desktop without database or reader").match("desktop*")
    rule.should_not_import("sqlite3", "sqlite_utils*", "pymupdf*").check("desktop", only_direct_imports=True)
    assert offenders("desktop", ("sqlite3", "sqlite_utils", "pymupdf", "fitz")) == []


def test_only_reading_and_exchange_know_pymupdf():
    allowed = ("storage/reading/", "storage/exchange/")
    found = offenders("storage", ("pymupdf", "fitz"))
    assert found
    assert [offender for offender in found if not offender.startswith(allowed)] == []


def test_only_the_schema_knows_sqlite_utils():
    assert {offender.split(":")[0] for offender in offenders("storage", ("sqlite_utils",))} == {"storage/schema.py"}


def test_no_sql_outside_storage():
    execute = ("execute", "executemany", "executescript")
    for path in sources("desktop"):
        assert [node.lineno for node in calls(path) if called(node) in execute] == [], path


def test_no_window_turns_the_event_loop_itself():
    for path in sources("desktop"):
        assert [node.lineno for node in calls(path) if called(node) == "processEvents"] == [], path


def test_library_is_opened_with_its_rules_only():
    """A second way to the database would go round history, lock and durability."""
    for path in sources("storage"):
        found = [node.lineno for node in calls(path) if called(node) == "connect"]
        assert not found or path.name == "library.py", path


def test_qt_names_of_a_layer_stay_out_of_its_light_modules():
    """What the command line and workers load must come without Qt."""
    for name in ("cli.py", "__main__.py", "__init__.py", "log.py"):
        path = ROOT / "desktop" / name
        assert [module for module in imports(path) if is_within(module, ("PySide6",))] == [], name


def loaded_after(statement: str) -> set[str]:
    """The top modules that a process of its own holds after a statement."""
    program = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("module", ["desktop.window", "desktop.app"])
def test_window_loads_no_reader(module: str):
    assert importlib.util.find_spec(module) is not None
    loaded = loaded_after(f"import {module}")
    assert module in loaded
    assert not {"pymupdf", "fitz", "sqlite_utils", "click", "jinja2", "platformdirs"} & loaded


def test_command_loads_neither_window_nor_reader():
    loaded = loaded_after("import desktop.cli")
    assert not {"PySide6", "PySide6.QtCore", "pymupdf", "sqlite_utils", "jinja2", "platformdirs"} & loaded


def test_jobs_may_be_named_without_loading_the_reader():
    loaded = loaded_after("import storage.reading.worker, storage.reading.files, storage.exchange.bundle")
    assert not {"pymupdf", "sqlite_utils", "jinja2", "PySide6"} & loaded


def test_every_public_function_of_ours_says_what_it_does() -> None:
    """Qt's own names (camelCase) are documented by Qt; ours carry a sentence."""
    bare = []
    for folder in ("desktop", "storage"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            scopes = [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))]
            for node in (node for scope in scopes for node in scope.body):
                if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or not node.name.islower():
                    continue
                qt = node.name in ("paint", "pixmap", "clone", "count", "index", "parent", "data", "flags")
                if not qt and ast.get_docstring(node) is None:
                    bare.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert bare == []
