"""The public round in the engine: opened, ended, counted; what its pages and the group say."""

import pytest

from dialogs.core import course
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.public import round as outside
from dialogs.talk.public import pages
from framework.answers.public import counted
from tests.support import people
from tests.support.people import BOSS, DAY, HOUR, MONDAY, Play, answered, drafted, library, posted

SITE = "https://map.example.org"


@pytest.fixture(autouse=True)
def _served(monkeypatch: pytest.MonkeyPatch) -> None:
    served = library().with_pages(SITE)
    monkeypatch.setattr(people, "library", lambda: served)


def asked(play: Play) -> Play:
    """The public round is open, from the desk."""
    play.writes(BOSS, "/status")
    play.tap(BOSS, "desk.public")
    play.tap(BOSS, "public.open")
    return play


def given(play: Play, many: int, answer: str = "1", item: str = "CIT-B3") -> None:
    """So many have answered when the last round is assessed, which waits until they are counted."""
    found = counted({item: answer} for _ in range(many))
    play.apply([f.PublicCounted(play.at, "2", found.people, found.counts, ("link",))])


def test_it_is_offered_at_set_up_and_nobody_must_answer() -> None:
    play = drafted()
    assert "Also ask who uses it" in play.buttons(BOSS)
    play.tap(BOSS, "set.public")
    assert "They answer a few short questions" in play.reads(BOSS)
    play.tap(BOSS, "public.yes")
    assert "People who use the service are asked too" in play.reads(BOSS)
    play.tap(BOSS, "post")
    assert play.x.public is not None
    url = f"{SITE}/public/{play.x.public.token}"
    assert f"asked too, until Friday 27 November, 16:00 (Port of Spain): {url}" in play.group(
        "board"
    )


def test_without_pages_nobody_hears_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "library", library)
    play = drafted()
    assert "Also ask who uses it" not in play.buttons(BOSS)
    assert play.tap(BOSS, "public.yes").key == "refuse.unknown_button"
    play = posted()
    play.writes(BOSS, "/status")
    assert "People who use it" not in play.buttons(BOSS)
    assert play.tap(BOSS, "public.open").key == "refuse.public_late"


def test_opened_from_the_desk_while_round_1_is_open_and_not_later() -> None:
    play = asked(posted())
    assert "People who use the service answer here: https://map" in play.reads(BOSS)
    assert "Fewer than 10 have answered so far." in play.reads(BOSS)
    assert play.tap(BOSS, "public.open").key == "refuse.public_late"
    late = answered(6)
    late.until(MONDAY + 3 * DAY + 4 * HOUR)
    assert late.tap(BOSS, "public.open").key == "refuse.public_late"
    assert late.x.public is None


def test_the_facilitator_hears_how_many_only_at_some_numbers_from_ten_on() -> None:
    play = asked(posted())
    play.apply([f.PublicHeard(play.at, 25, 5)])
    assert "At least 25 have answered so far. Some came in a burst" in play.reads(BOSS)
    play.tap(BOSS, "public.count")
    assert "They count, as you said." in play.reads(BOSS)
    play.tap(BOSS, "public.aside")
    assert "They do not count, unless" in play.reads(BOSS)


def test_it_closes_with_the_last_round_or_before() -> None:
    play = asked(answered(6))
    assert outside.is_open(play.x, MONDAY + 3.5 * DAY)
    play.until(MONDAY + 3 * DAY + 4 * HOUR)
    assert play.x.stages["2"].open
    assert outside.is_open(play.x, play.at)
    assert not outside.is_open(play.x, MONDAY + 4 * DAY + 7 * HOUR)  # whatever the clock does
    ended = asked(answered(6))
    ended.tap(BOSS, "public.end")
    assert not outside.is_open(ended.x, ended.at)
    assert "people who use the service are closed" in ended.reads(BOSS)
    assert "asked too" not in ended.group("board")


def test_what_they_say_enters_the_last_assessment_alone() -> None:
    play = asked(answered(6))
    play.until(MONDAY + 3 * DAY + 4 * HOUR)
    assert play.x.results["1"].public is None
    play.at = MONDAY + 4 * DAY + 7 * HOUR
    play.happens(e.Tick(play.at))
    assert outside.to_count(play.x, course.awaiting(play.x))
    given(play, 10)
    play.compute()
    seen = play.x.results["2"].public
    assert seen is not None
    assert seen.participants == 10
    before = play.group("feedback")
    play.tap(BOSS, "public.count")  # a result that was published never changes
    assert play.x.results["2"].public == seen
    assert play.group("feedback") == before


def test_pages_in_every_language() -> None:
    play = asked(posted())
    x = play.x
    for code, words in library().words.items():
        if code in x.spoken:
            first = pages.page(x, words, play.at, None)
            assert (first.kind, len(first.texts)) == ("first", 5)
            for item in x.framework.public:
                page = pages.page(x, words, play.at, {}, item)
                assert [o.answer for o in page.options] == ["1", "2", "3", "4", "5", "NS", "NA"]
                assert "{" not in page.title + page.texts[0]
            done = pages.page(x, words, play.at, dict.fromkeys(x.framework.public, "3"))
            assert (done.kind, len(done.mine)) == ("thanks", 10)


def test_the_page_says_later_what_was_decided() -> None:
    play = asked(answered(6))
    play.until(MONDAY + 8 * DAY)
    given(play, 0)
    words = library().words["en"]
    said = pages.page(play.x, words, play.at, None).texts
    assert said[0].startswith("The team has read the totals. Now it is to be decided:")
    play.apply([f.Amended(play.at, BOSS, 0, "decision", "A pilot in one office")])
    play.apply([f.Amended(play.at, BOSS, 1, "citizens", "Names are spelt right")])
    assert pages.page(play.x, words, play.at, {"CIT-B3": "1"}).texts == (
        "Decided: A pilot in one office",
        "What you should notice: Names are spelt right",
    )


def test_what_is_too_late_or_no_answer_is_not_taken() -> None:
    play = asked(posted())
    assert pages.takes(play.x, "CIT-B3", "NS", play.at)
    for item, answer in (("CIT-B3", "6"), ("ADM-T4", "3"), ("", "3"), ("CIT-B3", "skip")):
        assert not pages.takes(play.x, item, answer, play.at)
    play.writes(BOSS, "/cancel")
    play.tap(BOSS, "cancel.keep")
    assert not pages.takes(play.x, "CIT-B3", "3", play.at)
    [said] = pages.page(play.x, library().words["en"], play.at, None).texts
    assert said.startswith("The team called this off.")


def test_folded_again_it_is_the_same() -> None:
    play = asked(answered(6))
    play.apply([f.PublicHeard(play.at, 50, 2), f.PublicWeighed(play.at, BOSS, True)])
    assert Play.resumed(play).x.public == play.x.public
