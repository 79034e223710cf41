"""Settings: read from where they stand, refused by name, secrets never told."""

import json
import logging
import sys

import pytest
from click.testing import CliRunner

from bot import logs, settings_file
from bot.cli import cli
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


# -- which file it is ------------------------------------------------------------------------------


@pytest.fixture
def etc(tmp_path, monkeypatch):
    """The folder of the file that an installation has."""
    folder = tmp_path / "etc"
    folder.mkdir()
    monkeypatch.setattr(settings_file, "INSTALLED", folder / "valuemap.env")
    return folder


def test_the_nearest_file_is_read_and_no_other(tmp_path, etc, monkeypatch):
    assert read().valuemap_config is None
    (etc / "valuemap.env").write_text("VALUEMAP_ZONE=Asia/Tokyo\n")
    assert (read().valuemap_zone, read().valuemap_config) == ("Asia/Tokyo", etc / "valuemap.env")
    env(tmp_path, "VALUEMAP_LANGUAGE=es")
    assert (read().valuemap_language, read().valuemap_zone) == ("es", "UTC")
    (tmp_path / "own.env").write_text("VALUEMAP_ZONE=America/Lima\n")
    monkeypatch.setenv("VALUEMAP_CONFIG", "own.env")
    assert (read().valuemap_zone, read().valuemap_language) == ("America/Lima", "en")


def test_a_file_that_is_named_must_be_there(tmp_path, monkeypatch):
    env(tmp_path, "VALUEMAP_LANGUAGE=es")
    monkeypatch.setenv("VALUEMAP_CONFIG", "nowhere.env")
    with pytest.raises(ConfigError, match="VALUEMAP_CONFIG: there is no file nowhere"):
        read()


def test_paths_in_a_file_begin_at_its_folder(etc, monkeypatch, tmp_path):
    (etc / "valuemap.env").write_text("VALUEMAP_FILES=own\n")
    (etc / "own").mkdir()
    assert (read().valuemap_database, read().valuemap_files) == (etc / "valuemap.db", etc / "own")
    monkeypatch.setenv("VALUEMAP_DATABASE", "copy.db")
    assert str(read().valuemap_database) == "copy.db", "the environment is said here"


@pytest.mark.parametrize("words", [["--config", "own.env", "exercises"],
                                   ["exercises", "--config", "own.env"]])  # fmt: skip
def test_config_is_an_option_of_every_command(words, tmp_path, monkeypatch):
    monkeypatch.setenv("VALUEMAP_CONFIG", "")  # put back what the command leaves there
    (tmp_path / "own.env").write_text("VALUEMAP_DATABASE=own.db\n")
    result = CliRunner().invoke(cli, words)
    assert (result.exit_code, "there is no own.db" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("VALUEMAP_ZONE=UTC\n# señal\n".encode("cp1252"), "line 2 is not in UTF-8"),
        ("VALUEMAP_ZONE=UTC\n".encode("utf-16"), "is written in UTF-16; save it as UTF-8"),
        ("VALUEMAP_ZONE=UTC\n".encode("utf-16-le"), "is written in UTF-16; save it as UTF-8"),
        (b"VALUEMAP_ZONE=UTC\n\n\nTELEGRAM_BOT_TOKEN\n", "line 4 is not NAME=value"),
        (b"VALUEMAP_CONFIG=x\n", "in the environment only"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(content, says, tmp_path):
    (tmp_path / ".env").write_bytes(content)
    result = CliRunner().invoke(cli, ["exercises"])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert ".env" in result.stderr
    assert says in result.stderr


def test_a_mark_of_windows_is_no_part_of_a_name(tmp_path):
    (tmp_path / ".env").write_bytes(b"\xef\xbb\xbfVALUEMAP_ZONE=America/Lima\r\n")
    assert read().valuemap_zone == "America/Lima"


def test_a_file_that_this_user_may_not_read(tmp_path, monkeypatch):
    env(tmp_path, "VALUEMAP_LANGUAGE=es")

    def refuse(_path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)  # root may read everything
    with pytest.raises(ConfigError, match="this user may not read it"):
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
