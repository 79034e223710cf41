"""`valuemap new-pack`: a start for a framework, small, sound and explained."""

import re
from pathlib import Path

import click

from bot.commands.files.writing import own_folder, write
from bot.commands.shared.options import FILES
from bot.commands.shared.terminal import WRONG, known, stop
from framework.pack import installed

START = Path(__file__).parent / "start"
NAMES = ("pack.toml", "en.toml")

OVER = """\
# A framework that is {base} but for what stands here and in the files beside it. Entries with an id
# are laid over those of the same id, new ones come last; `leave_out = true` takes one away.
id = "{id}"
extends = "{base}"
version = "1"

# [[component]]
# id = "..."
# leave_out = true
"""


@click.command("new-pack")
@click.argument("name", metavar="ID")
@click.option("--extends", "base", default="", help="Begin with this framework, and change it.")
@FILES
def new_pack(name: str, base: str, own: Path | None) -> None:
    """Write a new framework, ID: a small one that works, to be changed line by line."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,23}", name):
        stop(f"{name} is no id: small letters, digits and _, at most 24", WRONG)
    if name in installed():
        stop(f"{name} is one of ours; a file {name}/en.toml with what differs is enough", WRONG)
    folder = own_folder(own) / "packs" / name
    if base:
        known("--extends", base, installed(folder.parent))
        write({folder / "pack.toml": OVER.format(id=name, base=base)})
    else:
        texts = {n: (START / n).read_text("utf-8").replace("NEW_ID", name) for n in NAMES}
        write({folder / n: text for n, text in texts.items()})
    click.echo(f"Next: valuemap demo --files {folder.parents[1]} --framework {name}")
