"""What a stranger with a chat, a link or a button cannot do."""

import re
import sys

import pytest

from bot.platforms.base import Account, Incoming, PlatformError
from dialogs.core import events as e
from tests.support.office import BOSS, Office, colleague, office
from tests.support.process import ROOT

OPENED: list[str] | None = None
"""What is opened, run or changed in the file system, while somebody wants to know."""

WATCHED = ("open", "os.", "shutil.", "subprocess.", "socket.connect", "tempfile.", "pathlib.Path")


def _hook(event: str, about: tuple[object, ...]) -> None:
    if OPENED is not None and event.startswith(WATCHED):
        OPENED.append(f"{event} {about[:1]}")


sys.addaudithook(_hook)


@pytest.fixture
def desk(tmp_path) -> Office:
    return office(tmp_path)


NASTY = (
    "../../../../etc/passwd",
    "file:///etc/passwd",
    "/etc/passwd\x00.toml",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{0.__class__} %s $(id) `id` ;DROP TABLE facts;--",
    "<img src=x onerror=alert(1)><script>",
    "'\"\\" * 200,
)


async def test_nothing_that_is_said_in_a_chat_opens_a_file(desk, monkeypatch):
    await desk.begin()
    await desk.joins(colleague(1))
    monkeypatch.setattr(sys.modules[__name__], "OPENED", [])
    who, theatre = colleague(1), desk.theatre
    for text in NASTY:
        await desk.writes(who, text)
        for name in ("language", "extend", "new", "erase", "import", "export", "start", text):
            await theatre.happens(who, e.Command(theatre.now, name, text, private=True))
        for data in (f"1.lang.{text}", f"1.list.1.{text}", f"1.form.{text}", text, f"1.1.{text}.5"):
            await theatre.sends(who, data)
        await theatre.happens(who, e.Entered(theatre.now, text))
    ours = str(ROOT / "dialogs" / "templates")
    assert [each for each in OPENED or () if ours not in each] == []
    x = await desk.exercise()
    assert x.framework.id == "public_value"
    await desk.ends()


async def test_the_watch_would_notice(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "OPENED", [])
    (tmp_path / "x").write_text("x")
    assert OPENED


async def test_what_people_write_is_shown_as_they_wrote_it(desk):
    """No template, no format, no markup of theirs is carried out."""
    await desk.begin()
    await desk.joins(colleague(1))
    for text in NASTY[3:6]:
        await desk.notes(colleague(1), "ADM-T4", text)
        texts = [message.text for message in desk.theatre.chat(colleague(1))]
        assert any(" ".join(text.split()) in " ".join(each.split()) for each in texts), text
        shown = [str(message.post.text) for message in desk.theatre.chat(colleague(1))]
        assert not any("<script" in each or "<img" in each for each in shown)
    await desk.ends()


async def test_links_cannot_be_guessed_and_open_one_exercise(desk):
    await desk.begin()
    row = await desk.theatre.store.run(lambda tx: tx.row(1))
    assert len(row.token) >= 22  # 128 bits in base 64
    other = await desk.theatre.store.run(
        lambda tx: tx.create("telegram", "-5", "another-platforms-link", 1.0)
    )
    for token in ("", "1", row.token[:-1], row.token.swapcase(), "another-platforms-link"):
        await desk.theatre.happens(colleague(1), e.Entered(desk.theatre.now, token))
        assert desk.theatre.demo.replies[-1][0] == "acc1"
    x = await desk.exercise()
    assert x.joined == 0
    people = await desk.theatre.store.run(lambda tx: [tx.people(other), tx.known("demo", "acc1")])
    assert people == [[], []]
    await desk.joins(colleague(1))
    assert (await desk.exercise()).joined == 1
    await desk.ends()


async def test_only_who_is_in_the_group_takes_part_or_takes_an_action(desk):
    await desk.begin()
    await desk.joins(colleague(1))
    x, strangers = await desk.exercise(), desk.theatre.demo.strangers
    strangers |= {colleague(n).id for n in (1, 2)}
    before = await desk.theatre.store.run(lambda tx: [*tx.facts(1), *tx.people(1)])
    for act in (
        lambda: desk.theatre.happens(colleague(2), e.Entered(desk.theatre.now, x.token)),
        lambda: desk.theatre.sends(colleague(2), "1.join", desk.theatre.place),
        lambda: desk.theatre.sends(colleague(2), "1.take.1", desk.theatre.place),
    ):
        desk.theatre.demo.replies.clear()
        await act()
        [(who, said)] = desk.theatre.demo.replies
        assert (who, "Only people of the group" in said) == (colleague(2).id, True)
    assert await desk.theatre.store.run(lambda tx: [*tx.facts(1), *tx.people(1)]) == before
    await desk.theatre.happens(colleague(1), e.Entered(desk.theatre.now, x.token))
    assert len(await desk.theatre.store.run(lambda tx: tx.facts(1))) > len(before) - 2, "is in"
    strangers.clear()
    await desk.joins(colleague(2))
    assert x.joined == 2
    await desk.ends()


async def test_after_a_new_link_the_old_one_leads_nowhere(desk):
    await desk.begin()
    await desk.joins(colleague(1))
    old = (await desk.exercise()).token
    await desk.theatre.sends(BOSS, "1.link")
    x = await desk.exercise()
    [way_in] = [b for m in desk.theatre.group for b in m.buttons if b.start]
    assert way_in.start == x.token != old
    assert await desk.theatre.store.run(lambda tx: tx.row(1).token) == x.token
    for token, joined in ((old, 1), (x.token, 2)):
        await desk.theatre.happens(colleague(2), e.Entered(desk.theatre.now, token))
        assert x.joined == joined
    await desk.ends()


async def test_where_a_platform_does_not_tell_who_is_in_a_group_the_link_is_enough(
    desk, monkeypatch
):
    async def silent(place: str, account: str) -> bool:
        raise PlatformError("not for now")

    await desk.begin()
    monkeypatch.setattr(desk.theatre.demo, "member", silent)
    await desk.joins(colleague(1))
    assert (await desk.exercise()).joined == 1
    await desk.ends()


async def test_a_button_of_another_platform_is_nobodys(desk):
    await desk.begin()
    await desk.joins(colleague(1))
    stranger = Account("acc1", "Not Number1", address="chat-of-1")
    tap = Incoming("telegram", "u1", "", stranger, e.Tap(desk.theatre.now, "1.1.ADM-T4.5"))
    desk.theatre.service.app.platforms["telegram"] = desk.theatre.demo
    assert await desk.theatre.service.handle([tap])
    assert not (await desk.exercise()).people[2].answers
    await desk.ends()


async def test_who_may_set_up_is_asked_each_time(desk):
    await desk.begin()
    await desk.writes(BOSS, "/cancel")
    await desk.taps(BOSS, "1.cancel.erase")
    desk.theatre.demo.administrators.clear()
    await desk.writes(BOSS, "/new", desk.theatre.place)
    rows = await desk.theatre.store.run(lambda tx: tx.rows())
    assert [each.status for each in rows] == ["cancelled"]
    desk.theatre.demo.administrators.add(BOSS.id)
    await desk.writes(BOSS, "/new", desk.theatre.place)
    rows = await desk.theatre.store.run(lambda tx: tx.rows())
    assert [each.status for each in rows] == ["cancelled", "draft"]
    await desk.ends()


@pytest.mark.parametrize(
    "data", ["close.1", "extend.1d", "cancel.erase", "remove.2", "hand.2", "desk", "again.board/en"]
)
async def test_the_facilitators_buttons_are_the_facilitators(desk, data):
    await desk.begin()
    await desk.joins(colleague(1))
    before = await desk.theatre.store.run(lambda tx: len(tx.facts(1)))
    await desk.theatre.sends(colleague(1), f"1.{data}")
    assert await desk.theatre.store.run(lambda tx: len(tx.facts(1))) == before
    await desk.ends()


def test_the_page_on_security_names_what_is_there():
    """Every file that it names is there, and every test is in the file it is said to be in."""
    page = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+\.\d+\.\d+) \|.*\|$", page, re.MULTILINE)
    assert len(rows) == len(set(rows)) > 20
    assert rows == sorted(rows, key=lambda number: [int(part) for part in number.split(".")])
    for path in re.findall(r"`([\w/]+\.py)`|`(dialogs/core/addresses)`", page):
        assert (ROOT / "".join(path)).exists(), path
    named = re.findall(r"`(tests/[\w/]+\.py): (\w+)`", page)
    assert len(named) >= len(rows)
    for path, test in named:
        assert f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), test
