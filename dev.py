"""Set up, run, check and measure Yearmark from its source folder, with nothing but Python's standard library.

Every command first sees to `.venv`, made from the hash-pinned lock files, and to the system libraries that Qt
loads. A stamp in `.venv` says for which files it was made, so that the next start costs next to nothing.
"""

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

HELP = """\
usage: python3 dev.py COMMAND [ARGS...]

  run [ARGS...]             open Yearmark; ARGS go to the command `yearmark` (try: run --help).
                            Without ARGS and without a screen: the tour of the sample, left in yearmark-run/
  test [--slow] [ARGS...]   ruff, mypy and pytest; ARGS go to pytest. With --slow also what takes minutes: as root on
                            Debian, the tools that this needs are installed where they are missing
  bench [NAME] [--json]     the benchmarks: our time, the floor beside it, and the limit
  package [--fast] [ARGS...]
                            freeze the program and make this system's installers in dist/ (package --help)
  setup                     only make .venv with the developer's tools
  lock [--upgrade]          make the lock files again (needs uv)

Every command makes .venv from the lock files first, where it is not up to date.
"""


# No annotation that Python 3.8 cannot evaluate may stand above the use of this function.
def version_complaint(major: int, minor: int) -> str:
    """What is wrong with a Python of this version, in one sentence; empty if nothing is."""
    if (major, minor) >= (3, 11):
        return ""
    return (
        f"Yearmark needs Python 3.11 or newer, and this is Python {major}.{minor}. "
        "Start dev.py with a newer one, for example: python3.12 dev.py run"
    )


if version_complaint(*sys.version_info[:2]):
    sys.exit(version_complaint(*sys.version_info[:2]))

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
STAMP = ENVIRONMENT / "yearmark-setup"
BUILD_LOCK = "requirements-build.lock"
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock", "package": "requirements-package.lock"}

# What PySide6-Essentials' own libraries name as NEEDED, and the Debian package of each.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libX11.so.6": "libx11-6",
    "libzstd.so.1": "libzstd1",
}
X_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libX11-xcb.so.1": "libx11-xcb1",
}
WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
FONT_PACKAGE = "fonts-dejavu-core"
# What the slow tests of the installers call, and the Debian package of each; a test whose tool is missing is skipped.
SLOW_TOOLS = {
    "Xvfb": "xvfb",
    "appstreamcli": "appstream",
    "debootstrap": "debootstrap",
    "desktop-file-validate": "desktop-file-utils",
    "makensis": "nsis",
    "makeself": "makeself",
    "rpmbuild": "rpm",
    "strace": "strace",
    "update-mime-database": "shared-mime-info",
}
APT_INSTALL = ("apt-get", "install", "-y", "--no-install-recommends")


class SetupError(Exception):
    """Something outside Yearmark that stops the set-up; its text is one sentence for the developer."""


def say(sentence: str) -> None:
    """Print a sentence at once, before whatever the next process prints."""
    print(sentence, flush=True)


# --- the screen and the system libraries -----------------------------------------------------------


def has_screen(env: Mapping[str, str], platform: str) -> bool:
    """Whether a window can be shown; `platform` is a `sys.platform`."""
    chosen = env.get("QT_QPA_PLATFORM", "").split(":")[0]
    if chosen in ("offscreen", "minimal"):
        return False
    if not platform.startswith("linux") or chosen in ("eglfs", "linuxfb", "vnc"):
        return True
    return bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))


def needed_libraries(env: Mapping[str, str], platform: str) -> dict[str, str]:
    """The shared libraries Qt loads here and the Debian package of each; empty where Qt brings its own."""
    if not platform.startswith("linux"):
        return {}
    needed = dict(LIBRARIES)
    if has_screen(env, platform) and env.get("DISPLAY"):
        needed |= X_LIBRARIES
    if has_screen(env, platform) and env.get("WAYLAND_DISPLAY"):
        needed |= WAYLAND_LIBRARIES
    return needed


def library_loads(name: str) -> bool:
    """Whether the system's loader finds this shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing_libraries(needed: Iterable[str], loads: Callable[[str], bool] = library_loads) -> list[str]:
    """Those of the needed libraries that the loader does not find."""
    return [name for name in needed if not loads(name)]


def font_folders(env: Mapping[str, str]) -> list[Path]:
    """The folders in which fontconfig looks for fonts by default."""
    home = Path(env["HOME"]) if env.get("HOME") else Path.home()
    data = Path(env.get("XDG_DATA_HOME") or home / ".local/share")
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), data / "fonts", home / ".fonts"]


def has_font(folders: Iterable[Path]) -> bool:
    """Whether any font file lies in these folders."""
    endings = (".ttf", ".otf", ".ttc", ".pfb")
    return any(
        name.lower().endswith(endings) for folder in folders for _, _, names in os.walk(folder) for name in names
    )


def debian_packages(wanted: Iterable[str], known: Collection[str]) -> list[str]:
    """The wanted packages, in order and once, under the names that this release knows.

    Releases with 64-bit time on 32-bit machines (Ubuntu 24.04, Debian 13) append "t64" to some names.
    """
    return list(dict.fromkeys(name + "t64" if name + "t64" in known else name for name in wanted))


def known_packages() -> set[str]:
    """The package names in apt's lists; empty where the lists have never been fetched."""
    answer = subprocess.run(
        ["apt-cache", "pkgnames"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False
    )
    return set(answer.stdout.split())


def apt_line(packages: Sequence[str], *, update: bool = False) -> str:
    """The one line that installs these packages on Debian and Ubuntu."""
    install = shlex.join(["sudo", *APT_INSTALL, *packages])
    return f"sudo apt-get update && {install}" if update else install


def provides_line(manager: str, libraries: Sequence[str]) -> str:
    """The one line for dnf or zypper, which install a package by the library it provides."""
    suffix = "()(64bit)" if sys.maxsize > 2**32 else ""
    return shlex.join(["sudo", manager, "install", *(name + suffix for name in libraries)])


def install_with_apt(wanted: Sequence[str]) -> None:
    """Install packages as root; fetch apt's lists only where they are missing or too old to serve."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = ["-qq", "-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Use-Pty=0"]
    for update in (False, True):
        if update:
            subprocess.call(["apt-get", "update", *quiet], env=env)
        known = known_packages()
        packages = debian_packages(wanted, known)
        # Without this question apt would print an error that the second round makes good.
        if not update and not known.issuperset(packages):
            continue
        say(f"Installing: {' '.join(packages)}")
        if subprocess.call([*APT_INSTALL, *quiet, *packages], env=env) == 0:
            return


def line_to_type(libraries: Sequence[str], packages: Sequence[str]) -> str:
    """The one line that installs what is missing, for the package manager found here."""
    if shutil.which("apt-get"):
        known = known_packages()
        names = debian_packages(packages, known)
        return apt_line(names, update=not known.issuperset(names))
    for manager in ("dnf", "zypper"):
        if libraries and shutil.which(manager):
            return provides_line(manager, libraries)
    return "install, with this system's package manager: " + ", ".join([*libraries] or ["any TrueType font"])


def ensure_libraries(env: Mapping[str, str]) -> bool:
    """See to what Qt needs from the system, and say the line to type where this may not be done here.

    Answers whether Qt can start with these variables. A missing font is said but stops nothing.
    """
    needed = needed_libraries(env, sys.platform)

    def lacking() -> tuple[list[str], list[str]]:
        libraries = missing_libraries(needed)
        packages = [needed[name] for name in libraries]
        if needed and not has_font(font_folders(env)):
            packages.append(FONT_PACKAGE)
        return libraries, packages

    libraries, packages = lacking()
    if packages and sys.platform != "win32" and os.geteuid() == 0 and shutil.which("apt-get"):
        install_with_apt(packages)
        libraries, packages = lacking()
    if packages:
        missing = ", ".join([*libraries, *(["a font"] if FONT_PACKAGE in packages else [])])
        say(f"Qt needs from this system: {missing}. Type this line, then start again:")
        say("  " + line_to_type(libraries, packages))
    return not libraries


def ensure_slow_tools() -> None:
    """See to what the slow tests call, as root on Debian; elsewhere say what they will have to skip for want of it."""
    if not sys.platform.startswith("linux"):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        lacking = [package for tool, package in SLOW_TOOLS.items() if not shutil.which(tool)]
        if lacking:
            install_with_apt(lacking)
    missing = [tool for tool in SLOW_TOOLS if not shutil.which(tool)]
    if missing:
        say(f"Not here, so some slow tests are skipped: {', '.join(missing)}.")


# --- the environment -------------------------------------------------------------------------------


def environment_program(name: str, environment: Path = ENVIRONMENT, platform: str = sys.platform) -> Path:
    """Where a program of the environment lies on this platform."""
    if platform == "win32":
        return environment / "Scripts" / f"{name}.exe"
    return environment / "bin" / name


def identity(root: Path = ROOT) -> str:
    """What an environment cannot change without being made anew: Python, platform and place."""
    return f"{sys.implementation.cache_tag} {sys.platform} {root}"


def setup_key(kind: str, root: Path = ROOT) -> str:
    """The kind of environment ("run" or "dev") with a digest of every file that decides what is in it."""
    digest = hashlib.sha256()
    for name in (LOCKS[kind], BUILD_LOCK, "pyproject.toml"):
        digest.update(hashlib.sha256((root / name).read_bytes()).digest())
    return f"{kind} {digest.hexdigest()}"


def stamp_lines(stamp: Path = STAMP) -> list[str]:
    """Identity and key of a finished environment; empty when there is none or its making was cut short."""
    try:
        return stamp.read_text("utf-8").splitlines()
    except OSError:
        return []


def is_ready(kind: str, lines: Sequence[str], root: Path = ROOT) -> bool:
    """Whether an environment with this stamp serves: a developer's environment serves `run` too."""
    keys = {setup_key("dev", root), setup_key(kind, root)}
    return len(lines) == 2 and lines[0] == identity(root) and lines[1] in keys


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold off a second set-up in this folder until the first is done (not on Windows)."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with open(ROOT / "pyproject.toml", "rb") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another dev.py is setting up .venv: waiting for it.")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def make_environment(environment: Path = ENVIRONMENT) -> None:
    """Make an empty environment, `.venv` or another, with pip where this Python can.

    Raises SetupError when it cannot be made.
    """
    if Path(sys.prefix).resolve() == environment.resolve():
        raise SetupError(
            f"{environment.name} must be made anew: start dev.py with the system's Python, not the one in it."
        )
    if importlib.util.find_spec("venv") is None:
        raise SetupError("This Python lacks the module venv. On Debian and Ubuntu: sudo apt-get install python3-venv")
    command = [sys.executable, "-m", "venv", "--clear", str(environment)]
    # Debian's Python comes without ensurepip until python3-venv is installed.
    if importlib.util.find_spec("ensurepip") and subprocess.call(command) == 0:
        return
    if subprocess.call([*command, "--without-pip"]) != 0:
        raise SetupError(f"The environment could not be made in {environment}; the words above say why.")


def pip_program(python: Path) -> list[str]:
    """How pip is called for the environment: its own, else the one of the Python that runs this file.

    Raises SetupError when there is neither.
    """
    own = subprocess.run([str(python), "-c", "import pip"], stderr=subprocess.DEVNULL, check=False)
    if own.returncode == 0:
        return [str(python), "-m", "pip"]
    if importlib.util.find_spec("pip") is None:
        raise SetupError("This Python has neither ensurepip nor pip. On Debian: sudo apt-get install python3-venv")
    return [sys.executable, "-m", "pip", "--python", str(python)]


def install_commands(kind: str, pip: Sequence[str], *, quiet: bool) -> list[list[str]]:
    """The two calls of pip: the pinned wheels by their hashes; then Yearmark itself, editable."""
    install = [*pip, "install", "--no-deps", "--disable-pip-version-check", "--no-input"]
    wheels = ["--require-hashes", "--only-binary", ":all:", "-r", LOCKS[kind], "-r", BUILD_LOCK]
    # Twice quiet: errors are still printed, the remarks of package index and build tool are not.
    return [
        [*install, *wheels, *(["-qq"] if quiet else [])],
        [*install, "--no-build-isolation", "--no-index", "-qq", "-e", "."],
    ]


def pip_environment(env: Mapping[str, str]) -> dict[str, str]:
    """The process's variables without those that would send packages elsewhere than into `.venv`."""
    elsewhere = {"PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_DRY_RUN", "PYTHONPATH", "PYTHONHOME"}
    # A user-wide pip.conf may ask for user installs; the variable overrides it.
    return {name: value for name, value in env.items() if name not in elsewhere} | {"PIP_USER": "0"}


def ensure_environment(kind: str) -> None:
    """Make or renew `.venv` unless its stamp says that it is up to date.

    Raises SetupError when a step fails; the stamp is then missing, and the next start makes `.venv` anew.
    """
    python = environment_program("python")
    if python.exists() and is_ready(kind, stamp_lines()):
        return
    with one_at_a_time():
        lines = stamp_lines()
        if python.exists() and is_ready(kind, lines):
            return
        fresh = not (python.exists() and lines[:1] == [identity()])
        say("Making .venv: once, about 110 MB to fetch." if fresh else "Bringing .venv up to date.")
        STAMP.unlink(missing_ok=True)
        key = setup_key(kind)
        if fresh:
            make_environment()
        for command in install_commands(kind, pip_program(python), quiet=not sys.stdout.isatty()):
            if subprocess.call(command, env=pip_environment(os.environ), cwd=ROOT) != 0:
                raise SetupError(
                    "pip could not install what Yearmark needs; its words are above. "
                    "The next start of dev.py begins afresh."
                )
        compile_ours(python)
        STAMP.write_text(f"{identity()}\n{key}\n", "utf-8")


def compile_ours(python: Path) -> None:
    """Compile our modules: where Python is told not to write compiled files, every start would do it (80 ms)."""
    subprocess.call([str(python), "-m", "compileall", "-q", "desktop", "storage", "resources"], cwd=ROOT)


# --- the commands ----------------------------------------------------------------------------------


def offscreen(env: Mapping[str, str]) -> dict[str, str]:
    """These variables, with Qt told to draw without a screen."""
    return {**env, "QT_QPA_PLATFORM": "offscreen"}


def run_command(args: Sequence[str], *, screen: bool) -> list[str]:
    """What `run` starts: `yearmark`, or the tour where there is neither argument nor screen."""
    if args or screen:
        return [str(environment_program("yearmark")), *args]
    return [str(environment_program("python")), "-m", "desktop.tour", "--out", "yearmark-run"]


def check_commands(args: Sequence[str]) -> dict[str, list[str]]:
    """What `test` runs, by name, in order; pytest last, with the arguments that are its own."""
    python = str(environment_program("python"))
    slow = ["-m", "slow or not slow"] if "--slow" in args else []
    return {
        "ruff check": [python, "-m", "ruff", "check"],
        "ruff format": [python, "-m", "ruff", "format", "--check"],
        "mypy": [python, "-m", "mypy"],
        "pytest": [python, "-m", "pytest", *slow, *(word for word in args if word != "--slow")],
    }


def bench_command(args: Sequence[str]) -> list[str]:
    """What `bench` starts."""
    return [str(environment_program("python")), "-m", "tests.benchmarks", *args]


def lock_commands(*, upgrade: bool) -> list[list[str]]:
    """The calls of uv that make the lock files; those with more packages keep to the versions of the first."""
    shared = [
        "uv",
        "pip",
        "compile",
        "--universal",
        "--python-version",
        "3.11",
        "--generate-hashes",
        "--no-build",
    ]
    shared += [
        "--quiet",
        "--custom-compile-command",
        "python3 dev.py lock",
        *(["--upgrade"] if upgrade else []),
    ]
    return [
        [*shared, "pyproject.toml", "-o", LOCKS["run"]],
        [*shared, "pyproject.toml", "--extra", "dev", "-c", LOCKS["run"], "-o", LOCKS["dev"]],
        [*shared, "pyproject.toml", "--extra", "package", "-c", LOCKS["run"], "-o", LOCKS["package"]],
        [*shared, "requirements-build.in", "-o", BUILD_LOCK],
    ]


def foreign_lines(lock: str) -> list[str]:
    """The lines of a lock file that name an address or a place on somebody's machine."""
    marks = ("://", "--index", "--extra-index", "--find-links", "file:", " @ ", " /", ":\\", "../")
    return [line for line in lock.splitlines() if any(mark in line for mark in marks)]


def run(args: Sequence[str]) -> int:
    """Open Yearmark, or do its main job off screen; answers the exit code.

    Relative paths among the arguments stay relative to the caller's folder.
    """
    can_draw = ensure_libraries(os.environ)
    # A sub-command needs no window, and may go on where Qt cannot start.
    if not can_draw and not args:
        return 1
    ensure_environment("run")
    screen = has_screen(os.environ, sys.platform)
    if args or screen:
        return subprocess.call(run_command(args, screen=screen))
    say("There is no screen here, so Yearmark does its main job on the sample off screen.")
    return subprocess.call(run_command(args, screen=screen), cwd=ROOT, env=offscreen(os.environ))


def test(args: Sequence[str]) -> int:
    """Run every check, also after one has failed; answers 0 only when all passed."""
    can_draw = ensure_libraries(offscreen(os.environ))
    ensure_environment("dev")
    if not can_draw:
        return 1
    if "--slow" in args:
        ensure_slow_tools()
    failed = []
    for name, command in check_commands(args).items():
        say(f"--- {name}")
        if subprocess.call(command, cwd=ROOT, env=offscreen(os.environ)) != 0:
            failed.append(name)
    if failed and failed != ["pytest"]:
        say(f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


def bench(args: Sequence[str]) -> int:
    """Run the benchmarks off screen; answers their exit code."""
    can_draw = ensure_libraries(offscreen(os.environ))
    ensure_environment("dev")
    return subprocess.call(bench_command(args), cwd=ROOT, env=offscreen(os.environ)) if can_draw else 1


def package(args: Sequence[str]) -> int:
    """Freeze the program and make this system's installers; answers the exit code.

    packaging/make.py does the work, in an environment of its own in build/, and draws the icons off screen.
    """
    if not ensure_libraries(offscreen(os.environ)):
        return 1
    return subprocess.call([sys.executable, str(ROOT / "packaging" / "make.py"), *args])


def setup(args: Sequence[str]) -> int:
    """Make the developer's environment and see to the libraries; answers 1 where one is still missing."""
    if args:
        raise SetupError("setup takes no arguments.")
    can_draw = ensure_libraries(os.environ)
    ensure_environment("dev")
    say(f"Ready: {environment_program('yearmark').relative_to(ROOT)}")
    return 0 if can_draw else 1


def lock(args: Sequence[str]) -> int:
    """Make the lock files again, keeping their versions unless asked to upgrade; answers the exit code.

    Raises SetupError without uv, where uv finds no set of versions, and where a lock names an address or a path.
    """
    if set(args) - {"--upgrade"}:
        raise SetupError("lock takes no argument but --upgrade.")
    if not shutil.which("uv"):
        raise SetupError("Making the lock files needs uv: python3 -m pip install uv")
    for command in lock_commands(upgrade="--upgrade" in args):
        if subprocess.call(command, cwd=ROOT) != 0:
            raise SetupError("uv found no set of versions; its words are above.")
    for name in (*LOCKS.values(), BUILD_LOCK):
        lines = foreign_lines((ROOT / name).read_text("utf-8"))
        if lines:
            raise SetupError(f"{name} names an address or a path, take it out: {lines[0].strip()}")
        say(f"{name} is up to date.")
    return 0


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "run": run,
    "test": test,
    "bench": bench,
    "package": package,
    "setup": setup,
    "lock": lock,
}


def main(argv: Sequence[str]) -> int:
    """Do what the first word asks; answers the exit code (2 for a word that is no command)."""
    if not argv or argv[0] in ("-h", "--help", "help"):
        print(HELP, end="")
        return 0 if argv else 2
    if argv[0] not in COMMANDS:
        print(f"dev.py has no command {argv[0]!r}.\n\n{HELP}", end="", file=sys.stderr)
        return 2
    try:
        return COMMANDS[argv[0]](argv[1:])
    except SetupError as error:
        print(f"dev.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
