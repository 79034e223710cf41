"""`/metrics`: what Prometheus can read, on a port of its own, with nothing about anybody."""

import re
import socket
from pathlib import Path

import aiohttp

from bot.metrics import Metric, text
from bot.platforms.refusals import Refusal
from bot.platforms.server import Web
from tests.platforms.telegram.server import TelegramServer
from tests.support.process import ROOT, Program
from tests.support.service import Service, Wall, set_up
from tests.support.virtual import run

LINE = re.compile(
    r"(?P<name>valuemap_[a-z_]+)(\{(?P<labels>[a-z_]+=\"[^\"\\\n]*\"(,[a-z_]+=\"[^\"\\\n]*\")*)\})?"
    r" (?P<value>-?[0-9.]+(e[+-]?[0-9]+)?)"
)


def read(said: str) -> dict[str, float]:
    """Every value by its name and labels; each name is explained before its first value."""
    explained: set[str] = set()
    found: dict[str, float] = {}
    assert said.endswith("\n")
    for line in said.splitlines():
        if line.startswith("# "):
            _, what, name, _ = line.split(" ", 3)
            assert what in ("HELP", "TYPE")
            explained.add(name)
            continue
        matched = LINE.fullmatch(line)
        assert matched, line
        assert matched["name"] in explained
        key = matched["name"].removeprefix("valuemap_")
        key += f"{{{matched['labels']}}}" if matched["labels"] else ""
        assert key not in found
        found[key] = float(matched["value"])
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_parts_count_what_they_do(tmp_path: Path) -> None:
    async def play() -> None:
        async with TelegramServer(clock=Wall()) as server, Service(tmp_path, server) as service:
            boss = server.user(9, "A. Mohammed")
            group = server.group(-5, "Team", admins=[boss])
            before = read(text(service.parts, None))
            assert before["queue_length"] == 0
            assert before['taps_total{platform="telegram"}'] == 0
            await set_up(server, group, boss)
            await service.quiet()
            said = text(service.parts, None)
            found = read(said)
            assert found['taps_total{platform="telegram"}'] == 7
            updates = found['updates_total{platform="telegram",outcome="stored"}']
            assert updates > found['taps_total{platform="telegram"}']
            sent = found['calls_total{platform="telegram",call="send"}']
            assert sent == len(server.calls("sendMessage"))
            assert found['calls_total{platform="telegram",call="edit"}'] > 0
            assert found['calls_total{platform="telegram",call="failed"}'] == 0
            assert found['updates_total{platform="telegram",outcome="mistake"}'] == 0
            assert found["commits_total"] > before.get("commits_total", 0)
            assert found["commits_failed_total"] == 0
            assert found["database_bytes"] > 10_000
            assert found["healthy"] == 1
            assert found['last_poll_age_seconds{platform="telegram"}'] < 60
            assert not any(key.startswith("http_") for key in found)
            for word in ("Mohammed", "chatbot", "Registry", "Team", "ADM"):
                assert word not in said
            fault = server.fail("sendMessage", "500", times=10_000)
            boss.write("/status")
            await server.until(lambda: service.parts.delivery.queue.length, timeout=60)
            await server.until(lambda: service.parts.delivery.courier.calls["telegram", "failed"])
            found = read(text(service.parts, None))
            assert found["queue_length"] > 0
            assert found['calls_total{platform="telegram",call="failed"}'] > 0
            fault.release()
            server.mend()

    run(play())


async def test_refusals_are_counted_by_kind(tmp_path: Path) -> None:
    web = Web("127.0.0.1:0")
    web.refusals.total[Refusal.SIGNATURE] = 3

    from bot.metrics import _refused

    said = "".join(f"{line}\n" for metric in _refused(web) for line in metric.lines())
    assert read(said) == {'http_refused_total{kind="signature"}': 3, "http_connections": 0}


def test_a_label_is_escaped() -> None:
    metric = Metric("x", "gauge", "X.", [({"a": 'a "b" \\ \n'}, 1)])
    assert list(metric.lines())[-1] == r'valuemap_x{a="a \"b\" \\ \n"} 1'


ASKED = re.compile(r"(?P<rate>rate\(|increase\()?\bvaluemap_(?P<name>[a-z_]+)(\{(?P<of>[^}]*)\})?")
WORD = re.compile(r"\$labels\.([a-z_]+)")


def the_rules_fit(served: str) -> None:
    """Every metric and label in deploy/alerts.yml is served; what is to rise counts, from 0 on."""
    rules = (ROOT / "deploy/alerts.yml").read_text("utf-8").split("- alert: ")[1:]
    kinds = dict(re.findall(r"^# TYPE valuemap_(\w+) (\w+)$", served, re.M))
    keys = read(served)
    names = set()
    for rule in rules:
        asked = list(ASKED.finditer(rule.partition("annotations:")[0]))
        for each in asked:
            name, of = each["name"], each["of"]
            names.add(name)
            assert name in kinds, name
            assert not each["rate"] or kinds[name] == "counter", name
            assert not of or any(k.startswith(f"{name}{{") and of in k for k in keys), each[0]
        for label in WORD.findall(rule):
            assert any(
                f"{each['name']}{{" in k and f'{label}="' in k for each in asked for k in keys
            )
    assert len(names) >= 5


async def test_metrics_have_a_port_of_their_own(tmp_path: Path) -> None:
    """The real process: figures there and only there, health here and only here."""
    public, figures = (f"127.0.0.1:{free_port()}" for _ in range(2))
    async with TelegramServer() as server:
        running = Program(
            tmp_path,
            TELEGRAM_BOT_TOKEN=server.token,
            TELEGRAM_API_BASE_URL=server.base_url,
            VALUEMAP_HTTP_LISTEN=public,
            VALUEMAP_METRICS_LISTEN=figures,
        )
        async with running, aiohttp.ClientSession() as session:
            await running.says("ready")
            async with session.get(f"http://{figures}/metrics") as got:
                assert got.status == 200
                assert got.headers["Content-Type"].startswith("text/plain; version=0.0.4")
                assert read(await got.text())["healthy"] == 1
            async with session.get(f"http://{public}/metrics") as got:
                assert got.status == 404
            async with session.get(f"http://{figures}/health") as got:
                assert got.status == 404
            async with session.head(f"http://{public}/health") as got:
                assert (got.status, await got.read()) == (200, b"")
            async with session.get(f"http://{figures}/metrics") as got:
                served = await got.text()
                assert read(served)['http_refused_total{kind="path"}'] == 1
                the_rules_fit(served)
            assert await running.stop() == 0, running.told


async def test_one_address_for_both_is_refused(tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    settings = {"VALUEMAP_HTTP_LISTEN": address, "VALUEMAP_METRICS_LISTEN": address}
    async with Program(tmp_path, TELEGRAM_BOT_TOKEN="1:x", **settings) as running:
        assert await running.ends() == 2
    assert "VALUEMAP_METRICS_LISTEN" in running.told
