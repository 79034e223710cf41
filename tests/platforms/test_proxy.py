"""Where a proxy is the only way out: each platform is served through CONNECT, by its own name."""

from pathlib import Path

import pytest

from bot.commands.upkeep.check import platforms, way_out
from bot.config import ConfigError, compose, read
from bot.platforms.outbound import Way, shown
from tests.platforms.slack.server import SlackServer
from tests.platforms.telegram.server import TelegramServer
from tests.support.authority import needs_openssl
from tests.support.gate import Gate
from tests.support.process import Program


@needs_openssl
async def test_telegram_and_slack_are_served_through_it(tmp_path: Path) -> None:
    async with (
        TelegramServer() as telegram,
        SlackServer() as slack,
        Gate(
            tmp_path,
            {
                "api.telegram.org": telegram.port,
                "slack.com": slack.port,
                "wss-primary.slack.com": slack.port,
            },
        ) as gate,
    ):
        slack.sockets = "wss://wss-primary.slack.com"
        settings = {
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "SLACK_BOT_TOKEN": slack.token,
            "SLACK_APP_TOKEN": slack.app_token,
            "HTTPS_PROXY": gate.address,
            "NO_PROXY": "localhost,example.org",
            "VALUEMAP_CA_FILE": str(gate.authority),
        }
        found = [one async for one in platforms(compose(**_given(settings)))]
        assert [one.says for one in found if one.bad] == []
        assert {"we are @valuemap_bot", "Socket Mode is open to us"} <= {o.says for o in found}
        gate.asked.clear()
        async with Program(tmp_path, **settings) as service:
            await service.says("ready: telegram, slack")
            await telegram.until(lambda: telegram.calls("getUpdates"))
            assert await service.stop() == 0, service.told
        assert set(gate.asked) == {"api.telegram.org", "slack.com", "wss-primary.slack.com"}
        assert gate.refused == []
        assert "pass-w0rd" not in service.told


def _given(settings: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in settings.items()}


@needs_openssl
async def test_a_proxy_that_refuses_us_is_said_to(tmp_path: Path) -> None:
    async with (
        TelegramServer() as telegram,
        Gate(tmp_path, {"api.telegram.org": telegram.port}) as gate,
    ):
        wrong = gate.address.replace("pass-w0rd", "wrong")
        given = {"telegram_bot_token": telegram.token, "valuemap_proxy": wrong}
        [one] = [one async for one in platforms(compose(**given))]
        assert one.bad
        assert "the proxy refuses it (407)" in one.says
        given["valuemap_proxy"] = gate.address
        [one] = [one async for one in platforms(compose(**given))]
        assert "VALUEMAP_CA_FILE" in one.says, "nobody signed that we know"
        assert "wrong" not in one.says


def test_who_is_reached_how() -> None:
    way = Way("http://p:1", "", "localhost, .gov.tt,slack.com:443")
    for url, proxy in (
        ("https://api.telegram.org/bot", "http://p:1"),
        ("http://127.0.0.1:1/", "http://p:1"),
        ("https://slack.com/api/", ""),
        ("https://files.slack.com/", ""),
        ("https://notslack.com/", "http://p:1"),
        ("https://chat.gov.tt/", ""),
    ):
        assert way.proxy_to(url) == proxy, url
    assert Way("http://p:1", "", "*").proxy_to("https://x.example/") == ""
    secure = Way("", "http://s:2")
    assert secure.proxy_to("https://x.example/") == "http://s:2"
    assert secure.proxy_to("http://x.example/") == "", "the machine's is for HTTPS"
    assert Way().proxy_to("https://x.example/") == ""


def test_a_proxy_is_shown_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown("http://ana:secret@proxy.example:3128") == "http://proxy.example:3128"
    monkeypatch.setenv("VALUEMAP_PROXY", "ana:secret@proxy.example:3128")
    settings = compose()
    [one] = way_out(settings)
    assert one.says == "platforms are reached through http://proxy.example:3128"
    assert "http://ana:secret@proxy.example:3128" in settings.secrets
    assert "ana:" not in repr(settings.platforms)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VALUEMAP_PROXY", "socks5://proxy.example:1080"),
        ("HTTPS_PROXY", "http://proxy example"),
        ("VALUEMAP_CA_FILE", "nowhere.pem"),
        ("VALUEMAP_CA_FILE", __file__),
    ],
)
def test_a_wrong_one_is_named(
    name: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as refused:
        read()
    assert refused.value.setting == name
