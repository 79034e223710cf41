"""What the pages for administrators say is so: every command, option, setting and exit code."""

import re
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from bot import VERSION
from bot.cli import COMMANDS, CONFIG, cli, command
from bot.commands.shared import terminal
from bot.config import fields
from bot.platforms.slack.manifest import OPTIONAL, SCOPES
from tests.support.process import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
ADMINISTRATOR = (ROOT / "docs/administrator.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def row(page, begins):
    """The row of a table that is about this."""
    found = [line for line in page.splitlines() if line.startswith(f"| `{begins}")]
    assert len(found) == 1, f"{begins} has {len(found)} rows"
    return found[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_with_its_options(name):
    assert re.search(rf"^\| `{name}[ `]", README, re.M), name
    documented = row(ADMINISTRATOR, f"valuemap {name}")
    assert CONFIG in command(name).params, "told once, for all"
    for option in command(name).params:
        if isinstance(option, click.Option) and option is not CONFIG:
            assert option.opts[0] in documented, f"{name} {option.opts[0]}"
    told = set(re.findall(r"--[a-z-]+", documented.split("` |")[0]))
    known = {opt for option in command(name).params for opt in option.opts}
    assert told <= known, f"{name} has no {told - known}"


def test_a_command_typed_wrongly_is_guessed():
    said = CliRunner().invoke(cli, ["exprt"]).output
    assert "No such command 'exprt'" in said
    assert "'export'" in said


def test_no_command_is_documented_that_is_not_there():
    for page in PAGES:
        for name in re.findall(r"`valuemap ([a-z][a-z-]*)", page.read_text(encoding="utf-8")):
            assert name in COMMANDS, f"{page.name}: {name}"


@pytest.mark.parametrize("name", fields())
def test_every_setting_is_documented_with_its_default(name):
    said = fields()[name].get_default()
    default = "" if said is None else str(said)
    documented = row(ADMINISTRATOR, f"{name}`").split("|")[2].strip("` ")
    assert documented == default
    if name == "VALUEMAP_CONFIG":
        return  # it names the file, so it cannot stand in it
    [example] = re.findall(rf"^#?{name}=(.*)$", EXAMPLE, re.M)
    if default and name != "VALUEMAP_ZONE":
        assert example == default


def test_no_setting_is_documented_that_is_not_there():
    pattern = r"\b(?:VALUEMAP|TELEGRAM|SLACK)_[A-Z_]*[A-Z]\b"
    for path in [*PAGES, ROOT / ".env.example", ROOT / "Dockerfile", ROOT / "compose.yaml"]:
        found = set(re.findall(pattern, path.read_text(encoding="utf-8")))
        assert found <= set(fields()), f"{path.name}: {found - set(fields())}"


def test_every_exit_code_is_documented():
    codes = re.findall(r"^\| (\d) \|", ADMINISTRATOR, re.M)
    known = {0, terminal.FAILED, terminal.WRONG, terminal.REFUSED}
    assert [int(code) for code in codes] == sorted(known)
    unit = (ROOT / "deploy/valuemap.service").read_text()
    assert f"RestartPreventExitStatus={terminal.WRONG} {terminal.REFUSED}" in unit


def test_the_slack_scopes_are_explained():
    page = (ROOT / "docs/permissions.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([a-z_]+:?[a-z]*)` \|", page, re.M))
    assert told == {*SCOPES, *OPTIONAL}


def test_links_between_pages_lead_somewhere():
    for page in PAGES:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_every_folder_that_a_page_names_is_there():
    """Only what it says of our own rooms: `bot/...`, `dialogs/core/...`, `tests/house/`."""
    named = r"`((?:bot|dialogs|framework|storage|tests|docs)/[\w/.-]*)`"
    for page in PAGES:
        for path in re.findall(named, page.read_text(encoding="utf-8")):
            placeholder = "xx" in path
            assert placeholder or (ROOT / path).exists(), f"{page.name}: {path}"


def test_the_version_is_the_packages():
    assert f'version = "{VERSION}"' in (ROOT / "pyproject.toml").read_text()
    assert f"valuemap:{VERSION}" in (ROOT / "compose.yaml").read_text()
    assert VERSION in CliRunner().invoke(cli, ["--version"]).output


@pytest.mark.soak
def test_the_readmes_transcript_is_what_the_demo_prints(tmp_path):
    """Every line of it, in that order, so that nobody is shown a conversation that never was."""
    [shown] = [block for block in README.split("```") if block.startswith("text\n── Monday")]
    shown = shown.removeprefix("text\n")
    run = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--out", tmp_path / "demo"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    printed = iter(run.stdout.splitlines())
    missing = [line for line in shown.splitlines() if line and line not in printed]
    assert missing == []

    report = (tmp_path / "demo" / "report.html").read_text(encoding="utf-8")
    assert "Contract staff do exactly this work." in report, "as on the day of the results"
    made = (tmp_path / "demo" / "picture.png").read_bytes()
    assert made == (ROOT / "docs/pictures/map.png").read_bytes(), "copy it there: the map changed"
