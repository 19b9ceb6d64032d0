"""The parts of the packaging that need no frozen program: what is trimmed, made, told to each system, and released."""

import plistlib
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import facts
import freeze
import make
import notices
import pytest
import trim
from linux import libraries, run, tree
from linux import rpm as rpm_maker
from macos import document_types
from windows import setup, version_file

import dev
from tests.release.conftest import PACKAGING

WORKFLOW = dev.ROOT / ".github/workflows/release.yml"


# --- facts and the command ------------------------------------------------------------------------------------------


def test_version_stands_in_one_place_only():
    version = tomllib.loads((dev.ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert facts.version() == version
    files = [path for path in PACKAGING.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    texts = [path for path in [*files, WORKFLOW] if path.suffix not in (".txt", ".svg", ".toml")]
    assert [
        path for path in texts if re.search(rf"(?<![\d.]){re.escape(version)}(?![\d.])", path.read_text("utf-8"))
    ] == []


def test_folder_of_the_packaging_hides_no_library():
    assert not (PACKAGING / "__init__.py").exists()
    import packaging.version

    assert PACKAGING not in Path(packaging.version.__file__).parents


def test_date_can_be_given(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert facts.day() == "2023-11-14"
    assert facts.build_environment()["SOURCE_DATE_EPOCH"] == "1700000000"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert facts.epoch() > 1_700_000_000
    monkeypatch.setenv("PATH", "")  # no git
    assert facts.epoch() == int((dev.ROOT / "pyproject.toml").stat().st_mtime)


def test_page_is_told_to_all_that_is_made_or_to_nothing(monkeypatch, tmp_path: Path):
    (tmp_path / "usr/lib/yearmark").mkdir(parents=True)

    def made() -> str:
        parts = [tree.filled("control"), tree.filled("metainfo.xml"), rpm_maker.spec(tmp_path, [])]
        return "\n".join([*parts, *setup.command(tmp_path, tmp_path / "x.exe", fast=True)])

    monkeypatch.delenv("YEARMARK_PAGE", raising=False)
    nothing = made()
    assert "@PAGE@" not in nothing
    assert not {"Homepage:", "homepage", "URL:", "-DPAGE="} & set(re.findall(r"[-\w]+[:=]|homepage", nothing))
    monkeypatch.setenv("YEARMARK_PAGE", "https://example.org/yearmark/")
    told = made()
    for line in (
        "Homepage: https://example.org/yearmark\n",
        '<url type="homepage">https://example.org/yearmark</url>',
        "URL: https://example.org/yearmark\n",
        "-DPAGE=https://example.org/yearmark",
    ):
        assert line in told
    monkeypatch.setenv("YEARMARK_PAGE", "http://example.org")
    with pytest.raises(ValueError, match="no address of a page"):
        facts.page()


def test_release_tells_the_program_where_it_comes_from(workflow: dict):
    assert workflow["env"]["YEARMARK_PAGE"] == "${{ github.server_url }}/${{ github.repository }}"


def test_every_system_has_its_installers():
    assert list(make.makers(None, "linux")) == ["deb", "rpm", "run"]
    assert list(make.makers("rpm", "linux")) == ["rpm"]
    assert list(make.makers(None, "win32")) == ["setup"]
    assert list(make.makers(None, "darwin")) == ["dmg"]
    assert make.makers("frozen", "linux") == {}
    with pytest.raises(make.PackagingError, match="not made on this system"):
        make.makers("dmg", "linux")


def test_missing_tool_costs_only_its_installer(monkeypatch, tmp_path: Path, capsys):
    program = tmp_path / "program"
    program.touch()
    monkeypatch.setattr(make.facts, "frozen_program", lambda: program)
    monkeypatch.setattr(make.shutil, "which", lambda tool: tool if tool == "here" else None)

    def maker(out: Path, *, fast: bool) -> Path:
        (out / "x.deb").write_bytes(b"deb")
        return out / "x.deb"

    monkeypatch.setattr(make, "makers", lambda only: {"deb": (maker, "here", "dpkg"), "rpm": (maker, "away", "rpm")})
    made = make.make(None, tmp_path / "out", fast=True, again=True)
    assert [path.name for path in made] == ["x.deb"]
    assert "Skipped rpm: away is not here (Debian and Ubuntu: rpm)." in capsys.readouterr().out
    line = (tmp_path / "out/SHA256SUMS").read_text("utf-8")
    assert re.fullmatch(r"[0-9a-f]{64}  x\.deb\n", line)


def test_again_without_a_frozen_program_says_so(monkeypatch, tmp_path: Path, capsys):
    monkeypatch.setattr(make.facts, "frozen_program", lambda: tmp_path / "none")
    assert make.main(["--again", "--only", "frozen", "--out", str(tmp_path)]) == 1
    assert "no frozen program" in capsys.readouterr().err


def test_dev_py_starts_the_packaging(monkeypatch):
    calls: list[list[str]] = []
    monkeypatch.setattr(dev, "ensure_libraries", lambda _: True)
    monkeypatch.setattr(subprocess, "call", lambda command, **_: calls.append(command) or 7)
    assert dev.main(["package", "--fast", "--only", "deb"]) == 7
    assert calls == [[sys.executable, str(PACKAGING / "make.py"), "--fast", "--only", "deb"]]


def test_missing_module_of_ours_is_found_in_the_warnings():
    warnings = (
        "missing module named 'desktop.mixing' - imported by desktop.reader (top-level)\n"
        "missing module named winreg - imported by platform (delayed)\n"
        "missing module named storage.gone - imported by storage (top-level)\n"
    )
    assert freeze.missing_modules(warnings) == ["desktop.mixing", "storage.gone"]


# --- trimming -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/imageformats/libqjpeg.so", True),
        ("PySide6/Qt/plugins/imageformats/libqpdf.so", False),
        ("PySide6/Qt/plugins/sqldrivers/libqsqlite.so", False),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6\\opengl32sw.dll", False),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", True),
        ("PySide6/Qt/translations/qtbase_fr.qm", True),
        ("PySide6/Qt/translations/qtbase_ja.qm", False),
        ("PySide6/Qt/qml/QtQuick/qmldir", False),
        ("libgssapi_krb5.so.2", False),
        ("libfontconfig.so.1", False),
        ("libxcb-cursor.so.0", True),
        ("resources/sample/sample.json", True),
    ],
)
def test_what_is_kept(place: str, wanted: bool):
    assert trim.is_wanted(place) is wanted


def test_libraries_that_nobody_needs_any_more_go():
    entries = [
        ("PySide6/QtGui.abi3.so", "/w/QtGui.abi3.so", "EXTENSION"),
        ("PySide6/Qt/lib/libQt6Gui.so.6", "/w/libQt6Gui.so.6", "BINARY"),
        ("libQt6Gui.so.6", "PySide6/Qt/lib/libQt6Gui.so.6", "SYMLINK"),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", "/w/libqgtk3.so", "BINARY"),
        ("libgtk-3.so.0", "/s/libgtk-3.so.0", "BINARY"),
        ("libatk.so.0", "/s/libatk.so.0", "BINARY"),
        ("libpng.so", "/s/libpng.so", "BINARY"),
        ("resources/a.toml", "/r/a.toml", "DATA"),
    ]
    needs = {
        "/w/QtGui.abi3.so": {"libQt6Gui.so.6"},
        "/w/libQt6Gui.so.6": {"libpng.so", "libc.so.6"},
        "/s/libgtk-3.so.0": {"libatk.so.0"},
    }
    kept = [place for place, _, _ in trim.pruned(entries, lambda source: needs.get(source, set()))]
    assert kept == [
        "PySide6/QtGui.abi3.so",
        "PySide6/Qt/lib/libQt6Gui.so.6",
        "libQt6Gui.so.6",
        "libpng.so",
        "resources/a.toml",
    ]


# --- Linux ----------------------------------------------------------------------------------------------------------


def test_depends_names_the_package_of_every_library_and_refuses_an_unknown_one():
    line = libraries.depends({"libEGL.so.1", "libglib-2.0.so.0", "libgthread-2.0.so.0", "libcups.so.2"}, "2.36")
    assert line == "libc6 (>= 2.36), libegl1, libglib2.0-0, fontconfig-config, fonts-dejavu-core"
    with pytest.raises(libraries.UnknownLibrary, match="libnew"):
        libraries.depends({"libnew.so.1"}, "2.36")
    assert libraries.requires({"libEGL.so.1"}, "2.35")[:2] == ["libc.so.6(GLIBC_2.35)(64bit)", "libEGL.so.1()(64bit)"]


def test_templates_leave_nothing_to_fill_in():
    for name in ("yearmark.desktop", "metainfo.xml", "yearmark.1", "copyright", "uninstall.sh"):
        assert re.findall(r"@[A-Z]+@", tree.filled(name)) == []
    assert re.findall(r"@[A-Z]+@", tree.filled("install.sh", MACHINE="x86_64")) == []


def test_desktop_entry_mime_type_and_metainfo_agree():
    entry, mime, metainfo = (tree.filled(name) for name in ("yearmark.desktop", "yearmark-mime.xml", "metainfo.xml"))
    assert f"MimeType={facts.BUNDLE_TYPE};" in entry
    assert f'type="{facts.BUNDLE_TYPE}"' in mime
    assert f'pattern="*{facts.BUNDLE_ENDING}"' in mime
    assert f"<mediatype>{facts.BUNDLE_TYPE}</mediatype>" in metainfo
    assert f'<release version="{facts.version()}"' in metainfo


@pytest.mark.parametrize("name", ["install.sh", "uninstall.sh"])
@pytest.mark.skipif(not shutil.which("sh"), reason="there is no shell")
def test_scripts_of_the_run_are_plain_shell(name: str):
    subprocess.run(["sh", "-n", str(PACKAGING / "linux" / name)], check=True)


def test_files_are_the_same_each_time(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    (tmp_path / "yearmark/_internal").mkdir(parents=True)
    for name in ("yearmark/yearmark", "yearmark/_internal/a.so", "install.sh"):
        (tmp_path / name).touch(mode=0o600)
    tree.same_each_time(tmp_path)
    modes = {name: oct((tmp_path / name).stat().st_mode & 0o777) for name in ("yearmark/yearmark", "install.sh")}
    assert set(modes.values()) == {"0o755"}
    assert (tmp_path / "yearmark/_internal/a.so").stat().st_mode & 0o777 == 0o644
    assert {path.stat().st_mtime for path in tmp_path.rglob("*")} == {1700000000.0}


def test_rpm_takes_files_as_they_are(tmp_path: Path):
    (tmp_path / "usr/lib/yearmark").mkdir(parents=True)
    (tmp_path / "usr/lib/yearmark/yearmark").touch()
    (tmp_path / "usr/bin").mkdir()
    (tmp_path / "usr/bin/yearmark").symlink_to("../lib/yearmark/yearmark")
    words = rpm_maker.spec(tmp_path, ["libEGL.so.1()(64bit)"])
    assert "%global __os_install_post %{nil}\n" in words
    assert words.endswith("%files\n/usr/lib/yearmark\n/usr/bin/yearmark\n")


def test_makeself_is_asked_for_a_checksum():
    assert '"--sha256"' in Path(run.__file__).read_text("utf-8")


# --- Windows and macOS ----------------------------------------------------------------------------------------------


def test_windows_is_told_a_version_of_four_numbers():
    assert setup.numbers("0.1.0") == "0.1.0.0"
    assert setup.numbers("1.2.3.4.5") == "1.2.3.4"
    text = version_file.text()
    compile(text, "version", "eval")
    assert f'"{facts.version()}"' in text


def test_windows_installer_compiles_with_a_payload_in_place_of_the_program(tmp_path: Path, monkeypatch):
    """That of a release is compiled on Windows; here only the script is tried."""
    if not shutil.which(setup.TOOL):
        pytest.skip("makensis is not installed here")
    payload = tmp_path / "payload"
    (payload / "_internal/resources").mkdir(parents=True)
    (payload / "yearmark.exe").write_bytes(b"MZ")
    (payload / "_internal/resources/é.txt").write_text("x", "utf-8")
    icon = tmp_path / "yearmark.ico"
    icon.write_bytes(one_pixel_icon())
    monkeypatch.setattr(setup.facts, "BUILD", tmp_path)
    (tmp_path / "icons").mkdir()
    shutil.copyfile(icon, tmp_path / "icons/yearmark.ico")
    command = setup.command(payload, tmp_path / "yearmark-0-setup.exe", fast=True)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "warning" not in (done.stdout + done.stderr).lower()
    assert (tmp_path / "yearmark-0-setup.exe").read_bytes()[:2] == b"MZ"


def one_pixel_icon() -> bytes:
    """The least file that counts as a Windows icon: 16 by 16, 32 bits a pixel, and its mask."""
    import struct

    pixels = struct.pack("<IiiHHIIiiII", 40, 16, 32, 1, 32, 0, 0, 0, 0, 0, 0) + b"\x00" * (16 * 16 * 4 + 16 * 4)
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, 16, 16, 0, 0, 1, 32, len(pixels), 22) + pixels


def test_windows_script_takes_back_every_key_that_it_writes():
    script = setup.SCRIPT.read_text("utf-8")
    install, uninstall = script.split('Section "Uninstall"')
    written = set(re.findall(r'WriteReg\w+ HKCU "([^"]+)"', install))
    removed = re.findall(r'DeleteRegKey HKCU "([^"]+)"', uninstall)
    assert written
    assert [key for key in written if not any(key == gone or key.startswith(gone + "\\") for gone in removed)] == []
    assert "RequestExecutionLevel user" in script
    assert "HKLM" not in script
    assert not re.search(r'RMDir /r "\$INSTDIR"', script), "a folder that the user chose is not ours to empty"


def test_macos_knows_the_type_that_the_program_makes():
    plist = document_types.info_plist(facts)
    assert plistlib.loads(plistlib.dumps(plist)) == plist
    (declared,) = plist["UTExportedTypeDeclarations"]
    assert declared["UTTypeTagSpecification"]["public.filename-extension"] == ["yearmark"]
    opened = [name for kind in plist["CFBundleDocumentTypes"] for name in kind["LSItemContentTypes"]]
    assert declared["UTTypeIdentifier"] in opened
    assert plist["LSMinimumSystemVersion"] == "14.0"
    entitlements = plistlib.loads((PACKAGING / "macos/entitlements.plist").read_bytes())
    assert all(value is True for value in entitlements.values())


# --- licences -------------------------------------------------------------------------------------------------------


def test_every_component_has_a_licence_and_its_texts_are_here():
    named = notices_components()
    assert len(named) > 20
    for one in named:
        assert one["licence"], one["name"]
        assert one["copyright"], one["name"]
        for text in one["texts"]:
            assert text == "LICENSE" or (PACKAGING / "licences" / text).stat().st_size > 300, text
    used = {text for one in named for text in one["texts"]}
    # The exception belongs to libstdc++, which is told by the system's own words.
    assert {path.name for path in (PACKAGING / "licences").glob("*.txt")} - used <= {"GCC-exception-3.1.txt"}


def notices_components() -> list[dict]:
    return tomllib.loads((PACKAGING / "licences/components.toml").read_text("utf-8"))["component"]


def test_every_locked_package_is_gathered():
    names = notices.locked()
    assert {"pymupdf", "pyside6-essentials", "shiboken6", "sqlite-utils", "click", "jinja2"} <= set(names)
    assert "pip" not in names


# --- the release workflow -------------------------------------------------------------------------------------------


@pytest.fixture
def workflow() -> dict:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed here")
    return yaml.safe_load(WORKFLOW.read_text("utf-8"))


def test_workflow_tests_before_it_builds_and_builds_before_it_releases(workflow: dict):
    jobs = workflow["jobs"]
    assert set(jobs) == {"test", "linux", "windows", "macos", "release"}
    assert all(jobs[name]["needs"] == "test" for name in ("linux", "windows", "macos"))
    assert set(jobs["release"]["needs"]) == {"linux", "windows", "macos"}
    assert all(job["timeout-minutes"] <= 60 for job in jobs.values())
    # YAML 1.1 reads the word "on" as true.
    assert workflow[True]["push"]["tags"] == ["v*"]


def test_every_step_runs_or_uses_something_and_actions_are_pinned_by_major_version(workflow: dict):
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            assert ("run" in step) != ("uses" in step), step
            assert re.fullmatch(r"[\w-]+/[\w-]+@v\d+", step.get("uses", "a/b@v1")), step


def test_workflow_tries_what_it_built_and_keeps_secrets_out_of_commands():
    text = WORKFLOW.read_text("utf-8")
    assert text.count("--selftest") >= 3
    assert "packaging/windows/try_installer.ps1" in text
    for line in text.splitlines():
        if "secrets." in line:
            assert re.fullmatch(r"\s+[A-Z_]+: \$\{\{ secrets\.[A-Z_]+ \}\}", line), line
    for path in re.findall(r"packaging/[\w/]+\.(?:py|sh|ps1)", text):
        assert (dev.ROOT / path).is_file(), path
