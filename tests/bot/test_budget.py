"""Who floods is not worked for without end, hears so once, and slows nobody else: counted."""

import pytest

from bot.app.budget import MINUTE, MOST, REMEMBERED, Budget, Verdict
from bot.platforms.base import Account, Incoming
from bot.platforms.memory.adapter import MemoryPlatform
from bot.rehearsal.rehearsal import Rehearsal
from dialogs.core import events as e
from tests.support.office import LIBRARY, MONDAY, Office, colleague

EVE, ANA = colleague(1), colleague(2)
TOO_MUCH = "That is too much at once"


class Hears(MemoryPlatform):
    """Keeps what it was asked to reply, and to whom."""

    def __init__(self) -> None:
        super().__init__()
        self.replies: list[tuple[str, str]] = []

    async def reply(self, incoming: Incoming, text: str) -> None:
        assert incoming.account
        self.replies.append((incoming.account.id, text))


@pytest.fixture
async def desk(tmp_path):
    theatre = Rehearsal(tmp_path / "valuemap.db", MONDAY, library=LIBRARY, demo=Hears())
    made = Office(tmp_path, theatre)
    await made.begin()
    for who in (EVE, ANA):
        await made.joins(who)
    theatre.now += MINUTE
    yield made
    await made.ends()


def wrote(theatre: Rehearsal, who: Account, number: int) -> Incoming:
    event = e.Wrote(theatre.now, f"thought {number}")
    return Incoming("demo", f"{who.id}-{number}", "", who, event)


def seen(tx):
    """How many updates the database knows."""
    return tx.db.execute("SELECT count(*) FROM seen").fetchone()[0]


async def test_of_a_flood_a_bounded_part_is_worked_on_and_it_is_said_once(desk):
    theatre = desk.theatre
    facts = len(await theatre.store.run(lambda tx: tx.facts(1)))
    for number in range(5 * MOST):
        assert await theatre.service.handle([wrote(theatre, EVE, number)]), "and all are confirmed"
    await theatre.settle()
    after = await theatre.store.run(lambda tx: tx.facts(1))
    texts = [fact.text for fact in after[facts:] if getattr(fact, "text", "")]
    assert texts == [f"thought {n}" for n in range(MOST)]
    said = [text for who, text in theatre.demo.replies if who == EVE.id and TOO_MUCH in text]
    assert len(said) == 1
    assert theatre.service.app.updates["demo", "dropped"] == 4 * MOST


async def test_others_in_the_same_batch_are_served_all_the_same(desk):
    theatre = desk.theatre
    batch = [wrote(theatre, EVE, n) for n in range(2 * MOST)]
    batch.insert(MOST + 7, wrote(theatre, ANA, 1))
    before = await theatre.store.run(seen)
    assert await theatre.service.handle(batch)
    after = await theatre.store.run(seen)
    assert after - before == MOST + 1, "what is dropped does not reach the database"
    x = await desk.exercise()
    assert list(x.people[3].held.values()) == ["thought 1"]


async def test_after_a_minute_everything_is_taken_again_and_the_next_flood_is_told(desk):
    theatre = desk.theatre
    for flood in range(2):
        start = flood * 2 * MOST
        batch = [wrote(theatre, EVE, start + n) for n in range(2 * MOST)]
        await theatre.service.handle(batch)
        theatre.now += MINUTE
    await theatre.settle()
    assert theatre.service.app.updates["demo", "dropped"] == 2 * MOST
    assert sum(TOO_MUCH in text for _, text in theatre.demo.replies) == 2


async def test_what_could_not_be_stored_and_comes_again_costs_nothing(desk):
    theatre = desk.theatre
    batch = [wrote(theatre, EVE, n) for n in range(MOST)]
    await theatre.settle()
    theatre.store.close()
    for _ in range(3):
        assert not await theatre.service.handle(batch)
    theatre.store.open()
    assert await theatre.service.handle(batch)
    assert theatre.service.app.updates["demo", "dropped"] == 0


def test_a_clock_that_goes_back_takes_nothing_away_and_strangers_fill_no_memory():
    at = [1000.0]
    budget = Budget(lambda: at[0])
    me = Incoming("demo", "1", "", EVE, e.Wrote(0.0, "x"))
    assert budget.take(me) is Verdict.TAKEN
    at[0] = 0.0
    assert [budget.take(me) for _ in range(MOST)].count(Verdict.TAKEN) == MOST - 1
    for n in range(2 * REMEMBERED):
        stranger = Account(f"s{n}", "S", "en", "")
        budget.take(Incoming("demo", "1", "", stranger, e.Wrote(0.0, "x")))
    assert len(budget._accounts) == REMEMBERED
    assert budget.take(Incoming("demo", "1", "", None, e.Added(0.0))) is Verdict.TAKEN
