"""What Telegram refuses for now, and what it refuses for good: nothing is lost, nothing is silent.

The whole service against the strict Telegram, in virtual time.
"""

import asyncio
from pathlib import Path

import pytest

from bot.delivery.jobs import UNDECIDED
from bot.platforms.base import Upload
from dialogs import show
from dialogs.core import facts as f
from dialogs.core.addresses import kind_of
from dialogs.core.exercise import Exercise
from dialogs.core.post import File
from tests.bot.test_delivery import Team, played
from tests.platforms.telegram.server import TelegramServer
from tests.support.process import Program


def test_a_group_that_takes_no_text_for_two_minutes_hears_the_feedback(tmp_path: Path) -> None:
    """400 "not enough rights" while the feedback is due: out within minutes of the end."""

    async def scene(team: Team) -> None:
        team.group.lock("text")
        team.boss.closes()
        await asyncio.sleep(120)
        assert await team.service.facts(f.Paused) == []
        team.group.unlock()
        await asyncio.sleep(300)
        await team.quiet()
        assert any("Round 1" in m.text for m in team.group.heard[1:])

    played(tmp_path, scene)


def test_a_group_that_takes_no_text_for_long_is_tried_on(tmp_path: Path) -> None:
    """The facilitator is told, cards wait for what explains them, and then all goes on."""

    async def scene(team: Team) -> None:
        ana = team.people[0]
        cards = len(ana.heard)
        team.group.lock("text")
        team.boss.closes()
        await asyncio.sleep(900)
        [paused] = await team.service.facts(f.Paused)
        assert paused.passing
        assert any("I keep trying" in m.text for m in team.boss.heard)
        assert len(ana.heard) == cards, "their questions are explained first"
        team.group.unlock()
        await asyncio.sleep(1000)
        await team.quiet()
        assert any("Round 1" in m.text for m in team.group.heard[1:])
        assert await team.service.facts(f.Resumed)
        assert not any("I keep trying" in m.text for m in team.boss.heard)

    played(tmp_path, scene)


def test_a_command_in_a_paused_group_resumes_it(tmp_path: Path) -> None:
    """Whatever reaches us from a group shows that we are there."""

    async def scene(team: Team) -> None:
        gone = "403 Forbidden: bot was kicked from the supergroup chat"
        fault = team.server.fail("sendMessage", gone, when=lambda c: c["chat_id"] == "-5")
        team.boss.closes()
        await team.server.until(lambda: fault.met)
        await team.quiet()
        assert await team.service.facts(f.Paused)
        team.group.say(team.boss, "/status")
        await team.quiet()
        assert await team.service.facts(f.Resumed)
        assert any("Round 1" in m.text for m in team.group.heard[1:])

    played(tmp_path, scene)


def test_a_page_of_somebody_between_pauses_nobody(tmp_path: Path) -> None:
    async def scene(team: Team) -> None:
        team.server.fail("sendMessage", "page 403", times=4)
        team.server.fail("getUpdates", "page 404", times=4)
        team.boss.closes()
        await asyncio.sleep(300)
        await team.quiet()
        assert await team.service.facts(f.Paused, f.Lost) == []
        assert any("Round 1" in m.text for m in team.group.heard[1:])

    played(tmp_path, scene)


@pytest.mark.parametrize("words", ["SOMETHING_OF_TOMORROW", "message to edit not found"])
def test_an_unknown_word_is_tried_for_long_and_then_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    """It is not final at first sight; then it is, and never booked as sent.

    Nor is one that says nothing of a message that is new.
    """
    monkeypatch.setattr("bot.delivery.failures.TOLD_AFTER", 100.0)
    monkeypatch.setattr("bot.delivery.failures.A_DAY", 400.0)  # a day has many looks

    async def scene(team: Team) -> None:
        team.server.fail(
            "sendMessage",
            f"400 Bad Request: {words}",
            times=10**6,
            when=lambda c: c["chat_id"] == "-5",
        )
        team.boss.closes()
        await asyncio.sleep(60)
        assert await team.service.facts(f.Undelivered) == []
        await asyncio.sleep(200)
        [told] = {(u.key, u.final) for u in await team.service.facts(f.Undelivered)}
        assert not told[1]
        await asyncio.sleep(700)
        row = await team.service.store.run(lambda tx: tx.post(1, told[0]))
        assert row.phase == "undelivered"
        assert row.sent < row.wanted
        [asked] = [m for m in team.boss.heard if "did not arrive" in m.text]
        team.boss.tap(asked, "Get it here")
        await team.quiet()
        assert [m for m in team.boss.heard if m.text.startswith("Round 1")], "in private"
        assert not any("Round 1" in m.text for m in team.group.heard[1:])
        team.server.mend()
        team.boss.tap(asked, "Send again")
        await team.quiet()
        assert any("Round 1" in m.text for m in team.group.heard[1:])
        assert not [m for m in team.boss.heard if "did not arrive" in m.text]

    played(tmp_path, scene)


FINAL = {
    "the group's message": ("sendMessage", "-5", "feedback", "message is too long", "long"),
    "an edit of the card": ("editMessageText", "-5", "board", "BUTTON_DATA_INVALID", "ours"),
    "somebody's card": ("sendMessage", "1", "card", "REPLY_MARKUP_TOO_LONG", "long"),
    "an edit of theirs": ("editMessageText", "1", "card", "can't parse entities", "ours"),
}


@pytest.mark.parametrize("what", FINAL)
def test_a_final_refusal_is_never_booked_as_sent(tmp_path: Path, what: str) -> None:
    """Its state says so, with the reason; the facilitator is told once, and sends it again."""
    method, chat, kind, words, why = FINAL[what]

    async def scene(team: Team) -> None:
        await team.enough()
        platform = team.service.telegram.name
        courier = team.service.parts.delivery.courier
        refusal = f"400 Bad Request: {words}"
        fault = team.server.fail(method, refusal, 10**6, lambda c: c["chat_id"] == chat)
        if method == "sendMessage":
            team.boss.closes()
        elif chat == "1":
            team.score(team.people[0], "ADM-T4", 2)
        else:
            team.server.user(50, "Late").tap(team.group.pinned[0], "Take part")
        await team.server.until(lambda: fault.met)
        before = courier.calls[platform, "failed"]
        await asyncio.sleep(120)  # news follow after three minutes
        await team.quiet()
        assert fault.met == 1, "as it is, it will never do"
        assert courier.calls[platform, "failed"] == before
        told = [u for u in await team.service.facts(f.Undelivered) if kind_of(u.key) == kind]
        assert [(u.why, u.final) for u in told] == [(why, True)]
        [row] = await team.service.store.run(lambda tx: [tx.post(1, told[0].key)])
        assert row.phase == "undelivered"
        assert row.sent < row.wanted
        assert words.lower() in row.reason.lower()
        [asked] = [m for m in team.boss.heard if "did not arrive" in m.text]
        await team.again()
        await team.quiet()
        assert fault.met == 1, "nor after a start"
        team.server.mend()
        team.boss.tap(asked, "Send again")
        await team.quiet()
        [row] = await team.service.store.run(lambda tx: [tx.post(1, told[0].key)])
        assert (row.phase, row.reason, row.sent) == ("", "", row.wanted)
        assert not [m for m in team.boss.heard if "did not arrive" in m.text]

    played(tmp_path, scene, people=6)


def drawn(x: Exercise, file: File, entry: object) -> Upload:
    return Upload(file.name, b"picture", file.caption, picture=True)


def test_a_group_that_takes_no_picture_reads_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Media are forbidden there: texts go on, it is told with the reason, and nothing is lost."""
    picture = {**show.SHOWS, "picture": lambda x, key: File("drawing", "map.png", "The map")}
    monkeypatch.setattr(show, "SHOWS", picture)

    async def scene(team: Team) -> None:
        group, boss = team.group, team.boss
        group.lock("photo")
        await team.service.store.run(lambda tx: tx.want(1, "picture/en", 0))
        team.service.parts.delivery.follow(await team.service.parts.app.recover())
        await team.server.until(lambda: any("did not arrive" in m.text for m in boss.heard))
        boss.closes()
        await asyncio.sleep(60)
        assert any("Round 1" in m.text for m in group.heard[1:]), "a picture stops no text"
        assert any("cannot be posted here" in m.text for m in group.heard)
        assert await team.service.facts(f.Paused, f.Lost) == []
        [asked] = [m for m in boss.heard if "did not arrive" in m.text]
        assert "Such a file is not taken there" in asked.text
        boss.tap(asked, "Get it here")
        await team.server.until(lambda: [m for m in boss.heard if m.file])
        group.unlock()
        boss.tap(asked, "Send again")
        await team.quiet()
        assert [m for m in group.heard if m.file]
        assert not [m for m in boss.heard if "did not arrive" in m.text]
        assert not any("cannot be posted here" in m.text for m in group.heard)

    played(tmp_path, scene, make=drawn)


def test_a_closed_topic_opens_again(tmp_path: Path) -> None:
    """It is told at once, tried on, and whatever somebody does there tries it at once."""

    async def scene(team: Team) -> None:
        team.group.close_topic()
        team.boss.closes()
        await asyncio.sleep(100)
        assert not any("Round 1" in m.text for m in team.group.heard[1:])
        assert any("did not arrive" in m.text for m in team.boss.heard)
        assert await team.service.facts(f.Paused) == []
        team.group.reopen_topic()
        team.group.say(team.boss, "/status")
        await asyncio.sleep(1)
        await team.quiet()
        assert any("Round 1" in m.text for m in team.group.heard[1:])
        assert not [m for m in team.boss.heard if "did not arrive" in m.text]

    played(tmp_path, scene)


def test_a_word_at_once_is_said_after_a_429(tmp_path: Path) -> None:
    """A toast, and what a command is answered, wait as long as they are worth something."""

    async def scene(team: Team) -> None:
        ana = team.people[0]
        team.server.fail("answerCallbackQuery", "429 7", times=2)
        tapped = ana.tap_old(ana.last, "1.1.ADM-T4.forged")
        team.server.fail("sendMessage", "429 9", when=lambda c: c["chat_id"] == "-5")
        heard = len(team.group.heard)
        team.group.say(team.boss, "/status")
        await team.server.until(lambda: tapped.answered and len(team.group.heard) > heard)
        assert tapped.toast
        await team.quiet()
        slow = team.server.fail("answerCallbackQuery", "429 600")
        ana.tap_old(ana.last, "1.1.ADM-T4.5")
        await team.server.until(lambda: slow.met)
        await team.quiet()
        assert [fact.answer for fact in await team.service.facts(f.Answered)] == ["5"]

    played(tmp_path, scene)


def test_what_is_there_after_all_is_not_sent_again(tmp_path: Path) -> None:
    async def scene(team: Team) -> None:
        fault = team.server.fail("sendMessage", "500 after", when=lambda c: c["chat_id"] == "-5")
        team.boss.closes()
        await team.server.until(lambda: fault.met)
        await team.quiet()
        [asked] = [m for m in team.boss.heard if "may not have arrived" in m.text]
        said = len(team.group.heard)
        team.boss.tap(asked, "It is there")
        await team.quiet()
        assert len(team.group.heard) == said
        assert not [m for m in team.boss.heard if "may not have arrived" in m.text]

    played(tmp_path, scene)


def test_the_card_that_is_there_after_all_is_posted_anew_only_once_it_says_something_else(
    tmp_path: Path,
) -> None:
    """Nobody told us its number, so it cannot be edited. Who joins shows from the fifth on."""

    async def scene(team: Team) -> None:
        fault = team.server.fail(
            "sendMessage", "500 after", when=lambda c: "Exercise: " in c["text"]
        )
        group = team.group.migrate()
        await team.server.until(lambda: fault.met)
        await team.quiet()
        team.boss.tap(team.boss.last, "It is there")
        boards = []
        for n in range(4, 7):
            await team.quiet()
            boards.append([m.text for m in group.heard if m.text.startswith("Exercise: ")])
            team.server.user(n, f"Person {n}").tap(group.heard[0], "Take part")
        await team.quiet()
        await team.again()
        await team.quiet()
        boards.append([m.text for m in group.heard if m.text.startswith("Exercise: ")])
        assert list(map(len, boards)) == [1, 1, 2, 2]

    played(tmp_path, scene)


@pytest.mark.parametrize("decides", [True, False])
def test_what_may_not_have_arrived_holds_up_what_it_explains(tmp_path: Path, decides: bool) -> None:
    """Until the facilitator says which it is; five minutes at most."""

    async def scene(team: Team) -> None:
        ana = team.people[0]
        await team.enough()
        cards = len(ana.heard)
        fault = team.server.fail("sendMessage", "500", when=lambda c: c["chat_id"] == "-5")
        team.boss.closes()
        await team.server.until(lambda: fault.met)
        await team.quiet()
        [asked] = [m for m in team.boss.heard if "may not have arrived" in m.text]
        await asyncio.sleep(UNDECIDED / 2)
        assert len(ana.heard) == cards
        if decides:
            team.boss.tap(asked, "Send again")
        else:
            await asyncio.sleep(UNDECIDED)
        await team.quiet()
        assert any("Round 1" in m.text for m in team.group.heard[1:]) is decides
        assert len(ana.heard) == cards + 1

    played(tmp_path, scene, people=6)


async def test_a_second_process_yields(tmp_path: Path) -> None:
    """The newcomer exits 3 with the reason; who was there first goes on."""
    async with TelegramServer() as server:
        ana = server.user(1, "Ana")
        settings = {"TELEGRAM_BOT_TOKEN": server.token, "TELEGRAM_API_BASE_URL": server.base_url}
        (tmp_path / "other").mkdir()
        async with Program(tmp_path, **settings) as first:
            await first.says("ready")
            await server.until(lambda: len(server.calls("getUpdates")) > 1, timeout=30)
            async with Program(tmp_path / "other", **settings) as newcomer:
                assert await newcomer.ends() == 3, newcomer.told
                assert "another process" in newcomer.told
            ana.start()
            await server.until(lambda: ana.heard, timeout=30)
            assert await first.stop() == 0, first.told


def test_who_leaves_the_group_is_named_to_the_facilitator(tmp_path: Path) -> None:
    """A participant is; whoever facilitates is asked whether they still do."""

    async def scene(team: Team) -> None:
        ana = team.people[0]
        team.group.leave(ana)
        await team.quiet()
        [left] = await team.service.facts(f.Belonged)
        assert not left.inside
        assert any(f"{ana.name} left the group." in m.text for m in team.boss.heard)
        team.group.join(ana)
        await team.quiet()
        assert [fact.inside for fact in await team.service.facts(f.Belonged)] == [False, True]
        team.group.leave(team.boss)
        await team.quiet()
        assert any("Do you still run this exercise?" in m.text for m in team.boss.heard)

    played(tmp_path, scene)
