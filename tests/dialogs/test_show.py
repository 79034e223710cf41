"""Which message is whose, what it says now, and what is said to have changed."""

import pytest

from dialogs import markup, show
from dialogs.core.addresses import GROUP
from dialogs.core.post import Post, Reply
from tests.support.people import BOSS, DAY, answered, assessed, checked, posted, resulted

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


def test_replies_are_in_the_persons_language_and_date():
    play = posted(languages="en es").joins(2)
    reply = Reply("refuse.closed", {"label": "1", "when": play.x.stages["1"].closes})
    english, other = show.say(play.x, reply, 2), play.tap(2, "lang.es")
    assert other is None
    assert "Thursday 26 November, 12:00 (Port of Spain)" in english
    assert show.say(play.x, reply, 2) != english


@pytest.mark.parametrize("text", NASTY)
def test_what_people_write_is_never_markup(text):
    names = ("system", "service", "change", "decides", "whether", "situation", "keeper")
    topics = dict.fromkeys(names, text)
    play = answered(6, 3, **topics)
    play.x.names[BOSS] = text
    for person in (2, 3):
        play.tap(person, "go.1.ADM-T4")
        play.tap(person, "note")
        play.writes(person, text)
        assert text in play.reads(person)
        play.tap(person, f"release.{play.of(person).notes[-1]}")
    assert play.group("board").count(text) >= 6
    play.closes()
    play.compute()
    assert play.reads(4).count(text) >= 2
    for person in range(2, 8):
        play.answers(person)
    play.closes()
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


def test_messages_of_a_language_that_the_group_does_not_read():
    play = resulted()
    for kind in GROUP:
        assert show.show(play.x, f"{kind}/es") is None, kind
