"""Honest requests while 64 connections send the worst they have; a benchmark says what it costs."""

import json
import logging
import time
from collections import Counter
from pathlib import Path

import aiohttp
import pytest

from bot.platforms import connections
from bot.platforms.refusals import Refusal
from bot.platforms.slack.adapter import Slack
from tests.benchmarks.process import Measured
from tests.platforms.test_front_door import HELLO, JSON, opened, ours, signed

CONNECTIONS = 64
TAPS = 100
EXPECTED = (Refusal.SIGNATURE, Refusal.PROTOCOL)


async def test_every_honest_request_is_answered_and_the_log_stays_small(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    begun, number = time.monotonic(), 0
    async with opened() as (door, _), aiohttp.ClientSession() as session:
        refused = door.web.refusals.total
        words = ("127.0.0.1", str(door.web.port), str(CONNECTIONS))
        async with Measured("tests.benchmarks.storm", tmp_path, *words) as storm:
            await storm.says("storm")
            while number < TAPS or not all(refused[each] > CONNECTIONS for each in EXPECTED):
                number += 1
                event = json.dumps({**HELLO, "event_id": f"Ev{number}"}).encode()
                update = json.dumps({"update_id": number}).encode()
                for path, body, headers in (
                    (Slack.path, event, signed(event, JSON)),
                    ("/telegram", update, ours()),
                ):
                    async with session.post(door.url(path), data=body, headers=headers) as answer:
                        assert answer.status == 200
                assert door.web.connections.count <= connections.MOST
    assert refused[Refusal.MISTAKE] == 0
    lines = Counter(record.getMessage().partition("(")[2] for record in caplog.records)
    seconds = time.monotonic() - begun
    for why in EXPECTED:
        assert 0 < lines[f"{why.sentence})"] <= seconds + 2, lines
    assert not [record for record in caplog.records if record.exc_info]
