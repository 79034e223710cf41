"""What each fact does; and that an exercise is what its facts make of it."""

import json
from dataclasses import replace

import pytest

from dialogs import show
from dialogs.core import assessable
from dialogs.core import facts as f
from dialogs.core.evolve import EVOLVE, evolve, fold
from tests.support.people import (
    BOSS,
    DAY,
    HOUR,
    Play,
    answered,
    assessed,
    checked,
    posted,
    resulted,
    structure,
)


def test_every_fact_is_known():
    assert set(EVOLVE) == set(f.KINDS.values())


@pytest.mark.parametrize("make", [posted, answered, assessed, resulted, checked])
def test_a_fold_gives_the_same_exercise_and_the_same_messages(make):
    play = make()
    again = Play.resumed(play)
    assert structure(again.x) == structure(play.x)
    assert again.shows() == play.shows()


@pytest.mark.parametrize("kind", f.KINDS)
def test_facts_survive_writing_and_reading(kind):
    for fact in checked().history:
        if type(fact).__name__ == kind:
            assert f.read(kind, json.loads(json.dumps(f.write(fact)))) == fact


def test_facts_of_another_release_are_not_guessed():
    with pytest.raises(KeyError):
        f.read("Guessed", {})
    with pytest.raises(TypeError):
        f.read("Left", {"at": 1.0, "person": 1, "mood": "fine"})


def test_finished_counts_who_answered_everything():
    play = posted().joins(2, 3)
    play.answers(2, least=1)
    first = play.x.stages["1"]
    assert first.finished == 0
    play.answers(2)
    assert first.finished == 1
    play.tap(2, "1.ADM-T4.1")
    assert first.finished == 1


def test_leaving_takes_a_person_out_of_the_counts_and_coming_back_brings_them_in():
    play = answered(5)
    play.apply([f.Left(play.at, 3)])
    assert (play.x.joined, play.x.stages["1"].finished, play.of(3).counted) == (4, 4, False)
    play.joins(3)
    assert (play.x.joined, play.x.stages["1"].finished, play.of(3).counted) == (5, 5, True)


def test_erasing_before_the_close_takes_everything():
    play = answered(5)
    play.writes(3, "a thought")
    play.writes(3, "/erase")
    play.tap(3, "erase")
    gone = play.of(3)
    assert (gone.answers, gone.texts, gone.notes, gone.held) == ({}, {}, [], {})
    assert (play.x.joined, play.x.stages["1"].finished) == (4, 4)
    assert 3 not in play.x.names


def test_erasing_after_the_close_leaves_nameless_answers():
    play = assessed(6, 3)
    for person in range(2, 8):
        play.answers(person)
    play.writes(3, "/erase")
    play.tap(3, "erase")
    assert play.of(3).answers["1"]["ADM-T4"] == "1"
    assert 3 not in play.x.names
    assert (play.x.joined, play.x.stages["2"].finished) == (5, 5)


@pytest.mark.parametrize("make", [answered, assessed])
def test_erased_words_are_missed_by_nobody_else(make):
    """Their facts come back without texts, and before the close without answers."""
    play = make(6, 3)
    for person in (3, 4):
        play.writes(person, f"a thought of {person}")
        play.press(person, next(iter(play.buttons(person))))
        play.writes(person, "/start")
    play.writes(3, "/erase")
    play.tap(3, "erase")
    answers = play.history[-1].answers
    again = fold(play.empty(), (blanked(fact, 3, answers) for fact in play.history), {})
    for key, post in play.shows().items():
        if not key.startswith("card/3/"):
            assert show.show(again, key) == post, key


def blanked(fact, person, answers):
    """A fact as the storage keeps it once its person is erased."""
    if getattr(fact, "person", 0) != person:
        return fact
    if isinstance(fact, f.Answered):
        return replace(fact, text="", answer="" if answers else fact.answer)
    return replace(fact, text="") if isinstance(fact, f.Noted | f.Held | f.Told) else fact


def test_a_question_asked_together_with_another_is_extended_with_it():
    play = assessed(6, 3)
    play.writes(BOSS, "/extend 2d")
    assert play.x.stages["closing"].closes == play.x.stages["2"].closes


def test_what_was_published_is_not_rewritten_by_a_later_round():
    play = assessed(6, 3)
    play.wait(2 * HOUR)
    before = play.group("feedback"), play.group("inject")
    assert None not in before
    for person in range(2, 8):
        play.answers(person)
    play.wait(2 * DAY)
    assert play.x.results["2"].second_round == ()
    after = play.group("feedback"), play.group("inject")
    still = before[0].partition("\n\nIn the thread")[0]
    assert after == (still, before[1]), "only what to do next is gone"


def test_purging_keeps_who_still_has_an_action():
    play = resulted()
    play.tap(2, "take.1")
    play.apply([f.Purged(play.at, (BOSS, 2))])
    assert set(play.x.names) == {BOSS, 2}
    assert play.x.notes == {}


def test_who_stays_by_name_stays_without_answers_and_the_result_is_as_it_was():
    play = resulted()
    play.tap(2, "take.1")
    results, report = dict(play.x.results), play.group("results")
    assert play.of(2).answers
    play.apply([f.Purged(play.at, (BOSS, 2))])
    assert {p.number for p in play.x.people.values() if p.answers} == {3, 4, 5, 6, 7}
    assert 2 not in {given.person for given in assessable.answers(play.x)}
    assert play.of(2).chosen == {}
    assert (play.x.results, play.group("results")) == (results, report)
    assert play.x.actions[1].owner == 2


def test_a_fold_takes_names_only_from_those_who_have_one():
    play = answered(3)
    x = play.empty()
    x.names.clear()
    assert fold(x, play.history, {2: "Ada"}).names == {2: "Ada"}


def test_evolving_only_touches_this_person():
    play = answered(4)
    others = {n: structure_of(p) for n, p in play.x.people.items() if n != 3}
    evolve(play.x, f.Answered(play.at, 3, "1", "ADM-T4", "2"))
    assert {n: structure_of(p) for n, p in play.x.people.items() if n != 3} == others


def structure_of(person):
    return json.dumps({slot: str(getattr(person, slot)) for slot in person.__slots__})
