"""Work in a process of its own: what it knows, how long it may take, what is kept of it."""

import asyncio
import os
from pathlib import Path

import pytest

import bot
from bot.outputs.apart import WORK, ApartError, apart, forget, forgetful
from bot.outputs.files import make
from bot.outputs.picture import png
from dialogs import show
from tests.support.maps import varied
from tests.support.office import Office, colleague, office

WAITS = """
import sys
name = sys.stdin.read()
print(name, open(name).read())
"""


def test_what_cannot_be_drawn_is_said():
    with pytest.raises(ApartError, match=r"bot.outputs.render ended with 1: ValueError"):
        png("<svg")


def test_a_process_of_its_own_knows_no_secrets(monkeypatch, tmp_path):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "resvg_py.py").write_text("raise SystemExit('shadowed')")
    assert png('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
    monkeypatch.setattr("bot.outputs.apart.ROOT", tmp_path)
    (tmp_path / "told.py").write_text("import os; print(sorted(os.environ))")
    assert b"TELEGRAM" not in apart("told", b"secrets")


def test_a_process_of_its_own_is_limited_by_what_it_works_not_by_the_clock(monkeypatch, tmp_path):
    """A machine that is busy makes it slow, and breaks nothing."""
    (tmp_path / "told.py").write_text(
        "import resource\nfrom bot.outputs.apart import limited\nlimited()\n"
        "print(resource.getrlimit(resource.RLIMIT_CPU))"
    )
    (tmp_path / "bot").symlink_to(Path(bot.__file__).parent)
    monkeypatch.setattr("bot.outputs.apart.ROOT", tmp_path)
    assert apart("told", b"limits").strip() == f"({WORK}, {WORK})".encode()


def test_what_was_made_is_kept(monkeypatch, tmp_path):
    """The picture in the report, and what the next one asks for."""
    x, _, _ = varied()
    files = [show.show(x, key) for key in ("picture/en", "report/en")]
    made = [make(x, file).content for file in files]
    monkeypatch.setattr("bot.outputs.apart.ROOT", tmp_path)  # where nothing can be made
    assert [make(x, file).content for file in files] == made
    forget()
    with pytest.raises(ApartError):
        make(x, files[0])


def test_nothing_is_kept_of_a_file_in_the_making_when_somebody_is_erased(monkeypatch, tmp_path):
    """Its picture was drawn; what follows is made of what was read before, as well."""
    monkeypatch.setattr("bot.outputs.apart.ROOT", tmp_path)
    told = tmp_path / "told.py"
    told.write_text("print(1)")
    with forgetful():
        forget()
        apart("told", b"the report")
    told.unlink()
    with pytest.raises(ApartError):
        apart("told", b"the report")


async def test_what_never_ends_holds_up_no_other(monkeypatch, tmp_path):
    """Who asks for the same waits, and it is made once; everything else is made meanwhile."""
    monkeypatch.setattr("bot.outputs.apart.ROOT", tmp_path)
    (tmp_path / "waits.py").write_text(WAITS)
    (tmp_path / "told.py").write_text("print(1)")
    slow = tmp_path / "slow"
    os.mkfifo(slow)
    two = [asyncio.create_task(asyncio.to_thread(apart, "waits", bytes(slow))) for _ in range(2)]
    assert await asyncio.to_thread(apart, "told", b"meanwhile") == b"1\n"
    await asyncio.to_thread(slow.write_text, "once")
    assert await asyncio.gather(*two) == [f"{slow} once\n".encode()] * 2


async def with_a_picture(folder) -> Office:
    """An exercise under way, and a picture that was drawn meanwhile."""
    desk = office(folder)
    await desk.begin()
    await desk.joins(colleague(1))
    png(SQUARE)
    return desk


SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>'


@pytest.mark.parametrize("where", ["chat", "server"])
async def test_who_is_erased_is_erased_from_what_was_made(where, monkeypatch, tmp_path):
    """By their own word, or by that of an administrator in another process."""
    desk = await with_a_picture(tmp_path)
    monkeypatch.setattr("bot.outputs.apart.ROOT", tmp_path)  # where nothing can be made
    assert png(SQUARE)
    if where == "chat":
        await desk.writes(colleague(1), "/erase")
        await desk.taps(colleague(1), "Erase")
    else:
        assert (await desk.run("erase", "demo:acc1", "--yes")).exit_code == 0
        await desk.theatre.service.look()
    with pytest.raises(ApartError):
        png(SQUARE)
    await desk.ends()
