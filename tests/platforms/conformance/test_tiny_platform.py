"""A platform is one folder and one line: a tiny one is registered here, and plays a scenario."""

import asyncio
import json
import re
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import pytest

import bot.app.library
from bot.app import clock
from bot.app.library import Files
from bot.commands.upkeep.check import platforms
from bot.config import ConfigError, fields, read
from bot.platforms import registry
from bot.platforms.seal import bare
from bot.rehearsal.people import Key, MemoryPeople, Seen
from bot.rehearsal.scenario import play
from bot.rehearsal.theatre import Theatre
from dialogs.core import events as e
from dialogs.core.post import Button
from tests.platforms.conformance import folders
from tests.support import played
from tests.support.crowds import like_demo
from tests.support.process import ROOT

SCENARIO = "notes"
KINDS = {e.Tap: "tap", e.Entered: "start", e.Wrote: "write", e.Command: "command", e.Added: "add"}


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line that it takes."""
    monkeypatch.setattr(registry, "PLATFORMS", (*registry.PLATFORMS, folders.DESCRIPTOR))


def test_registry_loads_what_its_lines_name() -> None:
    assert [each.name for each in registry.PLATFORMS] == [
        folder.rpartition(".")[2] for folder in registry.FOLDERS
    ]


@pytest.mark.usefixtures("registered")
async def test_a_line_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match="TELEGRAM_BOT_TOKEN"):
        registry.served(read().platforms, None, clock.now)
    monkeypatch.setenv("FOLDERS_ROOT", str(tmp_path))
    settings = read()
    assert "FOLDERS_ROOT" in fields()
    serving = registry.served(settings.platforms, None, clock.now)
    assert list(serving) == ["folders"]
    assert [found.what async for found in platforms(settings)] == ["folders"]
    assert "folders:ana" in registry.examples()
    monkeypatch.setenv("FOLDERS_ROOTS", "x")
    with pytest.raises(ConfigError, match="FOLDERS_ROOTS"):
        read()


def test_how_little_it_is() -> None:
    """One file, which knows what platforms share, and the events and posts of a conversation."""
    source = Path(folders.__file__).read_text("utf-8")
    code = re.sub(r'""".*?"""', "", source, flags=re.DOTALL)
    assert len([line for line in code.splitlines() if line.strip()]) < 100
    known = set(re.findall(r"^from ((?:bot|dialogs|framework|storage)\S*)", source, re.MULTILINE))
    assert {name for name in known if not name.startswith("bot.platforms.")} == {
        "dialogs.core.events",
        "dialogs.core.post",
        "dialogs.markup",
    }
    assert not {"bot.platforms.slack", "bot.platforms.telegram"} & known


def test_nothing_else_in_the_bot_names_a_platform() -> None:
    others = "|".join(each.name for each in registry.PLATFORMS if each.name != "web")
    # "web" is a word of aiohttp's, too: as a platform it is a text or a module
    names = rf"""{others}|["']web["']|platforms\.web\b"""
    own = [ROOT / "bot/platforms" / each.name for each in registry.PLATFORMS]
    for path in sorted((ROOT / "bot").rglob("*.py")):
        if path != ROOT / "bot/platforms/registry.py" and not {*path.parents} & {*own}:
            assert not re.search(names, path.read_text("utf-8"), re.IGNORECASE), path


# -- it plays a scenario ---------------------------------------------------------------------------


class FoldersPeople(MemoryPeople):
    """People who write files."""

    def __init__(self, theatre: Theatre, root: Path) -> None:
        super().__init__(theatre)
        self.root = root
        (root / "in").mkdir()
        self.platform = folders.Folders(root, lambda: theatre.now)
        self._listening: asyncio.Task[None] | None = None

    async def close(self) -> None:
        await self._end()
        await super().close()

    async def _end(self) -> None:
        if self._listening:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening

    async def anew(self) -> None:
        await self._end()

    def listen(self, take):
        self._listening = asyncio.create_task(self.platform.listen(take))

    async def arrive(self, *, again: bool) -> None:
        async with asyncio.timeout(15):
            while list(self.root.glob("in/*.json")):  # noqa: ASYNC110 - files tell nobody
                await asyncio.sleep(0.001)

    def _do(self, who, event, place=0):
        self._seen += 1
        name = getattr(event, "name", "") and f"{event.name} {event.argument}"
        text = name or getattr(event, "data", "") or getattr(event, "token", "")
        did = {
            "who": asdict(who.account),
            "do": KINDS[type(event)],
            "text": text or getattr(event, "text", ""),
            "place": str(place) if place else "",
        }
        beside = self.root / "in" / f"{self._seen:06}.part"
        beside.write_text(json.dumps(did))
        beside.rename(beside.with_suffix(".json"))

    def group(self, place):
        paths = sorted(self.root.glob(f"{place}/*.json"))
        return [_seen(path.name, json.loads(path.read_text())) for path in paths]

    def entitle(self, who, place):
        (self.root / str(place)).mkdir(exist_ok=True)
        with (self.root / str(place) / "administrators").open("a") as named:
            named.write(f"{who.number}\n")

    def add_bot(self, who, place):
        self._do(who, e.Added(self._watch.now), place)


def _seen(ref: str, said) -> Seen:
    buttons = [button for row in said["rows"] for button in row]
    keys = tuple(Key(of[0], bare(of[1]), bool(of[2]), Button(*of)) for of in buttons)
    return Seen(ref, said["text"], keys)


def with_its_sentence(folder: Path) -> Files:
    """Our files, and a sentence on who can read along on this platform."""
    (folder / "words").mkdir()
    for path in (Path(bot.app.library.__file__).parents[2] / "dialogs/words").glob("*.toml"):
        text = path.read_text("utf-8")
        own = text.replace("[privacy]\n", '[privacy]\nplatform_folders = "Folders."\n')
        (folder / "words" / path.name).write_text(own, "utf-8")
    return Files(folder)


@pytest.mark.usefixtures("registered")
async def test_it_comes_to_what_every_platform_comes_to(tmp_path: Path) -> None:
    library = with_its_sentence(tmp_path)
    (tmp_path / "chats").mkdir()

    def people(theatre: Theatre) -> FoldersPeople:
        return FoldersPeople(theatre, tmp_path / "chats")

    theatre = Theatre(tmp_path, people, "straight", library, played.stand_in)
    async with theatre:
        here = await play(played.FOLDER / f"{SCENARIO}.txt", theatre)
    demo = await played.outcome(SCENARIO)
    assert here.facts == demo.facts
    assert like_demo(here.standing, "folders", library) == demo.standing
