"""An installation as a service under systemd: which files it has, where, and what is in them.

`install` makes it and `uninstall` takes it away. A prefix before every path is for whoever packs
it, and for tests: below one no user is made, nothing is given away and nothing is run.
"""

import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

USER = "valuemap"
SETTINGS = Path("/etc/valuemap/valuemap.env")
DATA = Path("/var/lib/valuemap")
BACKUPS = Path("/var/backups/valuemap")
LAUNCHER = Path("/usr/local/bin/valuemap")
UNITS = Path("/etc/systemd/system")
SERVICE, TIMER = "valuemap.service", "valuemap-backup.timer"

PACKAGE = Path(__file__).parents[2]
IN_THE_UNIT = "/opt/valuemap"
"""Where the shipped units say that the program is."""


HIDDEN = (Path("/home"), Path("/root"), Path("/run/user"))
"""What the unit does not let the process see."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the installation, or a folder, which has no text. `ours`: nobody edits it."""

    path: Path
    mode: int
    text: str | None = None
    ours: bool = True
    owner: str = "root"
    group: str = "root"


def entries() -> tuple[Entry, ...]:
    """Everything that is there once it is installed, in the order in which it is made."""
    return (
        Entry(SETTINGS.parent, 0o750, group=USER),
        Entry(DATA, 0o700, owner=USER, group=USER),
        Entry(BACKUPS, 0o700, owner=USER, group=USER),
        Entry(SETTINGS, 0o640, _settings(), ours=False, group=USER),
        Entry(LAUNCHER, 0o755, _launcher()),
        *(Entry(UNITS / path.name, 0o644, _unit(path)) for path in _units()),
    )


KEPT = (SETTINGS.parent, DATA, BACKUPS)
"""What holds people's data or the organisation's settings: never taken away unasked."""


def below(root: Path | None, path: Path) -> Path:
    """Where a path is in this installation."""
    return root / path.relative_to("/") if root else path


def state(entry: Entry, root: Path | None) -> str:
    """How it is now: `absent`, `same`, `changed`; `hidden` from a user who is not root.

    A folder that is there is the same.
    """
    path = below(root, entry.path)
    try:
        if not path.exists():
            return "absent"
        if entry.text is None or path.read_text(encoding="utf-8", errors="replace") == entry.text:
            return "same"
    except PermissionError:
        return "hidden"
    return "changed"


def lacking() -> str:
    """Why nothing is installed from this copy, such as an image's; empty if it can be."""
    if all(path.is_file() for path in (_shipped(".env.example"), *_units())):
        return ""
    return (
        "this copy came without the files of a service, as a container image does; "
        "what starts the container is what keeps it running"
    )


def hindrance() -> str:
    """Why the service's user could not start the program from where it is; empty if it could."""
    for path in (PACKAGE, Path(sys.executable), Path(sys.executable).resolve()):
        for folder in path.parents:
            if folder in HIDDEN or not folder.stat().st_mode & stat.S_IXOTH:
                return (
                    f"a service cannot read {path}, since {folder} is shut off from it; put the "
                    f"program into {IN_THE_UNIT}, with a Python of the system's (/usr/bin/python3)"
                )
    return ""


def user() -> bool:
    """Whether the service's user is there."""
    import pwd

    try:
        pwd.getpwnam(USER)
    except KeyError:
        return False
    return True


def systemctl(*words: str) -> None:
    """Tell systemd, where it runs: in an image that is being made it does not."""
    if Path("/run/systemd/system").is_dir():
        run(("systemctl", *words))


def run(words: Sequence[str]) -> None:
    """Run a command of the system's. Raises `OSError` or `CalledProcessError`."""
    program = shutil.which(words[0])
    if program is None:
        raise FileNotFoundError(2, "there is no such program", words[0])
    subprocess.run([program, *words[1:]], check=True)  # noqa: S603 - words of ours


def _shipped(name: str) -> Path:
    """A file that comes with the program: in its folder, which a wheel has as well."""
    return PACKAGE.parent / name


def _units() -> Iterator[Path]:
    for name in (SERVICE, "valuemap-backup.service", TIMER):
        yield _shipped(f"deploy/{name}")


def _unit(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    python = f"{IN_THE_UNIT}/.venv/bin/python"
    return text.replace(python, sys.executable).replace(IN_THE_UNIT, str(PACKAGE.parent))


def _settings() -> str:
    """The example, with a database that is the same one for every command."""
    text = _shipped(".env.example").read_text(encoding="utf-8")
    default = "#VALUEMAP_DATABASE=valuemap.db"
    return text.replace(default, f"VALUEMAP_DATABASE={DATA / 'valuemap.db'}")


def _launcher() -> str:
    """Whoever types `valuemap` means the installed one, whatever lies in the folder they are in."""
    return f"""#!/bin/sh
# Written by `valuemap install`: the program with its settings, from any folder and for every user.
export VALUEMAP_CONFIG="${{VALUEMAP_CONFIG:-{SETTINGS}}}" PYTHONPATH={PACKAGE.parent}
exec {sys.executable} -P -m bot "$@"
"""
