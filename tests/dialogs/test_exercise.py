"""Where somebody stands is worked out from what was asked and what was answered."""

from copy import copy

from dialogs.core.exercise import current_item, next_item
from tests.support.people import BOSS, answered, posted, resulted


def test_the_next_question_is_the_first_without_an_answer():
    play = posted().joins(2)
    assert next_item(play.x, play.of(2)) == ("1", "ECO-B1")
    play.tap(2, "1.ECO-B2.4")
    assert next_item(play.x, play.of(2)) == ("1", "ECO-B1")
    play.tap(2, "1.ECO-B1.3")
    assert next_item(play.x, play.of(2)) == ("1", "ECO-B3")
    play.answers(2)
    assert next_item(play.x, play.of(2)) is None


def test_the_current_question_is_where_somebody_turned():
    play = posted().joins(2)
    play.tap(2, "go.1.CIT-R2")
    assert current_item(play.x, play.of(2)) == ("1", "CIT-R2")
    play.tap(2, "list")
    assert current_item(play.x, play.of(2)) is None
    play.tap(2, "next")
    assert current_item(play.x, play.of(2)) == ("1", "ECO-B1")


def test_the_language_of_a_person_and_of_the_group():
    play = posted(languages="en es").joins(2)
    play.tap(2, "lang.es")
    assert play.x.words(2).language == "es"
    assert play.x.words(BOSS).language == play.x.words().language == "en"
    assert play.x.topic("system", "es") == "a chatbot"


def test_small_team_mode_is_for_few_only():
    assert answered(1, invited=6, small_team="yes").x.small_team
    assert not answered(1, invited=6, small_team="no").x.small_team
    assert not answered(1, invited=50, small_team="yes").x.small_team, "chosen when fewer came"


def test_who_reads_a_language_that_the_files_have_no_longer_goes_on_in_another():
    """The group reads it, too; after an upgrade its file is gone."""
    made = resulted(6, 3, languages="fr en pt")
    for person, language in ((2, "fr"), (3, "en"), (4, "pt-br")):
        made.x.people[person].language = language
    left = copy(made.x.library)
    left.words = {code: words for code, words in left.words.items() if code != "fr"}
    left._on = {}
    made.x.library = left
    assert made.shows()
    assert [made.x.words(person).language for person in (2, 3, 4)] == ["en", "en", "pt"]
    assert made.x.words().language == "en"
