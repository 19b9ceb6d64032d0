"""A library that the system lacks is told in a sentence; a fault of ours is not taken for one."""

import builtins
import sys

import pytest

from desktop import __main__, missing

EGL = "libEGL.so.1: cannot open shared object file: No such file or directory"


@pytest.mark.parametrize(
    ("words", "library"),
    [
        (EGL, "libEGL.so.1"),
        ("libglib-2.0.so.0: cannot open shared object file: No such file or directory", "libglib-2.0.so.0"),
        ("DLL load failed while importing QtGui: The specified module could not be found.", "QtGui"),
        ("dlopen(x.so, 0x2): Library not loaded: @rpath/QtGui", "@rpath/QtGui"),
        ("No module named 'desktop.window'", ""),
        ("cannot import name 'Pane' from 'desktop.reader.pane'", ""),
    ],
)
def test_library_is_told_from_a_fault_of_ours(words: str, library: str):
    assert missing.library(ImportError(words)) == library


def test_sentence_names_the_package_where_it_is_known():
    assert "sudo apt install libegl1." in missing.sentence("libEGL.so.1")
    assert "apt" not in missing.sentence("libunheard.so.9")
    assert "libunheard.so.9" in missing.sentence("libunheard.so.9")


def test_told_prints_one_line_and_a_fault_is_raised(capsys: pytest.CaptureFixture[str], monkeypatch):
    shown: list[str] = []
    monkeypatch.setattr(missing, "_show", shown.append)
    assert missing.told(ImportError(EGL)) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert shown[0] in said
    with pytest.raises(ImportError, match="desktop"):
        missing.told(ImportError("No module named 'desktop.nothing'"))


def test_start_without_the_library_is_no_traceback(monkeypatch, capsys: pytest.CaptureFixture[str]):
    whole = builtins.__import__

    def lacking(name, *arguments, **options):
        if name == "desktop.app":
            raise ImportError(EGL)
        return whole(name, *arguments, **options)

    monkeypatch.setattr(missing, "_show", lambda said: None)
    monkeypatch.setattr(builtins, "__import__", lacking)
    monkeypatch.setattr(sys, "argv", ["yearmark"])
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    assert ended.value.code == 1
    assert "libegl1" in capsys.readouterr().err
