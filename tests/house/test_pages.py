"""Every block of code on the pages is run, in a folder that stands for a machine, or looked at."""

import re
import tomllib
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli, command
from bot.config import read
from storage.store import Store
from tests.platforms.telegram.server import TelegramServer
from tests.support.pages import PAGES, Block, blocks
from tests.support.process import ROOT
from tests.support.sandbox import Sandbox
from tests.support.sheet import load

ALL = {page: list(blocks(page)) for page in PAGES}
SETTING = re.compile(r"[A-Z_]+=\S+")


def of(name: str) -> list[Block]:
    return ALL[ROOT / name]


@pytest.fixture
async def machine(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with TelegramServer() as server:
        yield Sandbox(tmp_path, server.token, server.base_url)


async def follow(machine: Sandbox, name: str) -> None:
    """Type everything on a page, line by line."""
    for block in of(name):
        if all(SETTING.fullmatch(line) for line in block.lines):
            machine.writes(machine.here / ".env", block.text)
            continue
        for line in () if block.kind else block.lines:
            try:
                await machine.types(line)
            except Exception as error:
                raise AssertionError(f"{block}: {line}: {error}") from error


def somebody(database: Path) -> None:
    """An exercise that knows telegram:123456."""
    store = Store(database, load, exclusive=False)
    store.open()
    number = store.run_sync(lambda tx: tx.create("telegram", "-1", "token", 0.0))
    store.run_sync(lambda tx: tx.enrol(number, "telegram", "123456", "Ana", "en", "123456", 0.0))
    store.close()


# -- page by page ----------------------------------------------------------------------------------


async def test_the_administrators_page(machine: Sandbox) -> None:
    """From the token to the end: installed, served, upgraded, taken away; also in a folder."""
    await follow(machine, "docs/administrator.md")
    assert any("deadlines are in America/Port_of_Spain" in said for said in machine.said)
    assert any("ok    telegram: we are @valuemap_bot" in said for said in machine.said)
    assert not machine.launcher.exists()
    assert machine.database.exists(), "nobody said --data"
    assert machine.looked_at == {"venv": 2, "pip": 2, "docker": 6, "timer": 1, "not started": 2}


async def test_the_page_about_backups(machine: Sandbox) -> None:
    """On a machine where the service runs."""
    for line in (
        "sudo .venv/bin/python -m bot install --yes",
        "sudoedit /etc/valuemap/valuemap.env",
    ):
        await machine.types(line)
    somebody(machine.database)
    machine.starts = 0
    await machine.types("sudo systemctl start valuemap")
    for block in of("docs/backups.md"):
        if block.kind == "cron":
            at = re.fullmatch(r"(?:[\d*,/-]+ ){5} (.*)\n", block.text)
            assert at
            assert at[1].startswith("/"), "cron's own PATH has no /usr/local/bin"
            await machine.types(at[1].replace("/var/backups/valuemap", "/var/lib/valuemap"))
        for line in () if block.kind else block.lines:
            if line.startswith("sudo litestream restore") and machine.looked_at["litestream"]:
                machine._stop()  # the first machine is gone
            await machine.types(line)
    assert any("can be restored: 0 facts of 1 exercise" in said for said in machine.said)
    assert any("Erased telegram:123456 in 1 exercise" in said for said in machine.said)
    assert machine.looked_at == {"litestream": 2, "timer": 1, "not started": 3}


async def test_the_other_pages(machine: Sandbox) -> None:
    """In the program's folder."""
    for page in PAGES:
        if page.name not in ("administrator.md", "backups.md", "own-files.md"):
            await follow(machine, str(page.relative_to(ROOT)))
    assert machine.looked_at == {
        "make": 20, "venv": 2, "pip": 2, "plays": 11,
        "benchmarks": 1, "fixture": 2, "docker": 1,
    }  # fmt: skip


def test_the_page_about_own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its commands can be typed so; what they do is tried in tests/bot/test_own_files.py."""
    monkeypatch.chdir(tmp_path)
    Path("DIR").mkdir()
    typed = [line.split() for b in of("docs/own-files.md") if not b.kind for line in b.lines]
    assert len(typed) == 9
    for valuemap, name, *words in typed:
        assert valuemap == "valuemap"
        command(name).make_context(name, words)


# -- what is no command ----------------------------------------------------------------------------


def test_every_block_is_of_a_kind_that_is_looked_at() -> None:
    kinds = Counter(block.kind for page in ALL.values() for block in page)
    assert kinds.keys() == {"", "caddy", "cron", "ini", "text", "toml"}


def test_settings_on_the_pages_are_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = [b for p in ALL.values() for b in p if any(SETTING.fullmatch(x) for x in b.lines)]
    assert found
    for block in found:
        assert not block.kind
        Path(".env").write_text(block.text, encoding="utf-8")
        assert read().valuemap_zone == "America/Port_of_Spain", block


def test_the_proxy_on_the_page_is_the_one_that_is_shipped() -> None:
    [page] = [block for block in of("docs/administrator.md") if block.kind == "caddy"]
    shipped = (ROOT / "deploy/Caddyfile").read_text(encoding="utf-8")
    bare = [line.partition(" #")[0].split() for line in shipped.splitlines() if line[:1] != "#"]
    said = [" ".join(line) for line in bare]
    told = page.text.replace("map.example.org", "{$VALUEMAP_WEB_URL}", 1)
    told = told.replace("127.0.0.1:8080", "valuemap:8080")
    assert [" ".join(line.split()) for line in told.splitlines()] == said


def test_what_is_changed_of_a_unit_is_there_to_be_changed() -> None:
    timer = (ROOT / "deploy/valuemap-backup.timer").read_text(encoding="utf-8")
    [block] = [block for block in of("docs/backups.md") if block.kind == "ini"]
    section, *lines = block.lines
    assert f"\n{section}\n" in timer
    for line in lines:
        assert f"\n{line.partition('=')[0]}=" in timer, line
    assert "".join(f"\n#   {line}" for line in block.lines) in timer, "as the unit itself says"


def test_the_names_on_the_page_about_tables_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    [block] = [block for block in of("docs/tables.md") if block.kind == "toml"]
    Path("names.toml").write_text(block.text, encoding="utf-8")
    said = tomllib.loads(block.text)
    head = ",".join([said["participant"], *said["columns"], *said["notes"]])
    rows = [f"Ana {n},{answer},so it is" for n, answer in enumerate(said["answers"])]
    Path("table.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["analyse", "table.csv", "--map", "names.toml"])
    assert result.exit_code == 0, result.output
    assert f"{len(rows)} " in result.output


PATH = re.compile(r"(?:bot|dialogs|framework|storage|tests)/")
PART = re.compile(r"\b([A-Z]\w+)\.(\w+)\(?")


def test_what_the_drawings_name_is_there() -> None:
    """Rooms and files on the left of a drawing; functions of a class anywhere in it."""
    sources = "\n".join(
        path.read_text("utf-8") for top in ("bot", "storage") for path in (ROOT / top).rglob("*.py")
    )
    for block in of("docs/design.md"):
        top = ROOT
        for line in block.lines:
            names = line[: line.find("  ", 4)] if line.startswith("  ") else line.partition(" ")[0]
            if PATH.match(line):
                top = ROOT / line.partition("/")[0]
            for name in re.findall(r"[\w/]+(?:\.py|/)(?=\s|$)", names):
                assert (top / name).exists() or (ROOT / name).exists(), f"{block}: {name}"
            for kind, part in PART.findall(line):
                assert f"class {kind}" in sources, f"{block}: {kind}"
                assert f"def {part}(" in sources, f"{block}: {kind}.{part}"


def test_a_command_without_a_rule_is_noticed(tmp_path: Path) -> None:
    import asyncio

    machine = Sandbox(tmp_path, "1:x", "http://127.0.0.1:1/bot")
    with chdir(tmp_path), pytest.raises(AssertionError, match="no rule"):
        asyncio.run(machine.types("curl -O https://example.org/x"))
