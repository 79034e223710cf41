"""Whatever arrives in place of a payload is read, or refused in one line that quotes nothing."""

import asyncio
import logging
import math
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import fields
from functools import partial
from pathlib import Path
from types import UnionType
from typing import Any, get_args
from urllib.parse import urlencode

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.logs import Json, Masked
from bot.platforms.arrived import UNREADABLE
from bot.platforms.base import Account, Incoming
from bot.platforms.refusals import Refusal
from bot.platforms.slack import reading as slack
from bot.platforms.telegram import reading as telegram
from bot.platforms.web import forms
from tests.benchmarks import ready
from tests.platforms import house
from tests.platforms.payloads import NOW, SAID, payloads, updates
from tests.support.often import often
from tests.support.sheet import sealed_anew

ME = slack.Me("T0TEST", "U0BOT", "B0BOT")
QUICK = often(75)
WHOLE = settings(often(12), phases=(Phase.reuse, Phase.generate))
"""Of what fails, nothing smaller is looked for: each try may wait for seconds."""


def sound(of: Account | Any) -> None:
    """Every field is of its type, and a text can be stored."""
    for each in fields(of):
        value = getattr(of, each.name)
        kinds = get_args(each.type) if isinstance(each.type, UnionType) else (each.type,)
        assert type(value).__name__ in [kind.__name__ for kind in kinds], (each.name, value)
        if isinstance(value, float):
            assert math.isfinite(value), each.name
        if isinstance(value, str):
            value.encode()


def well_read(found: Incoming | None) -> None:
    if found:
        for text in (found.update_id, found.place, found.platform):
            assert type(text) is str
            text.encode()
        sound(found.event)
        if found.account:
            sound(found.account)


@QUICK
@given(updates())
def test_an_update_of_telegram_is_read_or_refused(update: Any) -> None:
    try:
        found = telegram.read(update, "me", NOW)
    except UNREADABLE:
        return
    well_read(found)


@QUICK
@given(payloads())
def test_a_payload_of_slack_is_read_or_refused(payload: tuple[str, Any]) -> None:
    for read in (slack.read, slack.looked):
        try:
            found = read(payload[1], ME, NOW)
        except UNREADABLE:
            continue
        well_read(found)


# -- the whole way in ----------------------------------------------------------------------------

CANNOT = "cannot be read"
"""What every line about a refusal says."""

Arrival = tuple[str, str, Any]
"""The way in, the kind that Slack names, the payload."""

ARRIVALS: st.SearchStrategy[Arrival] = st.one_of(
    st.tuples(st.sampled_from(house.WAYS["telegram"]), st.just(""), updates()),
    st.builds(lambda way, of: (way, *of), st.sampled_from(house.WAYS["slack"]), payloads()),
)


NAMES = st.sampled_from(
    ("nonce", "data", "text", "name", "age", "asked", "room", "language", "code")
)
VALUES = st.one_of(
    st.text(),
    st.from_regex(forms.NONCE, fullmatch=True),
    st.sampled_from(("nan", "inf", "-1", "1e400", "0x1", "/", "/start", "1.1.ADM-T4.5", "%FF")),
)
FORMS = st.one_of(
    st.binary(),
    st.lists(st.tuples(NAMES, VALUES)).map(
        lambda pairs: urlencode(pairs, errors="replace").encode()
    ),
    st.lists(
        st.tuples(st.just("nonce"), st.just("a" * 8)) | st.tuples(NAMES, VALUES), min_size=1
    ).map(lambda pairs: urlencode(pairs, errors="replace").encode()),
)


@QUICK
@given(FORMS)
def test_a_form_of_a_page_is_read_or_refused(body: bytes) -> None:
    """Whoever sends one can write anything."""
    try:
        sent = forms.parsed(body)
    except forms.FormError:
        return
    for read in (lambda: forms.tap(sent, NOW), lambda: forms.written(sent, NOW)):
        with suppress(forms.FormError):
            sound(read())
    with suppress(forms.FormError):
        assert 0 < len(sent.name) <= forms.NAME_MOST
        sent.name.encode()
    assert len(sent.update_id("account", "what")) == 32


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a team that is in the middle of an exercise; each platform has it."""
    path = tmp_path_factory.mktemp("team") / "valuemap.db"
    asyncio.run(ready.exercise(path, 3, NOW - 3600))
    ready.multiply(path, 2)
    with closing(sqlite3.connect(path)) as db, db:
        for number, platform in ((1, "telegram"), (2, "slack")):
            db.execute("UPDATE exercises SET platform = ? WHERE id = ?", (platform, number))
            db.execute("UPDATE people SET platform = ? WHERE exercise = ?", (platform, number))
        team = "account = 'T0TEST:U' || substr(account, 2), address = 'U' || substr(address, 2)"
        db.execute(f"UPDATE people SET {team} WHERE exercise = 2")
        db.execute("UPDATE exercises SET place = 'C5' WHERE id = 2")
        sealed_anew(db)
    return path


@contextmanager
def told() -> Iterator[list[logging.LogRecord]]:
    """What is logged meanwhile."""
    records: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = records.append  # type: ignore[method-assign]
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield records
    finally:
        root.removeHandler(handler)


def says_nothing(arrival: Arrival) -> bool:
    """Whether no reader finds anything in it."""
    way, kind, payload = arrival
    if way == "http" and kind == "slash_commands" and isinstance(payload, dict):
        payload = {str(name): str(value) for name, value in payload.items()}  # it comes as a form
    reads: list[Callable[[], object]] = [partial(telegram.read, payload, "me", NOW)]
    if way in house.WAYS["slack"]:
        reads = [partial(read, payload, ME, NOW) for read in (slack.read, slack.looked)]
    return not any(_found(read) for read in reads)


def _found(read: Callable[[], object]) -> object:
    try:
        return read()
    except UNREADABLE:
        return None


async def arrive(folder: Path, arrivals: list[Arrival]) -> None:
    """First what says nothing, of which nothing may be kept; then the rest."""
    escaped: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, about: escaped.append(about))
    with told() as records:
        async with house.opened(folder) as here:
            empty = [each for each in arrivals if says_nothing(each)]
            before = here.stored()
            for each in empty:
                await here.by(*each)
            assert here.stored() == before
            assert here.taken == 0
            lines = [r for r in records if CANNOT in r.getMessage()]
            assert len(lines) <= len(empty), lines
            for each in arrivals:
                if each not in empty:
                    await here.by(*each)
            counted = here.service.app.updates
            assert {outcome for _, outcome in counted} <= {"stored"}, counted
            assert {answer for _, answer in here.answers} <= {True, 200, 400}, here.answers
            assert here.web.refusals.total[Refusal.MISTAKE] == 0
    assert not escaped
    for record in records:
        assert not record.exc_info, record.getMessage()
        assert record.levelno < logging.ERROR, record.getMessage()
        for form in (Masked(()), Json(())):
            assert SAID[:5] not in form.format(record)


def test_whatever_arrives_is_answered_and_nothing_of_it_is_told(team: Path) -> None:
    """By every way in, to a team in the middle of an exercise."""

    @WHOLE
    @given(st.lists(ARRIVALS, min_size=1, max_size=8))
    def tried(arrivals: list[Arrival]) -> None:
        with tempfile.TemporaryDirectory() as name:
            shutil.copy(team, Path(name) / "valuemap.db")
            asyncio.run(arrive(Path(name), arrivals))

    tried()


RAW = ("", "{no json", "null", "[]", "5", "[" * 100_000, '{"a":' * 50_000, '{"payload": 5}')


async def test_what_is_no_envelope_ends_no_socket(tmp_path: Path) -> None:
    """It is stepped over: the same connection serves on."""
    with told() as records:
        async with house.opened(tmp_path) as here:
            [line] = here.slack.lines
            for raw in RAW:
                await line.socket.send_str(raw)
            for payload in (5, [], None, "x", [[1]]):
                await line.socket.send_json({"envelope_id": "E", "payload": payload})
            assert await here.socket("events_api", {"type": "event_callback", "event": {}})
            assert here.slack.lines == [line]
            assert here.taken == 0
    assert not [r for r in records if r.exc_info or r.levelno >= logging.ERROR]
