"""Eight questions in private, a preview, a practice; and nothing is posted before all is known."""

import pytest

from dialogs import show
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.script import SECONDS
from dialogs.markup import plain
from dialogs.talk.setup import questions
from tests.support.people import BOSS, DAY, MONDAY, Play, drafted, library


def asked(play):
    return play.reads(BOSS).splitlines()[0]


def written(play, *texts):
    for text in texts:
        play.writes(BOSS, text)
    return play


def test_the_whole_set_up():
    play = Play()
    play.happens(e.Entered(play.at, "token", BOSS))
    assert asked(play).startswith("1 of 8. What is being considered?")
    written(play, "a chatbot")
    assert asked(play).startswith("1 of 8. What kind of system is it?")
    play.press(BOSS, "Answers or talks to people")
    written(play, "the Civil Registry")
    assert asked(play).startswith("2 of 8. Who uses it?")
    play.press(BOSS, "People who use the service")
    written(play, "Certificates at any hour.", "the Secretary", "run a pilot.")
    assert asked(play).startswith("4 of 8. By when?")
    play.press(BOSS, "No day yet")
    assert play.x.topic("whether", "en") == "whether to run a pilot"
    assert asked(play).startswith("5 of 8.")
    assert "The Civil Registry considers a chatbot." in play.reads(BOSS)
    play.press(BOSS, "Use")
    assert asked(play).startswith("6 of 8.")
    play.press(BOSS, "Monday 23")
    play.press(BOSS, "English")
    written(play, "14", "R. Khan")
    assert "Here is what the group will see." in play.reads(BOSS)
    assert "\n\n\n" not in play.reads(BOSS)
    assert "Exercise: a chatbot for the Civil Registry?" in play.reads(BOSS)
    assert "Thursday 26 November, 12:00 (Port of Spain)" in play.reads(BOSS)
    assert show.show(play.x, "board/en") is None
    assert play.press(BOSS, "Post it").key == "setup.posted"
    assert play.group("board")
    assert show.show(play.x, "hello") is None


def test_names_are_asked_once_and_stand_elsewhere_as_they_were_written():
    play = drafted()
    play.tap(BOSS, "langs.en.es")
    assert play.x.languages == ("en", "es")
    assert questions.asked(play.x) is None
    assert play.x.topic("system", "es") == "a chatbot"
    assert play.press(BOSS, "Post it").key == "setup.posted"
    assert "a chatbot para the Civil Registry" in play.group("board", "es")


def test_names_can_be_said_in_another_language_too():
    play = drafted()
    play.tap(BOSS, "langs.en.es")
    play.press(BOSS, "Say it in Español too")
    assert asked(play).startswith("In Español: What is being considered?")
    assert play.tap(BOSS, "post").key == "refuse.set_up_first"
    written(play, "un bot", "el Registro")
    play.press(BOSS, "Las personas que usan el servicio")
    written(play, "Certificados.", "el Secretario", "si se hace", "Situación.")
    assert play.x.topic("system", "es") == "un bot"
    assert play.x.topic("people", "es") == "las personas que usan el servicio"
    assert questions.asked(play.x) is None
    assert "Say it in Español too" not in play.buttons(BOSS)


def test_what_is_left_stands_as_it_is():
    play = drafted()
    play.tap(BOSS, "langs.every")
    play.tap(BOSS, "also.es")
    written(play, "un bot")
    play.press(BOSS, "The rest as it is")
    assert questions.asked(play.x) is None
    assert [play.x.topic(name, "es") for name in ("system", "service")] == [
        "un bot", "the Civil Registry"
    ]  # fmt: skip
    play.press(BOSS, "Say it in Español too")
    assert asked(play).startswith("In Español: For which service?"), "nothing is asked twice"
    play.tap(BOSS, "langs.en")
    assert questions.asked(play.x) is None, "it is in English alone now"


@pytest.mark.parametrize("data", ["also", "also.xx", "also.en", "also.es.perhaps", "also.es.no.no"])
def test_what_cannot_be_said_too(data):
    play = drafted()
    play.tap(BOSS, "langs.en.es")
    assert play.tap(BOSS, data).key == "refuse.unknown_button"


@pytest.mark.parametrize("kind", library().packs["public_value"].kinds)
def test_each_kind_of_system_can_be_chosen_and_changed(kind):
    play = drafted()
    play.tap(BOSS, "set.kind")
    assert play.writes(BOSS, "a robot").key == "refuse.use_buttons"
    play.tap(BOSS, f"kind.{kind}")
    assert play.x.setup["kind"] == kind
    assert play.tap(BOSS, "kind.robot").key == "refuse.unknown_button"


def test_whoever_uses_it_is_called_as_the_facilitator_says():
    play = drafted()
    written_to(play, "people.en", "parents")
    assert play.x.topic("people", "en") == "parents"
    assert play.tap(BOSS, "people").key == "refuse.unknown_button", "that was asked before"


@pytest.mark.parametrize("rest", ["", ".", ".xx", ".es", ".en.en", ".en.es.xx", ".every.en"])
def test_languages_that_are_none(rest):
    play = drafted()
    assert play.tap(BOSS, f"langs{rest}").key == "refuse.unknown_button"
    assert play.x.languages == ("en",)


def test_only_languages_that_the_pack_and_the_words_have():
    play = drafted()
    play.tap(BOSS, "set.languages")
    others = [code for code in play.x.spoken if code != "en"]
    every = ["7.langs.every"] if len(others) > 1 else []
    assert [*play.buttons(BOSS).values()] == [
        "7.langs.en", *(f"7.langs.en.{code}" for code in others), *every
    ]  # fmt: skip
    play.tap(BOSS, "langs.every")
    assert play.x.languages == ("en", *others)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("run a pilot.", "whether to run a pilot"),
        ("whether to run a pilot?", "whether to run a pilot"),
        ("Whether or not to buy it", "Whether or not to buy it"),
        ("whetherby", "whether to whetherby"),
    ],
)
def test_what_is_decided_stands_in_a_sentence_however_it_is_written(text, kept):
    play = drafted()
    written_to(play, "whether.en", text)
    written_to(play, "decides.en", "the Minister.")
    assert play.x.topic("whether", "en") == kept
    line = f"before this is decided: the Minister, {kept}, by 18 December 2026"
    assert line in play.reads(BOSS)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("acheter", "s'il faut acheter"),
        ("S’il faut acheter ?", "S’il faut acheter"),
        ("si l'on achète", "si l'on achète"),
        ("siéger", "s'il faut siéger"),
    ],
)
def test_a_language_may_begin_what_is_decided_in_several_ways(text, kept):
    play = drafted()
    play.tap(BOSS, "langs.en.fr")
    play.tap(BOSS, "also.fr")
    written_to(play, "whether.fr", text)
    assert play.x.topic("whether", "fr") == kept


def test_the_day_of_the_decision_is_read_or_left_open():
    play = drafted()
    assert written_to(play, "by", "whenever").key == "refuse.by"
    assert written_to(play, "by", "3 Nov").key == "refuse.past"
    assert written_to(play, "by", "15 Jan") is None
    assert "by 15 January 2027" in play.reads(BOSS)
    play.tap(BOSS, "set.by")
    play.press(BOSS, "No day yet")
    assert "whether to run a pilot\n" in play.reads(BOSS)
    assert play.tap(BOSS, "noday").key == "refuse.unknown_button", "that was asked before"


def test_the_set_up_speaks_its_readers_language_from_the_first_button_on():
    play = Play()
    play.happens(e.Entered(play.at, "token", BOSS))
    assert play.buttons(BOSS)["Español"] == "7.lang.es"
    play.press(BOSS, "Español")
    assert asked(play).startswith("1 de 8. ¿Qué se está considerando?")
    assert "Puedo conducir aquí" in plain(show.show(play.x, "hello").text)
    play.writes(BOSS, "un chatbot")
    assert play.x.setup == {"system.es": "un chatbot"}
    play.writes(BOSS, "/language en")
    assert asked(play).startswith("1 of 8. What kind of system is it?")
    assert play.x.setup == {"system.en": "un chatbot"}, "nothing that was answered is lost"
    assert play.said(play.writes(BOSS, "/language xx")).startswith("Write /language and one of")
    assert play.writes(2, "/language es").key == "refuse.not_begun"


def test_once_the_groups_languages_are_chosen_only_the_questions_change():
    play = drafted()
    play.writes(BOSS, "/language es")
    assert play.x.languages == ("en",)
    assert play.x.topic("system", "en") == "a chatbot"
    assert "Esto es lo que verá el grupo." in play.reads(BOSS)


def test_nine_colleagues_are_welcome():
    play = drafted()
    written_to(play, "invited", "9")
    assert "With 9 invited, expect about 5 answers." in play.reads(BOSS)
    play.press(BOSS, "Go on")
    assert not play.x.small_team
    assert "Here is what the group will see." in play.reads(BOSS)
    assert play.press(BOSS, "Post it").key == "setup.posted"


def test_few_invited_are_warned():
    play = drafted()
    written_to(play, "invited", "8")
    assert "With 8 invited, expect about 5 answers." in play.reads(BOSS)
    play.press(BOSS, "Small-team")
    assert play.x.small_team
    written_to(play, "invited", "40")
    assert not play.x.small_team
    assert questions.asked(play.x) is None


def written_to(play, item, text):
    play.tap(BOSS, f"set.{item}")
    return play.writes(BOSS, text)


@pytest.mark.parametrize("text", ["0", "-3", "many", "10001", "²", "9" * 5000, "1.5"])
def test_numbers_that_are_none(text):
    play = drafted()
    assert written_to(play, "invited", text).key == "refuse.invited"
    assert play.x.setup["invited"] == "14"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-12-01", "week 2026-12-01"),
        ("monday", "week 2026-11-23"),
        ("2026-11-19", None),
        ("2028-01-01", None),
        ("someday", None),
        ("0001-01-01", None),
    ],
)
def test_days(text, value):
    play = drafted()
    reply = written_to(play, "when", text)
    assert play.x.setup["when"] == (value or "week 2026-11-23")
    assert (reply is None) == bool(value)


@pytest.mark.parametrize(
    ("item", "most"), [*questions.SPOKEN.items(), ("keeper", questions.KEEPER_MOST)]
)
def test_texts_have_a_length(item, most):
    play = drafted()
    name = item if item == "keeper" else f"{item}.en"
    assert written_to(play, name, "x" * (most + 1)).values == {"n": most + 1, "most": most}
    assert written_to(play, name, "x" * most) is None
    assert play.x.setup[name].endswith("x" * most)


@pytest.mark.parametrize("text", ["<b>x</b>", "R & D", "{years}", "\u202eرأي🙂"])
def test_what_people_write_stays_as_it_is(text):
    play = drafted()
    written_to(play, "system.en", text)
    play.press(BOSS, "Edit")
    play.tap(BOSS, "preview")
    assert text in play.reads(BOSS)
    play.tap(BOSS, "set.situation.en")
    assert questions.draft_of(play.x, "en").find(text) > 0
    assert questions.draft_of(play.x, "en") in play.reads(BOSS)


def test_practising_keeps_nothing():
    play = drafted()
    play.press(BOSS, "Practise")
    for number in (1, 2, 3):
        assert f"question {number} of 3" in play.reads(BOSS)
        play.press(BOSS, "4")
    assert "Here is what the group will see." in play.reads(BOSS)
    assert not any(isinstance(fact, f.Answered) for fact in play.history)
    for number in ("0", "-1", "²", "99", "x"):
        play.tap(BOSS, f"practice.{number}")
        assert "Here is what the group will see." in play.reads(BOSS)


@pytest.mark.parametrize("event", [e.Tap(1.0, "7.post", 2), e.Wrote(1.0, "x", 2)])
def test_nobody_else_sets_up(event):
    assert drafted().happens(event).key == "refuse.not_begun"


def test_an_administrator_can_take_a_draft_over():
    play = drafted()
    assert play.happens(e.Entered(play.at, "token", 2)).key == "refuse.not_begun"
    card = f"card/{BOSS}/{play.of(BOSS).cards}"
    play.happens(e.Entered(play.at, "token", 2, entitled=True))
    assert play.x.facilitator == 2
    assert show.show(play.x, card) is None
    assert "Here is what the group will see." in play.reads(2)
    assert play.tap(BOSS, "post").key == "refuse.not_begun"
    play.tap(2, "post")
    assert play.x.began


def test_an_answer_goes_below_and_a_tap_stays():
    play = drafted()
    before = play.of(BOSS).cards
    play.tap(BOSS, "when.live")
    assert play.of(BOSS).cards == before
    written_to(play, "keeper", "Somebody")
    assert play.of(BOSS).cards == before + 1


def test_the_day_that_was_chosen_may_have_passed():
    play = drafted()
    play.at = MONDAY + 14 * DAY
    play.tap(BOSS, "post")
    closes = play.x.stages["1"].closes
    assert play.at + 2 * SECONDS["d"] < closes < play.at + 4 * SECONDS["d"]


def test_commands_in_a_draft():
    play = drafted()
    assert play.happens(e.Command(play.at, "new", person=2)).key == "refuse.draft_there"
    assert play.writes(2, "/status").key == "refuse.not_begun"
    assert play.writes(BOSS, "/help").key == "help"
    cards = play.of(BOSS).cards
    play.writes(BOSS, "/start")
    assert play.of(BOSS).cards == cards + 1
    assert plain(play.said(play.writes(BOSS, "/cancel")))
    assert play.x.status == "cancelled"


def test_a_lost_greeting_can_be_sent_again():
    play = Play()
    play.apply([f.Doubted(play.at, "hello")])
    assert "the button to set up" in plain(show.show(play.x, "doubt/hello").text)
    play.tap(BOSS, "again.hello")
    assert play.x.repeats == {"hello": 1}
    assert show.show(play.x, "doubt/hello") is None
    play.apply([f.Doubted(play.at, "hello")])
    play.happens(e.Command(play.at, "new", "", False, 2))
    assert play.x.repeats == {"hello": 2}


DECEMBER = MONDAY + 24 * DAY
"""Thursday 17 December 2026, 09:00: the next working week has Christmas in it."""


def of_december(**where):
    play = drafted(at=DECEMBER, **where)
    play.tap(BOSS, "when.2026-12-21")
    return play


def test_a_holiday_in_the_week_is_said():
    play = of_december()
    said = "6 of 8. Friday 25 December is a public holiday (Trinidad and Tobago)."
    assert asked(play).startswith(said)
    assert play.tap(BOSS, "post").key == "refuse.set_up_first"


def test_a_week_with_a_holiday_can_be_moved():
    play = of_december()
    play.press(BOSS, "Move it")
    assert str(play.x.schedule) == "week 2027-01-04"
    assert "Here is what the group will see." in play.reads(BOSS)
    assert play.tap(BOSS, "holiday.move").key == "refuse.unknown_button"


def test_a_week_with_a_holiday_can_be_kept_and_nothing_closes_on_it():
    play = of_december()
    play.press(BOSS, "Keep")
    assert "Thursday 24 December, 12:00" in play.reads(BOSS)
    play.tap(BOSS, "when.2026-12-22")
    assert "is a public holiday" in asked(play)  # of another week it is asked again
    play.press(BOSS, "Keep")
    play.press(BOSS, "Post it")
    play.until(DECEMBER + 8 * DAY)
    assert play.x.stages["1"].closes == DECEMBER + 11 * DAY + 3 * 3600  # Monday, not Friday


def test_where_no_country_is_known_nothing_is_said():
    assert "Here is what the group will see." in of_december(zone="UTC").reads(BOSS)


def test_a_week_across_two_months_names_both():
    play = drafted(at=MONDAY + 4 * DAY)
    del play.x.setup["when"]
    assert "Monday 30 November to Friday 4 December" in play.buttons(BOSS)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("4/12", "Friday 4 December 2026, or Monday 12 April 2027? Write 2026-12-04 or 2027-04"),
        ("19 Nov", "I understood Thursday 19 November 2026, which is past."),
        ("some day", "I do not know that day."),
        ("4 Dec 2028", "I do not know that day."),
    ],
)
def test_days_that_are_none_or_several(text, heard):
    play = drafted()
    play.tap(BOSS, "when.other")
    assert play.said(play.writes(BOSS, text)).startswith(heard)
    play.writes(BOSS, "next Monday")
    assert str(play.x.schedule) == "week 2026-11-23"
