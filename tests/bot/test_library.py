"""What each platform brings: its capabilities, and in every language who else keeps a copy."""

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot import serve
from bot.app.datafiles import DIALOGS
from bot.app.library import Files
from bot.commands.shared.terminal import WRONG, guarded
from bot.platforms import registry
from bot.platforms.base import Account, Incoming
from bot.platforms.memory.adapter import MemoryPlatform
from bot.platforms.slack.adapter import Slack
from bot.platforms.telegram.adapter import Telegram
from bot.rehearsal.rehearsal import Rehearsal
from dialogs.core import events as e
from dialogs.core.post import Button, Post
from framework.pack.files import DataError


def own(folder: Path, language: str, text: str, of: str = "en") -> Path:
    """A folder of one's own with a whole language: ours, and this."""
    words = folder / "words"
    words.mkdir(exist_ok=True)
    ours = (DIALOGS / "words" / f"{of}.toml").read_text("utf-8")
    (words / f"{language}.toml").write_text(ours.replace("[privacy]\n", f"[privacy]\n{text}"))
    return folder


@pytest.mark.parametrize("platform", [Telegram, Slack, MemoryPlatform])
def test_a_platform_declares_what_it_can_show(
    platform: type[Telegram | Slack | MemoryPlatform],
) -> None:
    library = Files()
    can = library.capabilities(platform.name)
    assert can.takes(Post("x" * 1000))
    assert not can.takes(Post("x" * 5000))
    assert not can.takes(Post("x", tuple((Button("x", "1.x"),) for _ in range(101))))
    assert can.buttons_per_row >= 2
    assert can.longest_label >= 40
    for words in library.words.values():
        assert words.has(can.privacy)


def test_each_platform_has_a_sentence_of_its_own() -> None:
    said = [str(Files().words["en"].say(can.privacy)) for can in registry.capabilities().values()]
    assert len(set(said)) == len(registry.capabilities())


def test_a_platform_that_is_not_served_has_none() -> None:
    with pytest.raises(KeyError):
        Files().capabilities("fax")


def test_ones_own_words_may_say_it_otherwise(tmp_path: Path) -> None:
    library = Files(own(tmp_path, "en", 'platform_demo = "Nobody else."\n'))
    assert str(library.words["en"].say("privacy.platform_demo")) == "Nobody else."
    assert str(library.words["es"].say("privacy.platform_demo")).startswith("Esta es")


def test_a_language_of_ones_own_is_told_what_the_platforms_need(tmp_path: Path) -> None:
    library = Files(own(tmp_path, "fr", ""))
    assert library.words["fr"].has("privacy.platform_telegram")


@pytest.fixture
def two_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    """What is installed, but for two languages that somebody spoiled."""
    folder = tmp_path / "dialogs"
    for name in ("words", "scripts", "templates"):
        shutil.copytree(DIALOGS / name, folder / name)
    (folder / "words" / "es.toml").write_text("[board", "utf-8")
    french = folder / "words" / "fr.toml"
    french.write_text(french.read_text("utf-8").replace("\nmuted =", "\nmooted ="), "utf-8")
    monkeypatch.setattr("bot.app.datafiles.DIALOGS", folder)
    return Files()


def test_a_start_reads_the_language_it_needs_and_all_is_said_once_all_is_read(
    two_wrong: Files,
) -> None:
    two_wrong.read(first="en")
    assert two_wrong.words["en"].has("muted")
    assert two_wrong.words["nl"].has("muted")
    with pytest.raises(DataError) as error:
        two_wrong.read()
    said = str(error.value)
    assert "es.toml: not TOML" in said
    assert "fr.toml: muted: is missing; en.toml has it" in said
    assert "fr.toml: mooted: is unknown" in said


async def test_a_service_whose_files_are_spoiled_ends_with_a_sentence(
    two_wrong: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end, guarded():
        async with asyncio.timeout(30):
            await serve._read_through(two_wrong)
    assert end.value.code == WRONG
    assert "es.toml: not TOML" in capsys.readouterr().err


async def test_what_needs_a_spoiled_file_before_that_is_not_confirmed(
    two_wrong: Files, tmp_path: Path
) -> None:
    theatre = Rehearsal(tmp_path / "app.db", 1_795_438_800.0, library=two_wrong)
    await theatre.start()
    somebody = Account("1", "Ana", "es", "1")
    start = Incoming("demo", "1", "", somebody, e.Command(theatre.now, "start", ""))
    with pytest.raises(DataError):
        await theatre.service.app.handle([start])
    english = Incoming("demo", "1", "", replace(somebody, language="en"), start.event)
    assert (await theatre.service.app.handle([english])).durable
    await theatre.stop()
