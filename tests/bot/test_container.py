"""The files for IT: what they name is there, and what they start is what the pages say."""

import asyncio
import json
import re
import shlex
import sys

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.commands.shared import terminal
from tests.support.process import PATIENCE, ROOT, Program

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
UNIT = (ROOT / "deploy/valuemap.service").read_text(encoding="utf-8")


def told(word):
    """What follows an instruction of the Dockerfile, in order."""
    return re.findall(rf"^{word} (.*)$", DOCKERFILE, re.M)


def environment():
    return dict(each.split("=", 1) for line in told("ENV") for each in shlex.split(line))


def test_the_image_is_made_by_the_documented_commands():
    page = (ROOT / "docs/administrator.md").read_text(encoding="utf-8")
    run = [line.replace("--no-cache-dir ", "") for line in told("RUN")]
    for line in run[:2]:
        assert f"       {line}\n" in page
    assert told("USER") == ["valuemap"]


def test_the_image_holds_all_that_it_needs_and_is_sent_nothing_else():
    copied = [word for line in told("COPY") if "--from" not in line for word in line.split()[:-1]]
    sent = re.findall(r"^!(.*)$", (ROOT / ".dockerignore").read_text(), re.M)
    assert sorted(copied) == sorted(sent)
    assert all((ROOT / name).exists() for name in copied)
    packages = re.search(r'root_packages = (\[".*"\])', (ROOT / "pyproject.toml").read_text())
    assert packages
    assert set(json.loads(packages[1])) <= set(copied)


async def test_what_the_image_starts_runs_anywhere(tmp_path):
    """The image's way of starting, with its environment but for the place of things."""
    start = json.loads(told("ENTRYPOINT")[0])
    assert start[1:] == ["-m", "bot"]
    assert environment()["PYTHONPATH"] == "/app"
    listen = environment()["VALUEMAP_HTTP_LISTEN"]
    async with Program(tmp_path, "check", VALUEMAP_HTTP_LISTEN=listen) as check:
        assert await check.ends() == 0, check.told
    assert json.loads(told("CMD")[0]) == ["run", "--hold"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({}, terminal.REFUSED), ({"VALUEMAP_ZONE": "Nowhere"}, terminal.WRONG)],
)
async def test_what_starting_again_would_not_mend_is_held(tmp_path, wrong, code):
    """Docker starts again whatever ends: no token, a bad one. It says why, once, and waits."""
    async with Program(tmp_path, *json.loads(told("CMD")[0]), **wrong) as held:
        async with asyncio.timeout(PATIENCE):
            while "waiting to be stopped" not in held.told:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert held.process.returncode is None
        assert len(held.errors) == 2, held.told
        assert await held.stop() == code


def test_what_a_crash_ends_is_started_again():
    assert "\nRestart=always\n" in UNIT
    assert "\nRestartSec=5\n" in UNIT, "a moment, in which platforms forget the connections"
    codes = re.search(r"^RestartPreventExitStatus=(.*)$", UNIT, re.M)
    assert codes
    assert codes[1].split() == [str(terminal.WRONG), str(terminal.REFUSED)]
    assert "    restart: unless-stopped\n" in (ROOT / "compose.yaml").read_text()


async def test_the_health_check_asks_what_is_served():
    [line] = told("HEALTHCHECK")
    words = json.loads(line[line.index("[") :])
    assert words[1] == "-c"
    assert f"http://{environment()['VALUEMAP_HTTP_LISTEN']}/health" in words[2]
    for status, code in ((200, 0), (503, 1)):

        async def health(_, status=status):
            return web.Response(status=status)

        app = web.Application()
        app.router.add_get("/health", health)
        async with TestServer(app) as server:
            here = words[2].replace("127.0.0.1:8080", f"127.0.0.1:{server.port}")
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", here, stderr=asyncio.subprocess.DEVNULL
            )
            assert await process.wait() == code


def test_the_unit_starts_the_service_and_nothing_may_gain_rights():
    assert "ExecStart=/opt/valuemap/.venv/bin/python -P -m bot run\n" in UNIT
    for each in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=\n"):
        assert each in UNIT
    compose = (ROOT / "compose.yaml").read_text()
    for each in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true"):
        assert each in compose


def test_before_the_rooms_stands_a_proxy_with_a_certificate():
    compose = (ROOT / "compose.yaml").read_text()
    site = (ROOT / "deploy/Caddyfile").read_text()
    assert "./deploy/Caddyfile:/etc/caddy/Caddyfile:ro" in compose
    assert "VALUEMAP_WEB_URL: ${VALUEMAP_WEB_URL:-}" in compose, "it gets the address, no token"
    assert compose.count("env_file:") == 1
    assert "\n{$VALUEMAP_WEB_URL} {\n" in site
    assert "reverse_proxy valuemap:8080" in site
    assert "VALUEMAP_HTTP_LISTEN: 0.0.0.0:8080" in compose
    published = re.findall(r"ports: (.*)", compose)
    assert published == ['["80:80", "443:443"]'], "the program itself is not to be reached"
