"""What the pages for administrators say is so: every command, option, setting and exit code."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot import VERSION
from bot.cli import CONFIG, cli
from bot.commands.shared import terminal
from bot.config import fields
from bot.platforms.slack.manifest import SCOPES
from tests.support.process import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
ADMINISTRATOR = (ROOT / "docs/administrator.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = sorted(cli.commands)


def row(page, begins):
    """The row of a table that is about this."""
    found = [line for line in page.splitlines() if line.startswith(f"| `{begins}")]
    assert len(found) == 1, f"{begins} has {len(found)} rows"
    return found[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_with_its_options(name):
    assert re.search(rf"^\| `{name}[ `]", README, re.M), name
    documented = row(ADMINISTRATOR, f"valuemap {name}")
    assert CONFIG in cli.commands[name].params, "told once, for all"
    for option in cli.commands[name].params:
        if isinstance(option, click.Option) and option is not CONFIG:
            assert option.opts[0] in documented, f"{name} {option.opts[0]}"
    told = set(re.findall(r"--[a-z-]+", documented.split("` |")[0]))
    known = {opt for option in cli.commands[name].params for opt in option.opts}
    assert told <= known, f"{name} has no {told - known}"


def test_no_command_is_documented_that_is_not_there():
    for page in PAGES:
        for name in re.findall(r"`valuemap ([a-z]+)", page.read_text(encoding="utf-8")):
            assert name in cli.commands, f"{page.name}: {name}"


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
    assert told == set(SCOPES)


def test_links_between_pages_lead_somewhere():
    for page in PAGES:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


# -- the commands on the pages are run -------------------------------------------------------------


def blocks(page):
    """The commands that stand indented on a page."""
    lines = re.findall(r"^ {4,}((?:\.venv/bin/|python3 |make |cp |chmod ).*)$", page, re.M)
    return [line.partition("  #")[0].strip() for line in lines]


def ours(page):
    """Those that are ours, without what starts them."""
    start = ".venv/bin/python -m bot "
    return [
        shlex.split(line.removeprefix(start)) for line in blocks(page) if line.startswith(start)
    ]


def test_the_readme_makes_its_environment_as_the_makefile_does():
    makefile = (ROOT / "Makefile").read_text()
    [install] = [line for line in blocks(README) if " pip install " in line]
    assert install in blocks(ADMINISTRATOR)
    for flag in re.findall(r"--(?:require-hashes|only-binary \S+)", install):
        assert flag in makefile
    for line in [line for page in PAGES for line in blocks(page.read_text(encoding="utf-8"))]:
        if line.startswith("make "):
            assert f"\n{line.split()[1]}:" in makefile, line


def test_the_readmes_commands_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = [words for words in ours(README) if words[0] not in ("run", "try")]
    assert ["demo", "--out", "demo"] in run
    for words in run:
        shown = [*words, "--people", "1"] if words[0] == "demo" else words
        result = CliRunner().invoke(cli, shown)
        assert result.exit_code == 0, result.output
    assert Path("demo/exercise.db").exists()


def test_the_contributors_commands_run(monkeypatch):
    monkeypatch.chdir(ROOT)
    run = ours((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert run
    for words in run:
        result = CliRunner().invoke(cli, words)
        assert result.exit_code == 0, result.output


def test_every_folder_that_a_page_names_is_there():
    """Only what it says of our own rooms: `bot/...`, `dialogs/core/...`, `tests/house/`."""
    named = r"`((?:bot|dialogs|framework|storage|tests|docs)/[\w/.-]*)`"
    for page in PAGES:
        for path in re.findall(named, page.read_text(encoding="utf-8")):
            placeholder = "xx" in path
            assert placeholder or (ROOT / path).exists(), f"{page.name}: {path}"


def test_the_administrators_commands_run(tmp_path, monkeypatch):
    """In a new folder: the example's settings, a check; and the demo's database kept and listed."""
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text(EXAMPLE, encoding="utf-8")
    Path(".env").chmod(0o600)
    assert ["check"] in ours(ADMINISTRATOR)
    checked = CliRunner().invoke(cli, ["check"])
    assert checked.exit_code == 0, checked.output
    assert "deadlines are in America/Port_of_Spain" in checked.output


def test_the_version_is_the_packages():
    assert f'version = "{VERSION}"' in (ROOT / "pyproject.toml").read_text()
    assert f"valuemap:{VERSION}" in (ROOT / "compose.yaml").read_text()
    assert VERSION in CliRunner().invoke(cli, ["--version"]).output


def test_the_readmes_transcript_is_what_the_demo_prints(tmp_path):
    """Every line of it, in that order, so that nobody is shown a conversation that never was."""
    [shown] = [block for block in README.split("```\n") if block.startswith("── Monday")]
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
