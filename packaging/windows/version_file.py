"""Write what Windows shows under "Details" of the program: `python version_file.py FILE`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import facts
from windows.setup import numbers

TEMPLATE = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers=({numbers}), prodvers=({numbers}), mask=0x3F, flags=0x0, OS=0x40004, fileType=0x1),
  kids=[
    StringFileInfo([StringTable("080904B0", [
      StringStruct("CompanyName", "Yearmark developers"),
      StringStruct("FileDescription", "Yearmark"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("LegalCopyright", "Free software under AGPL-3.0-or-later"),
      StringStruct("OriginalFilename", "yearmark.exe"),
      StringStruct("ProductName", "Yearmark"),
      StringStruct("ProductVersion", "{version}"),
    ])]),
    VarFileInfo([VarStruct("Translation", [0x0809, 1200])]),
  ],
)
"""


def text() -> str:
    """The file's words, in the form that PyInstaller reads."""
    version = facts.version()
    return TEMPLATE.format(version=version, numbers=numbers(version).replace(".", ", "))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text(), "utf-8")
