"""Where files of one's own go, and how they are written: never over what is there."""

import os
from collections.abc import Mapping
from pathlib import Path

import click

from bot.commands.shared.terminal import WRONG, stop


def own_folder(own: Path | None) -> Path:
    """The folder that was named, or that of the settings; an end if there is none."""
    named = os.environ.get("VALUEMAP_FILES")
    folder = own or (Path(named) if named else None)
    if folder is None:
        stop("say --files DIR: the folder for words, scripts and frameworks of your own", WRONG)
    return folder


def write(files: Mapping[Path, str]) -> None:
    """Write all of them, or none where one is there already."""
    there = [path for path in files if path.exists()]
    if there:
        stop(f"{there[0]} is there already; nothing was written", WRONG)
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            click.echo(str(path))
    except OSError as error:
        stop(f"{error.filename}: {error.strerror}", WRONG)
