"""Logs: ids in them, secrets not."""

import json
import logging

import pytest

from bot.logs import Json, Masked

SECRET = "123456:a-token-of-no-use"


def record(message: str, *values: object, **about: object) -> logging.LogRecord:
    made = logging.LogRecord("valuemap", logging.INFO, "x.py", 1, message, values, None)
    for name, value in about.items():
        setattr(made, name, value)
    return made


def test_a_line_carries_ids_and_no_secret() -> None:
    line = Masked([SECRET]).format(record("calling %s", f"/bot{SECRET}/x", exercise=7, update="9"))
    assert SECRET not in line
    assert "exercise=7" in line
    assert "update=9" in line


def test_what_a_stranger_wrote_makes_no_line_of_its_own() -> None:
    line = Masked([SECRET]).format(
        record("said %s", "x\n2026-11-27 CRITICAL all is lost\x1b[2J\u2028y")
    )
    assert line.splitlines() == [line]
    assert line.endswith(r"said x\n2026-11-27 CRITICAL all is lost\x1b[2J\u2028y")


def test_json_is_one_object_a_line() -> None:
    line = Json([SECRET]).format(record("said\n%s", SECRET, exercise=7, post="card/1/2"))
    said = json.loads(line)
    assert "\n" not in line
    assert SECRET not in line
    assert (said["exercise"], said["post"], said["level"]) == (7, "card/1/2", "info")


@pytest.mark.parametrize("formatter", [Masked, Json])
def test_tracebacks_are_masked(formatter: type[Masked]) -> None:
    made = record("went wrong")
    try:
        int(f"https://example.org/bot{SECRET}/getMe")
    except ValueError as error:
        made.exc_info = (ValueError, error, error.__traceback__)
    line = formatter([SECRET]).format(made)
    assert "went wrong" in line
    assert "ValueError" in line
    assert SECRET not in line
