"""What stands in a room: files and what its group reads, made once, and anew when it differs."""

import asyncio
import json
import threading

import pytest

from bot.app.library import loader
from bot.app.record import record
from bot.app.room_files import RoomFiles
from bot.app.rooms import StoredRooms
from bot.platforms.base import Upload
from dialogs.core import facts as f
from dialogs.core.addresses import PostOf
from storage.store import Store
from tests.support.maps import play
from tests.support.people import library


def picture(x, file, entry):
    """What a picture is made of, as far as it matters here."""
    names = sorted(x.names.values())
    return Upload(file.name, json.dumps([x.id, file.language, names]).encode(), file.caption)


class Made:
    """Two exercises about the same thing on the same day in one room, both with results."""

    def __init__(self, path):
        self.store = Store(path / "files.db", loader(library()))
        self.store.open()
        self.made = []
        self.held, self.lets_go = "", threading.Event()
        self.first, self.second = [self.store.run_sync(self.take_in) for _ in range(2)]
        files = RoomFiles(self.store, library(), self.make)
        self.rooms = StoredRooms("web", self.store, library(), "en", files)

    def make(self, *given):
        self.made.append(given)
        if given[1].language == self.held:
            self.lets_go.wait()
        return picture(*given)

    def take_in(self, tx):
        made = play(languages="es pt")
        number = tx.create("web", "room", f"token{len(tx.rows())}", 0.0)
        for key, body in library().snapshots.items():
            tx.keep(key, body)
        for person in made.x.people:
            tx.enrol(number, "web", f"a{person}", f"P{person}", "es", f"a{person}", 0.0)
        tx.append(number, made.history)
        tx.mark(number, "following", None)
        tx.want(number, "picture/es", 0)
        return number

    async def fetch(self, language, number, account=""):
        key = str(PostOf(number, "picture/es"))
        file = await self.rooms.file("room", account, language, key)
        return json.loads(file.content)


@pytest.fixture
def made(tmp_path):
    made = Made(tmp_path)
    yield made
    made.store.close()


async def test_each_reader_gets_their_language_and_each_message_its_exercise(made):
    for _ in range(2):
        for number in (made.first, made.second):
            for language in ("es", "pt"):
                assert (await made.fetch(language, number))[:2] == [number, language]
    assert len(made.made) == 4


async def test_a_file_is_made_anew_once_somebody_was_erased(made):
    assert "P2" in (await made.fetch("es", made.first))[2]

    def erase(tx):
        tx.append(made.first, [f.Left(2e9, 2)])
        tx.erase(made.first, 2, answers=False)

    await made.store.run(erase)
    assert "P2" not in (await made.fetch("es", made.first))[2]


async def test_a_file_that_never_ends_holds_up_no_other(made):
    """Nor is it stopped by who goes away, nor made again for the next."""
    made.held = "es"
    gone, waits = [asyncio.create_task(made.fetch("es", made.first)) for _ in range(2)]
    assert (await made.fetch("pt", made.first))[1] == "pt"
    gone.cancel()
    made.lets_go.set()
    assert (await waits)[1] == "es"
    assert gone.cancelled()
    assert [given[1].language for given in made.made].count("es") == 1


async def test_a_file_that_cannot_be_made_is_tried_again(made):
    made.held, made.lets_go = "es", None
    with pytest.raises(AttributeError):
        await made.fetch("es", made.first)
    made.held = ""
    assert (await made.fetch("es", made.first))[1] == "es"


# -- what a group reads ----------------------------------------------------------------------------


def amend(tx, number, text):
    """The first action of the plan says this."""
    x = tx.exercise(number)
    fact = f.Amended(x.last_at + 1, x.facilitator, 1, "what", text)
    record(tx, x, [fact], fact.at)


async def plan(made):
    """What the plan of the first exercise says in its room."""
    room = await made.rooms.look("room", "", "es")
    [shown] = [m.post.text for m in room.messages if m.key == str(PostOf(made.first, "plan/es"))]
    return shown


async def test_what_a_group_reads_is_made_again_only_once_it_is_wanted_again(made):
    made.store.run_sync(lambda tx: tx.want(made.first, "plan/es", 0))
    before = await plan(made)
    assert await plan(made) is before
    await made.store.run(lambda tx: amend(tx, made.first, "Preguntar en la ventanilla"))
    assert "Preguntar en la ventanilla" not in before
    assert "Preguntar en la ventanilla" in await plan(made)


async def test_a_job_that_fails_leaves_nothing_of_what_a_group_would_have_read(made):
    made.store.run_sync(lambda tx: tx.want(made.first, "plan/es", 0))

    def fails(tx):
        amend(tx, made.first, "Nunca")
        seen = made.rooms._look(tx, "room", "", "es")
        assert any("Nunca" in getattr(m.post, "text", "") for m in seen.messages)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await made.store.run(fails)
    assert "Nunca" not in await plan(made)
    await made.store.run(lambda tx: amend(tx, made.first, "Hoy"))
    assert "Hoy" in await plan(made)
