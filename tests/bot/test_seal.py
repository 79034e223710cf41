"""Buttons that cannot be made up: only what we signed for a chat does anything, and only there."""

from itertools import product

import pytest

from bot.platforms.base import Incoming
from bot.platforms.seal import MOST, TAG, Seal, bare
from dialogs.core import events as e
from dialogs.core.addresses import ACTIONS, ActionData, AnswerData
from dialogs.core.addresses.parts import LONGEST_NUMBER
from dialogs.core.items import CHOICES, PROMPT, SCORES, TEXTS
from dialogs.core.post import Button, Entry, Form, Home, Option, Post, Question
from tests.support.office import BOSS, Office, colleague, office

LONGEST_ID, LONGEST_ITEM = 12, 24
"""Characters of the id of a step and of an item, as scripts and packs are checked for."""

SEAL, OTHER = Seal(b"k" * 32), Seal(b"o" * 32)


@pytest.fixture
def desk(tmp_path) -> Office:
    return office(tmp_path)


# -- the tag ---------------------------------------------------------------------------------------


def test_what_was_signed_for_a_chat_is_read_there_and_nowhere_else():
    signed = SEAL.sign("chat-1", "12.1.ADM-T4.5")
    assert signed.startswith("12.1.ADM-T4.5.")
    assert len(signed) == len("12.1.ADM-T4.5") + 1 + TAG
    assert SEAL.data(["chat-1"], signed) == "12.1.ADM-T4.5"
    assert SEAL.data(["chat-2", "chat-1"], signed) == "12.1.ADM-T4.5"
    assert SEAL.data(["chat-2"], signed) is None
    assert OTHER.data(["chat-1"], signed) is None
    assert bare(signed) == "12.1.ADM-T4.5"


def test_every_single_change_is_noticed():
    signed = SEAL.sign("chat-1", "12.take.1")
    for place, letter in product(range(len(signed)), "x1."):
        forged = signed[:place] + letter + signed[place + 1 :]
        assert forged == signed or SEAL.data(["chat-1"], forged) is None, forged


@pytest.mark.parametrize(
    "text", ["", ".", "12.take.1", "12.take.1.", "12.take.1." + "A" * TAG, "é.😀", "\ud800.\udfff"]
)
def test_what_nobody_signed_is_nothing(text):
    assert SEAL.data(["chat-1"], text) is None


def test_a_key_is_shown_in_no_log():
    assert "kkk" not in repr(SEAL)


def test_all_that_sends_something_back_is_signed():
    button, way_in = Button("Go", "1.go.1.X"), Button("In", start="token")
    post = SEAL.post("c", Post("?", ((button, way_in),)))
    assert [b.data for b in post.rows[0]] == [SEAL.sign("c", "1.go.1.X"), ""]
    question = Question("X", "n", "t", (Option("5", "1.form.1.X.5"),), selected="1.form.1.X.5")
    form = SEAL.page("c", Form("t", "l", (question,), (Button("o", "1.form.B"),), "c", "late"))
    assert isinstance(form, Form)
    assert form.questions[0].options[0].data == SEAL.sign("c", "1.form.1.X.5")
    assert form.questions[0].selected == form.questions[0].options[0].data
    assert form.others[0].data == SEAL.sign("c", "1.form.B")
    home = SEAL.page("c", Home("t", (Entry("t", Post("s", ((Button("b", "1.join"),),))),), ""))
    assert isinstance(home, Home)
    assert home.entries[0].said.rows[0][0].data == SEAL.sign("c", "1.join")


def longest() -> list[str]:
    """The longest data that an own pack, an own script and a very full database can lead to."""
    number, item = 10**LONGEST_NUMBER - 1, "x" * LONGEST_ITEM
    label, prompt = "y" * LONGEST_ID, f"{PROMPT}{item}"
    choices = [(item, answer) for item, answers in CHOICES.items() for answer in answers]
    answers = [AnswerData(number, label, *each) for each in choices]
    answers += [AnswerData(number, label, text, "skip") for text in TEXTS]
    answers += [AnswerData(number, "2", item, max(SCORES, key=len)),
                AnswerData(number, "2", prompt, "skip")]  # fmt: skip
    actions = [("go", "2", prompt), ("list", "2", item), ("place", prompt, "100-120"),
               ("meant", prompt), ("news", "other", item), ("form", item),
               ("again", "reminder/hot_wash/2/99999"), ("copy", "missing/picture/eng"),
               ("set", "situation", "eng"), ("plan", "12", "citizens"),
               ("told", "12", "under_way"), ("desk", "handing", "99999"),
               ("when", "live", "2026-11-23")]  # fmt: skip
    made = [ActionData(number, action, tuple(rest)) for action, *rest in actions]
    return [*map(str, answers), *map(str, made)]


def test_the_longest_data_still_has_room_for_its_tag():
    for data in longest():
        assert len(SEAL.sign("c", data).encode()) <= MOST, data


# -- what arrives ----------------------------------------------------------------------------------


async def kept(desk: Office) -> list[object]:
    """All that an exercise keeps: its facts and its people."""
    return await desk.theatre.store.run(lambda tx: [*tx.facts(1), *tx.people(1)])


async def arrives(desk: Office, who, data: str, place: str = "") -> list[str]:
    """A tap with this data as it is; gives what the person heard."""
    desk.theatre.now += 2
    desk.theatre.demo.replies.clear()
    assert await desk.theatre.happens(who, e.Tap(desk.theatre.now, data), place)
    return [text for whom, text in desk.theatre.demo.replies if whom == who.id]


@pytest.mark.parametrize("action", sorted(ACTIONS))
async def test_a_made_up_button_does_nothing_and_is_answered_once(desk, action):
    await desk.begin()
    await desk.joins(colleague(1))
    before = await kept(desk)
    for who, data in product((colleague(1), colleague(2), BOSS), (f"1.{action}", f"1.{action}.1")):
        [said] = await arrives(desk, who, data)
        assert "no longer fits" in said
        assert await kept(desk) == before
    await desk.ends()


async def test_a_button_of_the_group_or_of_a_colleague_works_in_no_other_chat(desk):
    await desk.begin()
    for n in (1, 2):
        await desk.joins(colleague(n))
    seal, before = desk.theatre.service.app.seal, await kept(desk)
    theirs = seal.sign("chat-of-1", "1.1.ADM-T4.5")
    groups = seal.sign(desk.theatre.place, "1.join")
    for data in (theirs, groups):
        [said] = await arrives(desk, colleague(2), data)
        assert "no longer fits" in said
    [_] = await arrives(desk, colleague(3), groups)
    [_] = await arrives(desk, colleague(1), theirs, desk.theatre.place)
    assert await kept(desk) == before
    assert await arrives(desk, colleague(1), theirs) == []
    assert len(await kept(desk)) > len(before)
    await desk.ends()


async def test_a_made_up_tap_brings_nobody_back(desk):
    """Not even that somebody is reachable again is believed of it."""
    await desk.begin()
    await desk.joins(colleague(1))
    await desk.theatre.happens(colleague(1), e.Unreachable(desk.theatre.now))
    before = await kept(desk)
    await arrives(desk, colleague(1), "1.next")
    assert await kept(desk) == before
    await desk.theatre.sends(colleague(1), "1.next")
    assert await kept(desk) != before
    await desk.ends()


async def test_of_a_message_that_is_gone_the_topic_need_not_be_known(desk):
    await desk.begin()
    await desk.theatre.store.run(lambda tx: tx.move("demo", desk.theatre.place, "-5/7"))
    signed = desk.theatre.service.app.seal.sign("-5/7", "1.privacy")
    fits = {}
    for place in ("-5/7", "-5", "-5/8", "-6"):
        [said] = await arrives(desk, colleague(1), signed, place)
        fits[place] = "no longer fits" not in said
    assert fits == {"-5/7": True, "-5": True, "-5/8": False, "-6": False}
    await desk.ends()


async def test_a_form_is_shown_to_who_tapped_its_button_and_to_nobody_else(desk):
    await desk.begin()
    await desk.joins(colleague(1))
    app = desk.theatre.service.app
    for data, shown in (("1.form", False), (app.seal.sign("chat-of-1", "1.form"), True)):
        tap = e.Tap(desk.theatre.now, data)
        form = await app.view(Incoming("demo", "f", "", colleague(1), tap), "form")
        assert (form is not None) == shown
    assert isinstance(form, Form)
    option = form.questions[0].options[0].data
    assert app.seal.data(["chat-of-1"], option) == bare(option)
    await desk.ends()


async def test_each_database_has_a_key_of_its_own_that_stays(tmp_path):
    keys = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir(exist_ok=True)
        for _ in range(2):
            desk = office(folder)
            await desk.theatre.start()
            keys.append(desk.theatre.store.key)
            await desk.ends()
    assert keys[0] == keys[1] != keys[2] == keys[3]
    assert {len(key) for key in keys} == {32}
