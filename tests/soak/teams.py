"""A team on each platform, so that one journey can be told of all of them.

What people do comes back as a `Deed`, which says whether the platform saw it acknowledged.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from tests.platforms.slack.server import SlackServer
from tests.platforms.slack.test_run import by_http
from tests.platforms.strict import Call, StrictServer
from tests.platforms.telegram.server import TelegramServer

GROUP_POSTS = {
    "hello": r"Nothing has started",
    "board": r"^Exercise: ",
    "feedback": r"Round 1: what|Round 1 is closed\. (?!What it shows)",  # which is said to /close
    "inject": r"^New information",
    "results": r"colleagues see",
    "plan": r"^Who does what",
    "check": r"^What has become of the plan",
}
"""What a message to the group is, by its first words."""

GROUP_FILES = {"picture": r"\.png$", "brief": r"-brief\.docx$", "report": r"\.docx$"}
"""And what a file is, by its name."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that somebody did: `said` is a text or the data of a button."""

    who: str
    said: str
    tap: bool
    acknowledged: Callable[[], bool]
    failed: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that came to stand somewhere. `kind`: what of the group's it is, if it is."""

    chat: str
    text: str
    kind: str
    labels: str


class Team(Protocol):
    """The people of one platform, and what was said to them."""

    server: Any
    name: str
    boss: Any
    people: list[Any]
    group: Any
    settings: dict[str, str]

    def account(self, who: Any) -> str:
        """Under which account somebody is stored."""

    def chat(self, who: Any) -> str:
        """The private chat of somebody, as messages name it."""

    def write(self, who: Any, text: str) -> Deed:
        """Somebody writes to the bot in private."""

    def tap(self, who: Any, message: Any, label: str) -> Deed:
        """Somebody presses the button with this label or data."""

    def tap_data(self, who: Any, data: str) -> Deed:
        """Somebody presses a button that their app still shows."""

    def command(self, who: Any, name: str) -> Deed:
        """Somebody gives a command in the group."""

    def start(self, who: Any) -> None:
        """Somebody asks for their card in private."""

    def sent(self) -> list[Sent]:
        """Every new message, in the order in which they came to stand."""

    def said(self) -> set[str]:
        """What is acceptable for the platform to have refused."""

    def bringing(self, post: str) -> tuple[str, Callable[[Any], bool]]:
        """The call that brings a group's message, and how it is told from others."""


def kind_of(text: str, file: str) -> str:
    """Which of the group's messages this is."""
    if file:
        return next(kind for kind, name in GROUP_FILES.items() if re.search(name, file))
    return next((kind for kind, words in GROUP_POSTS.items() if re.search(words, text)), "")


def stood(server: StrictServer, methods: tuple[str, ...]) -> Iterator[Call]:
    """The calls that had their effect, whatever became of their answers."""
    return (c for c in server.journal if c.method in methods and c.result is not None)


class TelegramTeam:
    """A team on Telegram: what is not confirmed comes again, taps as well."""

    name = "telegram"

    def __init__(self, clock: Callable[[], float], size: int) -> None:
        self.server = TelegramServer(clock=clock)
        self.boss = self.server.user(99, "A. Mohammed")
        self.people = [self.server.user(n, f"Person {n}") for n in range(1, size + 1)]
        self.group = self.server.group(-5, "Team", admins=[self.boss])

    @property
    def settings(self) -> dict[str, str]:
        return {
            "TELEGRAM_BOT_TOKEN": self.server.token,
            "TELEGRAM_API_BASE_URL": self.server.base_url,
            "TELEGRAM_FILE_BASE_URL": self.server.file_url,
        }

    def account(self, who: Any) -> str:
        return str(who.id)

    def chat(self, who: Any) -> str:
        return str(who.id)

    def _deed(self, who: Any, said: str, *, tap: bool) -> Deed:
        number = self.server._numbers
        return Deed(self.account(who), said, tap, lambda: self.server.confirmed_to >= number)

    def write(self, who: Any, text: str) -> Deed:
        who.write(text)
        return self._deed(who, text, tap=False)

    def tap(self, who: Any, message: Any, label: str) -> Deed:
        button = message.button(label)
        who.tap(message, label)
        return self._deed(who, button.data or button.url, tap=True)

    def tap_data(self, who: Any, data: str) -> Deed:
        who.tap_old(who.last, data)
        return self._deed(who, data, tap=True)

    def command(self, who: Any, name: str) -> Deed:
        self.group.say(who, f"/{name}")
        return self._deed(who, f"/{name}", tap=False)

    def start(self, who: Any) -> None:
        who.start()

    def sent(self) -> list[Sent]:
        calls = stood(self.server, ("sendMessage", "sendPhoto", "sendDocument"))
        return [self._sent(call.params) for call in calls]

    def _sent(self, given: dict[str, Any]) -> Sent:
        file = next((given[k].name for k in ("photo", "document") if k in given), "")
        text = str(given.get("text") or given.get("caption") or "")
        plain = re.sub("<[^>]*>", "", text)
        group = str(given["chat_id"]) == str(self.group.id)
        kind = kind_of(plain, file) if group else ""
        return Sent(str(given["chat_id"]), plain, kind, str(given.get("reply_markup", "")))

    def said(self) -> set[str]:
        return {c.error for c in self.server.refusals}

    def bringing(self, post: str) -> tuple[str, Callable[[Any], bool]]:
        files = {"picture": "sendPhoto", "brief": "sendDocument", "report": "sendDocument"}
        method = files.get(post, "sendMessage")
        return method, lambda call: self._sent(call).kind == post


class SlackTeam:
    """A team on Slack: events come again, taps do not."""

    name = "slack"

    def __init__(self, clock: Callable[[], float], size: int, *, http: bool) -> None:
        self.server = SlackServer(clock=clock)
        self.server.again_after = (0.3,) * 200
        self.http = http
        self.boss = self.server.user("U99", "A. Mohammed", tz="UTC")
        self.people = [self.server.user(f"U{n}", f"Person {n}") for n in range(1, size + 1)]
        self.group = self.server.channel("C1", "registry", self.boss, private=True)

    @property
    def settings(self) -> dict[str, str]:
        given = {
            "SLACK_BOT_TOKEN": self.server.token,
            "SLACK_API_BASE_URL": self.server.base_url,
        }
        by_socket = {"SLACK_APP_TOKEN": self.server.app_token}
        return given | (by_http(self.server) if self.http else by_socket)

    def account(self, who: Any) -> str:
        return f"{self.server.team}:{who.id}"

    def chat(self, who: Any) -> str:
        return str(who.channel)

    def _deed(self, who: Any, said: str, *, tap: bool) -> Deed:
        sent = self.server.deliveries[-1]
        return Deed(self.account(who), said, tap, lambda: sent.acknowledged, lambda: sent.failed)

    def write(self, who: Any, text: str) -> Deed:
        who.write(text)
        return self._deed(who, text, tap=False)

    def tap(self, who: Any, message: Any, label: str) -> Deed:
        value = message.button(label)["value"]
        who.tap(message, label)
        return self._deed(who, value, tap=True)

    def tap_data(self, who: Any, data: str) -> Deed:
        who.tap_old(who.last, data)
        return self._deed(who, data, tap=True)

    def command(self, who: Any, name: str) -> Deed:
        self.group.command(who, f"/valuemap {name}")
        return self._deed(who, f"/{name}", tap=False)

    def start(self, who: Any) -> None:
        who.command("/valuemap start")

    def sent(self) -> list[Sent]:
        calls = stood(self.server, ("chat.postMessage", "files.completeUploadExternal"))
        return [self._sent(call.params) for call in calls]

    def _sent(self, given: dict[str, Any]) -> Sent:
        chat = str(given.get("channel") or given.get("channel_id"))
        files = given.get("files") or []
        files = json.loads(files) if isinstance(files, str) else files
        file = str(files[0]["title"]) if files else ""
        text = str(given.get("text") or given.get("initial_comment") or "")
        plain = re.sub(r"<[^>]*>|[*_]", "", text)
        kind = kind_of(plain, file) if chat == self.group.channel else ""
        direct = next((u.channel for u in (self.boss, *self.people) if u.id == chat), chat)
        return Sent(direct, plain, kind, str(given.get("blocks", "")))

    def said(self) -> set[str]:
        return {c.error for c in self.server.refusals}

    def bringing(self, post: str) -> tuple[str, Callable[[Any], bool]]:
        method = "files.completeUploadExternal" if post in GROUP_FILES else "chat.postMessage"
        return method, lambda call: self._sent(call).kind == post
