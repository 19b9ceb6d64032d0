"""The command `yearmark`, and `python -m desktop`: straight to the window where that is all that is asked.

Everything else is the command line's business. Loading that, with click, would cost the window 20 ms at start.
"""

import sys
from pathlib import Path


def main() -> None:
    """Run the command with the arguments of this process, and exit."""
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()
    asked = window_asked(sys.argv[1:])
    if asked is None:
        sys.exit(_commanded())
    calm_collector()
    load_storage()
    try:
        from desktop.app import run
    except ImportError as error:
        from desktop import missing

        sys.exit(missing.told(error))
    sys.exit(run(*asked))


def calm_collector() -> None:
    """Let Python look for rings of dead objects less often: with 2,000 highlights each look costs a key press 10 ms.

    Nearly all of our objects go by themselves when nobody holds them; rings are few and small.
    """
    import gc

    gc.set_threshold(50_000, 20, 50)


def _commanded() -> int:
    """Do what the arguments ask besides the window; answers the exit code, where the command line does not exit."""
    if sys.argv[1:2] == ["--selftest"]:
        from desktop import selftest

        return selftest.main(sys.argv[2:])
    from desktop import cli

    cli.main()
    return 0


def load_storage() -> None:
    """Load storage before Qt: PySide reads the source of every module that is loaded after it (9 ms for these)."""
    from storage import annotations, areas, folders, history, library, links, reports, reviewers  # noqa: F401


def window_asked(arguments: list[str]) -> tuple[Path | None] | None:
    """The library's folder (None for the default one) when the arguments ask for the window and nothing else."""
    match arguments:
        case []:
            return (None,)
        case ["--library", folder] if folder and not folder.startswith("-"):
            return (Path(folder),) if not Path(folder).is_file() else None
    return None


if __name__ == "__main__":
    main()
