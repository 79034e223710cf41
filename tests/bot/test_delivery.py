"""Posts on their way: each failure that a platform, a crash or a person can cause.

The whole service in this process, against a strict Telegram, in virtual time.
"""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.platforms.base import Upload
from dialogs import show
from dialogs.core import facts as f
from dialogs.core.exercise import Exercise
from dialogs.core.post import File
from tests.benchmarks.delivery import waves
from tests.platforms.telegram.people import Group, User
from tests.platforms.telegram.server import TelegramServer
from tests.support.service import Service, set_up, wall
from tests.support.virtual import run

Scene = Callable[["Team"], Awaitable[None]]


class Team:
    """A live exercise with so many people in it, and a service that can be killed."""

    def __init__(self, server: TelegramServer, service: Service, people: int) -> None:
        self.server, self.service = server, service
        self.boss = server.user(99, "A. Mohammed")
        self.people = [server.user(n, f"Person {n}") for n in range(1, people + 1)]
        self.group: Group = server.group(-5, "Team", admins=[self.boss], forum=False)

    async def assemble(self) -> None:
        await set_up(self.server, self.group, self.boss)
        for who in self.people:
            who.tap(self.group.pinned[0], "Take part")
        await self.quiet()
        self.server.journal.clear()

    async def quiet(self) -> None:
        await self.service.quiet()

    async def enough(self) -> None:
        """All but the first answer: a round that closes has something to say, and asks again."""
        for who in self.people[1:]:
            self.score(who, "ADM-T4", 4)
        await self.quiet()

    async def again(self) -> None:
        """The process ends without a word, and starts again."""
        await self.service.kill()
        await self.service.start()

    def score(self, who: User, component: str, score: int) -> Any:
        return who.tap_old(who.last, f"1.1.{component}.{score}")

    def calls(self, method: str, chat: int) -> list[Any]:
        return [c for c in self.server.calls(method) if int(c.params["chat_id"]) == chat]


def played(folder: Path, scene: Scene, people: int = 3, **more: Any) -> None:
    """Play a scene, from the moment on which everybody has joined."""

    async def play() -> None:
        async with (
            TelegramServer(clock=wall()) as server,
            Service(folder, server, **more) as service,
        ):
            team = Team(server, service, people)
            await team.assemble()
            await scene(team)

    run(play())


def test_ten_taps_during_a_rate_limit_become_one_edit(tmp_path: Path) -> None:
    """Row "a storm of board edits", for cards: `retry_after` is waited for, then one edit."""

    async def scene(team: Team) -> None:
        ana = team.people[0]
        team.server.fail("editMessageText", "429 7", when=lambda c: c["chat_id"] == "1")
        began = team.server.clock()
        for score in (1, 2, 3, 4, 5, 1, 2, 3, 4, 5):
            team.score(ana, "ADM-T4", score)
            await asyncio.sleep(0.1)
        await team.quiet()
        edits = team.calls("editMessageText", 1)
        assert [call.status for call in edits] == [429, 200]
        assert edits[1].at - edits[0].at >= 7
        assert edits[0].at - began < 1
        assert all(tap.answered for tap in ana.taps)

    played(tmp_path, scene)


def test_retry_after_is_kept_over_a_restart(tmp_path: Path) -> None:
    """429: what Telegram asked for still holds when the process is a new one."""

    async def scene(team: Team) -> None:
        ana, ben = team.people[:2]
        fault = team.server.fail("editMessageText", "429 40", when=lambda c: c["chat_id"] == "1")
        team.score(ana, "ADM-T4", 1)
        await team.server.until(lambda: fault.met)
        await asyncio.sleep(1)
        await team.again()
        team.score(ben, "ADM-T4", 1)
        await team.quiet()
        [refused, edited] = team.calls("editMessageText", 1)
        [other] = team.calls("editMessageText", 2)
        assert edited.at - refused.at >= 40
        assert other.at - refused.at < 5, "the others need not wait"

    played(tmp_path, scene)


def test_places_taken_before_a_restart_stay_taken(tmp_path: Path) -> None:
    """Rates survive a restart: nobody gets a second burst."""

    async def scene(team: Team) -> None:
        team.server.limits = True
        ana = team.people[0]
        await asyncio.sleep(60)
        for _ in range(4):
            for _ in range(3):
                ana.write("/start")
            await asyncio.sleep(0.4)
            await team.again()
        await team.quiet()
        assert not team.server.refusals

    played(tmp_path, scene)


def test_board_edits_are_coalesced(tmp_path: Path) -> None:
    """Rows "a storm of board edits" and "200 people join at once": at least 3 s apart."""

    async def scene(team: Team) -> None:
        link = next(b for row in team.group.pinned[0].rows for b in row if b.url).url
        for n in range(10, 50):
            team.group.members[n] = team.server.user(n)
            team.server.user(n).open(link)
            await asyncio.sleep(0.25)
        await team.quiet()
        times = [call.at for call in team.calls("editMessageText", -5)]
        assert 3 <= len(times) <= 6
        gaps = [round(b - a, 2) for a, b in pairwise(times)]
        assert min(gaps) >= 3.0, gaps
        assert "43 joined" in team.group.pinned[0].text

    played(tmp_path, scene)


def test_what_is_equal_is_not_sent(tmp_path: Path) -> None:
    """Row "a storm of board edits": equal content costs no call."""

    async def scene(team: Team) -> None:
        for _ in range(3):
            team.people[0].tap_old(team.people[0].last, "1.next")
            await team.quiet()
        before = len(team.server.calls("editMessageText"))
        for _ in range(3):
            team.people[0].tap_old(team.people[0].last, "1.next")
            await team.quiet()
        assert len(team.server.calls("editMessageText")) == before

    played(tmp_path, scene)


def test_a_tap_visits_the_writer_once(tmp_path: Path) -> None:
    """The job that takes it finds the edit of its card; that the edit was made waits for others."""

    async def scene(team: Team) -> None:
        ana, [*_, clock] = team.people[0], team.service.tasks
        clock.cancel()  # it visits, too
        await asyncio.sleep(60)
        for score in (4, 5, 4):
            before = team.service.store.visits
            team.score(ana, "ADM-T4", score)
            await team.quiet()
            assert team.service.store.visits - before == 1
        assert len(team.calls("editMessageText", 1)) == 3

    played(tmp_path, scene)


def test_double_tap_from_two_devices(tmp_path: Path) -> None:
    """Row "double tap, two devices": the last one wins, one edit, every tap is answered."""

    async def scene(team: Team) -> None:
        ana = team.people[0]
        first, second = team.score(ana, "ADM-T4", 2), team.score(ana, "ADM-T4", 5)
        await team.quiet()
        assert first.answered
        assert second.answered
        answered = await team.service.facts(f.Answered)
        assert [fact.answer for fact in answered][-1] == "5"
        assert len(team.calls("editMessageText", 1)) == 1

    played(tmp_path, scene)


def test_the_same_update_twice(tmp_path: Path) -> None:
    """Row "the same update twice": one effect."""

    async def scene(team: Team) -> None:
        ana = team.people[0]
        team.score(ana, "ADM-T4", 2)
        update = dict(team.server.updates[-1])
        await team.quiet()
        team.score(ana, "ADM-T4", 3)
        await team.quiet()
        team.server.push_again(update)
        await team.quiet()
        assert [fact.answer for fact in await team.service.facts(f.Answered)] == ["2", "3"]

    played(tmp_path, scene)


def test_an_old_card_after_the_close(tmp_path: Path) -> None:
    """Rows "tap on an old card, or after the close" and "late answer against the deadline"."""

    async def scene(team: Team) -> None:
        ana = team.people[0]
        card = ana.last
        team.boss.closes()
        await team.quiet()
        late = ana.tap_old(card, "1.1.ADM-T4.2")
        await team.quiet()
        assert "closed" in (late.toast or "")
        assert await team.service.facts(f.Answered) == []

    played(tmp_path, scene)


def test_a_deleted_card_is_sent_anew(tmp_path: Path) -> None:
    """Row "the message was deleted": the current view is sent anew."""

    async def scene(team: Team) -> None:
        ana = team.people[0]
        ana.delete(ana.last)
        ana.tap_old(ana.every[-1], "1.1.ADM-T4.2")
        await team.quiet()
        assert len(ana.heard) == 1
        assert len(await team.service.facts(f.Answered)) == 1

    played(tmp_path, scene)


def test_somebody_is_removed_while_their_card_is_on_its_way(tmp_path: Path) -> None:
    """What a tap would have brought about is no longer true when its turn comes."""

    async def scene(team: Team) -> None:
        ana = team.people[0]
        held = team.server.fail("editMessageText", "hold after", when=lambda c: c["chat_id"] == "1")
        team.score(ana, "ADM-T4", 2)
        await held.arrived.wait()
        second = team.score(ana, "ADM-T4", 3)
        await team.server.until(lambda: second.answered)
        removed = team.boss.tap_old(team.boss.last, "1.remove.2")
        await team.server.until(lambda: removed.answered)
        held.release()
        await team.quiet()
        assert "no longer takes part" in str(removed.toast)
        assert not ana.last.buttons
        assert "took you out" in ana.last.text

    played(tmp_path, scene)


def test_nothing_of_an_erased_person_is_written_down_again(tmp_path: Path) -> None:
    """The facilitator deletes everything while a card is on its way."""

    async def scene(team: Team) -> None:
        ana = team.people[0]
        team.boss.write("/cancel")
        await team.quiet()
        held = team.server.fail("editMessageText", "hold after", when=lambda c: c["chat_id"] == "1")
        team.score(ana, "ADM-T4", 4)
        await held.arrived.wait()
        pressed = team.boss.tap(team.boss.last, "Call off, delete everything")
        await team.server.until(lambda: pressed.answered)
        held.release()
        await team.quiet()
        assert ana.heard == []
        assert await team.service.store.run(lambda tx: tx.people(1)) == []
        blocks = await team.service.store.run(lambda tx: tx.blocks("telegram"))
        assert not [scope for scope in blocks if scope.startswith("telegram/1#")]

    played(tmp_path, scene)


def test_a_card_that_was_deleted_while_it_was_edited(tmp_path: Path) -> None:
    """The next tap's answer counts, and a new card asks on, whatever the job of the tap had found.

    Without the answer: a new message notifies.
    """

    async def scene(team: Team) -> None:
        ana = team.people[0]
        card = ana.last
        held = team.server.fail("editMessageText", "hold", when=lambda c: c["chat_id"] == "1")
        first = team.score(ana, "ADM-T4", 2)
        await held.arrived.wait()
        second = team.score(ana, "ADM-T4", 3)
        await team.server.until(lambda: first.answered and second.answered)
        ana.delete(card)
        held.release()
        await team.quiet()
        assert ana.last is not card
        assert "of 26" in ana.last.text
        assert "3 Moderate." not in ana.last.text
        x = await team.service.store.run(lambda tx: tx.exercise(1))
        assert "3" in {p.answer("1", "ADM-T4") for p in x.people.values()}

    played(tmp_path, scene)


def test_killed_in_the_middle_of_a_private_send(tmp_path: Path) -> None:
    """Row "killed between send and record", in private: sent again, since nobody can know."""

    async def scene(team: Team) -> None:
        ana = team.people[0]
        held = team.server.fail("sendMessage", "hold after", when=lambda c: c["chat_id"] == "1")
        ana.write("/start")
        await held.arrived.wait()
        await team.again()
        team.server.mend()
        await team.quiet()
        assert len(ana.heard) == 3
        assert ana.heard[1].text == ana.heard[2].text

    played(tmp_path, scene)


def test_a_message_that_is_found_may_be_that_of_an_earlier_try(tmp_path: Path) -> None:
    """Found after the second try, sent by the first; what it should say changed in between."""

    async def scene(team: Team) -> None:
        ana, asked = team.people[0], []

        async def find(address: str, key: str) -> str | None:
            asked.append(key)
            if len(asked) > 1:
                return str(ana.last.id)
            team.score(ana, "ADM-T4", 2)  # while what was sent is not yet to be found
            await team.server.until(lambda: ana.taps[-1].answered)
            return None

        team.service.telegram.find = find
        for how in ("502 after", "502"):
            team.server.fail("sendMessage", how, when=lambda call: call["chat_id"] == "1")
        ana.write("/start")
        await team.server.until(lambda: len(asked) == 2)
        await team.quiet()
        assert "Legality: 2 Small" in ana.last.text

    played(tmp_path, scene)


def test_an_edit_whose_record_was_lost_is_not_believed(tmp_path: Path) -> None:
    """Killed right after an edit; the first tap afterwards wants what was there before."""

    async def scene(team: Team) -> None:
        ana = team.people[0]
        await asyncio.sleep(60)
        for score in (4, 2):  # so that the chat has no room for a while after the start
            team.score(ana, "ADM-T4", score)
            await asyncio.sleep(0.2)
        team.score(ana, "ADM-T4", 3)
        await team.server.until(lambda: "3 Moderate" in ana.last.text)
        await team.service.kill()
        team.score(ana, "ADM-T4", 2)
        await team.service.start()
        await team.quiet()
        assert "Legality: 2 Small" in ana.last.text

    played(tmp_path, scene)


def test_killed_in_the_middle_of_a_group_send(tmp_path: Path) -> None:
    """Row "killed between send and record", in the group: once, and the facilitator decides."""

    async def scene(team: Team) -> None:
        held = team.server.fail("sendMessage", "hold after", when=lambda c: c["chat_id"] == "-5")
        team.boss.closes()
        await held.arrived.wait()
        await team.again()
        team.server.mend()
        await team.quiet()
        texts = [message.text for message in team.group.heard]
        assert len(texts) == len(set(texts))
        [asked] = [m for m in team.boss.heard if "may not have arrived" in m.text]
        doubtful = len(texts)
        team.boss.tap(asked, "Send")
        await team.quiet()
        assert len(team.group.heard) == doubtful + 1
        assert not [m for m in team.boss.heard if "may not have arrived" in m.text]

    played(tmp_path, scene)


@pytest.mark.parametrize("how", ["drop", "drop after", "500", "502", "502 after", "429 3"])
def test_a_failed_edit_is_made_good(tmp_path: Path, how: str) -> None:
    """Row "5xx, outage": backoff, then the message says what it should."""

    async def scene(team: Team) -> None:
        ana = team.people[0]
        team.server.fail("editMessageText", how, times=2)
        ana.tap_old(ana.last, "1.later")
        before = ana.last.text
        await team.quiet()
        assert ana.last.text != before
        assert len(ana.heard) == 1

    played(tmp_path, scene)


@pytest.mark.parametrize("how", ["drop", "drop after", "502", "502 after", "garbage after"])
def test_a_group_post_of_unknown_outcome_is_never_repeated(tmp_path: Path, how: str) -> None:
    """Row "killed between send and record": also where only the answer was lost."""

    async def scene(team: Team) -> None:
        fault = team.server.fail("sendMessage", how, when=lambda c: c["chat_id"] == "-5")
        team.boss.closes()
        await team.server.until(lambda: fault.met)
        await team.quiet()
        texts = [message.text for message in team.group.heard]
        assert len(texts) == len(set(texts))
        assert [m for m in team.boss.heard if "may not have arrived" in m.text]

    played(tmp_path, scene)


def test_somebody_blocks_the_bot_and_comes_back(tmp_path: Path) -> None:
    """Row "somebody blocks, leaves, is deactivated": not reminded; coming back restores."""

    async def scene(team: Team) -> None:
        ana = team.people[0]
        await team.enough()
        ana.block()
        await team.quiet()
        [lost] = await team.service.facts(f.Lost)
        assert any("can no longer write to Person 1" in m.text for m in team.boss.heard)
        sent = len(team.calls("sendMessage", 1))
        team.boss.closes()
        await team.quiet()
        assert len(team.calls("sendMessage", 1)) == sent
        assert all("wait for you" in who.last.text for who in team.people[1:])
        ana.unblock()
        await team.quiet()
        assert [fact.person for fact in await team.service.facts(f.Found)] == [lost.person]
        assert not any("can no longer write to" in m.text for m in team.boss.heard)
        assert ana.last.buttons

    played(tmp_path, scene, people=6)


def test_a_deactivated_account_is_found_out_by_writing(tmp_path: Path) -> None:
    """Row "somebody blocks, leaves, is deactivated": one refusal, and no more is tried."""

    async def scene(team: Team) -> None:
        ana = team.people[0]
        await team.enough()
        ana.deactivate()
        team.boss.closes()
        await team.quiet()
        await asyncio.sleep(600)
        assert len(await team.service.facts(f.Lost)) == 1
        assert len([c for c in team.server.refusals if c.status == 403]) == 1

    played(tmp_path, scene, people=6)


def test_the_bot_is_removed_and_added_again(tmp_path: Path) -> None:
    """Row "the bot is removed": paused, the facilitator told, resumed when it is back."""

    async def scene(team: Team) -> None:
        team.group.remove_bot(by=team.boss)
        await team.quiet()
        assert any("paused" in m.text for m in team.boss.heard)
        team.score(team.people[0], "ADM-T4", 4)
        await team.quiet()
        assert len(await team.service.facts(f.Answered)) == 1, "answers still count"
        link = team.group.every[-1]
        assert link
        team.group.add_bot(by=team.boss)
        await team.quiet()
        assert len(await team.service.facts(f.Paused)) == 1
        assert len(await team.service.facts(f.Resumed)) == 1
        assert not any("paused" in m.text for m in team.boss.heard)
        assert len([m for m in team.group.heard if "Exercise:" in m.text]) == 1

    played(tmp_path, scene)


def test_the_bot_is_removed_while_it_is_away(tmp_path: Path) -> None:
    """Row "the bot is removed": also if only the refusal says so."""

    async def scene(team: Team) -> None:
        team.group.bot = "kicked"
        team.boss.closes()
        await team.quiet()
        assert len(await team.service.facts(f.Paused)) == 1
        assert any("paused" in m.text for m in team.boss.heard)

    played(tmp_path, scene)


@pytest.mark.parametrize("told", [True, False])
def test_a_group_becomes_a_supergroup(tmp_path: Path, told: bool) -> None:
    """Row "group becomes supergroup": moved at once, the board posted anew, nothing else."""

    async def scene(team: Team) -> None:
        await team.enough()
        team.boss.closes()
        await team.quiet()
        said = len(team.group.heard)
        assert said >= 2
        new = team.group.migrate()
        if not told:
            team.server.updates.clear()
        team.boss.press("Post this news")
        await team.quiet()
        assert [row.place for row in await team.service.store.run(lambda tx: tx.rows())] == [
            str(new.id)
        ]
        assert len([m for m in new.heard if "Exercise:" in m.text]) == 1
        before = {message.text for message in team.group.heard}
        assert not before & {m.text for m in new.heard if "Exercise:" not in m.text}
        assert len(team.group.heard) == said

    played(tmp_path, scene, people=6)


def test_a_topic_is_deleted(tmp_path: Path) -> None:
    """Row "topic deleted": it goes on in the general topic, and says so there."""

    async def play() -> None:
        async with TelegramServer(clock=wall()) as server, Service(tmp_path, server) as service:
            boss = server.user(99, "A. Mohammed")
            forum = server.group(-1000000000005, "Forum", admins=[boss], forum=True)
            forum.open_topic(7)
            forum.bot = "administrator"
            forum.say(boss, "/new", topic=7)
            await service.quiet()
            assert forum.last.topic == 7
            forum.delete_topic(7)
            await service.store.run(lambda tx: tx.want(1, "hello", 0))
            await service.store.run(lambda tx: tx.update_post(1, "hello", digest=""))
            service.parts.delivery.follow(await service.parts.app.recover())
            await service.quiet()
            row = await service.store.run(lambda tx: tx.row(1))
            assert row
            assert row.place == "-1000000000005"
            gone, hello = forum.heard
            assert "topic of this exercise was deleted" in gone.text
            assert "tabletop exercise" in hello.text
            assert hello.topic is None

    run(play())


def test_a_file_is_made_beside_the_writer_and_sent_once(tmp_path: Path) -> None:
    """Row "results interrupted half-way": files are parts of their own, at most once."""
    made: list[tuple[int, str]] = []

    def make(x: Exercise, file: File, entry: object) -> Upload:
        made.append((x.joined, file.kind))
        return Upload(file.name, b"picture", file.caption, picture=True)

    async def scene(team: Team) -> None:
        x = await team.service.store.run(lambda tx: tx.exercise(1))
        seen: list[int] = []
        picture = show.SHOWS["picture"]
        show.SHOWS["picture"] = lambda x, key: File("drawing", "map.png", "The map")
        try:
            await team.service.store.run(lambda tx: tx.want(1, "picture/en", 0))
            held = team.server.fail("sendPhoto", "hold after")
            team.service.parts.delivery.follow(await team.service.parts.app.recover())
            await held.arrived.wait()
            await team.again()
            team.server.mend()
            await team.quiet()
        finally:
            show.SHOWS["picture"] = picture
        assert made == [(3, "drawing")]
        assert seen == []
        assert x.joined == 3
        assert len([m for m in team.group.heard if m.file]) == 1
        assert any("may not have arrived" in m.text for m in team.boss.heard)

    played(tmp_path, scene, make=make)


def test_a_mistake_in_one_post_hurts_no_other(tmp_path: Path) -> None:
    """A post that cannot be made is left as it is; everything else goes on."""

    def broken(x: Exercise, key: object) -> None:
        raise ZeroDivisionError

    async def scene(team: Team) -> None:
        inject = show.SHOWS["inject"]
        show.SHOWS["inject"] = broken
        try:
            await team.service.store.run(lambda tx: tx.want(1, "inject/en", 0))
            team.service.parts.delivery.follow(await team.service.parts.app.recover())
            team.boss.closes()
            await team.quiet()
        finally:
            show.SHOWS["inject"] = inject
        assert any("Round 1" in m.text for m in team.group.heard[1:])

    played(tmp_path, scene)


def test_an_answer_counts_though_its_card_cannot_be_made(tmp_path: Path) -> None:
    """A mistake of ours on the way back is no reason to lose what somebody said."""

    def broken(x: Exercise, key: object) -> None:
        raise ZeroDivisionError

    async def scene(team: Team) -> None:
        ana, card = team.people[0], show.SHOWS["card"]
        show.SHOWS["card"] = broken
        try:
            tapped = team.score(ana, "ADM-T4", 4)
            await team.quiet()
        finally:
            show.SHOWS["card"] = card
        assert tapped.toast == ""
        assert [fact.answer for fact in await team.service.facts(f.Answered)] == ["4"]
        team.score(ana, "ADM-T4", 5)
        await team.quiet()
        assert "Legality: 5 Blocks us" in ana.last.text

    played(tmp_path, scene)


@pytest.mark.soak
def test_two_hundred_people_and_two_thousand_taps(tmp_path: Path) -> None:
    """Row "200 people join at once": all of the allowed rate, nothing refused, taps first."""
    found = run(waves(tmp_path))
    print()
    for wave in found:
        print(f"in virtual time: {wave}")
        assert wave.refused == 0
        assert wave.used >= 0.95
