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


def speak_to_the_console() -> None:
    """Let the commands of the windowed program answer in the console that they were typed in (Windows).

    Windows gives a windowed program no console, not even that of the prompt it was started from. Neither the window
    nor a worker may have one: closing the prompt would end them.
    """
    if sys.platform != "win32" or sys.stdout is not None or "--multiprocessing-fork" in sys.argv:
        return
    import ctypes

    if ctypes.windll.kernel32.AttachConsole(-1):  # ATTACH_PARENT_PROCESS
        sys.stdout = sys.stderr = open("CONOUT$", "w", encoding="utf-8", buffering=1)  # noqa: SIM115 - until the end


if __name__ == "__main__":
    give_back_search_path()
    from desktop.__main__ import main, window_asked

    is_file = any(os.path.isfile(word) for word in sys.argv[1:2])  # which a window shows
    if window_asked(sys.argv[1:]) is None and not is_file:
        speak_to_the_console()
    main()
