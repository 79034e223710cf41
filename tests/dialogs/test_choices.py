"""Framework and script are chosen at set-up, and whoever chooses neither is asked no more."""

import pytest

from bot.app.library import Files
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import read_schedule
from tests.support import people
from tests.support.people import BOSS, Play, drafted, library

TODAY = 13
"""Texts and taps from [Set it up] to [Post it] before there was a choice, in one language."""

SHORT = """
id = "short"
extends = "week"
order = 3
name = { en = "Two days", es = "Dos días" }
[[step]]
id = "round1"
closes = { after = "1d", at = "12:00" }
[[step]]
id = "round2"
closes = { after = "3h" }
"""


def begun():
    play = Play()
    play.happens(e.Entered(play.at, "token", BOSS))
    return play


def asked(play):
    return play.reads(BOSS).splitlines()[0]


def done(play, *deeds):
    """Each is a button where it begins so, else a text."""
    for deed in deeds:
        labels = [label for label in play.buttons(BOSS) if label.startswith(deed)]
        _ = play.press(BOSS, labels[0]) if labels else play.writes(BOSS, deed)
    return len(deeds)


def test_the_default_way_is_as_long_as_before():
    play = begun()
    n = done(
        play, "a chatbot", "Answers or talks", "the Civil Registry", "People who use", "No queues.",
        "the Minister", "run a pilot", "No day yet", "Use a draft", "Monday 23", "English", "14",
        "R. Khan",
    )  # fmt: skip
    assert "Here is what the group will see." in play.reads(BOSS)
    assert n == TODAY
    assert play.x.framework.id == next(iter(library().packs)) == "public_value"
    assert play.press(BOSS, "Post it").key == "setup.posted"


def test_another_framework_is_a_button_below_the_first_question():
    play = begun()
    assert asked(play).startswith("1 of 8. What is being considered?")
    done(play, "Instead: AI readiness")
    assert play.x.framework.id == "readiness"
    assert asked(play).startswith("1 of 7. For which service?")
    done(play, "the Civil Registry", "No queues.", "the Minister", "start small", "No day yet")
    assert "The Civil Registry considers where AI could help." in play.reads(BOSS)
    done(play, "Use a draft")
    assert list(play.buttons(BOSS)) == [
        "Monday 23 to Friday 27 November", "Live, 45 minutes", "Other"
    ], "its own scripts take the place of ours"  # fmt: skip
    done(play, "Monday 23", "English", "14", "R. Khan")
    assert "Exercise: is the Civil Registry ready for AI?" in play.reads(BOSS)
    assert "Answer 27 short questions" in play.reads(BOSS)
    play.press(BOSS, "Post it")
    assert play.x.script.id == "readiness_week"


def test_it_can_be_changed_until_it_is_posted_and_what_fits_stays():
    play = drafted()
    play.press(BOSS, "Edit")
    play.press(BOSS, "Exercise")
    assert asked(play).startswith("1 of 8. Which exercise?")
    done(play, "Instead: AI readiness")
    assert asked(play).startswith("5 of 7. When?"), "the week may be another"
    assert play.x.topic("service", "en") == "the Civil Registry"
    assert play.tap(BOSS, "framework.readiness").key == "refuse.unknown_button"
    assert play.tap(BOSS, "framework.nothing").key == "refuse.unknown_button"
    play.tap(BOSS, "framework.public_value")
    assert play.x.topic("system", "en") == "a chatbot"
    assert "What kind of system is it?" in asked(play)
    play = drafted()
    play.press(BOSS, "Post it")
    assert play.tap(BOSS, "framework.readiness").key != "setup.posted"
    assert play.x.framework.id == "public_value"


def test_only_frameworks_in_the_language_of_the_set_up_are_offered(monkeypatch, tmp_path):
    pack = tmp_path / "packs/mine"
    pack.mkdir(parents=True)
    (pack / "pack.toml").write_text(
        'id = "mine"\nextends = "readiness"\nlanguages = ["en"]\norder = 3\n', "utf-8"
    )
    (pack / "en.toml").write_text('short = "our own"\n', "utf-8")
    files = Files(tmp_path)
    monkeypatch.setattr(people, "library", lambda: files)
    play = begun()
    assert {"7.framework.readiness", "7.framework.mine"} <= set(play.buttons(BOSS).values())
    play.press(BOSS, "Español")
    assert "7.framework.mine" not in play.buttons(BOSS).values()
    play.press(BOSS, "English")
    play.tap(BOSS, "framework.mine")
    done(play, "the Registry", "No queues.", "the Minister", "start", "No day yet", "Use", "Monday")
    assert "How many people do you invite?" in asked(play), "one language is not asked about"
    assert play.x.languages == ("en",)


def test_scripts_of_ones_own_are_offered_with_their_real_days(monkeypatch, tmp_path):
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts/short.toml").write_text(SHORT, "utf-8")
    files = Files(tmp_path)
    monkeypatch.setattr(people, "library", lambda: files)
    play = begun()
    done(play, "a chatbot", "Answers", "the Registry", "People", "None.", "the Minister", "run it")
    done(play, "No day yet", "Use a draft")
    assert list(play.buttons(BOSS)) == [
        "Monday 23 to Friday 27 November", "Live, 45 minutes",
        "Two days: Monday 23 to Tuesday 24 November", "Other",
    ]  # fmt: skip
    done(play, "Two days")
    assert play.x.schedule == read_schedule("short 2026-11-23")
    done(play, "English", "14", "R. Khan")
    assert "Round 1 closes Tuesday 24 November, 12:00" in play.reads(BOSS)
    play.tap(BOSS, "set.when")
    done(play, "30 Nov")
    assert play.x.schedule == read_schedule("short 2026-11-30"), "another day of the same"
    play.tap(BOSS, "set.when")
    done(play, "Live")
    assert play.x.schedule == read_schedule("live")


@pytest.mark.parametrize("data", ["when.month", "when.readiness_week.2026-11-23", "when.short"])
def test_a_script_that_is_not_offered(data):
    play = drafted()
    play.tap(BOSS, "set.when")
    assert play.tap(BOSS, data).key == "refuse.when"


def test_readiness_asks_again_after_half_a_year():
    play = begun()
    done(play, "Instead: AI readiness", "the Registry", "None.", "the Minister", "start", "No day")
    done(play, "Use a draft", "Live", "English", "14", "R. Khan", "Post it")
    week, live = library().scripts["readiness_week"], play.x.script
    assert live.id == "readiness_live"
    assert {step.after for script in (week, live) for step in script.steps[-1:]} == {"182d"}
    facts = [fact for fact in play.history if isinstance(fact, f.Framed)]
    assert len(facts) == 1
