"""The table of chat commands, and that help, menus, documentation and refusals follow from it."""

import pytest

from dialogs.commands import AUDIENCES, COMMANDS, LATE, listed, menu
from dialogs.core import events as e
from tests.support.files import library
from tests.support.people import BOSS, assessed, posted
from tests.support.process import ROOT

WORDS = library().words
WHO = {
    "everybody": "everybody",
    "facilitator": "you",
    "entitled": "whoever added the bot, administrators of the chat",
}


@pytest.mark.parametrize("language", sorted(WORDS))
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_what_it_does_in_one_line(language, name):
    assert 0 < len(WORDS[language].text(f"command.{name}")) <= 100


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_menu_offers_what_its_readers_may_use_there(audience):
    offered = [COMMANDS[name] for name, _ in menu(WORDS["en"], audience)]
    where, who = AUDIENCES[audience]
    assert offered
    assert {command.who for command in offered} <= set(who)
    assert all(where in command.where for command in offered)


# Which menus offer a command, by who may use it; where it would be refused it is not offered.
MENUS = {
    "everybody": {"everybody", "facilitator", "group", "administrators"},
    "facilitator": {"facilitator", "administrators"},
    "entitled": {"administrators"},
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_offered_wherever_it_works_to_whoever_may_use_it(name):
    command = COMMANDS[name]
    there = {audience for audience, (where, _) in AUDIENCES.items() if where in command.where}
    offered = {audience for audience in AUDIENCES if name in dict(menu(WORDS["en"], audience))}
    assert offered == MENUS[command.who] & there
    assert offered


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_menu_has_the_order_of_the_table_and_its_readers_language(audience):
    offered = menu(WORDS["es"], audience)
    assert [name for name, _ in offered] == [n for n in COMMANDS if n in dict(offered)]
    assert dict(offered)["help"] == "Qué hago, y los comandos"


@pytest.mark.parametrize("language", sorted(WORDS))
def test_help_lists_every_command(language):
    said = WORDS[language].say("help")
    assert all(f"/{name}" in said for name in COMMANDS if name != "help")
    assert all(text in said for text in listed().values())


def test_the_documentation_has_the_table():
    rows = [
        f"| `/{command.usage}` | {WHO[command.who]} | {WORDS['en'].text(f'command.{name}')} |"
        for name, command in COMMANDS.items()
    ]
    page = (ROOT / "docs" / "facilitator.md").read_text("utf-8")
    assert "\n".join(rows) in page


@pytest.mark.parametrize("name", [n for n, c in COMMANDS.items() if c.who == "facilitator"])
def test_what_is_the_facilitators_is_refused_to_others(name):
    play = posted()
    assert play.writes(2, f"/{name}").key == "refuse.only_facilitator"
    reply = play.writes(BOSS, f"/{name}")
    assert reply is None or reply.key != "refuse.only_facilitator"


@pytest.mark.parametrize("name", [n for n, c in COMMANDS.items() if "group" not in c.where])
def test_what_concerns_one_alone_is_refused_in_the_group(name):
    play = posted()
    play.joins(2)
    assert play.happens(e.Command(play.at + 5, name, person=2)).key == "refuse.in_private"


def test_what_is_no_command_gets_help():
    assert posted().writes(2, "/dance").key == "help"


LATE_ONES = ["/close", "/extend 1d", "/cancel"]


@pytest.mark.parametrize("text", LATE_ONES)
@pytest.mark.parametrize("open_for", [3600.0, 30.0])
def test_a_command_that_was_typed_long_ago_or_for_another_round_is_asked_back(text, open_for):
    """Typed before an outage and delivered after it: nothing is done over anybody's head."""
    play = assessed()
    opened = play.x.stages["2"].opened
    play.at = opened + open_for
    typed = opened - 60 if open_for < LATE else play.at - LATE - 1
    name, _, argument = text[1:].partition(" ")
    before = len(play.history)
    reply = play.happens(e.Command(play.at, name, argument, True, BOSS, acted=typed))
    assert reply is not None
    assert reply.key == "refuse.late_command"
    assert f"/{name}" in play.said(reply)
    assert len(play.history) == before
    play.writes(BOSS, text)
    assert len(play.history) > before, "sent again, it is carried out"
