"""A machine for the pages: what they tell an administrator to type is done below a folder.

Our own commands run in this process, as they are; what is not ours (systemd, an editor, Docker,
Litestream) is played, by rules that look at the files which the pages and `deploy/` name. A command
without a rule fails. What is looked at and not run is counted in `looked_at`.
"""

import asyncio
import contextlib
import json
import os
import re
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from click.testing import CliRunner

from bot.cli import cli, command
from bot.commands.shared.installation import TIMER
from storage.lock import Lock
from tests.fixtures import release
from tests.support.process import OURS, ROOT, Program

OURS_OF = (
    ["valuemap"],
    [".venv/bin/python", "-m", "bot"],
    [".venv\\Scripts\\python", "-m", "bot"],
    ["/app/.venv/bin/python", "-m", "bot"],
)
ABSOLUTE = re.compile(r"(?<![\w.:/-])/(?=(?:etc|var/lib|var/backups|opt|usr/local)/)")
MOMENT = re.compile(r"\bvaluemap-\d{8}T\d{6}Z\.db\b")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
LITESTREAM = (ROOT / "deploy/litestream.yml").read_text(encoding="utf-8")


class Sandbox:
    """The folder, and how far the reader has come. `token` and `api` are a Telegram's.

    `starts`: how often the service is a process of its own, which takes a second or two.
    """

    def __init__(self, folder: Path, token: str, api: str) -> None:
        self.root = folder
        self.program = folder / "opt/valuemap"
        self.here = self.program
        self.database = folder / "var/lib/valuemap/valuemap.db"
        self.looked_at: Counter[str] = Counter()
        self.said: list[str] = []
        self.running: Lock | None = None
        self.starts = 1
        self._edits = {
            "#TELEGRAM_BOT_TOKEN": "TELEGRAM_BOT_TOKEN",
            "TELEGRAM_BOT_TOKEN=123456:your-token": f"TELEGRAM_BOT_TOKEN={token}",
            "=/var/lib/valuemap": f"={folder}/var/lib/valuemap",
        }
        self._api = f"TELEGRAM_API_BASE_URL={api}\n"
        self.program.mkdir(parents=True)
        for each in (".env.example", "requirements.txt", "deploy", "tests", "docs"):
            (self.program / each).symlink_to(ROOT / each)

    # -- a line ------------------------------------------------------------------------------------

    async def types(self, line: str) -> None:
        """Do what one line says; fails where it fails."""
        words = shlex.split(self._below(line), posix="\\" not in line)
        environment = {}
        if words[0] == "sudo":
            words = words[3:] if words[1] == "-u" else words[1:]
        if words[0] == str(self.launcher):
            words[0] = "valuemap"
        while re.match(r"[A-Z_]+=", words[0]):
            name, _, environment[name] = words.pop(0).partition("=")
        for start in OURS_OF:
            if words[: len(start)] == start:
                if start == ["valuemap"]:
                    environment |= self._launched()
                await self.ours(words[len(start) :], environment)
                return
        await self._others(words, line)

    def _below(self, text: str) -> str:
        """The same with every path of the system's below our folder.

        A backup's name stands for the newest that there is.
        """
        made = sorted(path.name for path in self.root.glob("var/backups/valuemap/valuemap-*.db"))
        return ABSOLUTE.sub(f"{self.root}/", MOMENT.sub(made[-1], text) if made else text)

    @property
    def launcher(self) -> Path:
        """What lets people type `valuemap`."""
        return self.root / "usr/local/bin/valuemap"

    def _launched(self) -> dict[str, str]:
        """What it adds to the environment."""
        assert self.launcher.exists(), "nobody installed it yet"
        said = re.search(
            r'VALUEMAP_CONFIG="\$\{VALUEMAP_CONFIG:-(.*)\}"', self.launcher.read_text()
        )
        assert said
        return {"VALUEMAP_CONFIG": self._below(said[1])}

    async def ours(self, words: list[str], environment: dict[str, str] | None = None) -> None:
        """A command of the program's."""
        if words[0] in ("install", "uninstall"):
            words = [*words, "--root", str(self.root)]
            if words[0] == "uninstall" and "--yes" in words:
                self._stop()
        if words[0] == "run":
            await self._runs(self.here, words, {})
        elif words[0] in ("try", "demo", "play"):
            self._plays(words)
        else:
            await self._invoke(words, environment or {})

    async def _invoke(self, words: list[str], environment: dict[str, str]) -> None:
        """In a thread of its own: a Telegram answers here meanwhile."""
        await asyncio.to_thread(self._invoked, words, environment)

    def _invoked(self, words: list[str], environment: dict[str, str]) -> None:
        cleared = {name: None for name in os.environ if name.startswith(OURS)}
        with contextlib.chdir(self.here):
            result = CliRunner().invoke(cli, words, env={**cleared, **environment})
        self.said.append(result.output)
        assert result.exit_code == 0, f"{words}: {result.output}{result.exception}"

    def _plays(self, words: list[str]) -> None:
        """What takes seconds is played by tests of its own: here only its options and files."""
        self._look("plays")
        command(words[0]).make_context(words[0], words[1:])
        for word in words:
            assert not word.endswith(".txt") or (self.here / word).is_file(), word

    async def _runs(self, folder: Path, words: list[str], environment: dict[str, str]) -> None:
        """The service, until it says that it is ready; in earnest only as often as is wanted."""
        if not self.starts:
            self._look("not started")
            return
        self.starts -= 1
        async with Program(folder, *words, **environment) as service:
            await service.says("ready: telegram")
            assert await service.stop() == 0, service.told

    # -- what is not ours --------------------------------------------------------------------------

    async def _others(self, words: list[str], line: str) -> None:
        rules: dict[str, Callable[[list[str]], Awaitable[None] | None]] = {
            "cd": self._cd, "cp": self._files, "chmod": self._files, "rm": self._files,
            "sudoedit": self._edit, "make": self._make, "docker": self._docker,
            "litestream": self._litestream, "python3": self._venv, "py": self._venv,
            "systemctl": self._systemctl,
        }  # fmt: skip
        if words[1:4] == ["-m", "pip", "install"]:
            self._pip(words)
        elif words[1:3] == ["-m", "tests.benchmarks"]:
            self._look("benchmarks")
            assert (ROOT / f"tests/benchmarks/{words[3]}.py").exists()
        elif words[1:3] == ["-m", "tests.fixtures.release"]:
            self._release(words[3:])
        else:
            assert words[0] in rules, f"no rule says what to do with: {line}"
            if (doing := rules[words[0]](words)) is not None:
                await doing

    def _look(self, kind: str) -> None:
        self.looked_at[kind] += 1

    def _cd(self, words: list[str]) -> None:
        self.here = Path(words[1])
        assert self.here.is_dir()

    def _files(self, words: list[str]) -> None:
        subprocess.run(words, cwd=self.here, check=True)
        if words[0] == "cp" and words[2] == ".env":
            self._edit(["sudoedit", str(self.here / ".env")])

    def _edit(self, words: list[str]) -> None:
        """The administrator writes the token."""
        path = Path(words[1])
        self.writes(path, path.read_text(encoding="utf-8"))

    def writes(self, path: Path, text: str) -> None:
        """Settings, with the token of the Telegram that is here; paths lead into our folder."""
        for old, new in self._edits.items():
            text = text.replace(old, new)
        assert re.search(r"^TELEGRAM_BOT_TOKEN=", text, re.M)
        path.write_text(text + self._api, encoding="utf-8")

    def _venv(self, words: list[str]) -> None:
        self._look("venv")
        assert words[1:3] == ["-m", "venv"]
        assert words[3:] in ([".venv"], ["--clear", ".venv"])

    def _pip(self, words: list[str]) -> None:
        """Not run, since it goes to the network: it is what the Makefile does."""
        self._look("pip")
        assert words[0] in (".venv/bin/python", ".venv\\Scripts\\python")
        assert " ".join(words[4:-2]) == "--require-hashes --only-binary :all:"
        assert "--require-hashes --only-binary :all:" in MAKEFILE
        assert words[-2] == "-r"
        assert (self.here / words[-1]).is_file()

    def _release(self, words: list[str]) -> None:
        """The fixture is made once and by hand; what it holds is brought here."""
        self._look("fixture")
        if words:
            assert words[0] == "--restore"
            release.restore(release.RELEASE, self.here / words[1])

    def _make(self, words: list[str]) -> None:
        self._look("make")
        assert f"\n{words[1]}:" in MAKEFILE, words

    # -- systemd -----------------------------------------------------------------------------------

    async def _systemctl(self, words: list[str]) -> None:
        verb, units = words[1], [word for word in words[2:] if not word.startswith("--")]
        assert verb in ("enable", "start", "stop")
        for unit in units:
            if unit == "litestream":
                assert (self.root / "etc/litestream.yml").read_text("utf-8") == LITESTREAM
            elif verb == "stop":
                assert self.running, "it does not run"
                self._stop()
            elif unit == TIMER:
                await self._ticks(self._unit(unit))
            else:
                await self._start(self._unit(unit.removesuffix(".service") + ".service"))

    def _unit(self, name: str) -> Path:
        return self.root / "etc/systemd/system" / name

    async def _start(self, unit: Path) -> None:
        """The unit's words in its folder with its environment; each unit as it stands once."""
        await self._runs(*self._read(unit))
        self.running = Lock(self.database)
        self.running.take()

    async def _ticks(self, timer: Path) -> None:
        """What the timer starts, as the service's user would, in its folder."""
        self._look("timer")
        folder, words, environment = self._read(timer.with_suffix(".service"))
        self.here, before = folder, self.here
        await self._invoke([self._below(word) for word in words], environment)
        self.here = before

    def _read(self, unit: Path) -> tuple[Path, list[str], dict[str, str]]:
        text = unit.read_text(encoding="utf-8")
        told = dict(re.findall(r"^(ExecStart|WorkingDirectory|User)=(.*)$", text, re.M))
        assert told["User"] == "valuemap"
        words = shlex.split(told["ExecStart"])
        assert words[:4] == [sys.executable, "-P", "-m", "bot"], words
        assigned = " ".join(re.findall(r"^Environment=(.*)$", text, re.M))
        environment = dict(each.split("=", 1) for each in assigned.split())
        assert environment["PYTHONPATH"] == str(ROOT), "where the program is"
        environment = {name: self._below(value) for name, value in environment.items()}
        return Path(self._below(told["WorkingDirectory"])), words[4:], environment

    def _stop(self) -> None:
        if self.running:
            self.running.release()
        self.running = None

    # -- others' programs --------------------------------------------------------------------------

    async def _docker(self, words: list[str]) -> None:
        self._look("docker")
        assert words[1] == "compose"
        if "exec" in words:
            await self._in_the_container(words)
            return
        if words[2] == "cp":
            self._files(["cp", self._volume(words[3].removeprefix("valuemap:")), words[4]])
            return
        if "--profile" in words:
            assert f"profiles: [{words[words.index('--profile') + 1]}]" in COMPOSE
        assert words[-2:] == ["up", "-d"] or words[2:] == ["build"], words

    async def _in_the_container(self, words: list[str]) -> None:
        """What it starts is what the image starts; run here, beside the service's database."""
        assert words[:4] == ["docker", "compose", "exec", "valuemap"]
        assert "\n  valuemap:\n" in COMPOSE
        if words[4] == "rm":
            self._files(["rm", self._volume(words[5])])
            return
        dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
        [entry] = re.findall(r"^ENTRYPOINT (.*)$", dockerfile, re.M)
        assert words[4:7] == json.loads(entry)
        assert "VALUEMAP_DATABASE: /data/valuemap.db" in COMPOSE
        told = [self._volume(word) for word in words[7:]]
        await self._invoke(told, {"VALUEMAP_DATABASE": str(self.database)})

    def _volume(self, word: str) -> str:
        """A path of the volume is one in the database's folder."""
        inside = word.startswith("/data/")
        return str(self.database.parent / word.removeprefix("/data/")) if inside else word

    async def _litestream(self, words: list[str]) -> None:
        """It brings what is in the database; its configuration names that one."""
        self._look("litestream")
        assert words[1:3] == ["restore", "-o"]
        assert f"path: /{Path(words[4]).relative_to(self.root)}" in LITESTREAM
        await self._invoke(["backup", words[3]], {"VALUEMAP_DATABASE": words[4]})
