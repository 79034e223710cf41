"""Backups that are older than they may be: found by their names, and deleted."""

import re
from pathlib import Path


def expire(newest: Path, before: float, spared: Path) -> list[Path]:
    """Delete the backups beside the newest one that were made before then; gives their paths.

    A backup is a file whose name differs from the newest one's in its digits alone, so that nothing
    else is ever deleted; `spared`, the database itself, is none whatever it is called.
    """
    old = [path for path in _like(newest) if path.stat().st_mtime < before]
    old = [path for path in old if path != newest and path.resolve() != spared.resolve()]
    for path in old:
        path.unlink()
    return sorted(old)


def _like(newest: Path) -> list[Path]:
    alike = re.compile(r"\d+".join(re.escape(part) for part in re.split(r"\d+", newest.name)))
    return [path for path in newest.parent.iterdir() if alike.fullmatch(path.name)]
