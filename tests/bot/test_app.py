"""What arrives, whatever it is: durable or said not to be, and never in the way of what follows."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.platforms.base import Account, Incoming
from bot.platforms.memory.adapter import MemoryPlatform
from bot.rehearsal.rehearsal import Rehearsal
from dialogs.core import events as e
from dialogs.core import facts as f
from storage.store import StoreError
from tests.support.office import CHOSEN

BOSS = Account("boss", "Boss", "en", "boss")
ANA = Account("ana", "Ana", "en", "ana")
EVE = Account("eve", "Eve", "en", "eve")


class Broken(MemoryPlatform):
    """A platform whose adapter has a mistake."""

    async def entitled(self, place: str, account: str) -> bool:
        raise RuntimeError("a mistake")


async def begun(folder: Path, place: str = "team", theatre: Rehearsal | None = None) -> Rehearsal:
    """An exercise in which Ana takes part."""
    if theatre is None:
        theatre = Rehearsal(folder / "app.db", 1_795_438_800.0)
        await theatre.start()
        theatre.demo.administrators.add("boss")
    theatre.place = place
    await theatre.writes(BOSS, "/new", place)
    await theatre.taps(BOSS, "Set it up")
    for text in (
        "a chatbot",
        "the Civil Registry",
        "Nobody queues.",
        "the Minister",
        "a pilot",
        "A situation.",
    ):
        await theatre.writes(BOSS, text)
        if text in CHOSEN:
            await theatre.taps(BOSS, CHOSEN[text])
    await theatre.taps(BOSS, "Live")
    number = len(await theatre.store.run(lambda tx: tx.rows()))
    await theatre.taps(BOSS, f"{number}.langs.en")
    await theatre.writes(BOSS, "20")
    await theatre.writes(BOSS, "R. Khan")
    await theatre.taps(BOSS, "Post it")
    await theatre.taps(ANA, "Take part")
    return theatre


def signed(theatre: Rehearsal, who: Account, data: str) -> e.Tap:
    """A button pressed that is ours."""
    theatre.now += 1
    return e.Tap(theatre.now, theatre.service.app.seal.sign(who.address, data))


async def history(theatre: Rehearsal) -> list[object]:
    return list(await theatre.store.run(lambda tx: tx.facts(1)))


MANGLED = [
    "", ".", "..", "1", "1.", "1..", "1.1", "1.1.", "1.1.ADM-T4", "1.1.ADM-T4.", "1.1.ADM-T4.6",
    "1.1.ADM-T4.0", "1.1.ADM-T4.5.5", "1.1.XXX-T9.5", "1.2.ADM-T4.5", "1.1.adm-t4.5",
    "-1.1.ADM-T4.5", "7.1.ADM-T4.5", "99999999999.1.ADM-T4.5", "9" * 40 + ".1.ADM-T4.5",
    "x.1.ADM-T4.5", "1.form.1", "1.form.1.ADM-T4.9", "1.form.9.ADM-T4.5", "1.form.1.2.3.4",
    "1.lang", "1.lang.xx", "1.go", "1.go.1", "1.go.1.XXX", "1.go.x.ADM-T4", "1.keep", "1.keep.x",
    "1.keep.9", "1.release.99999999999999999999", "1.release.٣", "1.edit.-1", "1.delete.1",
    "1.place.ADM-T4", "1.take", "1.take.x", "1.take.99", "1.plan.x", "1.plan.9.9.9", "1.told",
    "1.told.x.y", "1.told.1.nonsense", "1.erase", "1.desk", "1.close", "1.close.yes", "1.extend",
    "1.extend.x", "1.cancel", "1.cancel.yes", "1.remove", "1.remove.999", "1.remove.x", "1.hand",
    "1.hand.x", "1.hand.999", "1.again", "1.again.x", "1.repeat", "1.post", "1.set.x", "1.\x00",
    "1.😀.😀.😀", "1.'; DROP TABLE facts; --",
]  # fmt: skip


@pytest.mark.parametrize("who", [ANA, EVE], ids=lambda who: str(who.id))
async def test_mangled_buttons_change_nothing_and_are_no_mistake_of_ours(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, who: Account
) -> None:
    theatre = await begun(tmp_path)
    before = await history(theatre)
    caplog.set_level(logging.ERROR)
    for data in MANGLED:
        theatre.demo.replies.clear()
        assert await theatre.sends(who, data), data
        assert await history(theatre) == before, data
        assert theatre.demo.replies, f"{data} is not answered"
    assert not caplog.records
    await theatre.stop()


async def test_a_facilitator_with_mangled_buttons_is_no_mistake_of_ours(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    theatre = await begun(tmp_path)
    caplog.set_level(logging.ERROR)
    for data in MANGLED:
        if data not in ("1.close.yes", "1.cancel.yes"):
            assert await theatre.sends(BOSS, data), data
    assert not caplog.records
    await theatre.stop()


async def test_who_comes_in_while_nothing_can_be_stored_is_told_and_comes_again(
    tmp_path: Path,
) -> None:
    theatre = await begun(tmp_path)
    token = (await theatre.store.run(lambda tx: tx.rows()))[0].token
    theatre.store.close()
    incoming = Incoming("demo", "d900", "", EVE, e.Entered(theatre.now, token))
    assert not await theatre.service.handle([incoming])
    assert not await theatre.service.handle([incoming])
    await theatre.settle()
    said = [text for who, text in theatre.demo.replies if who == "eve"]
    assert len(said) == 1, "once is enough"
    assert "saved" in said[0]


async def test_somebody_brings_their_own_zone_along(tmp_path: Path) -> None:
    theatre = await begun(tmp_path)
    token = (await theatre.store.run(lambda tx: tx.rows()))[0].token
    lima = Account("eve", "Eve", "en", "eve", zone="America/Lima")
    assert await theatre.happens(lima, e.Entered(theatre.now, token))
    joined = [fact for fact in await history(theatre) if isinstance(fact, f.Joined)]
    assert [fact.zone for fact in joined] == ["", "America/Lima"]
    await theatre.stop()


async def test_a_mistake_in_an_adapter_does_not_hold_up_what_comes_after(tmp_path: Path) -> None:
    theatre = Rehearsal(tmp_path / "app.db", 1_795_438_800.0, demo=Broken())
    await theatre.start()
    new = Incoming("demo", "d1", "team", BOSS, e.Command(theatre.now, "new", "", private=False))
    assert await theatre.service.handle([new])
    await theatre.settle()
    assert "saved" in theatre.demo.replies[0][1]
    assert await theatre.store.run(lambda tx: not tx.first_sight("demo", "d1", theatre.now))
    await theatre.stop()


async def test_a_question_that_cannot_be_asked_takes_no_neighbour_along(tmp_path: Path) -> None:
    class Locked(MemoryPlatform):
        async def entitled(self, place: str, account: str) -> bool:
            raise StoreError("locked for a moment")

    theatre = await begun(tmp_path)
    theatre.service.app.platforms = {"demo": Locked()}
    theatre.now += 60
    new = Incoming("demo", "x1", "other", EVE, e.Command(theatre.now, "new", "", private=False))
    tap = Incoming("demo", "x2", "", ANA, signed(theatre, ANA, "1.1.ADM-T4.5"))
    assert not await theatre.service.handle([new, tap]), "one of them comes again"
    x = await theatre.store.run(lambda tx: tx.exercise(1))
    assert [p.answer("1", "ADM-T4") for p in x.participants()] == ["5"]
    await theatre.stop()


async def test_what_is_written_belongs_to_the_exercise_used_last(tmp_path: Path) -> None:
    """Two taps that arrive together, in two exercises."""
    theatre = await begun(tmp_path, "other", await begun(tmp_path))
    theatre.now += 60
    taps = [
        Incoming("demo", f"t{n}", "", ANA, signed(theatre, ANA, f"{n}.1.ADM-T4.5")) for n in (1, 2)
    ]
    assert await theatre.service.handle(taps)
    await theatre.settle()
    assert await theatre.store.run(lambda tx: tx.exercises_of("demo", "ana")) == [2, 1]
    theatre.now += 60
    await theatre.sends(ANA, "1.1.ADM-T4.4")
    assert await theatre.store.run(lambda tx: tx.exercises_of("demo", "ana")) == [1, 2]
    await theatre.stop()


async def test_a_storm_of_late_taps_does_not_repeat_the_arithmetic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theatre = await begun(tmp_path)
    worked: list[object] = []
    beside = asyncio.to_thread

    async def counted(work: Callable[..., object], *given: object) -> object:
        worked.append(work)
        return await beside(work, *given)

    monkeypatch.setattr(asyncio, "to_thread", counted)
    late = signed(theatre, ANA, "1.1.ADM-T4.5")
    taps = [Incoming("demo", f"l{n}", "", ANA, late) for n in range(50)]
    await theatre.sends(BOSS, "1.close.1")
    close = Incoming("demo", "close", "", BOSS, signed(theatre, BOSS, "1.close.1.yes"))
    assert await theatre.service.handle([close, *taps])
    await theatre.settle()
    monkeypatch.undo()
    x = await theatre.store.run(lambda tx: tx.exercise(1))
    assert "1" in x.results
    assert len(worked) == len(x.results)
    await theatre.stop()


async def test_a_call_found_by_an_older_job_does_not_undo_a_newer_look(tmp_path: Path) -> None:
    """What follows a commit may be late: a neighbour in its batch had to be set aside first."""
    theatre = await begun(tmp_path)
    theatre.now += 60
    answers = [
        Incoming("demo", f"a{score}", "", ANA, signed(theatre, ANA, f"1.1.ADM-T4.{score}"))
        for score in (1, 2, 5)
    ]
    assert await theatre.service.handle(answers[:1])
    await theatre.settle()
    late = await theatre.service.app.handle(answers[1:2])
    assert [post.call.verb for post in late.effects.posts if post.call] == ["edit"]
    assert await theatre.service.handle(answers[2:])
    await theatre.settle()
    look = theatre.chat(ANA)[-1].text
    theatre.service.delivery.follow(late.effects)
    await theatre.settle()
    assert "Legality: 5" in look
    assert theatre.chat(ANA)[-1].text == look
    await theatre.stop()


async def test_erase_reaches_every_exercise_of_a_person_also_those_that_are_over(
    tmp_path: Path,
) -> None:
    theatre = await begun(tmp_path, "other", await begun(tmp_path))
    await theatre.sends(BOSS, "1.cancel")
    await theatre.sends(BOSS, "1.cancel.keep")
    theatre.demo.replies.clear()
    await theatre.writes(ANA, "/erase")
    assert [text for _, text in theatre.demo.replies] == [
        "2 exercises keep something of you. I ask you for each of them, below."
    ]
    asked = [m for m in theatre.chat(ANA) if any(b.label.startswith("Erase") for b in m.buttons)]
    assert len(asked) == 2
    assert all("a chatbot for the Civil Registry" in message.text for message in asked)
    for number in (1, 2):
        await theatre.sends(ANA, f"{number}.erase")
        known = await theatre.store.run(lambda tx: tx.known("demo", "ana"))
        assert number not in [exercise for exercise, _ in known]
    theatre.demo.replies.clear()
    await theatre.writes(ANA, "/erase")
    assert [text for _, text in theatre.demo.replies] == ["Nothing is kept of you here."]
    await theatre.stop()
