"""What each platform brings: its capabilities, and in every language who else keeps a copy."""

from pathlib import Path

import pytest

from bot.app.datafiles import DIALOGS
from bot.app.library import Files
from bot.platforms import registry
from bot.platforms.memory.adapter import MemoryPlatform
from bot.platforms.slack.adapter import Slack
from bot.platforms.telegram.adapter import Telegram
from dialogs.core.post import Button, Post


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
