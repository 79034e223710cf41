"""Whatever people write, however many they are: every screen and every post is taken.

Everything that can be filled is filled to its end with letters that are many for a platform; then
each screen, its pages and each message to the group goes through the real adapter to the strict
server, as a new message and as an edit of another.
"""

from collections.abc import AsyncIterator, Iterable
from itertools import count, product

import pytest

from bot.platforms.slack.adapter import Slack
from dialogs import show
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core import gate
from dialogs.core.addresses import (
    GROUP,
    DeskView,
    EditView,
    EraseView,
    HeldView,
    ItemView,
    LaterView,
    ListView,
    NotedView,
    NotesView,
    NoteView,
    PlanView,
    PracticeView,
    ReadView,
    SetView,
    WaitsView,
    WelcomeView,
    WhyView,
)
from dialogs.core.post import File, Post
from dialogs.markup import unmarked
from dialogs.talk.notes import NOTE_MOST
from dialogs.talk.plan.actions import FIELDS
from dialogs.talk.plan.check import WHY_MOST
from dialogs.talk.setup import questions
from tests.platforms.conformance.worlds import (
    NOW,
    MemoryWorld,
    SlackWorld,
    TelegramWorld,
    World,
    nap,
)
from tests.support.languages import LANGUAGES, USUAL
from tests.support.people import BOSS, DAY, MONDAY, TOPICS, Play, drafted, library

LETTERS = {"escaped": "& <!channel> *_~` /start", "astral": "\N{GRINNING FACE} قانون واضح."}
NAME_MOST = 128
"""Letters of a name that a platform tells."""

MUCH = 3000
"""Characters of a note that is far too long for a card with others, and quickly read by a test."""

CROWD = 45
NOTES = 22
PAGES = (0, 1, 999)


class UnhurriedSlack(SlackWorld):
    """Slack as long as time is no object."""

    def _made(self, token: str) -> Slack:
        ticks = count(step=100)
        return Slack(
            token, self.server.base_url, lambda: NOW, app_token=self.server.app_token,
            sleep=nap, monotonic=lambda: float(next(ticks)),
        )  # fmt: skip


WORLDS: dict[str, type[World]] = {
    "demo": MemoryWorld,
    "telegram": TelegramWorld,
    "slack": UnhurriedSlack,
}


def full(letters: str, most: int) -> str:
    """As many of these letters as may be."""
    return (f"{letters} " * most)[:most].strip()


# -- the exercise in which everything is at its longest --------------------------------------------


def set_up(platform: str, letters: str, languages: str = "en es") -> Play:
    limits = questions.SPOKEN
    topics = {name: full(letters, limits[name]) for name in TOPICS}
    keeper = full(letters, questions.KEEPER_MOST)
    play = drafted(languages=languages, invited=CROWD, keeper=keeper, **topics)
    play.apply([f.Set(play.at, BOSS, "also", languages.partition(" ")[2])])
    play.platform = play.x.platform = platform
    play.x.names[BOSS] = play.names[BOSS] = full(letters, NAME_MOST)
    return play


def begun(play: Play, letters: str) -> Play:
    """Round 1 with everybody in it, and what two of them wrote."""
    play.at = MONDAY
    play.tap(BOSS, "post")
    name = full(letters, NAME_MOST - 3)
    for person in range(2, CROWD + 2):
        play.joins(person, name=f"{person} {name}".replace("{", ""))
    for person, language in enumerate(play.x.languages[:2], 2):
        play.tap(person, f"lang.{language}")
    for number in range(NOTES):
        _note(play, 2, play.x.framework.components[number % 26].id, full(letters, MUCH))
    play.writes(2, full(letters, NOTE_MOST))
    for number in range(12):
        play.writes(2, full(f"{number} {letters}", MUCH))
    return play


def _note(play: Play, person: int, item: str, text: str) -> None:
    play.tap(person, f"go.1.{item}")
    play.tap(person, "note")
    play.writes(person, text)
    play.tap(person, f"release.{play.of(person).notes[-1]}")


def divided(play: Play, letters: str) -> Play:
    """Twelve answered, half of them the other way; all that may be quoted is long."""
    contested = [c.id for c in play.x.framework.components[:3]]
    for person in range(2, 14):
        low = dict.fromkeys((i.replace("-", "_") for i in contested), "15"[person % 2])
        play.answers(person, "5", **low)
        for item in contested:
            _note(play, person, item, full(letters, MUCH))
    play.closes()
    play.compute()
    assert play.open_items(2)
    return play


def ended(play: Play, letters: str) -> Play:
    """The results are out, the plan is in their words, its owners have told how it goes."""
    for person in range(2, 14):
        play.answers(person)
    play.closes()
    play.compute()
    for item in ("worked", "differently"):
        for person in (2, 3):
            if "hot_wash" in play.x.stages:
                said = f.Answered(play.at, person, "hot_wash", item, "text", full(letters, 12000))
                play.apply([said])
    play.wait(4 * DAY)
    for number in (1, 2, 3):
        play.apply([f.Took(play.at, 2, number)])
        for field, most in FIELDS.items():
            play.apply([f.Amended(play.at, 2, number, field, full(letters, most))])
    play.wait(100 * DAY)
    for number in (1, 2, 3):
        play.apply([f.Told(play.at, 2, number, "stuck", full(letters, WHY_MOST))])
    return play


def unheard(platform: str, letters: str, languages: str) -> Play:
    """Too few answered for any result."""
    play = set_up(platform, letters, languages)
    play.at = MONDAY
    play.tap(BOSS, "post")
    play.joins(2, 3, 4)
    for person in (2, 3, 4):
        play.answers(person)
        for item in ("ADM-T4", "ECO-B1"):
            _note(play, person, item, full(letters, NOTE_MOST))
    play.closes()
    play.compute()
    play.wait(14 * DAY)
    assert gate.remarks(play.x)
    return play


# -- all that it shows -----------------------------------------------------------------------------

Shown = Iterable[tuple[str, Post | File | None]]


def screens(play: Play, person: int) -> Shown:
    """Every screen that somebody's card can show, with its pages."""
    for view in map(str, views(play, person)):
        for page in PAGES:
            play.apply([f.Turned(play.at, person, view, page=page)])
            post = play.newest(person)
            yield f"{view} page {page}", post
            if page == 0 and not (post and ".read." in str(post.rows)):
                break


def views(play: Play, person: int) -> Iterable[object]:
    x, p = play.x, play.of(person)
    if x.status == "draft":
        yield from map(SetView, questions.wanted(x))
        yield from (EditView(), PracticeView(1), PracticeView(3), "")
        return
    if person == x.facilitator:
        yield from (DeskView(), DeskView("people"), DeskView("hand"), DeskView("remove", 2))
        return
    yield from ("", WelcomeView(), LaterView(), WaitsView(), EraseView(), NotesView())
    for stage in x.asking():
        yield from (ItemView(stage.label, item) for item in stage.items)
        yield from (ListView(stage.label, d.id) for d in x.framework.dimensions)
        yield ListView(stage.label, "")
    for number in p.notes[:2]:
        yield from (NotedView(number), EditView(number))
    yield from (NoteView("ADM-T4"), HeldView("ADM-T4"), HeldView("ADM-T4", 2))
    if "check" in x.stages:
        yield from (PlanView(), PlanView(1), PlanView(1, "due"), WhyView(1))
    yield from (ReadView(f"{kind}/{code}") for kind in GROUP for code in x.languages)


def posts(play: Play) -> Shown:
    """Every message that is no card."""
    keys = [f"{kind}/{code}" for kind in GROUP for code in play.x.languages]
    for key in keys:
        play.apply([f.Undelivered(play.at, key, "files", "x" * 60), f.Doubted(play.at, key)])
        play.apply([f.Fetched(play.at, BOSS, key)])
    about = (f"{kind}/{key}" for kind in ("doubt", "refused", "copy", "missing") for key in keys)
    for key in (*play.shows(), *about):
        yield key, show.show(play.x, key)


def everything(platform: str, letters: str, languages: str = "en es") -> Shown:
    play = set_up(platform, letters, languages)
    yield from screens(play, BOSS)
    for step in (begun, divided, ended):
        play = step(play, letters)
        play.happens(e.Command(play.at, "status", "", True, BOSS))
        for person in (2, 3, BOSS) if step is divided else (2, BOSS):
            yield from screens(play, person)
        yield from posts(play)
    play = unheard(platform, letters, languages)
    yield from (*screens(play, 2), *posts(play))


# -- and all of it is taken ------------------------------------------------------------------------


@pytest.fixture
async def there(name: str) -> AsyncIterator[World]:
    world = WORLDS[name]()
    await world.open()
    try:
        yield world
    finally:
        await world.close()


WORST = {("telegram", "astral"), ("slack", "escaped")}
"""What is most for each platform; the others are taken in `make soak`."""

PAIRS = ("en es", *(f"{code} en" for code in LANGUAGES if code not in USUAL))
"""Groups of two languages, in which each is once. The first is usually tried."""


@pytest.mark.parametrize(
    ("name", "letters", "languages"),
    [
        pytest.param(*each, marks=() if each[:2] in WORST and not n else pytest.mark.soak)
        for n, pair in enumerate(PAIRS)
        for each in product(WORLDS, LETTERS, [pair])
        if not n or each[:2] in WORST
    ],
)
async def test_everything_is_taken_new_and_edited(
    there: World, name: str, letters: str, languages: str
) -> None:
    address = there.ana.address
    seen: dict[Post | File, str] = {}
    for key, post in everything(name, LETTERS[letters], languages):
        if post is not None:
            seen.setdefault(post, key)
    assert len(seen) > 150
    long = {p: key for p, key in seen.items() if isinstance(p, Post) and worth_sending(p)}
    read_all = library().words[languages[:2]].text("button.read_all")
    assert any(read_all in str(post.rows) for post in long)
    ref = await there.platform.send(address, Post("what is edited"), "1/card/1/1")
    for post in long:
        await there.platform.send(address, post, "1/x")
        await there.platform.edit(address, ref, post)


def worth_sending(post: Post) -> bool:
    """What is short, or has few buttons, is no question."""
    return len(post.text) > 2500 or sum(map(len, post.rows)) > 30


@pytest.mark.parametrize("platform", ["telegram", "slack"])
def test_without_the_door_it_would_not_be(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is really long: who leaves the door out, or one budget, is refused."""

    def left_open(x: object, words: object, post: Post, key="", page=0, to=0) -> Post:
        return Post(unmarked(post.text), post.rows)

    monkeypatch.setattr(show, "fit", left_open)
    takes = set_up(platform, "a").x.capabilities.takes
    shown = everything(platform, LETTERS["escaped"])
    assert sum(not takes(post) for _, post in shown if isinstance(post, Post)) > 50
