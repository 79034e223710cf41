"""The local Slack is as strict as Slack, and the libraries as they come can talk to it."""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse
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


# -- refusals that pass, and what a workspace may do to an app -------------------------------------


async def refused(code: str, work: Awaitable[object]) -> SlackApiError:
    with pytest.raises(SlackApiError) as caught:
        await work
    assert caught.value.response["error"] == code
    return caught.value


@pytest.mark.parametrize(
    "code",
    [
        *("team_added_to_org", "org_login_required", "ekm_access_denied", "accesslimited"),
        *("external_channel_migrating", "message_limit_exceeded", "service_unavailable"),
    ],
)
async def test_codes_that_pass(server: SlackServer, client: AsyncWebClient, team: Channel, code):
    server.fail("*", code, times=2)
    await refused(code, client.chat_postMessage(channel="C1", text="x"))
    await refused(code, client.auth_test())
    await client.chat_postMessage(channel="C1", text="y")
    assert [each.text for each in team.heard] == ["y"]


async def test_a_code_until_it_is_mended(server: SlackServer, client: AsyncWebClient, team):
    server.fail("chat.postMessage", "message_limit_exceeded", math.inf)
    for _ in range(3):
        await refused("message_limit_exceeded", client.chat_postMessage(channel="C1", text="x"))
    server.mend()
    await client.chat_postMessage(channel="C1", text="x")


async def test_a_channel_that_refuses_for_now(client: AsyncWebClient, team: Channel):
    team.refuses = "restricted_action_thread_only_channel"
    await refused(team.refuses, client.chat_postMessage(channel="C1", text="x"))
    await client.chat_postMessage(channel="U1", text="not concerned")
    team.refuses = ""
    await client.chat_postMessage(channel="C1", text="x")


@pytest.mark.parametrize("code", ["file_uploads_disabled", "storage_limit_reached"])
async def test_files_are_refused(server, client: AsyncWebClient, team: Channel, code: str):
    server.files_refused = code
    upload = {"channel": "C1", "filename": "a.png", "content": b"PNG"}
    await refused(code, client.files_upload_v2(**upload))
    server.files_refused = ""
    await client.files_upload_v2(**upload)
    assert len(team.heard) == 1


async def test_the_app_is_removed_and_comes_back(server, client: AsyncWebClient, team: Channel):
    revoked, removed = [], []
    app = AsyncApp(client=client)
    app.event("tokens_revoked")(_noting(revoked))
    app.event("app_uninstalled")(_noting(removed))
    handler = AsyncSocketModeHandler(app, server.app_token)
    await handler.connect_async()
    server.uninstall()
    await server.until(lambda: revoked and removed and server.idle)
    await handler.close_async()
    assert revoked[0]["event"]["tokens"]["bot"] == ["U0BOT"]
    for call in (
        client.auth_test(),
        client.chat_postMessage(channel="C1", text="x"),
        client.users_info(user="U1"),
    ):
        await refused("account_inactive", call)
    server.reinstall("xoxb-another")
    await refused("invalid_auth", client.auth_test())
    await AsyncWebClient("xoxb-another", server.base_url).chat_postMessage(channel="C1", text="x")


def _noting(seen: list) -> Callable[..., Awaitable[None]]:
    async def note(body):
        seen.append(body)

    return note


async def test_the_length_of_texts(client: AsyncWebClient, ana: User, team: Channel):
    sent = await client.chat_postMessage(channel="C1", text="x" * 4001)
    about = {"channel": "C1", "ts": sent["ts"]}
    await refused("msg_too_long", client.chat_update(**about, text="x" * 4001))
    long = {"channel": "C1", "user": "U1", "text": "x" * 4001}
    await refused("msg_too_long", client.chat_postEphemeral(**long))
    await client.chat_update(**about, text="x" * 4000)
    full = [section("x" * 3000)] * 3
    await client.chat_update(**about, text="x", blocks=[*full, section("x" * 1000)])
    too_much = [*full, section("x" * 1001)]
    await refused("msg_blocks_too_long", client.chat_update(**about, text="x", blocks=too_much))


async def test_a_group_message_is_out_of_reach(server, client: AsyncWebClient, ana: User):
    server.patience = 0.01
    several = server.group_message("G9", ana, server.user("U2", "Ben"))
    asked = several.command(ana, "/valuemap new")
    assert (asked["channel_id"], asked["channel_name"]) == ("G9", "mpdm-ana mohammed--ben-1")
    for ask in (client.conversations_info, client.conversations_members):
        error = await refused("missing_scope", ask(channel="G9"))
        assert error.response["needed"] == "mpim:read"
    await refused("channel_not_found", client.chat_postMessage(channel="G9", text="x"))
    async with server._session.post(asked["response_url"], json={"text": "psst"}) as answer:
        assert answer.status == 200
    assert ana.whispers == ["psst"]


async def test_an_organization_of_several_workspaces(server, client: AsyncWebClient, team):
    server.patience = 0.01
    eva = server.colleague("W7", "Eva")
    me = await client.auth_test()
    assert (me["enterprise_id"], me["team_id"]) == ("E0TEST", "T0TEST")
    user = (await client.users_info(user="W7"))["user"]
    assert (user["team_id"], user["enterprise_user"]["enterprise_id"]) == ("T0OTHER", "E0TEST")
    assert user["enterprise_user"]["teams"] == ["T0OTHER"]
    payload = team.command(eva, "/valuemap status")
    assert (payload["enterprise_id"], payload["team_id"]) == ("E0TEST", "T0OTHER")
    await client.chat_postMessage(channel="W7", text="x", blocks=actions(button(0)))
    pressed = eva.tap(eva.last, "B0")
    assert (pressed["team"]["enterprise_id"], pressed["user"]["team_id"]) == ("E0TEST", "T0OTHER")
    eva.write("hello")
    body = server.deliveries[-1].payload
    assert (body["enterprise_id"], body["event"]["user_team"]) == ("E0TEST", "T0OTHER")
    assert (eva.channel, eva.last.text) == ("D7", "x")


async def test_a_channel_gets_another_id(server, client: AsyncWebClient, team: Channel):
    server.patience = 0.01
    sent = await client.chat_postMessage(channel="C1", text="x")
    team.renumber("C99")
    changed = server.deliveries[-1].payload["event"]
    assert (changed["type"], changed["old_channel_id"], changed["new_channel_id"]) == (
        *("channel_id_changed", "C1", "C99"),
    )
    await refused("channel_not_found", client.chat_postMessage(channel="C1", text="x"))
    await client.chat_update(channel="C99", ts=sent["ts"], text="y")
    assert team.last.text == "y"


async def test_people_come_and_go(server, client: AsyncWebClient, ana: User, team: Channel):
    server.patience = 0.01
    ben = server.user("U2", "Ben")
    team.join(ben)
    assert (await client.conversations_members(channel="C1"))["members"] == ["U1", "U2", "U0BOT"]
    first = await client.conversations_members(channel="C1", limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await client.conversations_members(channel="C1", limit=2, cursor=cursor)
    assert (first["members"], rest["members"]) == (["U1", "U2"], ["U0BOT"])
    team.leave(ben)
    ben.deactivate()
    ben.reactivate()
    events = [each.payload["event"] for each in server.deliveries]
    assert [each["type"] for each in events] == [
        *("member_joined_channel", "member_left_channel", "user_change", "user_change"),
    ]
    assert [each["user"]["deleted"] for each in events[2:]] == [True, False]
    assert (await client.conversations_members(channel="C1"))["members"] == ["U1", "U0BOT"]


async def test_the_real_slack_takes_posts_to_nobody(server, client: AsyncWebClient):
    server.tells_of_deactivated = False
    ben = server.user("U2", "Ben")
    ben.deactivated = True
    await client.chat_postMessage(channel="U2", text="x")
    assert ben.last.text == "x"
    await refused("user_disabled", client.conversations_open(users="U2"))


async def test_threads_and_names_in_texts(server, client: AsyncWebClient, ana: User, team):
    server.patience = 0.01
    khan = server.user("U6ZM", "R. Khan")
    await client.chat_postMessage(channel="U1", text="A question")
    ana.write("Ask @R. Khan in #team & me", naming=[khan, team], thread=ana.last)
    event = server.deliveries[-1].payload["event"]
    assert event["text"] == "Ask <@U6ZM> in <#C1|team> &amp; me"
    assert (event["thread_ts"], event["channel_type"]) == (ana.last.ts, "im")
    team.mention(ana, "help @R. Khan", naming=[khan])
    assert server.deliveries[-1].payload["event"]["text"] == "<@U0BOT> help <@U6ZM>"
    typed = team.command(ana, "/valuemap hand over to @R. Khan", naming=[khan])
    assert typed["text"] == "hand over to <@U6ZM|r. khan>"
    history = await client.conversations_history(channel=ana.channel)
    assert [each["text"] for each in history["messages"]] == ["A question"]
    thread = await client.conversations_replies(channel=ana.channel, ts=ana.last.ts)
    assert [each["text"] for each in thread["messages"]] == ["A question", event["text"]]


async def test_what_was_written_since(server, client: AsyncWebClient, ana: User):
    server.patience = 0.01
    known = [ana.write(text) for text in ("one", "two", "three", "four")]
    since = {"channel": ana.channel, "oldest": known[0].ts}
    page = await client.conversations_history(**since, limit=2)
    assert [each["text"] for each in page["messages"]] == ["four", "three"]
    assert page["has_more"]
    cursor = page["response_metadata"]["next_cursor"]
    rest = await client.conversations_history(**since, limit=2, cursor=cursor)
    assert [each["text"] for each in rest["messages"]] == ["two"]
    assert not rest["has_more"]
    every = await client.conversations_history(**since, inclusive=True)
    assert [each["text"] for each in every["messages"]] == ["four", "three", "two", "one"]


async def test_sockets_are_counted_and_take_turns(server: SlackServer, ana: User):
    server.spread, server.other_lines, seen = True, 3, {0: [], 1: []}
    lines = [_socket(server, received) for received in seen.values()]
    for line in lines:
        await line.connect()
    await server.until(lambda: len(server.lines) == 2 and all(seen.values()))
    assert [received[0]["num_connections"] for received in seen.values()] == [4, 5]
    ana.write("one")
    ana.write("two")
    await server.until(lambda: all(len(received) == 2 for received in seen.values()))
    await server.warn(server.lines[0], "refresh_requested")
    await server.until(lambda: len(seen[0]) == 3)
    assert (seen[0][2]["type"], seen[0][2]["num_connections"]) == ("hello", 5)
    for line in lines:
        await line.close()


def _socket(server: SlackServer, received: list) -> SocketModeClient:
    """The library's socket as it comes; it notes all that arrives and acknowledges it."""
    web = AsyncWebClient(server.token, server.base_url)
    line = SocketModeClient(server.app_token, web_client=web, auto_reconnect_enabled=False)

    async def note(client, message, raw):
        received.append(message)

    async def acknowledge(client, request):
        await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))

    line.message_listeners.append(note)
    line.socket_mode_request_listeners.append(acknowledge)
    return line


@pytest.mark.parametrize("status", [403, 502])
async def test_a_page_of_somebody_in_between(server, client: AsyncWebClient, team, status: int):
    """The library has no word of Slack's to give then."""
    server.fail("*", f"page {status}", times=2)
    for call in (client.auth_test, lambda: client.chat_postMessage(channel="C1", text="x")):
        with pytest.raises(SlackApiError) as caught:
            await call()
        assert caught.value.response.status_code == status
        assert caught.value.response.data == {}
    assert not team.heard
    server.fail("chat.postMessage", f"page {status} after")
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel="C1", text="arrived")
    assert team.last.text == "arrived"


async def test_a_long_wait_is_asked_for(server, client: AsyncWebClient, team: Channel):
    server.fail("chat.postMessage", "429 86400")
    error = await refused("ratelimited", client.chat_postMessage(channel="C1", text="x"))
    assert error.response.status_code == 429
    assert error.response.headers["Retry-After"] == "86400"


async def test_what_comes_again_says_so(server: SlackServer, ana: User):
    received = []
    line = _socket(server, received)
    await line.connect()
    ana.write("hello")
    await server.until(lambda: server.idle)
    [delivery] = server.deliveries
    delivery.acknowledged, delivery.reason = False, "connection_failed"
    server.again(delivery, attempt=2)
    await server.until(lambda: server.idle and delivery.acknowledged)
    await line.close()
    first, second = [each for each in received if each["type"] == "events_api"]
    assert (first["retry_attempt"], first["retry_reason"]) == (0, "")
    assert (second["retry_attempt"], second["retry_reason"]) == (2, "connection_failed")
    assert first["payload"]["event_id"] == second["payload"]["event_id"]


async def test_pins_and_bookmarks(server: SlackServer, client: AsyncWebClient, team: Channel):
    sent = await client.chat_postMessage(channel="C1", text="x")
    pin = {"channel": "C1", "timestamp": sent["ts"]}
    server.scopes -= {"pins:write", "bookmarks:write"}
    await refused("missing_scope", client.pins_add(**pin))
    server.scopes |= {"pins:write", "bookmarks:write"}
    await client.pins_add(**pin)
    assert team.last.pinned
    await refused("already_pinned", client.pins_add(**pin))
    mark = {"channel_id": "C1", "title": "The map", "type": "link"}
    await refused("invalid_link", client.bookmarks_add(**mark, link="map"))
    await client.bookmarks_add(**mark, link="https://example.org/map")
    assert team.bookmarks == {"The map": "https://example.org/map"}
