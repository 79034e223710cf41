"""`VALUEMAP_FILES`: words, order and numbers of an organisation's own, and never code."""

import os
import shutil

import pytest
from click.testing import CliRunner

from bot.app.library import DIALOGS, Files
from bot.cli import cli
from framework import pack as packs
from framework.pack.files import DataError
from tests.support.process import OURS

RUN = "{{ cycler.__init__.__globals__.os.system('touch HERE') }}"
PYTHON = "import pathlib\npathlib.Path('HERE').touch()\n"


@pytest.fixture
def own(tmp_path, monkeypatch):
    """An empty folder of one's own; `HERE` must never appear."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(OURS):
            monkeypatch.delenv(name)
    folder = tmp_path / "own"
    folder.mkdir()
    yield folder
    assert not (tmp_path / "HERE").exists()


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def refused(own):
    with pytest.raises(DataError) as error:
        Files(own)
    return str(error.value)


def pack_of_ones_own(own):
    """A copy of ours, under a name of its own."""
    folder = own / "packs" / "ours"
    shutil.copytree(packs.installed()["public_value"], folder)
    put(folder / "pack.toml", (folder / "pack.toml").read_text().replace("public_value", "ours"))
    return folder


HOSTILE = {
    "a layout": ("templates/question.html.j2", RUN),
    "a new layout": ("templates/mine.html.j2", RUN),
    "a layout among words": ("words/question.html.j2", RUN),
    "a program beside a script": ("scripts/week.py", PYTHON),
    "a package for a pack": ("packs/ours/__init__.py", PYTHON),
    "a library": ("packs/ours/ours.so", "\x7fELF"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_code_is_refused_and_never_run(own, what):
    path, text = HOSTILE[what]
    put(own / path, text)
    said = refused(own)
    assert said.startswith(path if path[0] != "t" else "templates")
    assert said.endswith("never a layout or a program: take it away")
    result = CliRunner().invoke(cli, ["check"], env={"VALUEMAP_FILES": str(own)})
    assert result.exit_code == 1
    assert "take it away" in result.output


def test_ones_own_layout_is_not_read_even_where_it_is_not_noticed(own, monkeypatch):
    """Layouts are ours alone: there is nowhere else they are looked for."""
    put(own / "templates/question.html.j2", RUN)
    monkeypatch.setattr("bot.app.library._code", lambda own: [])
    words = Files(own).words["en"]
    loaded = words._templates.loader.searchpath
    assert loaded == [str(DIALOGS / "templates")]


HOLES = (
    "{name.__class__}",
    "{0.__class__}",
    "{name!r}",
    "{name:>999999999}",
    "{name:>{width}}",
    "{__import__}",
)


@pytest.mark.parametrize("hole", HOLES)
def test_a_packs_sentence_reaches_nothing_but_what_it_is_given(own, hole):
    """What may be filled in is listed for each kind of sentence; the others are not filled in."""
    folder = pack_of_ones_own(own)
    lines = (folder / "en.toml").read_text(encoding="utf-8").split("\n")
    assert Files(own).packs["ours"]
    at = next(n for n, line in enumerate(lines) if "{name}" in line and line[0] != "#")
    lines[at] = lines[at].replace("{name}", hole, 1)
    put(folder / "en.toml", "\n".join(lines))
    assert "ours/en.toml" in refused(own)


def test_a_packs_name_is_text_and_no_layout(own):
    folder = pack_of_ones_own(own)
    lines = (folder / "en.toml").read_text(encoding="utf-8").split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("name = "))
    lines[at] = f'name = "{RUN}"'
    put(folder / "en.toml", "\n".join(lines))
    assert Files(own).packs["ours"].texts["en"].name == RUN


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('ask = "components"', "ask = \"__import__('os').system('touch HERE')\""),
        ('ask = "components"', 'ask = "{{ 7 * 7 }}"'),
    ],
)
def test_a_script_names_what_there_is_and_nothing_else(own, was, becomes):
    text = (DIALOGS / "scripts" / "week.toml").read_text(encoding="utf-8")
    assert was in text
    put(own / "scripts" / "week.toml", text.replace(was, becomes, 1))
    assert "week.toml" in refused(own)


def test_a_sentence_reaches_nothing_but_its_values(own):
    ours = (DIALOGS / "words" / "en.toml").read_text(encoding="utf-8")
    made = 'made = "Made by a program with fixed rules; no AI read the answers."'
    assert made in ours
    put(own / "words/en.toml", ours.replace(made, 'made = "{self.__class__} {{ 7 * 7 }}"'))
    assert "report.made" in refused(own)
