"""The local Slack is as strict as Slack, and the libraries as they come can talk to it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.people import Channel, User
from tests.platforms.slack.server import SlackServer


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


@pytest.fixture
def client(server: SlackServer) -> AsyncWebClient:
    """The library as it comes, but for where it looks."""
    return AsyncWebClient(server.token, server.base_url)


@pytest.fixture
def ana(server: SlackServer) -> User:
    return server.user("U1", "Ana Mohammed")


@pytest.fixture
def team(server: SlackServer, ana: User) -> Channel:
    team = server.channel("C1", "team", creator=ana)
    team.bot = True
    return team


def button(number: int = 0, **other: object) -> dict[str, object]:
    text = {"type": "plain_text", "text": f"B{number}"}
    return {"type": "button", "action_id": f"a{number}", "text": text, "value": "v", **other}


def actions(*buttons: dict[str, object]) -> list[dict[str, object]]:
    return [{"type": "actions", "block_id": "x", "elements": list(buttons)}]


def section(text: str) -> dict[str, object]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def radio(*values: str) -> dict[str, object]:
    options = [{"text": {"type": "plain_text", "text": v}, "value": v} for v in values]
    element = {"type": "radio_buttons", "action_id": "r", "options": options}
    return {**section("?"), "accessory": element}


def modal(*blocks: dict[str, object], title: str = "T") -> dict[str, object]:
    return {"type": "modal", "title": {"type": "plain_text", "text": title}, "blocks": list(blocks)}


async def test_bolt_and_its_socket_as_they_come(server: SlackServer, ana: User, team: Channel):
    app = AsyncApp(client=AsyncWebClient(server.token, server.base_url))
    seen = []

    @app.event("app_mention")
    async def mentioned(event, say):
        seen.append(event["text"])
        await say(text="hello", blocks=actions(button(1)))

    @app.command("/valuemap")
    async def commanded(ack, command, respond):
        await ack()
        seen.append(command["text"])
        await respond("privately")

    @app.action("a1")
    async def pressed(ack, action, respond):
        await ack()
        seen.append(action["value"])
        await respond(text="replaced", replace_original=True)

    handler = AsyncSocketModeHandler(app, server.app_token)
    await handler.connect_async()
    try:
        team.mention(ana, "hi")
        await server.until(lambda: team.heard)
        ana.tap(team.last, "B1")
        team.command(ana, "/valuemap status")
        await server.until(lambda: team.last.text == "replaced" and ana.whispers and server.idle)
    finally:
        await handler.close_async()
    assert sorted(seen) == ["<@U0BOT> hi", "status", "v"]
    assert ana.whispers == ["privately"]
    assert not server.refusals


@pytest.mark.parametrize(
    ("method", "given", "code"),
    [
        ("chat.postMessage", {"channel": "C9", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C2", "text": "x"}, "not_in_channel"),
        ("chat.postMessage", {"channel": "G1", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C3", "text": "x"}, "is_archived"),
        ("chat.postMessage", {"channel": "U2", "text": "x"}, "user_disabled"),
        ("chat.postMessage", {"channel": "C1"}, "no_text"),
        ("chat.postMessage", {"channel": "C1", "text": "x" * 40_001}, "msg_too_long"),
        (
            "chat.postMessage",
            {"channel": "C1", "text": "x", "blocks": [section("x" * 2900)] * 5},
            "msg_blocks_too_long",
        ),
        ("chat.update", {"channel": "C1", "ts": "1.1", "text": "x"}, "message_not_found"),
        ("chat.update", {"channel": "U1", "ts": "1.1", "text": "x"}, "channel_not_found"),
        ("chat.delete", {"channel": "C1", "ts": "1.1"}, "message_not_found"),
        ("conversations.info", {"channel": "G1"}, "channel_not_found"),
        ("conversations.history", {"channel": "C1"}, "missing_scope"),
        ("users.info", {"user": "U9"}, "user_not_found"),
        ("views.open", {"trigger_id": "no", "view": modal(section("x"))}, "invalid_trigger_id"),
        ("chat.nonsense", {}, "unknown_method"),
    ],
)
async def test_refusals(
    server: SlackServer, client: AsyncWebClient, ana: User, team: Channel, method, given, code
):
    server.channel("C2", "elsewhere")
    server.channel("C3", "old").bot = True
    server.channels["C3"].archived = True
    server.channel("G1", "secret", private=True)
    server.user("U2", "Ben").deactivated = True
    with pytest.raises(SlackApiError) as caught:
        await client.api_call(method, json=given)
    assert caught.value.response["error"] == code


@pytest.mark.parametrize(
    "blocks",
    [
        [section("")],
        [section("x" * 3001)],
        [section("<!channel"), section("a & b")],
        [section("x")] * 51,
        [{**section("x"), "block_id": "same"}, {**section("y"), "block_id": "same"}],
        [{**section("x"), "colour": "red"}],
        [{"type": "marquee"}],
        actions(),
        actions(*(button(n) for n in range(26))),
        actions(button(1), button(1)),
        actions(button(text={"type": "plain_text", "text": "x" * 76})),
        actions(button(value="x" * 2001)),
        actions(button(accessibility_label="x" * 76)),
        actions(button(text={"type": "mrkdwn", "text": "x"})),
        [radio(*(str(n) for n in range(11)))],
        [radio("a", "a")],
    ],
)
async def test_refused_blocks(client: AsyncWebClient, team: Channel, blocks):
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C1", text="x", blocks=blocks)
    assert caught.value.response["error"] == "invalid_blocks"
    assert not team.heard


async def test_a_good_message_and_whom_it_would_call(client: AsyncWebClient, team: Channel):
    await client.chat_postMessage(
        channel="C1",
        text="&lt;!here&gt;",
        blocks=[section("<!channel> &amp; you"), *actions(button())],
    )
    assert team.last.text == "<!here>"
    assert team.last.pings == ["<!channel>"]
    assert team.last.buttons == ["B0"]


async def test_text_without_blocks_takes_the_blocks_away(client: AsyncWebClient, team: Channel):
    sent = await client.chat_postMessage(channel="C1", text="x", blocks=actions(button()))
    await client.chat_update(channel="C1", ts=sent["ts"], text="y")
    assert (team.last.text, team.last.buttons) == ("y", [])


async def test_tokens_and_scopes(server: SlackServer, client: AsyncWebClient, team: Channel):
    granted = (await client.auth_test()).headers["x-oauth-scopes"]
    assert set(granted.split(",")) == server.scopes
    server.scopes.discard("chat:write")
    with pytest.raises(SlackApiError, match="missing_scope") as caught:
        await client.chat_postMessage(channel="C1", text="x")
    assert caught.value.response["needed"] == "chat:write"
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await AsyncWebClient("xoxb-other", server.base_url).auth_test()
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await client.apps_connections_open(app_token=server.token)
    server.revoked = True
    with pytest.raises(SlackApiError, match="token_revoked"):
        await client.auth_test()


async def test_tiers(client: AsyncWebClient, team: Channel, ana: User):
    moment = [100.0]
    team.server.limits, team.server.monotonic = True, lambda: moment[0]
    sent = await client.chat_postMessage(channel="C1", text="x")
    for n in range(50):
        await client.chat_update(channel="C1", ts=sent["ts"], text=f"x{n}")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_update(channel="C1", ts=sent["ts"], text="one more")
    assert caught.value.response.status_code == 429
    assert int(caught.value.response.headers["Retry-After"]) == 60
    await client.chat_postMessage(channel="U1", text="another chat")
    for _ in range(3):
        await client.chat_postMessage(channel="C1", text="x")
    with pytest.raises(SlackApiError, match="ratelimited"):
        await client.chat_postMessage(channel="C1", text="too fast")
    moment[0] += 60.0
    await client.chat_update(channel="C1", ts=sent["ts"], text="a minute later")


async def test_a_trigger_works_once_and_not_for_long(server, client, ana: User, team: Channel):
    moment = [100.0]
    server.monotonic = lambda: moment[0]
    server.patience = 0.01
    view = modal(section("x"), radio("a"))
    trigger = ana.command("/valuemap")["trigger_id"]
    await client.views_open(trigger_id=trigger, view=view)
    assert ana.modal
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await client.views_open(trigger_id=trigger, view=view)
    late = ana.command("/valuemap")["trigger_id"]
    moment[0] += 3.1
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await client.views_open(trigger_id=late, view=view)


@pytest.mark.parametrize(
    "view",
    [
        modal(section("x"), title="x" * 25),
        modal(*[section("x")] * 101),
        modal({"type": "input", "label": {"type": "plain_text", "text": "L"}, "element": button()}),
        {"type": "home", "blocks": []},
    ],
)
async def test_refused_views(client: AsyncWebClient, ana: User, view):
    with pytest.raises(SlackApiError):
        await client.views_publish(user_id="U1", view=view)
    assert ana.home is None


async def test_an_answering_address_works_five_times(server, client, ana: User, team: Channel):
    server.patience = 0.01
    sent = await client.chat_postMessage(channel="C1", text="x", blocks=actions(button()))
    url = ana.tap(team.last, "B0")["response_url"]
    whisper = {"response_type": "ephemeral", "text": "psst", "replace_original": False}
    statuses = []
    for content in [{"replace_original": True, "text": "y"}, *[whisper] * 5]:
        async with server._session.post(url, json=content) as answer:
            statuses.append(answer.status)
    assert statuses == [200] * 5 + [404]
    assert team.find(sent["ts"]).text == "y"
    assert ana.whispers == ["psst"] * 4


async def test_an_event_comes_again_and_a_tap_does_not(server: SlackServer, ana: User):
    server.patience, server.again_after = 0.01, (0.01, 0.01)
    ana.write("hello")
    ana.command("/valuemap")
    await server.until(lambda: server.idle)
    written, typed = server.deliveries
    assert (written.tries, written.failed) == (3, True)
    assert (typed.tries, typed.failed) == (1, True)


async def test_a_socket_that_is_lost_and_one_that_is_warned(server: SlackServer, ana: User):
    handler = AsyncSocketModeHandler(
        AsyncApp(client=AsyncWebClient(server.token, server.base_url)),
        server.app_token,
        ping_interval=0.1,
    )
    await handler.connect_async()
    await server.until(lambda: len(server.lines) == 1)
    first = server.lines[0]
    await server.warn(first)
    await server.until(lambda: server.lines and server.lines[0] is not first)
    server.cut()
    await server.until(lambda: server.lines)
    await handler.close_async()
    await asyncio.sleep(0)


async def test_files_by_the_library(client: AsyncWebClient, ana: User, team: Channel):
    done = await client.files_upload_v2(
        channel="C1", filename="map.png", content=b"PNG", alt_txt="A map", initial_comment="Look"
    )
    assert done["files"]
    assert team.last.file
    assert (team.last.file.name, team.last.file.content, team.last.file.alt) == (
        *("map.png", b"PNG"),
        "A map",
    )
    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_completeUploadExternal(files=[{"id": "F9"}], channel_id="C1")


async def test_metadata_and_history(client: AsyncWebClient, ana: User):
    metadata = {"event_type": "x", "event_payload": {"key": "1"}}
    sent = await client.chat_postMessage(channel="U1", text="hello", metadata=metadata)
    history = await client.conversations_history(channel=sent["channel"], limit=5)
    assert [m["text"] for m in history["messages"]] == ["hello"]
    assert "metadata" not in history["messages"][0]
    history = await client.conversations_history(
        channel=sent["channel"], latest=sent["ts"], inclusive=True, include_all_metadata=True
    )
    assert history["messages"][0]["metadata"] == metadata
