"""Who floods waits for themselves alone: what was worked on before others is counted, not timed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app.finding import seems_for, whose
from bot.app.turns import AT_ONCE, OF_EXERCISE, Budgets, Turns
from bot.platforms.base import Account, Incoming
from bot.platforms.memory.adapter import MemoryPlatform
from bot.rehearsal.rehearsal import Rehearsal
from dialogs.core import events as e
from dialogs.core import facts as f
from storage.store import GROUP, StoreError
from tests.bot.test_app import ANA as AWAY
from tests.bot.test_app import begun
from tests.support.office import LIBRARY, MONDAY, Office, colleague

EVE, ANA = colleague(1), colleague(2)
FLOOD = 5000


class Hears(MemoryPlatform):
    """Keeps in which order people were answered."""

    def __init__(self) -> None:
        super().__init__()
        self.answered: list[str] = []

    async def reply(self, incoming: Incoming, text: str) -> None:
        assert incoming.account
        self.answered.append(incoming.account.id)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    theatre = Rehearsal(tmp_path / "valuemap.db", MONDAY, library=LIBRARY, demo=Hears())
    made = Office(tmp_path, theatre)
    await made.begin()
    for who in (EVE, ANA):
        await made.joins(who)
    theatre.now += 60
    yield made
    await made.ends()


def tap(theatre: Rehearsal, who: Account, number: int) -> Incoming:
    """Somebody answers a question of their card, again and again."""
    data = theatre.service.app.seal.sign(who.address, f"1.1.ADM-T4.{number % 5 + 1}")
    return Incoming("demo", f"{who.id}-{number}", "", who, e.Tap(theatre.now, data))


async def answers_of(theatre: Rehearsal, person: int) -> int:
    facts = await theatre.store.run(lambda tx: tx.facts(1))
    return sum(isinstance(fact, f.Answered) and fact.person == person for fact in facts)


async def test_a_tap_is_answered_before_a_few_of_a_flood_that_came_first(desk: Office) -> None:
    """As a webhook or Slack brings it: each update by itself, five thousand at once."""
    theatre, hears = desk.theatre, desk.theatre.demo
    assert isinstance(hears, Hears)
    hears.answered.clear()
    flood = [
        asyncio.create_task(theatre.service.handle([tap(theatre, EVE, n)])) for n in range(FLOOD)
    ]
    other = asyncio.create_task(theatre.service.handle([tap(theatre, ANA, 1)]))
    assert await other
    await theatre.service.delivery.stop()
    before = hears.answered[: hears.answered.index(ANA.id)].count(EVE.id)
    assert before <= 60, f"{before} of the flood were worked on first"
    assert sum(each.done() for each in flood) < FLOOD / 2
    for each in flood:
        each.cancel()


async def test_of_one_batch_others_are_stored_with_its_first(desk: Office) -> None:
    """As a poll brings it: together, and the other's is the last."""
    theatre = desk.theatre
    batch = [tap(theatre, EVE, n) for n in range(GROUP)] + [tap(theatre, ANA, 1)]
    assert await theatre.service.handle(batch)
    facts = await theatre.store.run(lambda tx: tx.facts(1))
    who = [fact.person for fact in facts if isinstance(fact, f.Answered)]
    assert who.count(2) == GROUP
    assert who.index(3) <= 40


async def test_ones_own_are_taken_in_order(desk: Office) -> None:
    theatre = desk.theatre
    flood = [theatre.service.handle([tap(theatre, EVE, n)]) for n in range(200)]
    assert all(await asyncio.gather(*flood))
    facts = await theatre.store.run(lambda tx: tx.facts(1))
    given = [fact.answer for fact in facts if isinstance(fact, f.Answered)]
    assert given == [str(n % 5 + 1) for n in range(200)], "and none is dropped"
    budgets = theatre.service.app._turns
    assert not budgets._accounts._in_hand, "nothing is remembered of it"
    assert not budgets._exercises._in_hand


async def test_an_exercise_that_is_flooded_by_many_starves_no_other(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of the many keeps to their own budget; together they would all be worked on first."""
    monkeypatch.setattr("bot.app.turns.OF_EXERCISE", OF_EXERCISE // 5)
    theatre, hears = desk.theatre, desk.theatre.demo
    assert isinstance(hears, Hears)
    await begun(desk.folder, "other", theatre)
    await theatre.stop()
    await theatre.start()
    theatre.now += 60
    hears.answered.clear()
    many = [tap(theatre, colleague(n), k) for k in range(AT_ONCE // 2) for n in range(10, 40)]
    flood = [asyncio.create_task(theatre.service.handle([each])) for each in many]
    data = theatre.service.app.seal.sign(AWAY.address, "2.1.ADM-T4.3")
    elsewhere = Incoming("demo", "elsewhere", "", AWAY, e.Tap(theatre.now, data))
    assert await asyncio.create_task(theatre.service.handle([elsewhere]))
    before = hears.answered.index(AWAY.id)
    assert before <= OF_EXERCISE, f"{before} of the flood of {len(many)} were worked on first"
    assert all(await asyncio.gather(*flood)), "and none of it is dropped"


async def test_what_somebody_writes_counts_where_they_were_last(desk: Office) -> None:
    theatre, budgets = desk.theatre, desk.theatre.service.app._turns
    budgets._last.clear()
    wrote = Incoming("demo", "text", "", EVE, e.Wrote(theatre.now, "a word"))
    assert seems_for(theatre.service.app.seal, wrote) == ("demo", "")
    assert await theatre.service.handle([wrote])
    assert budgets._of(whose(wrote), lambda: "a stranger's") == 1


async def test_a_made_up_button_is_at_the_expense_of_strangers(desk: Office) -> None:
    """It names an exercise; nothing of its budget is used."""
    app = desk.theatre.service.app
    forged = Incoming("demo", "1", "", colleague(99), e.Tap(desk.theatre.now, "1.1.ADM-T4.3.x"))
    real = tap(desk.theatre, colleague(98), 1)
    assert seems_for(app.seal, forged) == ("demo", "")
    assert seems_for(app.seal, real) == 1


async def test_what_is_under_way_keeps_its_line() -> None:
    """A later update of an account overtakes no earlier one, wherever it was in between."""
    went: list[str] = []

    def run_all(jobs):
        went.extend(jobs)
        return [asyncio.get_running_loop().create_future() for _ in jobs]

    budgets = Budgets(run_all)
    budgets.run_all([(f"acc{n}", lambda: 1, "flood") for n in range(OF_EXERCISE)])
    budgets.run_all([("ana", lambda: 1, "first")])
    budgets.was_in("ana", 2)
    budgets.run_all([("ana", lambda: 2, "second"), ("ben", lambda: 2, "other")])
    assert went == ["flood"] * OF_EXERCISE + ["other"]


async def test_not_everybody_is_remembered_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.turns.KNOWN", 3)
    budgets = Budgets(lambda jobs: [asyncio.get_running_loop().create_future() for _ in jobs])
    budgets.run_all([("ana", lambda: 1, "waits")])
    for who in "bcdef":
        budgets.was_in(who, 1)
    assert list(budgets._last) == ["ana", "e", "f"], "but who has something under way"


async def test_a_storage_that_fails_leaves_nobody_waiting(desk: Office) -> None:
    theatre = desk.theatre
    theatre.store.close()
    flood = [theatre.service.handle([tap(theatre, EVE, n)]) for n in range(60)]
    assert not any(await asyncio.gather(*flood)), "none is confirmed"
    theatre.store.open()
    assert await theatre.service.handle([tap(theatre, EVE, n) for n in range(60)])
    assert await answers_of(theatre, 2) == 60


async def test_who_went_away_holds_up_nobody() -> None:
    """A caller that is cancelled does not stop its job, nor those behind it."""
    begun: list[asyncio.Future[int]] = []

    def run_all(jobs):
        made = [asyncio.get_running_loop().create_future() for _ in jobs]
        begun.extend(made)
        return made

    turns = Turns(run_all)
    waits = turns.run_all([("eve", len)] * (AT_ONCE + 2))
    assert (len(begun), turns.waiting) == (AT_ONCE, 2)
    waits[-2].cancel()
    begun[0].set_result(0)
    begun[1].set_exception(StoreError("no"))
    await asyncio.sleep(0)  # these are done
    await asyncio.sleep(0)  # the next go
    assert (len(begun), turns.waiting) == (AT_ONCE + 2, 0)
    for each in begun[2:]:
        each.set_result(7)
    assert await waits[-1] == 7
    with pytest.raises(StoreError):
        await waits[1]
    await asyncio.sleep(0)
    assert not turns._in_hand
    assert not turns._lines
