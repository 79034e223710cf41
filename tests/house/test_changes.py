"""Every row of "to change / touch" in docs/design.md is done here, in a copy, and works.

Each test does what the row says and nothing else, counts the files, and runs the program.
"""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.copies import House, bare
from tests.support.languages import LANGUAGES
from tests.support.process import ROOT

TALK = """\
# For: the beginning of an exercise.
clock Monday 2026-11-23 09:00 America/Port_of_Spain
boss  runs the group
boss  sets up "a chatbot" for "the Civil Registry": week, English, 14 invited
group reads "Exercise: a chatbot"
"""


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "house")


def says(house: House, line: str, *options: str) -> bool:
    """Whether a line is true at the beginning of an exercise."""
    path = house.root / "talk.txt"
    path.write_text(f"{TALK}{line}\n", "utf-8")
    played = house.run("play", "--quiet", *options, str(path))
    assert played.returncode in (0, 1), played.stderr
    assert not played.returncode or "line 6" in played.stderr, played.stderr
    return played.returncode == 0


def test_a_sentence(house: House) -> None:
    assert not says(house, 'group reads "Facilitated by: A. Mohammed"')
    house.put("dialogs/words/en.toml", '"Facilitator: {', '"Facilitated by: {')
    assert says(house, 'group reads "Facilitated by: A. Mohammed"')
    assert house.touched == {"dialogs/words/en.toml"}


def test_a_mistake_in_the_code_is_named_where_a_line_fails(house: House) -> None:
    """What a line then misses says nothing; what was raised does."""
    house.put(
        "dialogs/engine.py", "    data = read_data(event.data)\n", "    raise KeyError('gone')\n"
    )
    path = house.root / "talk.txt"
    path.write_text(f'{TALK}ana takes part\nana reads "Skip"\n', "utf-8")
    played = house.run("play", "--quiet", str(path))
    assert played.returncode == 1
    assert "line 7" in played.stderr, played.stderr
    assert "the service failed: KeyError('gone')" in played.stderr, played.stderr


def test_a_sentence_in_a_folder_of_ones_own(house: House) -> None:
    text = house.read("dialogs/words/en.toml")
    house.write("own/words/en.toml", text.replace('"Facilitator: {', '"Facilitated by: {'))
    own = str(house.root / "own")
    assert says(house, 'group reads "Facilitated by: A. Mohammed"', "--files", own)
    assert not house.touched


@pytest.mark.soak
def test_a_language(house: House) -> None:
    """A Haitian Creole that says everything in English, which is enough to see that it is there."""
    pack = "framework/packs/public_value"
    for folder in ("dialogs/words", pack):
        text = house.read(f"{folder}/en.toml")
        house.write(f"{folder}/ht.toml", text.replace('language = "en"', 'language = "ht"'))
    house.put("dialogs/words/ht.toml", '"Facilitator: {', '"Moun ki dirije: {')
    theirs = "".join(
        house.read(f"bot/platforms/{name}/words/en.toml").partition("[privacy]\n")[2]
        for name in ("telegram", "slack", "memory")
    )
    web = house.read("bot/platforms/web/words/en.toml").partition("[privacy]\n")[2]
    privacy, _, pages = web.partition("\n\n")
    house.put("dialogs/words/ht.toml", "[privacy]\n", f"[privacy]\n{theirs}{privacy}\n")
    house.write("dialogs/words/ht.toml", f"{house.read('dialogs/words/ht.toml')}\n{pages}")
    house.put(f"{pack}/pack.toml", 'languages = ["en", ', 'languages = ["en", "ht", ')
    checked = house.run("check")
    assert re.search(r"words: .*, ht,", checked.stdout), checked.stdout
    assert "components in en, ht, " in checked.stdout
    played = house.run("demo", "--language", "ht", "--people", "1", "--out", "out")
    assert "Moun ki dirije: A. Mohammed" in played.stdout, played.stderr
    assert house.touched == {"dialogs/words/ht.toml", f"{pack}/ht.toml", f"{pack}/pack.toml"}


def test_a_language_lists_what_is_missing(house: House) -> None:
    text = house.read("dialogs/words/en.toml")
    house.write("dialogs/words/ht.toml", re.sub(r"^muted = .*\n", "", text, flags=re.M))
    checked = house.run("check")
    assert checked.returncode == 1
    assert re.search(r"ht\.toml.*muted", checked.stdout), checked.stdout


@pytest.mark.parametrize("folder", ["framework/packs", "own/packs"])
def test_a_framework(house: House, folder: str) -> None:
    """Another pack, with a component of another name; answers are assessed by it."""
    for path in (house.root / "framework/packs/public_value").glob("*.toml"):
        house.write(f"{folder}/ours/{path.name}", path.read_text("utf-8"))
    house.put(f"{folder}/ours/pack.toml", 'id = "public_value"', 'id = "ours"')
    text = house.read(f"{folder}/ours/en.toml")
    house.write(f"{folder}/ours/en.toml", text.replace('"Legality"', '"Lawfulness"'))
    rows = [f"p{n},{item},{n}" for n in range(1, 6) for item in ("ADM-T4", "ECO-B1")]
    house.write("answers.csv", "\n".join(["participant,component,answer", *rows]))
    own = {"VALUEMAP_FILES": str(house.root / "own")} if folder.startswith("own") else {}
    found = house.run("analyse", "answers.csv", "--framework", "ours", **own)
    assert found.returncode == 0, found.stderr
    assert "Lawfulness" in found.stdout
    assert {name for name in house.touched if "/ours/" not in name} == set()


@pytest.mark.soak
def test_the_order_and_length_of_the_conversation(house: House) -> None:
    line = 'group reads "Round 1 closes Wednesday 25 November, 10:00"'
    assert not says(house, line)
    script = "dialogs/scripts/week.toml"
    house.put(script, 'after = "3d", at = "12:00"', 'after = "2d", at = "10:00"')
    assert says(house, line)
    assert house.touched == {script}


HELLO = '''\
"""`valuemap hello`: say hello."""

import click


@click.command()
@click.option("--name", default="you", help="To whom.")
def hello(name: str) -> None:
    """Say hello."""
    click.echo(f"Hello, {name}.")
'''


@pytest.mark.soak
def test_a_command_of_the_chat(house: House) -> None:
    """A row of the table and its sentences: understood, in the help, and in the menus."""
    row = '        ChatCommand("help", "everybody"'
    thanks = """'thanks', 'everybody', ANYWHERE, lambda x, event: do(say="thanked")"""
    house.put("dialogs/commands.py", row, f"        ChatCommand({thanks}),\n{row}")
    words = [f"dialogs/words/{language}.toml" for language in LANGUAGES]
    for path in words:
        house.put(path, "[command]\n", '[command]\nthanks = "Say thank you"\n')
        house.put(path, '\nentered = "', '\nthanked = "You are welcome."\nentered = "')
    path = house.root / "talk.txt"
    lines = ('boss writes "/thanks"', 'boss reads "You are welcome."',
             'boss writes "/help"', 'boss reads "/thanks"')  # fmt: skip
    path.write_text(TALK + "\n".join(lines) + "\n", "utf-8")
    played = house.run("play", "--quiet", str(path))
    assert played.returncode == 0, played.stderr
    compared = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/dialogs/test_commands.py")
    assert house.python(*compared).returncode == 1
    page, row = "docs/facilitator.md", "| `/help` |"
    house.put(page, row, f"| `/thanks` | everybody | Say thank you |\n{row}")
    documented = house.python(*compared)
    assert documented.returncode == 0, documented.stdout
    assert house.touched == {"dialogs/commands.py", page, *words}


def test_a_button(house: House) -> None:
    """One more on the welcome: it is shown, pressed, and answered in the words of the file."""
    module, last = "dialogs/talk/welcome.py", 'button(x, words, "not_now", "later")'
    house.put(module, last, f'{last}, button(x, words, "wave", "wave")')
    row = "TAPS: dict[str, Handler] = {\n"
    house.put(module, row, f'{row}    "wave": lambda x, event, rest: do(say="waved"),\n')
    row = "ACTIONS = frozenset(\n    {\n"
    house.put("dialogs/core/addresses/buttons.py", row, f'{row}        "wave",\n')
    row = '    **_rows("privacy", '
    house.put("dialogs/allowed.py", row, f'    **_rows("wave", Rule(BEGUN, EVERYBODY)),\n{row}')
    words = [f"dialogs/words/{language}.toml" for language in LANGUAGES]
    for path in words:
        house.put(path, "[button]\n", '[button]\nwave = "Wave"\n')
        house.put(path, '\nentered = "', '\nwaved = "I wave back."\nentered = "')
    path = house.root / "talk.txt"
    lines = ('ana taps "Take part"', 'ana taps "Wave"', 'ana reads "I wave back."')
    path.write_text(TALK + "\n".join(lines) + "\n", "utf-8")
    played = house.run("play", "--quiet", str(path))
    assert played.returncode == 0, played.stderr
    table = "dialogs/allowed.py"
    assert house.touched == {module, table, "dialogs/core/addresses/buttons.py", *words}


@pytest.mark.soak
def test_a_command_of_the_program(house: House) -> None:
    house.write("bot/commands/hello.py", HELLO)
    house.put("bot/cli.py", "COMMANDS = {\n", 'COMMANDS = {\n    "hello": "hello:hello",\n')
    undocumented = _documented(house)
    assert "hello" in undocumented.stdout
    assert undocumented.returncode == 1
    house.put("README.md", "| `demo` |", "| `hello` | says hello |\n| `demo` |")
    row = "| `valuemap run [--hold]` |"
    new = f"| `valuemap hello [--name NAME]` | says hello |\n{row}"
    house.put("docs/administrator.md", row, new)
    assert _documented(house).returncode == 0
    assert house.run("hello", "--name", "Ana").stdout == "Hello, Ana.\n"
    assert "hello" in house.run("--help").stdout
    assert house.touched == {
        "bot/commands/hello.py", "bot/cli.py", "README.md", "docs/administrator.md"
    }  # fmt: skip


def _documented(house: House) -> "subprocess.CompletedProcess[str]":
    test = "tests/bot/test_readme.py::test_every_command_is_documented_with_its_options"
    return house.python("-m", "pytest", "-q", "-p", "no:cacheprovider", test)


def test_a_platform(house: House) -> None:
    """The tiny one of the tests moves into the house: it is checked, and it is served."""
    tiny = (ROOT / "tests/platforms/conformance/folders.py").read_text("utf-8")
    house.write("bot/platforms/folders/__init__.py", tiny)
    line = '    "bot.platforms.slack",\n'
    house.put("bot/platforms/registry.py", line, f'{line}    "bot.platforms.folders",\n')
    words = [f"bot/platforms/folders/words/{language}.toml" for language in LANGUAGES]
    for path in words:
        house.write(path, '[privacy]\nplatform_folders = "Folders."\n')
    (house.root / "chats").mkdir()
    checked = house.run("check", FOLDERS_ROOT="chats")
    assert re.search(r"^ok +folders: there$", checked.stdout, re.M), checked.stdout
    assert _ready(house, FOLDERS_ROOT="chats") == "ready: folders\n"
    new = {"bot/platforms/folders/__init__.py", "bot/platforms/registry.py"}
    assert house.touched == {*new, *words}


def _ready(house: House, **settings: str) -> str:
    """What `valuemap run` says once it listens; then it is told to end, and does."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=house.root, env=bare(**settings), stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        line = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    return line
