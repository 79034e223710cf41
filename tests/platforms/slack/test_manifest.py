"""The manifest asks for what the code uses, all of it, and nothing else."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.platforms.slack import reading as slack_read
from bot.platforms.slack.intake import REMOVED
from bot.platforms.slack.manifest import EVENTS, FREE, OPTIONAL, SCOPES, lacking, manifest
from dialogs.commands import COMMANDS
from tests.platforms.slack import methods as slack_methods
from tests.platforms.slack.server import ALL_SCOPES
from tests.support.process import ROOT, Program

SOURCE = "\n".join(
    path.read_text("utf-8") for path in sorted((ROOT / "bot/platforms/slack").rglob("*.py"))
)
CALLED = {name.replace("_", ".") for name in re.findall(r"client\.(\w+_\w+)\(", SOURCE)}
APP_TOKEN_ONLY = {"apps.connections.open"}


def test_every_method_that_is_called_is_covered():
    scoped = {**SCOPES, **OPTIONAL}
    covered = {use for uses in scoped.values() for use in uses} | set(FREE) | APP_TOKEN_ONLY
    assert CALLED - covered == set()
    assert {use for use in covered if re.fullmatch(r"[a-z]+\.[a-z]\w+", use)} - CALLED == {
        "message.im"
    }


def test_what_methods_need_is_what_slack_says():
    for method, scope in slack_methods.SCOPES.items():
        assert method in SCOPES[scope], method


def test_events_are_those_that_are_read():
    asked = {event.partition(".")[0] for event in EVENTS}
    assert asked == {*slack_read.EVENTS, *REMOVED, "app_home_opened"}
    covered = {use for uses in SCOPES.values() for use in uses} | set(FREE)
    assert set(EVENTS) <= covered


def test_scopes():
    assert set(manifest()["oauth_config"]["scopes"]["bot"]) == ALL_SCOPES
    assert lacking(",".join(ALL_SCOPES)) == ""
    assert lacking("chat:write,users:read").startswith("app_mentions:read, channels:read")
    assert lacking("") == "", "not told"


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_the_two_ways_in(mode: str):
    made = manifest(mode, "https://bot.example.org/")
    command = made["features"]["slash_commands"][0]
    settings = made["settings"]
    assert settings["socket_mode_enabled"] is (mode == "socket")
    assert command["command"] == "/valuemap"
    urls = [command.get("url"), settings["interactivity"].get("request_url")]
    urls.append(settings["event_subscriptions"].get("request_url"))
    address = "https://bot.example.org/slack/events"
    assert urls == ([address] * 3 if mode == "http" else [None] * 3)
    assert settings["interactivity"]["is_enabled"]
    home = made["features"]["app_home"]
    assert home["home_tab_enabled"]
    assert home["messages_tab_enabled"]
    assert not home["messages_tab_read_only_enabled"]


def test_lengths_that_slack_takes():
    made = manifest("http")
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    command = made["features"]["slash_commands"][0]
    assert len(command["description"]) <= 2000
    assert len(command["usage_hint"]) <= 1000


def test_the_hint_names_every_command():
    hint = manifest()["features"]["slash_commands"][0]["usage_hint"]
    assert [each.partition(" ")[0] for each in hint.split(" | ")] == list(COMMANDS)
    assert tuple(COMMANDS) == slack_read.COMMANDS


def test_an_address_that_slack_would_not_take_is_refused():
    result = CliRunner().invoke(cli, ["manifest", "--url", "x.example"])
    assert (result.exit_code, "begins with https://" in result.stderr) == (2, True)


async def test_the_command_prints_it(tmp_path: Path):
    asked = Program(tmp_path, "manifest", "--url", "https://x.example", SLACK_MODE="http")
    async with asked:
        assert await asked.ends() == 0, asked.told
    assert json.loads("\n".join(asked.lines)) == manifest("http", "https://x.example")
