"""The people's side over HTTP, for when the local Telegram is a process of its own.

`POST /people/user/1/write {"text": "hi"}` does what `server.user(1).write("hi")` does, and
`POST /people/group/-5/say {"user": 1, "text": "/new"}` likewise; `name`, `language`, `title`,
`admins` say who it is when met for the first time. `GET /people` shows all chats as they look now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.platforms.telegram.people import Chat, Message

if TYPE_CHECKING:
    from tests.platforms.telegram.server import TelegramServer

USER = {
    *("start", "open", "write", "write_via", "forward", "send", "press"),
    *("block", "unblock", "deactivate"),
}
GROUP = {
    *("say", "say_anonymously", "whisper", "forward"),
    *("add_bot", "remove_bot", "mute_bot", "unmute_bot", "lock", "unlock"),
    *("join", "leave", "ban", "appoint", "migrate"),
    *("open_topic", "close_topic", "reopen_topic", "delete_topic"),
}


def add_routes(app: web.Application, server: TelegramServer) -> None:
    """Offer the people's side beside the Bot API."""

    async def show(request: web.Request) -> web.Response:
        return web.json_response(picture(server))

    async def act(request: web.Request) -> web.Response:
        act_as(server, await request.json(), **request.match_info)
        return web.json_response(picture(server))

    app.router.add_get("/people", show)
    app.router.add_post("/people/{kind}/{number}/{action}", act)


def act_as(
    server: TelegramServer, given: dict[str, Any], kind: str, number: str, action: str
) -> None:
    """Let somebody do something. KeyError for what nobody can do."""
    said = dict(given)
    people: dict[str, Any] = {
        name: server.user(said[name]) for name in ("user", "by") if name in said
    }
    who: Chat
    if kind == "user":
        who = server.user(int(number), said.pop("name", ""), said.pop("language", "en"))
    else:
        admins = [server.user(each) for each in said.pop("admins", [])]
        title, forum = said.pop("title", "Team"), said.pop("forum", False)
        who = server.group(int(number), title, admins, forum)
    if action not in (USER if kind == "user" else GROUP):
        raise KeyError(action)
    getattr(who, action)(**(said | people))


def picture(server: TelegramServer) -> dict[str, Any]:
    """All chats as they look now, and whether the bot has taken everything."""
    chats = [*server.users.values(), *server.groups.values()]
    return {
        "idle": server.idle,
        "chats": {str(chat.id): [_shown(message) for message in chat.messages] for chat in chats},
        "toasts": {str(user.id): user.toasts for user in server.users.values()},
        "refused": [f"{call.method}: {call.error}" for call in server.refusals],
    }


def _shown(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "from": message.author.id if message.author else None,
        "text": message.text,
        "buttons": message.buttons,
        "file": message.file.name if message.file else None,
        "pinned": message.pinned,
    }
