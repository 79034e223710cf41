"""The parts of the site by themselves: door, forms, limits, streams, texts on pages."""

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot.config import ConfigError
from bot.platforms.web.door import Door, account_of
from bot.platforms.web.forms import FormError, Sent, parsed, written
from bot.platforms.web.limits import REMEMBERED, Limit, Limits
from bot.platforms.web.pages import Shown, page_html
from bot.platforms.web.replies import KEPT, WAITING, Replies
from bot.platforms.web.settings import WebSettings
from bot.platforms.web.streams import MOST, Streams
from dialogs.core import events as e
from tests.platforms.web.browser import read

NONCE = "12345678"


def from_(remote: str, **headers: str) -> web.BaseRequest:
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    request = make_mocked_request("GET", "/", headers={"Host": "map.example.org", **said})
    return request.clone(remote=remote)


@pytest.mark.parametrize(
    ("remote", "forwarded", "believed"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.1.2.3", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("10.1.2.3", "", "10.1.2.3"),
        ("", "198.51.100.1", ""),
    ],
)
def test_a_proxy_is_believed_only_if_it_is_trusted(
    remote: str, forwarded: str, believed: str
) -> None:
    door = Door("https://map.example.org", proxies=("127.0.0.1", "10.0.0.0/8"))
    assert door.address(from_(remote, X_Forwarded_For=forwarded)) == believed


@pytest.mark.parametrize(
    ("origin", "ours"),
    [
        ("https://map.example.org", True),
        ("http://map.example.org", True),  # behind a proxy that does not say otherwise
        ("https://map.example.org.evil.example", False),
        ("https://evil.example/map.example.org", False),
        ("null", False),
        ("", False),
    ],
)
def test_whose_form_it_is(origin: str, ours: bool) -> None:
    door = Door("https://map.example.org")
    assert door.ours(from_("127.0.0.1", Origin=origin)) is ours


def test_a_cookie_goes_over_https_alone_where_there_is_https() -> None:
    for url, secure in (("https://map.example.org", True), ("http://127.0.0.1:1", False)):
        response = web.Response()
        Door(url).keep(response, "place", "secret")
        assert bool(response.cookies["valuemap"]["secure"]) is secure
        assert response.cookies["valuemap"]["path"] == "/room/place"


def test_a_secret_is_the_same_for_the_same_form_and_no_other() -> None:
    door, other = Door("http://x"), Door("http://x")
    assert door.drawn("join", NONCE) == door.drawn("join", NONCE)
    drawn = {door.drawn("join", NONCE), door.drawn("room", NONCE), other.drawn("join", NONCE)}
    assert len(drawn) == 3
    assert len(door.drawn("join", NONCE)) == 32, "192 bits"
    assert len({account_of(each) for each in drawn}) == 3
    assert account_of("") == ""


def test_who_may_start() -> None:
    assert Door("x", "code", "correct horse").opens(" correct horse ")
    assert not Door("x", "code", "correct horse").opens("correct")
    assert not Door("x", "nobody", "").opens("")
    assert Door("x", "anyone").opens("")


def test_an_update_is_the_same_however_long_it_waited() -> None:
    form = {"nonce": NONCE, "data": "1.x"}
    ids = {
        Sent(form).update_id("a", "Tap"),
        Sent({**form, "age": "5000"}).update_id("a", "Tap"),
    }
    assert len(ids) == 1
    others = (
        Sent(form).update_id("b", "Tap"),
        Sent({**form, "data": "1.y"}).update_id("a", "Tap"),
        Sent({**form, "nonce": "87654321"}).update_id("a", "Tap"),
        Sent(form).update_id("a", "Wrote"),
    )
    assert len({*ids, *others}) == 5


@pytest.mark.parametrize(
    ("age", "acted"),
    [("", 0), ("60000", 940), ("-1", 0), ("soon", 0), ("nan", 0), ("inf", 0), ("9e18", 0)],
)
def test_when_it_was_written(age: str, acted: float) -> None:
    event = written(Sent({"nonce": NONCE, "text": "hello", "age": age}), 1000.0)
    assert isinstance(event, e.Wrote)
    assert event.acted == acted


@pytest.mark.parametrize(
    ("text", "room", "event"),
    [
        ("/extend 1d ", "1", e.Command(5, "extend", "1d")),
        ("/status", "", e.Command(5, "status", private=True)),
        ("/", "", e.Command(5, "", private=True)),
        ("a / b", "", e.Wrote(5, "a / b")),
    ],
)
def test_a_text_is_a_command_if_it_begins_with_a_slash(
    text: str, room: str, event: e.Event
) -> None:
    assert written(Sent({"nonce": NONCE, "text": text, "room": room}), 5) == event


def test_a_text_is_not_read_backwards() -> None:
    sent = parsed(f"nonce={NONCE}&text=a%E2%80%AEb".encode())
    assert sent["text"] == "ab"


def test_a_name_is_one_line_of_letters() -> None:
    assert Sent({"name": "  Ana\n María \u202e "}).name == "Ana María"
    for name in ("", "\u200b", "x" * 61):
        with pytest.raises(FormError):
            _ = Sent({"name": name}).name


def test_limits_fill_again() -> None:
    clock = [0.0]
    limits, limit = Limits(lambda: clock[0]), Limit(3, 0.5)
    assert [limits.allow(limit, "ana") for _ in range(4)] == [True, True, True, False]
    assert limits.allow(limit, "ben")
    clock[0] = 2.0
    assert [limits.allow(limit, "ana") for _ in range(2)] == [True, False]
    for n in range(REMEMBERED + 5):
        limits.allow(limit, str(n))
    assert len(limits._left) == REMEMBERED


def test_words_wait_for_few_and_not_for_ever() -> None:
    replies = Replies()
    for n in range(WAITING + 2):
        replies.add("ana", str(n))
    assert len(replies.take("ana")) == WAITING
    assert replies.take("ana") == ()
    for n in range(KEPT + 2):
        replies.add(str(n), "x")
    assert replies.take("0") == ()
    assert replies.take(str(KEPT + 1)) == ("x",)


async def test_streams_are_told_and_leave_nothing_behind() -> None:
    streams = Streams()
    opened = [streams.changes({"room", str(n)}) for n in range(MOST)]
    waiting = [asyncio.create_task(anext(each)) for each in opened]
    await asyncio.sleep(0)
    assert streams.full
    streams.tell("7")
    assert await waiting[7] == "changed"
    streams.end()
    assert [task for task in waiting if task is not waiting[7] and not task.done()]
    await asyncio.gather(*waiting, return_exceptions=True)
    for each in opened:
        await each.aclose()
    assert not streams.full
    assert streams._waiting == {}


@pytest.mark.parametrize(
    "text",
    [
        "one",
        "one\ntwo",
        "<b>Head</b>\none\n\napart",
        "one\n<blockquote>said\nmore</blockquote>\ntwo",
        "<blockquote>said</blockquote>\n\ntwo",
        "one <b>bold <i>both</i></b> &lt;br&gt;",
        "",
    ],
)
def test_a_text_reads_as_it_was_written(text: str) -> None:
    from dialogs.markup import plain

    [div] = read(f'<div class="text">{page_html(text)}</div>').all("div")
    assert div.text == plain(text)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("url", "map.example.org"),
        ("url", "ftp://map.example.org"),
        ("url", "https://"),
        ("url", "https://map.example.org/rooms"),
        ("new", "everybody"),
    ],
)
def test_a_setting_that_is_wrong(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"valuemap_web_{name}"):
        WebSettings(**{f"valuemap_web_{name}": value})


def test_a_code_that_is_none() -> None:
    for code in (None, "short"):
        with pytest.raises(ConfigError, match="VALUEMAP_WEB_CODE"):
            WebSettings(
                valuemap_web_url="https://x.example",
                valuemap_web_new="code",
                valuemap_web_code=code,
            ).check_together()


@pytest.mark.parametrize("host", ["https://map.example.org", "http://evil.example:8080"])
def test_a_public_round_can_be_opened_from_its_address_on_this_site_alone(host: str) -> None:
    made = page_html(f"Answer here: {host}/public/ab12. <b>{host}/public/ab12</b>, {host}/else")
    links = read(str(made)).all("a")
    assert [(a.text, a.of["href"]) for a in links] == [(f"{host}/public/ab12", "/public/ab12")] * 2


@pytest.mark.parametrize(
    ("title", "text", "twice"),
    [
        ("A bot for “R&D”?", "<b>A bot for “R&amp;D”?</b>\nSituation: …", True),
        ("It's 5 < 6?", "<b>It's 5 &lt; 6?</b>\n…", True),
        ("A bot", "<b>A bot: what 9 of 14 colleagues see</b>", False),
        ("", "<b></b>I can run an exercise here.", False),
    ],
)
def test_a_title_is_read_once(title: str, text: str, twice: bool) -> None:
    """It stands above all messages of a room; the one that begins with it goes on from there."""
    assert Shown("1/board", page_html(text)).titled(title) is twice
