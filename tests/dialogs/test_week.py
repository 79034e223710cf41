"""How much a week asks and says: taps, messages to the group, characters; in every language."""

from collections import Counter

import pytest

from dialogs import show
from dialogs.core import facts as f
from dialogs.core.addresses import GroupKey, read_key
from dialogs.core.exercise import next_item
from dialogs.core.post import Post
from dialogs.markup import plain, units
from tests.support.people import (
    BOSS,
    DAY,
    HOUR,
    Play,
    answered,
    english,
    library,
    posted,
    prompted,
    resulted,
)

LANGUAGES = sorted(library().words)
KEEPER = "R. Khan, ICT unit, extension 214"


def in_group(play: Play) -> list[str]:
    """The messages that a group got, without files and without the first, which goes."""
    found = [key for key in play.keys if isinstance(read_key(key), GroupKey)]
    stands = [key for key in found if isinstance(show.show(play.x, key), Post)]
    return sorted(stands)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_participants_week_is_26_taps_and_one_start(language):
    play = posted(languages=language)
    play.apply([f.Joined(play.at, 2, language)])
    taps = 1
    play.tap(2, "next")
    while here := next_item(play.x, play.of(2)):
        play.tap(2, f"{here[0]}.{here[1]}.4")
        taps += 1
    print(f"\n{language}: {taps} taps in round 1, the first of them Start")
    assert taps == 27


@pytest.mark.parametrize("languages", [*LANGUAGES, " ".join(LANGUAGES)])
def test_a_group_reads_seven_messages_and_the_news_each_once(languages):
    play = answered(6, 3, languages=languages)
    play.wait(3 * DAY + 4 * HOUR)
    for person in range(2, 8):
        play.answers(person)
    play.wait(5 * DAY)
    play.tap(2, "take.1")
    play.wait(100 * DAY)
    said = in_group(play)
    print(f"\n{languages}: {len(said)} messages to the group: {', '.join(said)}")
    assert len(said) == 7
    assert {key.rpartition("/")[2] for key in said} == {languages.split()[0]}
    assert max(Counter(key.partition("/")[0] for key in said).values()) == 1


def test_a_second_language_adds_a_button_and_no_message_nor_file():
    play = resulted(6, 3, languages="en es")
    assert not [key for key in play.keys if key.endswith("/es")]
    for kind in ("board", "feedback", "results", "plan"):
        row = show.show(play.x, f"{kind}/en").rows[-1]
        assert [(b.label, b.data) for b in row] == [("Español", f"7.read.{kind}/es")]
    play.tap(2, "read.results/es")
    assert "así lo ven 6 de 14 colegas" in play.reads(2)
    play.tap(2, "file.report.es")
    own = show.show(play.x, "file/2/1")
    assert (own.kind, own.language) == ("report", "es")
    assert play.said(play.tap(2, "file.report.en"), 2) == english("refuse.unknown_button")
    reply = play.tap(99, "read.results/es")
    assert play.said(reply, 99).startswith("En español le escribo en privado. Toque primero Take")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("small", [False, True])
def test_the_welcome_is_short(language, small):
    few = {"invited": 6, "small_team": "yes"} if small else {}
    play = posted(languages=language, keeper=KEEPER, **few)
    play.apply([f.Joined(play.at, 2, language)])
    n = units(play.reads(2))
    print(f"\n{language}{', a small team' if small else ''}: the welcome has {n} characters")
    assert n < 700


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_results_are_read_in_one_go(language):
    n = units(resulted(9, 4, languages=language).group("results", language))
    print(f"\n{language}: the results have {n} characters")
    assert n <= 900


def first_of(play: Play, person: int) -> tuple[str, ...]:
    """In which order somebody is asked about the dimensions."""
    pack = play.x.framework
    order = play.x.stages["1"].order(person)
    assert sorted(order) == sorted(play.x.stages["1"].items)
    return tuple(dict.fromkeys(pack.component(item).dimension for item in order))


def test_not_everybody_is_asked_about_the_same_dimension_last():
    play = posted()
    last = Counter(first_of(play, person)[-1] for person in range(2, 14))
    assert last == {"ECO": 3, "ADM": 3, "DEM": 3, "CIT": 3}
    assert first_of(play, 2) == ("ECO", "ADM", "DEM", "CIT"), "the first as the pack has it"
    assert first_of(play, 5) == first_of(Play.resumed(play), 5), "fixed for each person"


def test_the_cards_follow_ones_own_order_with_its_numbers_and_openings():
    play = posted().joins(2, 3, 4)
    assert play.reads(4).startswith("Democratic dimension.")
    assert "Question 1 of 26. Democratic: benefit" in play.reads(4)
    play.answers(4, least=1)
    assert "Question 26 of 26. Administrative: risk" in play.reads(4)
    play.press(4, "Back")
    assert "Question 25 of 26. Administrative: risk" in play.reads(4)


def test_who_leaves_an_optional_sentence_has_finished():
    """About a minute does not remain, nor do they keep others waiting."""
    play = prompted().joins(*range(2, 8))
    for person in range(2, 8):
        for item in play.x.stages["1"].needed:
            play.tap(person, f"1.{item}.4")
    assert play.x.stages["1"].finished == 6
    assert "6 joined, 6 finished" in play.group("board")
    assert show.show(play.x, "offer/1") is not None
    play.wait(3 * DAY - 4 * 3600)
    assert play.of(2).reminded is None
    play.tap(2, "1.?ECO.skip")
    assert play.x.stages["1"].finished == 6, "and do not count twice"
    assert plain(play.card(BOSS).text)


def test_an_optional_sentence_is_no_question_that_waits():
    play = prompted().joins(2, 3)
    for item in play.x.stages["1"].needed:
        play.tap(2, f"1.{item}.4")
    play.wait(3 * DAY + 4 * 3600)
    play.tap(BOSS, "reopen.1.day")
    assert play.x.stages["1"].open
    assert "wait" not in plain(play.newest(2).text)
    assert "Round 1: 26 questions wait for you." in plain(play.newest(3).text)
