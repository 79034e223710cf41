"""`valuemap new-language`: a start for a language, every sentence of it there to be translated."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from bot.app.datafiles import DIALOGS
from bot.commands.files.writing import own_folder, write
from bot.commands.shared.options import FILES
from bot.commands.shared.terminal import WRONG, stop
from bot.platforms import registry
from framework.pack import OURS, is_code, load

FROM = "en"

HEAD = """\
# A new language: {code}. Below stands every sentence in English, behind a #. To translate one, take
# its # away and write yours between the quotation marks. What stands in braces, {{name}}, is filled
# in: keep it. What is not translated is read in English; `valuemap check` counts it.

"""


ITSELF = """\
[language]
# What it calls itself, on the buttons that choose it.
name = "{code}"
# Take this line away when somebody whose language it is has read all of it, from end to end.
draft = "yes"
"""


@click.command("new-language")
@click.argument("code")
@FILES
def new_language(code: str, own: Path | None) -> None:
    """Write files for a new language, CODE: such as ht, pap or, with a region, zh-hant."""
    if not is_code(code):
        stop(f"{code} is no code of a language, such as ht, pap or zh-hant", WRONG)
    if (DIALOGS / "words" / f"{code}.toml").exists():
        stop(f"{code} is ours; words/{code}.toml with what differs is enough", WRONG)
    folder = own_folder(own)
    files = {folder / "words" / f"{code}.toml": _words(code)}
    for path in sorted(OURS.glob(f"*/{FROM}.toml")):
        pack = load(path.parent)
        files[folder / "packs" / pack.id / f"{code}.toml"] = _texts(code, path)
    write(files)
    click.echo(f"Next: valuemap demo --files {folder} --language {code}")


def _words(code: str) -> str:
    """The words, and what each platform brings of its own."""
    folders = [DIALOGS / "words", *registry.words_folders()]
    sentences = [_read(folder / f"{FROM}.toml") for folder in folders]
    text = HEAD.format(code=code) + "\n".join(commented("\n".join(_merged(sentences))))
    return re.sub(r'\[language\]\n#name = ".*"\n', lambda _: ITSELF.format(code=code), text) + "\n"


def _merged(files: list[str]) -> Iterator[str]:
    """The sections of several files, each once: a section cannot begin twice."""
    sections: dict[str, list[str]] = {}
    for text in files:
        head = ""
        for line in text.splitlines():
            if line.startswith("["):
                head = line
            sections.setdefault(head, []).extend([] if line == head else [line])
    for head, lines in sections.items():
        yield from ([head] if head else [])
        yield from lines


def _texts(code: str, path: Path) -> str:
    """A framework's texts."""
    text = HEAD.format(code=code) + "\n".join(commented(_read(path)))
    return text.replace(f'#language = "{FROM}"', f'language = "{code}"') + "\n"


def commented(text: str) -> Iterator[str]:
    """The lines of a TOML file with every entry behind a #; headings and comments stay."""
    inside = False
    for line in text.splitlines():
        plain = not line.strip() or line.startswith(("#", "["))
        yield line if plain and not inside else f"#{line}"
        if not plain and line.rstrip().endswith("["):
            inside = True
        elif line.startswith("]"):
            inside = False


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""
