"""What the frozen program runs: the command `yearmark`, after the variables are as they were before it."""

import os
import sys


def give_back_search_path() -> None:
    """Have programs that Yearmark starts (a file manager, Tesseract) load the system's libraries, not ours (Linux).

    PyInstaller's starter puts our folder into LD_LIBRARY_PATH and keeps what was there in LD_LIBRARY_PATH_ORIG. This
    process has it from then on, whatever the variable says. Our own workers are told to begin with the starter anew.
    """
    if not sys.platform.startswith("linux"):
        return
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if before:
        os.environ["LD_LIBRARY_PATH"] = before
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"


if __name__ == "__main__":
    give_back_search_path()
    from desktop.__main__ import main

    main()
