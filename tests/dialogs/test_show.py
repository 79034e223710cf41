"""Which message is whose, what it says now, and what is said to have changed."""

import pytest

from bot.platforms import markup
from dialogs import show
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.post import Post, Reply
from tests.support.chaos import Chaos
from tests.support.people import BOSS, DAY, answered, assessed, buttons, checked, posted, resulted

NASTY = ["<b>bold</b>", "R & D <", "\u202eرأي🙂", "&lt;", "\"quoted\" 'too'"]


@pytest.mark.parametrize(
    ("key", "person"),
    [
        ("card/3/2", 3),
        ("reminder/1/2/4", 4),
        ("told/1/5", 5),
        ("offer/1", BOSS),
        ("doubt/results/en", BOSS),
        ("board/en", 0),
        ("results/es", 0),
        ("hello", 0),
    ],
)
def test_whose_message_it_is(key, person):
    assert show.recipient(posted().x, key) == person


def test_what_is_new_goes_before_what_nobody_waits_for():
    keys = ["reminder/1/1/2", "board/en", "card/2/1", "results/en"]
    assert sorted(keys, key=show.urgency) == [
        "results/en",
        "card/2/1",
        "board/en",
        "reminder/1/1/2",
    ]


def test_only_the_newest_card_stands():
    play = posted().joins(2)
    old = f"card/2/{play.of(2).cards}"
    play.writes(2, "/start")
    assert show.show(play.x, old) is None
    assert play.card(2)
    assert show.show(play.x, "card/99/1") is None


def test_the_facilitator_is_offered_to_close_once_five_have_all_finished():
    play = answered(4)
    assert show.show(play.x, "offer/1") is None
    play.joins(6)
    assert show.show(play.x, "offer/1") is None
    play.answers(6)
    offer = show.show(play.x, "offer/1")
    assert list(buttons(offer).values()) == ["7.close.1"]
    play.joins(7)
    assert show.show(play.x, "offer/1") is None
    play.answers(7)
    play.tap(BOSS, "close.1")
    assert show.show(play.x, "offer/1") is None


def test_a_reminder_says_how_far_somebody_is():
    play = posted().joins(2)
    play.answers(2, least=20)
    play.until(play.x.stages["1"].closes - DAY)
    text = markup.plain(show.show(play.x, play.of(2).reminded).text)
    assert text.startswith("You have answered 8 of 26. About 9 minutes remain.")


def test_a_doubt_is_the_facilitators_until_it_is_sent_again():
    play = answered(2)
    play.apply([f.Doubted(play.at, "board/en")])
    assert "the card of the exercise" in markup.plain(show.show(play.x, "doubt/board/en").text)
    play.tap(BOSS, "again.board/en")
    assert show.show(play.x, "doubt/board/en") is None


def test_replies_are_in_the_persons_language_and_date():
    play = posted(languages="en es").joins(2)
    reply = Reply("refuse.closed", {"label": "1", "when": play.x.stages["1"].closes})
    english, other = show.say(play.x, reply, 2), play.tap(2, "lang.es")
    assert other is None
    assert "Thursday 26 November, 12:00 (Port of Spain)" in english
    assert show.say(play.x, reply, 2) != english


@pytest.mark.parametrize("text", NASTY)
def test_what_people_write_is_never_markup(text):
    topics = dict.fromkeys(("system", "service", "change", "decision", "situation", "keeper"), text)
    play = answered(6, 3, **topics)
    play.x.names[BOSS] = text
    for person in (2, 3):
        play.tap(person, "go.1.ADM-T4")
        play.tap(person, "note")
        play.writes(person, text)
        assert text in play.reads(person)
        play.tap(person, f"release.{play.of(person).notes[-1]}")
    assert play.group("board").count(text) >= 6
    play.writes(BOSS, "/close")
    play.compute()
    assert play.reads(4).count(text) >= 2
    for person in range(2, 8):
        play.answers(person)
    play.writes(BOSS, "/close")
    play.compute()
    play.wait(120 * DAY)
    assert play.group("results").count(text) >= 2
    for key, post in play.shows().items():
        if isinstance(post, Post):
            html = markup.canonical(post.text)
            assert markup.plain(html) == markup.plain(post.text), key
            assert "<b>bold</b>" not in html


@pytest.mark.parametrize("make", [posted, answered, assessed, resulted, checked])
def test_every_message_can_be_said_in_every_language(make):
    play = make(languages="en es")
    for person in play.x.people.values():
        person.language = "es"
    for key, post in play.shows().items():
        if isinstance(post, Post):
            assert markup.canonical(post.text), key
    for kind in ("board", "feedback", "results"):
        assert (play.group(kind, "es") is None) == (play.group(kind, "en") is None)


def test_nothing_stale_on_the_way_of_a_note():
    """A note that is quoted to others, taken back, rewritten, released again, deleted."""
    play = answered(6, 3)
    for person in (2, 3, 5):
        play.tap(person, "go.1.ADM-T4")
        play.tap(person, "note")
        play.writes(person, f"because {person}")
        play.tap(person, f"release.{play.of(person).notes[-1]}")
    play.writes(BOSS, "/close")
    play.compute()
    note = play.of(2).notes[0]
    watched = Chaos.resumed(play).watched()
    assert "because 2" in watched.reads(4)
    watched.tap(2, f"keep.{note}")
    assert "because 2" not in watched.reads(4)
    watched.tap(2, f"release.{note}")
    watched.tap(2, f"edit.{note}")
    watched.writes(2, "otherwise")
    watched.tap(2, f"release.{note}")
    assert "otherwise" in watched.reads(4)
    watched.tap(2, f"delete.{note}")
    assert "otherwise" not in watched.reads(4)
    watched.do_erase(5)
    assert "because 5" not in watched.reads(4)


def test_nothing_stale_around_the_facilitator():
    """Offers, doubts and the desk: in their language, and only while they hold."""
    play = Chaos.resumed(answered(5, 2, languages="en es")).watched()
    assert show.show(play.x, "offer/1")
    play.joins(8, BOSS)
    assert show.show(play.x, "offer/1") is None
    for person in (8, BOSS):
        play.answers(person)
    assert show.show(play.x, "offer/1")
    play.happens(e.Doubtful(play.at, "board/en"))
    play.tap(BOSS, "lang.es")
    play.tap(BOSS, "desk.people")
    play.joins(9)
    play.tap(BOSS, "remove.9")
    play.writes(BOSS, "/extend 1d")
    play.tap(BOSS, "hand.3")
    play.happens(e.Dropped(play.at))
    play.happens(e.Added(play.at))
    play.do_wait(9 * DAY)
    assert play.group("results")


def test_nothing_stale_in_the_plan():
    play = Chaos.resumed(resulted()).watched()
    for person in (2, 3, BOSS):
        play.tap(person, "plan")
    for person, data in ((2, "take.1"), (2, "plan.1"), (BOSS, "plan.1"), (BOSS, "plan.1.what")):
        play.tap(person, data)
    play.writes(BOSS, "something else")
    play.tap(2, "take.1")
    play.tap(3, "take.1")
    play.do_wait(100 * DAY)
    play.tap(3, "told.1.stuck")
    play.writes(3, "no trainer")
    assert "no trainer" in play.group("check")


def test_messages_of_a_language_that_the_group_does_not_read():
    play = resulted()
    for kind in show.GROUP:
        assert show.show(play.x, f"{kind}/es") is None, kind


def test_live_the_last_questions_alone_let_the_facilitator_close():
    play = assessed(5, 0, when="live")
    assert not play.x.stages["2"].items
    assert show.show(play.x, "offer/2") is None
    for person in range(2, 7):
        play.answers(person)
    assert "offer/2" in play.keys
    assert list(buttons(show.show(play.x, "offer/2")).values()) == ["7.close.2"]
    play.tap(BOSS, "close.2")
    play.compute()
    assert play.group("results")


def test_a_round_is_not_offered_to_be_closed_while_its_last_questions_are_open():
    play = assessed(6, 3)
    for person in range(2, 8):
        play.tap(person, "2.ADM-T4.4")
    assert show.show(play.x, "offer/2") is None
    for person in range(2, 8):
        play.answers(person)
    assert show.show(play.x, "offer/2")


def test_the_facilitator_hears_nothing_of_those_whose_names_were_deleted():
    play = resulted()
    play.wait(70 * DAY)
    assert play.x.purged
    assert show.show(play.x, "lost/2") is None
