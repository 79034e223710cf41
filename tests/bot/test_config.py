"""Settings: read from where they stand, refused by name, secrets never told."""

import json
import logging
import sys

import pytest

from bot import logs
from bot.config import ConfigError, read
from tests.support.process import OURS

TOKEN = "123456789:AAF-secret_half_of_a_token"


@pytest.fixture(autouse=True)
def _alone(tmp_path, monkeypatch):
    import os

    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(OURS):
            monkeypatch.delenv(name)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(logging.getLogger(), "handlers", [])


def env(folder, *lines):
    (folder / ".env").write_text("\n".join(lines), encoding="utf-8")


# -- where they stand ------------------------------------------------------------------------------


def test_nothing_said_is_enough():
    settings = read()
    assert (str(settings.valuemap_database), settings.valuemap_zone) == ("valuemap.db", "UTC")
    assert {of.http_reason for of in settings.platforms.values()} == {""}
    assert settings.secrets == ()


def test_the_environment_goes_before_the_file(tmp_path, monkeypatch):
    env(tmp_path, "VALUEMAP_ZONE=Asia/Tokyo", "VALUEMAP_LANGUAGE=es")
    monkeypatch.setenv("VALUEMAP_ZONE", "America/Lima")
    settings = read()
    assert (settings.valuemap_zone, settings.valuemap_language) == ("America/Lima", "es")


def test_empty_is_not_said(monkeypatch):
    monkeypatch.setenv("VALUEMAP_ZONE", "")
    assert read().valuemap_zone == "UTC"


def test_others_settings_are_theirs(tmp_path, monkeypatch):
    env(tmp_path, "POSTGRES_PASSWORD=x")
    monkeypatch.setenv("HOME", "/root")
    read()


# -- what is refused -------------------------------------------------------------------------------

SECRET = "0123456789abcdef"
HOOK = {
    "TELEGRAM_MODE": "webhook",
    "TELEGRAM_WEBHOOK_URL": "https://x.example/telegram",
    "TELEGRAM_WEBHOOK_SECRET": SECRET,
    "VALUEMAP_HTTP_LISTEN": "127.0.0.1:8080",
}
BY_HTTP = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_MODE": "http",
    "SLACK_SIGNING_SECRET": "s",
    "VALUEMAP_HTTP_LISTEN": "[::1]:8080",
}


@pytest.mark.parametrize("given", [HOOK, BY_HTTP], ids=["webhook", "http"])
def test_what_belongs_together(given, monkeypatch):
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    read()
    for name in set(given) - {"TELEGRAM_MODE", "SLACK_MODE", "SLACK_BOT_TOKEN"}:
        monkeypatch.delenv(name)
        with pytest.raises(ConfigError) as refused:
            read()
        assert refused.value.setting == name
        monkeypatch.setenv(name, given[name])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_WEBHOOK_URL", "http://x.example/telegram"),
        ("TELEGRAM_WEBHOOK_URL", "http://localhost.evil.example/telegram"),
        ("TELEGRAM_WEBHOOK_SECRET", "short"),
        ("TELEGRAM_WEBHOOK_SECRET", "sixteen letters and spaces"),
        ("TELEGRAM_API_BASE_URL", "https://x.example/"),
        ("SLACK_API_BASE_URL", "https://slack.com/api"),
        ("SLACK_MODE", "carrier pigeon"),
        ("VALUEMAP_HTTP_LISTEN", "0.0.0.0:99999"),
        ("VALUEMAP_ZONE", "-04:00"),
        ("VALUEMAP_ZONES", "UTC"),
    ],
)
def test_a_wrong_setting_is_named(name, value, monkeypatch):
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as refused:
        read()
    assert (refused.value.setting, refused.value.code) == (name, 2)


def test_plain_http_is_for_this_machine(monkeypatch):
    for host in ("127.0.0.1:8080", "localhost", "[::1]:80"):
        monkeypatch.setenv("TELEGRAM_WEBHOOK_URL", f"http://{host}/telegram")
        read()


# -- secrets ---------------------------------------------------------------------------------------


def test_secrets_do_not_print(monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", SECRET)
    settings = read()
    assert set(settings.secrets) == {TOKEN, SECRET}
    for shown in (repr(settings), str(settings.model_dump()), str(settings.platforms)):
        assert "secret_half" not in shown
        assert SECRET not in shown
    monkeypatch.setenv("VALUEMAP_ZONE", "Mars/Base")
    with pytest.raises(ConfigError) as refused:
        read()
    assert "secret_half" not in str(refused.value)


@pytest.mark.parametrize("kind", ["text", "json"])
def test_no_log_and_no_traceback_holds_a_token(kind, capsys):
    logs.start(kind, [TOKEN])
    log = logging.getLogger("valuemap")
    address = f"https://api.telegram.org/bot{TOKEN}/getMe"
    log.info("calling %s", address)
    log.info("calling %s", address.replace(":AAF", "%3AAAF"))
    log.info("half: %s", TOKEN.partition(":")[2])
    try:
        int(address)
    except ValueError as error:
        log.exception("failed", extra={"update": "u1"})
        sys.excepthook(ValueError, error, error.__traceback__)
    told = capsys.readouterr().err
    assert "secret_half" not in told
    assert told.count("***") >= 5
    assert "Traceback" in told
    if kind == "json":
        assert [json.loads(line)["level"] for line in told.splitlines()][-1] == "critical"
