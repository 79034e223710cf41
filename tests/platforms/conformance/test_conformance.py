"""What every adapter has to do, whatever its platform: the same tests against each of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.platforms.base import Finder, Paged, PlatformError, Rates, RefusedError, Upload
from dialogs.core.events import Command, Entered, Tap, Wrote
from dialogs.core.post import Button, Post
from tests.platforms.conformance.worlds import NOW, WORLDS, World
from tests.platforms.listening import Taken, failure, listening
from tests.platforms.web.world import WebWorld

NASTY = "<!channel> <b>&amp; \"5\" > 'it' </b> *b* _i_ ~s~ `c` @here 👩‍👩‍👧 https://example.org"
ESCAPED = (
    "&lt;!channel&gt; &lt;b&gt;&amp;amp; \"5\" &gt; 'it' &lt;/b&gt; *b* _i_ ~s~ `c` @here 👩‍👩‍👧 "
    "https://example.org"
)
ROWS = (
    (Button("1 No", "1.1.ADM-T4.1"), Button("2 Small", "1.1.ADM-T4.2")),
    (Button("In", "1.join", start="T-1"),),
)
CARD = Post("<b>Legality</b>\nHow big?", ROWS)


ALL: dict[str, type[World]] = {**WORLDS, "web": WebWorld}


@pytest.fixture(params=ALL)
async def world(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    world = ALL[request.param]()
    await world.open()
    try:
        yield world
    finally:
        await world.close()


def only(error: PlatformError, *said: str) -> bool:
    """Whether a failure says this and nothing else that somebody would act upon."""
    every = ("unreachable", "gone", "final", "unknown_outcome", "retry_after", "moved_to")
    return {name for name in every if getattr(error, name)} == set(said)


def needs(world: World, what: str) -> None:
    """This test is about something that there may be nothing of."""
    if what in world.lacks:
        pytest.skip(world.lacks[what])


@asynccontextmanager
async def heard(world: World) -> AsyncIterator[Taken]:
    """While the adapter listens; all that was done is taken in the end."""
    async with listening(world.platform) as taken:
        await world.heard()
        yield taken
        await world.until(lambda: world.idle)


# -- what it declares ------------------------------------------------------------------------------


async def test_what_it_declares(world: World) -> None:
    platform = world.platform
    assert platform.name.isidentifier()
    assert isinstance(platform.rates, Rates)
    assert isinstance(platform, Paged) is ("pages" in world.offers)
    assert isinstance(platform, Finder) is ("find" in world.offers)


async def test_how_long_it_has_been_silent(world: World) -> None:
    async with heard(world) as taken:
        world.write("hello")
        await world.until(lambda: taken.all)
        silence = world.platform.silence()
    assert silence is None or silence >= 0


# -- who we are ------------------------------------------------------------------------------------


async def test_a_refused_token_is_named_and_not_told(world: World) -> None:
    needs(world, "token")
    stranger = world.stranger()
    with pytest.raises(RefusedError) as caught:
        await stranger.connect()
    assert caught.value.setting == world.token_setting
    assert "another" not in str(caught.value)
    await stranger.close()


async def test_out_of_reach_is_no_refusal(world: World) -> None:
    needs(world, "outage")
    await world.platform.close()
    await world.go_down()
    assert only(await failure(world.platform.connect()))
    await world.come_up()
    await world.platform.connect()


async def test_closing_twice_is_harmless(world: World) -> None:
    await world.platform.close()
    await world.platform.close()


# -- what is said ----------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["private", "group"])
async def test_a_message(world: World, where: str) -> None:
    address = world.place if where == "group" else world.ana.address
    ref = await world.platform.send(address, CARD, "1/card")
    [shown] = world.group() if where == "group" else world.private()
    assert ref
    assert shown.text == "Legality\nHow big?"
    assert shown.labels == ("1 No", "2 Small", "In")
    assert not (world.private() if where == "group" else world.group())


async def test_messages_have_references_of_their_own_and_stand_in_order(world: World) -> None:
    refs = [await world.platform.send(world.ana.address, Post(text), text) for text in "abc"]
    assert len(set(refs)) == 3
    assert [shown.text for shown in world.private()] == ["a", "b", "c"]
    await world.platform.edit(world.ana.address, refs[1], Post("B"))
    assert [shown.text for shown in world.private()] == ["a", "B", "c"]


async def test_a_quiet_message_and_a_pinned_one(world: World) -> None:
    await world.platform.send(world.place, Post("board", quiet=True, pinned=True), "1/board")
    assert [shown.text for shown in world.group()] == ["board"]


@pytest.mark.parametrize("tag", ["i", "b", "blockquote", "blockquote expandable"])
async def test_what_people_wrote_is_shown_as_they_wrote_it(world: World, tag: str) -> None:
    html = f"<{tag}>{ESCAPED}</{tag.split()[0]}>"
    ref = await world.platform.send(world.place, Post(html), "1/x")
    assert world.group()[0].text == NASTY
    await world.platform.edit(world.place, ref, Post(ESCAPED))
    assert world.group()[0].text == NASTY
    await world.platform.upload(world.place, Upload("a.txt", b"a", html))
    assert world.group()[1].text == NASTY


async def test_a_mark_that_we_do_not_know_is_a_mistake_of_ours(world: World) -> None:
    with pytest.raises(ValueError, match="marquee"):
        await world.platform.send(world.place, Post("<marquee>x</marquee>"), "1/x")
    assert world.group() == []


async def test_a_long_message_is_whole(world: World) -> None:
    text = ("a word and another " * 300)[:3900].strip()
    await world.platform.send(world.ana.address, Post(text, ROWS), "1/x")
    [shown] = world.private()
    assert shown.text == text
    assert len(shown.labels) == 3


async def test_one_too_long_is_refused_for_good_or_shown_as_far_as_it_goes(world: World) -> None:
    text = "a word " * 7000
    refused: PlatformError | None = None
    try:
        await world.platform.send(world.ana.address, Post(text, ROWS), "1/x")
    except PlatformError as error:
        refused = error
    if refused:
        assert only(refused, "final")
        assert world.private() == []
    else:
        assert world.private()[0].text.startswith("a word " * 1000)
        assert len(world.private()[0].labels) == 3


# -- what is changed and taken away ----------------------------------------------------------------


async def test_an_edit(world: World) -> None:
    ref = await world.platform.send(world.ana.address, CARD, "1/card")
    await world.platform.edit(world.ana.address, ref, Post("Saved", (ROWS[0][:1],)))
    assert [(s.text, s.labels) for s in world.private()] == [("Saved", ("1 No",))]
    await world.platform.edit(world.ana.address, ref, Post("Over"))
    assert [(s.text, s.labels) for s in world.private()] == [("Over", ())]


async def test_an_edit_that_says_the_same_is_success(world: World) -> None:
    ref = await world.platform.send(world.ana.address, CARD, "1/card")
    for _ in range(2):
        await world.platform.edit(world.ana.address, ref, CARD)
    assert [s.text for s in world.private()] == ["Legality\nHow big?"]


async def test_an_edit_of_what_was_deleted_says_that_it_is_gone(world: World) -> None:
    needs(world, "removing")
    ref = await world.platform.send(world.ana.address, CARD, "1/card")
    world.remove(world.private()[0])
    error = await failure(world.platform.edit(world.ana.address, ref, Post("Two")))
    assert only(error, "gone")
    assert world.private() == []


async def test_retiring_takes_the_buttons_and_leaves_the_text(world: World) -> None:
    ref = await world.platform.send(world.ana.address, CARD, "1/card")
    for _ in range(2):
        await world.platform.retire(world.ana.address, ref)
        assert [(s.text, s.labels) for s in world.private()] == [("Legality\nHow big?", ())]


async def test_retiring_what_was_deleted_is_harmless(world: World) -> None:
    needs(world, "removing")
    ref = await world.platform.send(world.ana.address, CARD, "1/card")
    world.remove(world.private()[0])
    await world.platform.retire(world.ana.address, ref)
    assert world.private() == []


async def test_deleting(world: World) -> None:
    refs = [await world.platform.send(world.place, Post(text, ROWS), text) for text in "ab"]
    for _ in range(2):
        await world.platform.delete(world.place, refs[0])
        assert [s.text for s in world.group()] == ["b"]


@pytest.mark.parametrize("picture", [True, False])
async def test_a_file(world: World, *, picture: bool) -> None:
    content = b"\x89PNG" * 50_000
    file = Upload("map – niñez.png", content, "<b>The map</b> of 9 &amp; more", picture, "A map")
    ref = await world.platform.upload(world.place, file)
    [shown] = world.group()
    assert shown.file
    assert shown.file == ("map – niñez.png", content)
    assert "The map" in shown.text
    assert "of 9 & more" in shown.text
    if ref:
        await world.platform.delete(world.place, ref)
        assert world.group() == []


# -- what arrives ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", ["1.1.ADM-T4.1", "12.card.1.ECO-B1", "x", "é" * 32, "a" * 64, "a:b/c.d=e&f"]
)
async def test_a_button_gives_exactly_its_data(world: World, data: str) -> None:
    await world.platform.send(world.ana.address, Post("?", ((Button("Go", data),),)), "1/x")
    async with heard(world) as taken:
        world.press(world.private()[0], "Go")
        await world.until(lambda: taken.all)
    assert taken.events == [Tap(NOW, data)]


async def test_a_button_with_a_token_leads_in(world: World) -> None:
    await world.platform.send(world.place, CARD, "1/board")
    async with heard(world) as taken:
        world.press(world.group()[0], "In")
        await world.until(lambda: taken.all)
    assert taken.events == [Entered(NOW, "T-1")]
    assert taken.all[0].account == world.ana


async def test_the_group_is_a_place_and_the_private_chat_is_none(world: World) -> None:
    for address in (world.place, world.ana.address):
        await world.platform.send(address, CARD, "1/x")
    async with heard(world) as taken:
        deeds = [
            lambda: world.press(world.group()[0], "1 No"),
            lambda: world.press(world.private()[0], "2 Small"),
            lambda: world.command("extend 1d", in_group=True),
            lambda: world.command("status", in_group=False),
            lambda: world.write("hello"),
        ]
        for number, deed in enumerate(deeds, 1):
            deed()
            await world.until(lambda n=number: len(taken.all) == n)
    assert [(each.place, each.event) for each in taken.all] == [
        (world.place, Tap(NOW, "1.1.ADM-T4.1")),
        ("", Tap(NOW, "1.1.ADM-T4.2")),
        (world.place, Command(NOW, "extend", "1d", private=False)),
        ("", Command(NOW, "status", "", private=True)),
        ("", Wrote(NOW, "hello")),
    ]
    assert {each.account for each in taken.all} == {world.ana}
    assert {each.platform for each in taken.all} == {world.platform.name}
    assert len({each.update_id for each in taken.all}) == 5


async def test_words_arrive_as_they_were_written(world: World) -> None:
    async with heard(world) as taken:
        world.write(NASTY)
        await world.until(lambda: taken.all)
    assert taken.events == [Wrote(NOW, NASTY)]


@pytest.mark.parametrize("kind", ["tap", "text", "command"])
async def test_what_arrives_twice_has_one_id(world: World, kind: str) -> None:
    await world.platform.send(world.ana.address, CARD, "1/x")
    async with heard(world) as taken:
        match kind:
            case "tap":
                world.press(world.private()[0], "1 No")
            case "text":
                world.write("hello")
            case _:
                world.command("status", in_group=True)
        await world.until(lambda: taken.all and world.idle)
        world.again()
        await world.until(lambda: len(taken.all) > 1)
    assert len(taken.all) == 2
    assert taken.all[0].update_id == taken.all[1].update_id


# -- when it is confirmed --------------------------------------------------------------------------


async def test_nothing_is_confirmed_before_it_is_taken(world: World) -> None:
    world.hurry()
    async with heard(world) as taken:
        taken.answers = [False, RuntimeError("the disk is full")]
        world.write("one")
        await world.until(lambda: len(taken.all) >= 3 and world.idle)
        ones = len(taken.all)
        world.write("two")
        await world.until(lambda: len(taken.all) > ones)
    texts = [event.text for event in taken.events if isinstance(event, Wrote)]
    assert texts == ["one"] * ones + ["two"] * (len(texts) - ones)
    assert len({each.update_id for each in taken.all}) == 2


async def test_it_stops_at_once_and_loses_nothing(world: World) -> None:
    task = asyncio.create_task(world.platform.listen(Taken()))
    await world.heard()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 5)
    world.write("hello")
    async with heard(world) as taken:
        await world.until(lambda: taken.all)
    assert taken.events == [Wrote(NOW, "hello")]


# -- replies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["tap", "text", "command in private", "command in the group"])
async def test_a_reply(world: World, kind: str) -> None:
    await world.platform.send(world.ana.address, Post("?", ((Button("Go", "1.x"),),)), "1/x")
    async with heard(world) as taken:
        match kind:
            case "tap":
                world.press(world.private()[0], "Go")
            case "text":
                world.write("hello")
            case _:
                world.command("status", in_group=kind.endswith("group"))
        await world.until(lambda: taken.all)
        before = len(world.told())
        [incoming] = taken.all
        await world.platform.reply(incoming, f"Saved: <b>1 &amp; 2</b> {ESCAPED}")
        assert f"Saved: 1 & 2 {NASTY}" in world.told()
        assert len(world.told()) == before + 1


async def test_nothing_to_say_is_nothing_said(world: World) -> None:
    await world.platform.send(world.ana.address, Post("?", ((Button("Go", "1.x"),),)), "1/x")
    async with heard(world) as taken:
        world.press(world.private()[0], "Go")
        await world.until(lambda: len(taken.all) == 1)
        world.write("hello")
        await world.until(lambda: len(taken.all) == 2)
        before = world.told()
        for incoming in taken.all:
            await world.platform.reply(incoming, "")
        assert world.told() == before


async def test_a_long_reply_is_whole(world: World) -> None:
    text = ("a word " * 1430).strip()
    async with heard(world) as taken:
        world.write("hello")
        await world.until(lambda: taken.all)
        await world.platform.reply(taken.all[0], f"<b>{text}</b>")
    assert " ".join(told.strip() for told in world.told()) == text


# -- what goes wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["private", "group"])
async def test_an_address_that_takes_no_messages(world: World, where: str) -> None:
    needs(world, "blocking")
    address = world.place if where == "group" else world.ana.address
    world.shut(address)
    for call in (
        world.platform.send(address, CARD, "1/x"),
        world.platform.upload(address, Upload("a.txt", b"a", "a")),
    ):
        assert only(await failure(call), "unreachable")


async def test_a_group_that_moved(world: World) -> None:
    needs(world, "moving")
    ref = await world.platform.send(world.place, CARD, "1/board")
    new = world.move()
    for call in (
        world.platform.send(world.place, CARD, "1/board"),
        world.platform.edit(world.place, ref, Post("x")),
    ):
        error = await failure(call)
        assert only(error, "moved_to")
        assert error.moved_to == new
    await world.platform.send(new, CARD, "1/board")


async def test_too_many_messages(world: World) -> None:
    needs(world, "trouble")
    world.fail("busy")
    error = await failure(world.platform.send(world.ana.address, CARD, "1/x"))
    assert only(error, "retry_after")
    assert error.retry_after == 7
    assert error.scope in ("chat", "here")
    assert world.private() == []


async def test_an_answer_that_is_lost_leaves_it_in_doubt(world: World) -> None:
    needs(world, "trouble")
    world.fail("lost")
    error = await failure(world.platform.send(world.ana.address, CARD, "1/x"))
    assert only(error, "unknown_outcome")
    assert len(world.private()) == 1, "and nothing is sent again behind our back"
    assert "Legality" not in str(error)


async def test_a_message_in_doubt_is_found_where_the_platform_keeps_keys(world: World) -> None:
    if not isinstance(world.platform, Finder):
        pytest.skip("the platform keeps no keys")
    world.fail("lost")
    await failure(world.platform.send(world.ana.address, CARD, "1/card/2"))
    ref = await world.platform.find(world.ana.address, "1/card/2")
    assert ref
    await world.platform.edit(world.ana.address, ref, Post("found"))
    assert [s.text for s in world.private()] == ["found"]
    assert await world.platform.find(world.ana.address, "1/card/3") is None


async def test_what_was_not_sent_may_be_tried_again(world: World) -> None:
    needs(world, "trouble")
    world.fail("later")
    error = await failure(world.platform.send(world.ana.address, CARD, "1/x"))
    assert only(error)
    await world.platform.send(world.ana.address, CARD, "1/x")
    assert len(world.private()) == 1


async def test_a_connection_refused_sent_nothing(world: World) -> None:
    needs(world, "outage")
    await world.platform.close()
    await world.platform.connect()
    await world.go_down()
    errors = [await failure(world.platform.send(world.ana.address, CARD, "1/x")) for _ in "ab"]
    assert only(errors[-1])
    await world.come_up()
    await world.platform.send(world.ana.address, CARD, "1/x")
    assert len(world.private()) == 1


# -- who may set up --------------------------------------------------------------------------------


async def test_who_may_set_up(world: World) -> None:
    assert await world.platform.entitled(world.place, world.ana.id)
    assert not await world.platform.entitled(world.place, world.ben)


async def test_nobody_may_where_the_bot_is_not_in_the_group(world: World) -> None:
    if world.lacks.get("token"):
        pytest.skip("a chat is there without the bot's being in it")
    world.leave()
    error = await failure(world.platform.entitled(world.place, world.ana.id))
    assert only(error, "unreachable")
